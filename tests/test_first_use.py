"""Abbreviations are spelled out where a page, or a chapter, has them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.first_use import full_form
from sphinx_ftgloss.terms.model import Source, Term

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

EXPAND = {"ftgloss_first_use": "expand"}


def terms(build: Build, page: str = "index.html") -> list[str]:
    """Return the words of the terms on a page."""
    found = BeautifulSoup(build.text(page), "html.parser").select(".ftgloss-term")
    return [link.get_text() for link in found]


@pytest.mark.parametrize(
    ("roles", "printed"),
    [
        pytest.param(
            ("{ftterm}`lora`", "{ftterm}`LoRA`"), ["low-rank adaptation (LoRA)", "LoRA"], id="twice"
        ),
        pytest.param(
            ("{ftterm}`LoRAs`", "{ftterm}`lora`"),
            ["low-rank adaptations (LoRAs)", "LoRA"],
            id="plural",
        ),
        pytest.param(
            ("{ftterm}`learning-rate`", "{ft:abbr}`learning-rate`", "{ft:abbr}`learning-rate`"),
            ["learning rate", "learning rate (LR)", "LR"],
            id="long term, then its abbreviation",
        ),
        pytest.param(
            ("{ft:full}`lora`", "{ftterm}`lora`"),
            ["low-rank adaptation (LoRA)", "LoRA"],
            id="spelled out by the author",
        ),
        pytest.param(
            ("{ftterm}`LoRA <lora>`", "{ftterm}`lora`"), ["LoRA", "LoRA"], id="words of the author"
        ),
        pytest.param(
            ("{ftterm}`these <lora>`", "{ftterm}`lora`"),
            ["these", "low-rank adaptation (LoRA)"],
            id="other words come first",
        ),
        pytest.param(("{ftterm}`epoch`",), ["epoch"], id="no abbreviation"),
        pytest.param(
            ("{term}`LoRA`", "{term}`LoRA`"), ["low-rank adaptation (LoRA)", "LoRA"], id="term role"
        ),
    ],
)
def test_first_use(roles: tuple[str, ...], printed: list[str], make_project: Make) -> None:
    """The first short form is spelled out, and what an author wrote stays [3.1.4]."""
    text = "# S\n\n" + "\n\n".join(f"A {role} here." for role in roles)

    assert terms(make_project({"index.md": text}, **EXPAND).build()) == printed


def test_headings_and_entries_stay(make_project: Make) -> None:
    """A heading is left alone and does not count; nor do entries."""
    text = "# On {ftterm}`lora`\n\nA {ftterm}`lora`.\n\n```{ftdefinition} lora\n```\n"
    build = make_project({"index.md": text}, **EXPAND).build()
    page = BeautifulSoup(build.text("index.html"), "html.parser")

    assert page.h1.get_text().startswith("On LoRA")
    assert page.p.get_text() == "A low-rank adaptation (LoRA)."
    assert "low-rank adaptation (LoRA)" not in page.select_one(".ftgloss-glossary").get_text()


FILES = {
    "index.rst": "Book\n====\n\n.. toctree::\n\n   a\n   b\n",
    "a.rst": "A\n=\n\nAAA :ftterm:`lora`.\n\nPart\n----\n\nBBB :ftterm:`lora`.\n",
    "b.rst": "B\n=\n\nCCC :ftterm:`lora`. DDD :ftterm:`lora`.\n",
}


@pytest.mark.parametrize("builder", ["text", "singlehtml", "latex", "texinfo"])
def test_each_page_or_chapter(builder: str, make_project: Make) -> None:
    """Each page begins anew, also where pages are joined; in a book each chapter."""
    build = make_project(FILES, **EXPAND).build(builder)
    names = {"singlehtml": "index.html", "latex": "sample.tex", "texinfo": "sample.texi"}
    if builder == "text":
        text = build.text("a.txt") + build.text("b.txt")
    elif builder == "singlehtml":
        text = BeautifulSoup(build.text(names[builder]), "html.parser").get_text()
    else:
        text = build.text(names[builder])
    words = [text.partition(number)[2][:200] for number in ("AAA ", "BBB ", "CCC ", "DDD ")]

    spelled = ["(LoRA)" in part.partition(".\n")[0].partition(". ")[0] for part in words]
    assert spelled == [True, False, True, False]


def test_setting_is_seen(make_project: Make) -> None:
    """A changed setting writes the pages that have terms, and reads none."""
    files = {"index.md": "# S\n\n{ftterm}`lora`\n", "a.md": "---\norphan: 1\n---\n# A\n"}
    project = make_project(files)
    project.build()
    build = project.build(**EXPAND)

    assert terms(build) == ["low-rank adaptation (LoRA)"]
    assert build.read == []
    assert "a" not in build.written


def test_irregular_plurals() -> None:
    """A record's own plural is used."""
    term = Term(
        id="x", term="X", expansion="big x", expansion_plural="bigs x", sources=(Source(title="T"),)
    )

    assert full_form(term, "Xs") == "bigs x (Xs)"
    assert full_form(term, "big x") == ""
