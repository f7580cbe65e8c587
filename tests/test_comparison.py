"""The directive ``ftcompare``: terms side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from conftest import Make
    from helpers import Build

RECORD = """
[[term]]
id = "{id}"
term = "{id}"
category = "data-concepts"
short = "A {id} of *some* kind."
formula = 'x^2'
mistake = "It is no {{ftterm}}`lora`."
contrast = [{{ id = "{other}", how = "asks $n$ times" }}]
numbers = [{{ text = "ten in a set", source = "https://example.org/{id}, page 2" }}]
sources = [{{ title = "On {id}", authors = "Roe", year = 2020, url = "https://example.org/{id}" }}]
characteristics = {{ trained = "nothing", when = "{when}" }}
"""


def records(when: str = "always") -> str:
    one = RECORD.format(id="probe", other="sonde", when=when)
    return one + RECORD.format(id="sonde", other="lora", when="never")


def page(argument: str, rows: str = "", *, myst: bool = True) -> str:
    option = f":rows: {rows}" if rows else ""
    if myst:
        return f"# Compare\n\n```{{ftcompare}} {argument}\n{option}\n```\n"
    return f"Compare\n=======\n\n.. ftcompare:: {argument}\n   {option}\n"


def table(build: Build) -> dict[str, list[str]]:
    """Return the rows of the comparison: label, and the text of each cell."""
    found = BeautifulSoup(build.text("index.html"), "html.parser")
    return {
        str(cells[0]): cells[1:]
        for row in found.select("table.ftgloss-comparison tr")
        if (cells := [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")])
    }


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_usual_rows(make_project: Make, suffix: str) -> None:
    """A column for each term in the order asked for, and no row that would be empty."""
    project = make_project(
        {f"index.{suffix}": page("sonde probe", myst=suffix == "md"), "terms/own.toml": records()},
        ftgloss_terms=["terms/*.toml"],
    )

    assert table(project.build()) == {
        "Term": ["sonde", "probe"],
        "In short": ["A sonde of some kind.", "A probe of some kind."],
        "What is trained": ["nothing", "nothing"],
        "When to use it": ["never", "always"],
        "Difference": ["Unlike probe: asks n times", ""],
        "Numbers": [
            "ten in a set ( Roe 2020, page 2 )",
            "ten in a set ( Roe 2020, page 2 )",
        ],
        "Sources": ["Roe, 2020: On sonde", "Roe, 2020: On probe"],
    }


def test_rows_that_are_asked_for(make_project: Make) -> None:
    """``:rows:`` chooses the rows and their order; terms are found by any name."""
    project = make_project(
        {"index.md": page("Probes LoRAs", "mistake formula, when")}, ftgloss_terms=["terms/*.toml"]
    )
    project.write("terms/own.toml", records())
    found = table(project.build())

    assert found["Term"] == ["probe", "LoRA"]
    assert list(found) == ["Term", "Common mistake", "Formula", "When to use it"]
    assert found["Formula"][0] == "x 2"


def test_terms_have_cards_and_links(make_project: Make) -> None:
    """The names in the head are uses of the terms."""
    build = make_project({"index.md": page("lora qlora")}).build()
    found = BeautifulSoup(build.text("index.html"), "html.parser")

    assert [a["href"] for a in found.select("th a.ftgloss-term")] == [
        "fine-tuning-glossary.html#ftterm-lora",
        "fine-tuning-glossary.html#ftterm-qlora",
    ]
    assert found.find(id="ftcard-lora") is not None
    assert "Compare" in build.text("fine-tuning-glossary.html")


def test_wide_table_is_a_region(make_project: Make) -> None:
    """The box that scrolls has a name, and the keyboard reaches it."""
    build = make_project({"index.md": page("lora qlora")}).build()
    box = BeautifulSoup(build.text("index.html"), "html.parser").select_one(".ftgloss-wide")

    assert box is not None
    assert (box["role"], box["aria-label"], box["tabindex"]) == ("group", "LoRA, QLoRA", "0")
    assert box.select_one("table.ftgloss-comparison") is not None


@pytest.mark.parametrize(
    ("argument", "rows", "warnings"),
    [
        ("loar lora qlora", "", ("index.md:3.*ftcompare: 'loar' is no id.*did you mean 'lora",)),
        ("lora qlora", "size", ("ftcompare: option 'rows': 'size' is not known; there are short",)),
        ("lora", "", ("ftcompare: needs two known terms or more to compare",)),
        ("adapter lora", "", ("'adapter' is no id or name of one term", "needs two known terms")),
    ],
)
def test_what_cannot_be_compared(
    make_project: Make, argument: str, rows: str, warnings: tuple[str, ...]
) -> None:
    """It is said with file and line, and the rest is printed."""
    build = make_project({"index.md": page(argument, rows)}).build(warns=warnings)

    assert ("In short" in table(build)) is ("qlora" in argument and not rows)


@pytest.mark.parametrize("builder", ["text", "latex", "man", "epub", "xml", "texinfo", "gettext"])
def test_other_builders(make_project: Make, builder: str) -> None:
    """Each builder prints the table, and none warns."""
    project = make_project({"index.md": page("lora qlora", "short formula contrast sources")})
    build = project.build(builder)
    files = [
        path for path in build.out.rglob("*") if path.suffix in {".txt", ".tex", ".xml", ".pot"}
    ]
    text = " ".join(" ".join(file.read_text().split()) for file in files)

    if builder in {"text", "latex", "xml"}:
        assert "in 4 bits" in text
    if builder == "gettext":
        assert "in 4 bits" not in text


def test_changed_record_changes_the_table(make_project: Make) -> None:
    """The next build shows what a record says now."""
    project = make_project(
        {"index.md": page("probe sonde"), "terms/own.toml": records()},
        ftgloss_terms=["terms/*.toml"],
    )
    project.build()
    project.write("terms/own.toml", records(when="on Mondays"))

    assert table(project.build())["When to use it"] == ["on Mondays", "never"]
