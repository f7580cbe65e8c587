"""Where a project explains and uses a term, in its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.formats.html import GLANCE
from sphinx_ftgloss.where_used import QUOTED
from test_directive import entry, rows

if TYPE_CHECKING:
    from bs4.element import Tag

    from conftest import Make
    from helpers import Build

FILES = {
    "index.md": "# Start\n\n```{toctree}\na/guide\nother\n```\n",
    "a/guide.md": (
        "# A guide\n\nOne freezes the model and trains a {ftterm}`low-rank adapter` *instead*.\n\n"
        "## Memory\n\nHere {ftterm}`lora` helps. And {ftterm}`lora` again.\n"
    ),
    "other.rst": "Other\n=====\n\n:term:`LoRA` or :ft:abbr:`qlora` alone.\n",
}


def uses(build: Build, term_id: str, page: str = "fine-tuning-glossary.html") -> list[list[str]]:
    """Return address, title and words of the uses that an entry lists."""
    return [
        [item.a["href"], item.a.get_text(), item.span.get_text() if item.span else ""]
        for item in entry(build, term_id, page).select(".ftgloss-uses > li")
    ]


def target(build: Build, address: str) -> Tag | None:
    """Return what an address in a page beside the glossary leads to."""
    page, _hash, anchor = address.partition("#")
    return BeautifulSoup(build.text(page), "html.parser").find(id=anchor)


def test_page_section_and_words(make_project: Make) -> None:
    """The first use in each section is listed, with the words around it, and can be gone to."""
    build = make_project(FILES).build()
    found = uses(build, "lora")

    assert found == [
        [
            "a/guide.html#ftuse-lora-1",
            "A guide",
            "One freezes the model and trains a low-rank adapter instead.",
        ],
        ["a/guide.html#ftuse-lora-2", "A guide \u203a Memory", "Here LoRA helps. And LoRA again."],
        ["other.html#ftuse-lora-1", "Other", "LoRA or QLoRA alone."],
    ]
    places = [target(build, address) for address, _title, _words in found]
    assert [place.get_text() for place in places] == ["low-rank adapter", "LoRA", "LoRA"]
    assert places[2].get("aria-describedby") == "ftcard-lora"
    assert "Used in" not in rows(entry(build, "epoch"))


def test_each_use_has_an_anchor(make_project: Make) -> None:
    """Uses that the entry does not list can be linked to as well, and no id is there twice."""
    page = BeautifulSoup(make_project(FILES).build().text("a/guide.html"), "html.parser")

    anchors = [link["id"] for link in page.select("a.ftgloss-term")]
    assert anchors == ["ftuse-lora-1", "ftuse-lora-2", "ftuse-lora-3"]


def test_long_words_are_cut_between_words(make_project: Make) -> None:
    """A long paragraph is quoted near the use only, by whole words."""
    words = " ".join(f"word{number}" for number in range(40))
    build = make_project({"index.md": f"# S\n\n{words} {{ftterm}}`lora` {words}\n"}).build()
    [[_address, _title, quoted]] = uses(build, "lora")

    assert quoted.startswith("… word")
    assert quoted.endswith(" …")
    assert set(quoted.split()) <= {*words.split(), "LoRA", "…"}
    assert 100 < len(quoted) < 140


def test_formulas_around_a_use(make_project: Make) -> None:
    """What reads as typed is quoted, and TeX commands are not."""
    text = "# S\n\nWith {math}`r` and {math}`\\alpha = 2r` a {ftterm}`lora` learns.\n"
    [[_address, _title, quoted]] = uses(make_project({"index.md": text}).build(), "lora")

    assert quoted == "With r and … a LoRA learns."


def test_text_without_blanks_is_cut_too(make_project: Make) -> None:
    """Chinese has no blanks to cut at."""
    text = "全参数微调需要更新模型的每一个权重因此显存占用很高" * 9
    build = make_project({"index.rst": f"S\n=\n\n{text}\\ :ftterm:`lora`\\ {text}\n"}).build()
    [[_address, _title, quoted]] = uses(build, "lora")

    assert "LoRA" in quoted
    assert len(quoted) == len("…" + "字" * 60 + "LoRA" + "字" * 60 + "…")


def test_long_list_is_folded(make_project: Make) -> None:
    """Three uses are shown, more can be unfolded; of very many pages only titles are given."""
    pages = {f"p{n:02}.md": f"# Page {n}\n\nSee {{ftterm}}`lora`.\n" for n in range(QUOTED + 5)}
    toctree = "\n".join(name.removesuffix(".md") for name in pages)
    index = f"# Start\n\n```{{toctree}}\n{toctree}\n```\n"
    found = entry(make_project({"index.md": index, **pages}).build(), "lora")

    fold = found.select_one(".ftgloss-uses + details")
    assert len(found.select_one(".ftgloss-uses").find_all("li")) == GLANCE
    assert fold.summary.get_text() == f"{QUOTED + 5 - GLANCE} more"
    assert "open" not in fold.attrs
    titles = [link.get_text() for link in found.select(".ftgloss-uses a")]
    assert titles == [f"Page {n}" for n in range(QUOTED + 5)]


@pytest.mark.parametrize(
    ("files", "conf"),
    [
        pytest.param({"z.md": "# Last\n\n```{ftdefinition} lora\n```\n"}, {}, id="ftdefinition"),
        pytest.param({"z.md": "# Last\n"}, {"ftgloss_guides": {"LoRA": "z"}}, id="ftgloss_guides"),
    ],
)
def test_page_that_explains(files: dict, conf: dict, make_project: Make) -> None:
    """The page that explains a term is named before those that use it."""
    start = "# Home\n\n{ftterm}`lora`\n\n```{toctree}\nz\n```\n"
    found = entry(make_project({"index.md": start, **files}, **conf).build(), "lora")

    assert rows(found)["Explained in"] == "Last"
    assert list(rows(found))[-2:] == ["Explained in", "Used in"]
    assert found.select_one("a[href='z.html']").get_text() == "Last"


def test_entry_on_a_page_that_uses_it(make_project: Make) -> None:
    """An entry leads to uses on its own page too, and does not send the reader where they are."""
    text = "# S\n\nTake {ftterm}`lora` here.\n\n```{ftdefinition} lora\n```\n"
    build = make_project({"index.md": text}).build()
    page = BeautifulSoup(build.text("index.html"), "html.parser")

    assert page.select_one(".ftgloss-uses a")["href"] == "#ftuse-lora-1"
    assert page.find(id="ftuse-lora-1").get_text() == "LoRA"
    assert "Explained in" not in page.select_one(".ftgloss-facts").get_text()
    assert rows(entry(build, "lora"))["Explained in"] == "S"


def test_guide_that_is_not_there(make_project: Make) -> None:
    """A wrong term or page in `ftgloss_guides` is told, and the page builds."""
    guides = {"loar": "index", "lora": "guide/lora"}
    make_project({"index.md": "# S\n"}, ftgloss_guides=guides).build(
        warns=(
            r"conf.py: ftgloss_guides: 'loar' is no id or name of one term; did you mean 'lora'",
            r"conf.py: ftgloss_guides: 'lora': there is no page 'guide/lora'",
        )
    )


def test_new_guide_writes_the_glossary(make_project: Make) -> None:
    """A changed setting is seen without a clean build, and no page is read for it."""
    project = make_project({"index.md": "# Start\n", "a.md": "---\norphan: true\n---\n# A\n"})
    project.build()
    build = project.build(ftgloss_guides={"lora": "a"})

    assert rows(entry(build, "lora"))["Explained in"] == "A"
    assert build.read == []


def test_singlehtml_tells_the_pages_apart(make_project: Make) -> None:
    """On the one page each use has an id of its own, and the entry leads to it."""
    build = make_project(FILES).build("singlehtml")
    page = BeautifulSoup(build.text("index.html"), "html.parser")

    addresses = [address for address, _title, _words in uses(build, "lora", "index.html")]
    found = [page.find(id=address.removeprefix("#")) for address in addresses]
    assert [place.get_text() for place in found] == ["low-rank adapter", "LoRA", "LoRA"]
    ids = [element["id"] for element in page.select("[id]")]
    assert len([i for i in ids if "ftuse" in i]) == len({i for i in ids if "ftuse" in i}) == 5


def test_text_names_pages_and_sections(make_project: Make) -> None:
    """Where nothing can be unfolded there is a line for each page, with the sections."""
    text = make_project(FILES).build("text").text("fine-tuning-glossary.txt")

    assert "   Used in:\n      * A guide \u203a Memory\n\n      * Other\n" in text


def test_use_inside_a_link_has_no_anchor(make_project: Make) -> None:
    """A term that had to become text is still listed, and the link leads to its page."""
    text = "S\n=\n\n|l|_\n\n.. |l| replace:: :ftterm:`lora`\n.. _l: https://example.org\n"
    build = make_project({"index.rst": text}).build(warns=(r"term 'lora' stands inside a link",))

    assert [address for address, _title, _words in uses(build, "lora")] == ["index.html"]
