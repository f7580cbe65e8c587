"""The roles: what an author types, and what stands in the document; the same in MyST and RST."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pytest_regressions.file_regression import FileRegressionFixture

    from conftest import Make
    from helpers import Build

LORA = "fine-tuning-glossary.html#ftterm-lora"

ROLE = r"([a-z:]+)(`[^`]+`)"

# Text with role`...` in place of a role, so that one snippet serves both languages.
SNIPPETS = {
    "term-by-id": "Train a ftterm`lora` adapter.",
    "term-by-name": "Train ftterm`LoRAs`, ftterm`Low rank adaptation`, ftterm`fine tuning`.",
    "term-titled": "Train ftterm`these adapters <lora>`, ft:term`those <Low-Rank Adaptation>`.",
    "term-off": "Write ftterm`!lora` or ftterm`!these adapters <lora>` or ftterm`!Loras`.",
    "forms": "ft:abbr`learning-rate`, ft:abbr`lora`, ft:full`lora`, ft:full`learning rate`.",
    "definition": "LoRA is ft:def`lora`.",
    "param": "Set ft:param`peft.LoraConfig.r` and ft:param`the rank <peft.LoraConfig.r>`.",
    "any": "See any`qlora` and term`epoch`.",
    "markup": 'Say ftterm`<b>"A & B"</b> <lora>`.',
}


def in_myst(text: str) -> str:
    return "# Page\n\n" + re.sub(ROLE, r"{\1}\2", text) + "\n"


def in_rst(text: str) -> str:
    return "Page\n====\n\n" + re.sub(ROLE, r":\1:\2", text) + "\n"


def paragraph(build: Build) -> BeautifulSoup:
    """Return the first paragraph of the page's text."""
    return BeautifulSoup(build.text("index.html"), "html.parser").select_one(".body p")


def normalised(build: Build) -> str:
    """Return a page's document tree without what differs between docutils versions."""
    tree = build.doctrees["index"]
    text = tree.pformat()
    text = re.sub(
        r' (source|xml:space|ftgloss-cards|translation_progress|xmlns:\w+)="[^"]*"',
        "",
        text,
    )
    return text.replace('="True"', '="1"').replace('="False"', '="0"')


@pytest.mark.parametrize("name", SNIPPETS)
def test_same_document_from_myst_and_rst(
    name: str, make_project: Make, file_regression: FileRegressionFixture
) -> None:
    """Both languages give one document tree, the one that was looked at and kept."""
    myst = make_project({"index.md": in_myst(SNIPPETS[name])}).build()
    rst = make_project({"index.rst": in_rst(SNIPPETS[name])}).build()

    assert normalised(myst) == normalised(rst)
    file_regression.check(normalised(rst), extension=".xml", basename=f"role-{name}")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{ftterm}`lora`", "LoRA"),
        ("{ftterm}`LoRAs`", "LoRAs"),
        ("{ftterm}`LORA`", "LORA"),
        ("{ftterm}`low rank adaptation`", "low rank adaptation"),
        ("{ftterm}`these adapters <lora>`", "these adapters"),
        ("{ft:term}`lora`", "LoRA"),
        ("{ft:abbr}`lora`", "LoRA"),
        ("{ft:full}`lora`", "low-rank adaptation (LoRA)"),
        ("{any}`lora`", "lora"),
        ("{term}`LoRA`", "LoRA"),
        ("[](lora)", "lora"),
    ],
)
def test_prints_words_that_link_to_the_entry(typed: str, shown: str, make_project: Make) -> None:
    """An id prints the preferred form, any other form prints as typed; each links to the entry."""
    link = paragraph(make_project({"index.md": f"# Page\n\n{typed}\n"}).build()).a

    assert link.get_text() == shown
    assert link["href"] == LORA
    assert "title" not in link.attrs


def test_link_describes_itself_with_the_card(make_project: Make) -> None:
    """The description that a screen reader reads is in the page: the card's text."""
    build = make_project({"index.md": "# Page\n\n{ftterm}`lora` and {ftterm}`LoRAs`\n"}).build()
    page = BeautifulSoup(build.text("index.html"), "html.parser")
    links = page.select("a.ftgloss-term")

    assert [link["aria-describedby"] for link in links] == ["ftcard-lora", "ftcard-lora"]
    cards = page.select("#ftcard-lora")
    assert len(cards) == 1, "one card for a term, however often it is used"
    assert "freezes the pre-trained weights" in cards[0].get_text()


def test_bang_prints_the_words_only(make_project: Make) -> None:
    """A leading ``!`` prints the words that the role would print, without link or card."""
    build = make_project({"index.md": "# Page\n\n{ftterm}`!lora` {ftterm}`!two <lora>`\n"}).build()

    assert paragraph(build).decode_contents() == "LoRA two"
    assert "ftcard" not in build.text("index.html")


def test_definition_stands_in_the_sentence(make_project: Make) -> None:
    """``ft:def`` prints the short definition so that the sentence can go on."""
    text = paragraph(make_project({"index.md": "# P\n\n(LoRA: {ft:def}`lora`.)\n"}).build()).text

    assert text.startswith("(LoRA: a parameter-efficient")
    assert text.endswith("two thin matrices.)")


def test_parameter_links_to_its_concept(make_project: Make) -> None:
    """``ft:param`` prints a library's name as code and links it to the term it sets."""
    build = make_project({"index.md": "# P\n\n{ft:param}`peft.LoraConfig.r`\n"}).build()
    link = paragraph(build).a

    assert link.code.get_text() == "peft.LoraConfig.r"
    assert link["href"].endswith("#ftterm-rank")


def test_projects_own_glossary_wins(make_project: Make) -> None:
    """``:term:`` links to the project's own glossary where that has the word."""
    files = {
        "index.rst": "P\n=\n\n:term:`LoRA` :term:`QLoRA`\n\n.. glossary::\n\n   LoRA\n     Ours.\n"
    }
    first, second = paragraph(make_project(files).build()).select("a")

    assert first["href"] == "#term-LoRA"
    assert second["href"] == "fine-tuning-glossary.html#ftterm-qlora"


def test_title_in_navigation_is_plain_text(make_project: Make) -> None:
    """A term in a heading links and hovers there, and is plain text in tables of contents."""
    files = {
        "index.md": "# Start\n\n```{toctree}\nguide\n```\n",
        "guide.md": "# About {ftterm}`lora`\n\n## More {ftterm}`qlora`\n",
    }
    build = make_project(files).build()

    toc = BeautifulSoup(build.text("index.html"), "html.parser").select(".toctree-wrapper a")
    assert [link.get_text() for link in toc] == ["About LoRA", "More QLoRA"]
    assert not BeautifulSoup(build.text("index.html"), "html.parser").select(".ftgloss-term")
    heading = BeautifulSoup(build.text("guide.html"), "html.parser").h1
    assert heading.a["href"] == LORA
    assert build.doctrees["guide"].astext()


def test_in_a_table(make_project: Make) -> None:
    """A term in a table cell works as anywhere else."""
    table = "# P\n\n| Method | Bits |\n| --- | --- |\n| {ftterm}`qlora` | 4 |\n"
    build = make_project({"index.md": table}).build()

    cell = BeautifulSoup(build.text("index.html"), "html.parser").select_one("td a.ftgloss-term")
    assert cell.get_text() == "QLoRA"


@pytest.mark.parametrize(
    ("typed", "warning", "shown"),
    [
        (
            "{ftterm}`lroa`",
            r"index.md:3: WARNING: there is no term 'lroa'; did you mean 'lora'.*"
            r"\[ftgloss.unknown_term\]",
            "lroa",
        ),
        (
            "{ftterm}`zzzzzz`",
            r"index.md:3: WARNING: there is no term 'zzzzzz' \[ftgloss.unknown_term\]",
            "zzzzzz",
        ),
        (
            "{ftterm}`words <lroa>`",
            r"index.md:3: WARNING: there is no term 'lroa'; did you mean 'lora'",
            "words",
        ),
        (
            "{ft:param}`peft.LoraConfig.rr`",
            r"index.md:3: WARNING: there is no library parameter 'peft.LoraConfig.rr'; "
            r"did you mean 'peft.LoraConfig.r'",
            "peft.LoraConfig.rr",
        ),
        (
            "{ftterm}`adapters`",
            r"index.md:3: WARNING: 'adapters' can mean more than one thing and links to nothing; "
            r"write .*'adapters <adapter-layers>'.*\[ftgloss.ambiguous_term\]",
            "adapters",
        ),
        (
            "{ftterm}`words <>`",
            r"index.md:3: WARNING: the role 'ftterm' needs the id or a name of a term "
            r"\[ftgloss.empty_role\]",
            "words",
        ),
        (
            "[see {ftterm}`lora`](https://example.org)",
            r"index.md:3: WARNING: the term 'lora' stands inside a link.*\[ftgloss.nested_link\]",
            "see LoRA",
        ),
    ],
)
def test_bad_use_warns_and_prints_text(
    typed: str, warning: str, shown: str, make_project: Make
) -> None:
    """Each bad use gives one located, typed warning, and the words as plain text."""
    build = make_project({"index.md": f"# Page\n\n{typed}\n"}).build(warns=(warning,))
    text = paragraph(build)

    assert text.get_text() == shown
    assert not text.select("a.ftgloss-term")


@pytest.mark.parametrize("subtype", ["ftgloss", "ftgloss.*", "ftgloss.unknown_term"])
def test_warning_can_be_silenced(subtype: str, make_project: Make) -> None:
    """``suppress_warnings`` knows the type and the subtype."""
    make_project({"index.md": "# P\n\n{ftterm}`lroa`\n"}).build(suppress_warnings=[subtype])


def test_nitpick_ignore_is_not_needed(make_project: Make) -> None:
    """A nitpicky build does not warn twice of one unknown term."""
    project = make_project({"index.rst": "P\n=\n\n:ftterm:`lroa`\n"})

    project.build(nitpicky=True, warns=(r"index.rst:4: WARNING: there is no term 'lroa'",))
