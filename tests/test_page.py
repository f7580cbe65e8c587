"""The glossary page: there without a file, and never in the place of the project's own."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.terms.model import SHIPPED_PACK

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Make

PAGE = "fine-tuning-glossary.html"
START = {"index.md": "# Start\n\n{ftterm}`lora`\n"}


def entries(html: str) -> list[str]:
    """Return the ids of the entries of a page that can be linked to."""
    return [name["id"] for name in BeautifulSoup(html, "html.parser").select("dt.ftgloss-name[id]")]


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("files", "conf"),
    [
        pytest.param(START, {}, id="myst"),
        pytest.param(
            {"index.rst": "Start\n=====\n\n:ftterm:`lora`\n"},
            {"extensions": ["sphinx_ftgloss"]},
            id="rst-without-myst",
        ),
        pytest.param(START, {"source_suffix": {".md": "markdown"}}, id="markdown-only"),
    ],
)
def test_one_line_in_conf_py(files: dict[str, str], conf: dict, make_project: Make) -> None:
    """The extension alone gives the page with all terms, and leaves the source as it was."""
    project = make_project(files, **conf)
    before = fingerprint(project.source)
    build = project.build()

    page = build.text(PAGE)
    assert len(entries(page)) >= 28
    assert "ftterm-lora" in entries(page)
    assert BeautifulSoup(page, "html.parser").h1.get_text().startswith("Fine-tuning glossary")
    assert fingerprint(project.source) == before


def test_second_build_has_nothing_to_do(make_project: Make) -> None:
    """Without a change nothing is read or written again."""
    project = make_project(START)
    project.build()
    again = project.build()

    assert again.read == []
    assert "no targets are out of date" in again.status


def test_named_in_a_toctree(make_project: Make) -> None:
    """A toctree may name the page like any other."""
    files = {"index.md": "# Start\n\n```{toctree}\nfine-tuning-glossary\n```\n"}
    build = make_project(files).build()

    link = BeautifulSoup(build.text("index.html"), "html.parser").select_one(".toctree-wrapper a")
    assert (link["href"], link.get_text()) == (PAGE, "Fine-tuning glossary")


def test_another_name(make_project: Make) -> None:
    """``ftgloss_page`` names the page, in a folder too; links follow."""
    build = make_project(START, ftgloss_page="reference/words").build()

    assert "ftterm-lora" in entries(build.text("reference/words.html"))
    assert 'href="reference/words.html#ftterm-lora"' in build.text("index.html")
    assert not (build.out / PAGE).exists()


def test_no_page(make_project: Make) -> None:
    """An empty name means no page; the term still has its card, reachable by keyboard."""
    build = make_project(START, ftgloss_page="").build()
    term = BeautifulSoup(build.text("index.html"), "html.parser").select_one(".ftgloss-term")

    assert not (build.out / PAGE).exists()
    assert (term.name, term["tabindex"], term["aria-describedby"]) == ("span", "0", "ftcard-lora")
    assert 'id="ftcard-lora"' in build.text("index.html")


@pytest.mark.parametrize(
    "text",
    ["# Words\n\n```{ftglossary}\n```\n", "# Words\n\n```{ftglossary}\n:group: letter\n```\n"],
)
def test_own_page_takes_its_place(text: str, make_project: Make) -> None:
    """A page with an unfiltered ``ftglossary`` is the glossary; none is generated."""
    files = {
        "index.md": "# Start\n\n{ftterm}`lora`\n\n```{toctree}\nwords\n```\n",
        "words.md": text,
    }
    project = make_project(files)
    build = project.build()

    assert not (build.out / PAGE).exists()
    assert 'href="words.html#ftterm-lora"' in build.text("index.html")
    assert PAGE[:-5] not in build.text("searchindex.js")
    again = project.build()
    assert again.read == []
    assert "no targets are out of date" in again.status


def test_code_that_shows_the_directive_is_no_page(make_project: Make) -> None:
    """Documentation that only shows ``ftglossary`` in a code block does not replace the page."""
    files = {"index.md": "# Start\n\n````\n```{ftglossary}\n```\n````\n"}

    assert (make_project(files).build().out / PAGE).exists()


def test_page_comes_and_goes(make_project: Make) -> None:
    """Adding and removing an own list moves the links, without a clean build."""
    project = make_project(
        {
            "index.md": "# Start\n\n{ftterm}`lora`\n\n```{toctree}\nwords\n```\n",
            "words.md": "# Words\n",
        }
    )
    assert f'href="{PAGE}#ftterm-lora"' in project.build().text("index.html")

    project.write("words.md", "# Words\n\n```{ftglossary}\n```\n")
    assert 'href="words.html#ftterm-lora"' in project.build().text("index.html")

    project.write("words.md", "# Words again\n")
    build = project.build()
    assert f'href="{PAGE}#ftterm-lora"' in build.text("index.html")
    assert "ftterm-lora" in entries(build.text(PAGE))


def test_same_name_is_never_replaced(make_project: Make) -> None:
    """A project's page with the name of ours stays; a warning says what to do."""
    project = make_project(START | {"fine-tuning-glossary.md": "# My own words\n"})
    build = project.build(
        warns=(
            r"fine-tuning-glossary.md:1: WARNING: .* a document 'fine-tuning-glossary' of its own"
            r".*\[ftgloss.page\]",
            "document isn't included in any toctree",
        )
    )

    assert "My own words" in build.text(PAGE)
    assert entries(build.text(PAGE)) == []


def test_same_name_with_a_list_is_the_page(make_project: Make) -> None:
    """A project's page of that name that lists the terms is the glossary, without a warning."""
    own = "---\norphan: true\n---\n# My words\n\n```{ftglossary}\n```\n"
    build = make_project(START | {"fine-tuning-glossary.md": own}).build()

    assert "My words" in build.text(PAGE)
    assert "ftterm-lora" in entries(build.text(PAGE))


def test_no_source_is_offered(make_project: Make) -> None:
    """Themes show no "view source" or "edit" for a page that has no file."""
    build = make_project(START, html_theme="alabaster").build()

    assert not list((build.out / "_sources").glob("fine-tuning-glossary*"))
    assert "_sources/fine-tuning" not in build.text(PAGE)
    assert "_sources/index.md.txt" in build.text("index.html")


def test_search_finds_terms(make_project: Make) -> None:
    """The search index knows the terms as objects, and no text of the cards."""
    index = make_project(START).build().text("searchindex.js")

    assert '"lora"' in index
    assert '"ft"' in index


def test_page_loads_no_script_from_elsewhere(make_project: Make) -> None:
    """Nothing is fetched from another host, although the page has formulas."""
    page = BeautifulSoup(make_project(START).build().text(PAGE), "html.parser")

    assert page.select("math")
    assert [s["src"] for s in page.select("script[src]") if "//" in s["src"]] == []
    assert [s["href"] for s in page.select("link[href]") if "//" in s["href"]] == []


@pytest.mark.parametrize("depth", ["plain", "deep"])
def test_depth_to_begin_with(make_project: Make, depth: str) -> None:
    """``ftgloss_depth`` is what the page starts with; a short list has no filter at all."""
    short = {"some.md": "# Some\n\n```{ftglossary}\n:terms: lora rank\n:no-index:\n```\n"}
    start = {"index.md": "# Start\n\n```{toctree}\nsome\n```\n"}
    build = make_project(short | start, ftgloss_depth=depth).build()
    finder = BeautifulSoup(build.text(PAGE), "html.parser").select_one(".ftgloss-find[hidden]")

    assert finder["data-start"] == depth
    assert "ftgloss-find" not in build.text("some.html")


def test_names_in_code_and_their_check(make_project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page ends with the date and the versions of the last look at the libraries."""
    monkeypatch.setattr("sphinx_ftgloss.build.SHIPPED_PACK", SHIPPED_PACK)
    text = " ".join(make_project(START).build("text").text("fine-tuning-glossary.txt").split())

    assert re.search(r"Names in code were checked on \d{4}-\d\d-\d\d in accelerate [\d.]+, ", text)
