"""Mentions of terms that become links without a role, and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

PAGE = {"ftgloss_autolink": "page"}
SECTION = {"ftgloss_autolink": "section"}


def links(build: Build, page: str = "index.html") -> list[str]:
    """Return the words of the terms on a page, in order."""
    found = BeautifulSoup(build.text(page), "html.parser").select(".ftgloss-term")
    return [" ".join(link.get_text().split()) for link in found]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        pytest.param("LoRA and LoRA.", ["LoRA"], id="first only"),
        pytest.param("LoRA, low-rank adaptation.", ["LoRA"], id="one term by two names"),
        pytest.param("使用LoRA微调，不是LoRaWAN。", ["LoRA"], id="whole words"),
        pytest.param("Use *LoRA* or **QLoRA**.", ["LoRA", "QLoRA"], id="emphasis"),
        pytest.param("**Q**LoRA and Lo**RA**", [], id="words in several nodes"),
        pytest.param("the learning\nrate", ["learning rate"], id="over two lines"),
        pytest.param("{ftterm}`lora`, then LoRA", ["LoRA"], id="role before"),
        pytest.param("LoRA, then {ftterm}`lora`", ["LoRA", "LoRA"], id="role after"),
        pytest.param("{term}`LoRA`, then LoRA", ["LoRA"], id="term role before"),
        pytest.param("## LoRA and {ftterm}`qlora`\n\nQLoRA", ["QLoRA"], id="heading"),
        pytest.param("[LoRA](https://example.org), `LoRA`", [], id="link and code"),
        pytest.param("{doc}`LoRA <index>`", [], id="cross-reference"),
        pytest.param("```\nLoRA\n```", [], id="code block"),
        pytest.param("> LoRA\n", [], id="block quote"),
        pytest.param("| LoRA |\n| --- |\n| QLoRA |\n", ["QLoRA"], id="table"),
        pytest.param("text[^1]\n\n[^1]: LoRA\n", [], id="footnote"),
        pytest.param("% LoRA\n\n<!-- LoRA -->\n\n<b>LoRA</b>\n", ["LoRA"], id="comment"),
        pytest.param("```{note}\nLoRA\n```", ["LoRA"], id="note"),
        pytest.param("```{admonition} LoRA\nQLoRA\n```", ["QLoRA"], id="title of a note"),
        pytest.param("```{py:function} LoRA(rank)\nMakes QLoRA.\n```", ["QLoRA"], id="signature"),
        pytest.param("```{glossary}\nLoRAX\n  Like LoRA.\n```", [], id="own glossary"),
        pytest.param("{ftterm}`!LoRA` and LoRA", ["LoRA"], id="switched off by a role"),
        pytest.param(
            "```{div} ftgloss-no-autolink\nLoRA\n```\n\nQLoRA",
            ["QLoRA"],
            id="switched off by a class",
        ),
        pytest.param("{abbr}`LoRA (x)`, {guilabel}`LoRA`, {sub}`LoRA`", [], id="other roles"),
        pytest.param("- LoRA\n- QLoRA\n", ["LoRA", "QLoRA"], id="list"),
        pytest.param("Rank, epoch and lora.", [], id="words that may mean something else"),
        pytest.param("{ft:def}`qlora`; QLoRA", ["QLoRA"], id="a definition in a sentence"),
    ],
)
def test_first_mention(text: str, linked: list[str], make_project: Make) -> None:
    """With `page`, the first mention of each unmistakable term in the prose of a page."""
    files = {"index.md": f"# About LoRA\n\n{text}\n"}
    build = make_project(files, **PAGE, nitpicky=False).build(warns=None)

    assert links(build) == linked


def test_sections(make_project: Make) -> None:
    """With `section`, the first mention in each section below the title, and before them."""
    text = (
        "# T\n\nLoRA LoRA\n\n## A\n\nLoRA\n\n### B\n\nLoRA QLoRA\n\n## C\n\nLoRA {ftterm}`qlora`\n"
    )
    build = make_project({"index.md": text}, **SECTION).build()

    assert links(build) == ["LoRA", "LoRA", "QLoRA", "LoRA", "QLoRA"]


@pytest.mark.parametrize(
    ("name", "text", "conf", "linked"),
    [
        ("index.md", "---\nftgloss-autolink: off\n---\n# T\n\nLoRA\n", PAGE, []),
        ("index.md", '---\nftgloss-autolink: "off"\n---\n# T\n\nLoRA\n', PAGE, []),
        ("index.md", "---\nftgloss-autolink: page\n---\n# T\n\nLoRA\n", {}, ["LoRA"]),
        ("index.md", "# T\n\nLoRA\n", {}, []),
        ("index.rst", ":ftgloss-autolink: off\n\nT\n=\n\nLoRA\n", PAGE, []),
        ("index.rst", ":ftgloss-autolink: page\n\nT\n=\n\nLoRA\n", {}, ["LoRA"]),
        (
            "index.rst",
            "T\n=\n\n.. rst-class:: ftgloss-no-autolink\n\nLoRA\n\nQLoRA\n",
            PAGE,
            ["QLoRA"],
        ),
        ("index.rst", "T\n=\n\n:ftterm:`!LoRA` 使用\\ LoRA\\ 微调\n", PAGE, ["LoRA"]),
    ],
)
def test_switches(
    name: str, text: str, conf: dict[str, str], linked: list[str], make_project: Make
) -> None:
    """A page and a place can switch it off, and a page can switch it on."""
    assert links(make_project({name: text}, **conf).build()) == linked


def test_wrong_switch(make_project: Make) -> None:
    """A page that asks for what there is not is linked as the project says, with a warning."""
    text = "---\nftgloss-autolink: some\n---\n# T\n\nLoRA\n"
    warning = r"index\.md.*ftgloss-autolink must be one of off, page, section, not 'some'"
    build = make_project({"index.md": text}, **PAGE).build(warns=[warning])

    assert links(build) == ["LoRA"]


def test_use_of_a_term(make_project: Make) -> None:
    """A mention that is linked is a use as any other: it has a card, and its entry names it."""
    build = make_project({"index.md": "# T\n\n## A\n\nWe like LoRA most.\n"}, **PAGE).build()

    assert BeautifulSoup(build.text("index.html"), "html.parser").select_one("#ftcard-lora")
    entry = BeautifulSoup(build.text("fine-tuning-glossary.html"), "html.parser")
    assert "We like LoRA most." in entry.select_one("#ftterm-lora").find_next("dd").get_text()


def test_own_glossary_wins(make_project: Make) -> None:
    """What the project's own glossary defines, on whichever page, is left to the project."""
    files = {
        "index.md": "# T\n\nLoRA and QLoRA\n\n```{toctree}\nother\n```\n",
        "other.md": "# O\n\n```{glossary}\nLoRA\n  Ours.\n```\n",
    }
    build = make_project(files, **PAGE).build()

    assert links(build) == ["QLoRA"]
    assert "index" not in str(
        BeautifulSoup(build.text("fine-tuning-glossary.html"), "html.parser")
        .select_one("#ftterm-lora")
        .find_next("dd")
        .select("a[href^='index']")
    )


def test_new_names_are_seen(make_project: Make) -> None:
    """When a term gets another name, pages that mention it are read again; others are not."""
    files = {
        "index.md": "# T\n\nZebra and LoRA\n\n```{toctree}\nquiet\n```\n",
        "quiet.md": "---\nftgloss-autolink: off\n---\n# Q\n\nZebra\n",
        "terms/a.toml": '[[term]]\nid = "lora"\n',
    }
    project = make_project(files, **PAGE, ftgloss_terms=["terms/*.toml"])
    project.build()
    project.write("terms/a.toml", '[[term]]\nid = "lora"\naliases = ["Zebra"]\n')
    build = project.build()

    assert links(build) == ["Zebra"]
    assert "quiet" not in build.read


def test_another_definition_reads_nothing(make_project: Make) -> None:
    """A definition has no part in what is linked."""
    files = {"index.md": "# T\n\nLoRA\n", "terms/a.toml": '[[term]]\nid = "lora"\n'}
    project = make_project(files, **PAGE, ftgloss_terms=["terms/*.toml"])
    project.build()
    project.write("terms/a.toml", '[[term]]\nid = "lora"\nshort = "Another one."\n')

    assert "index" not in project.build().read


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "xml", "gettext", "epub"])
def test_other_builders(builder: str, make_project: Make) -> None:
    """Each builder takes a linked mention as it takes a role, without a warning."""
    make_project({"index.md": "# T\n\nLoRA and LoRA\n"}, **PAGE).build(builder)


def test_catalogs_stay(make_project: Make) -> None:
    """The messages to translate are those of the source."""
    project = make_project({"index.md": "# T\n\nUse LoRA here.\n"})
    before = project.build("gettext").text("index.pot")
    after = project.build("gettext", **PAGE).text("index.pot")

    assert after.partition('msgid "T"')[2] == before.partition('msgid "T"')[2]
    assert "Use LoRA here." in after


def test_translated_page(make_project: Make) -> None:
    """A translated page is linked in its own words."""
    files = {
        "index.md": "# T\n\nWe forget.\n",
        "locale/de/LC_MESSAGES/index.po": (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\n'
            'msgid "We forget."\nmsgstr "Mit QLoRA vergessen wir."\n'
        ),
    }
    build = make_project(files, **PAGE, language="de", locale_dirs=["locale"]).build()

    assert links(build) == ["QLoRA"]
