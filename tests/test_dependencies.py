"""The manual's table of dependencies, and the record of what they were tried with."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
CONF = f"""
import sys

sys.path.insert(0, {str(ROOT / "example_docs" / "_ext")!r})
sys.dont_write_bytecode = True
extensions = ["myst_parser", "sphinx_ftgloss", "reference"]
html_theme = "basic"
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[list[list[str]]]:
    """Return the rows of the two tables that the manual has of this."""
    source = tmp_path_factory.mktemp("manual")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    text = "# D\n\n```{ftgloss-dependencies}\n```\n\n```{ftgloss-matrix}\n```\n"
    (source / "index.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(source), str(source / "out")]
    subprocess.run(command, check=True)
    page = BeautifulSoup((source / "out" / "index.html").read_text(encoding="utf-8"), "html.parser")
    return [
        [[cell.get_text() for cell in row("td")] for row in table.select("tbody tr")]
        for table in page("table")
    ]


@pytest.fixture
def rows(tables: list[list[list[str]]]) -> list[list[str]]:
    """Return name, lowest, newest tried, licence and reason of each dependency."""
    return tables[0]


def version(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text.partition(" ")[0])]


def test_table_has_every_dependency(rows: list[list[str]]) -> None:
    """What an installation brings in is in it, also what extras do, with its lowest version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = chain(*project["optional-dependencies"].values())
    needed = [*project["dependencies"], *extras]
    shown = [f"{name}>={lowest}" for name, lowest, *_rest in rows]

    assert shown == [each.partition(",")[0] for each in needed]


def test_each_row_is_complete(rows: list[list[str]]) -> None:
    """A dependency has a reason and a licence, and was tried with nothing older than its lowest."""
    for name, lowest, newest, licence, reason in rows:
        assert len(reason) > 10, name
        assert licence, name
        assert version(newest) >= version(lowest), name


def test_bound_of_sphinx_is_shown(rows: list[list[str]]) -> None:
    """Sphinx alone has an upper bound, and was tried up to it."""
    bounded = {name: newest for name, _lowest, newest, *_rest in rows if "below" in newest}

    assert bounded.keys() == {"sphinx"}
    assert re.fullmatch(r"9\.\S+ \(below 10\)", bounded["sphinx"])


def test_what_is_tried_together(tables: list[list[list[str]]]) -> None:
    """The manual names the combinations of the sessions, from the lowest to the newest."""
    sphinx = [row[0] for row in tables[1]]
    pythons = {python for row in tables[1] for python in row[2].split(", ")}

    assert sphinx[0].startswith("the lowest")
    assert sphinx[-1] == "the newest"
    assert {"7.4", "8.2", "9.0"} <= {*sphinx}
    assert pythons == {"3.11", "3.12", "3.13"}
