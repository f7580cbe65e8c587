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
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Return what the table of the manual says: name, lowest, newest tried, licence, reason."""
    source = tmp_path_factory.mktemp("manual")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    text = "# D\n\n```{ftgloss-dependencies}\n```\n"
    (source / "index.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(source), str(source / "out")]
    subprocess.run(command, check=True)
    page = BeautifulSoup((source / "out" / "index.html").read_text(encoding="utf-8"), "html.parser")
    return [[cell.get_text() for cell in row("td")] for row in page.select("tbody tr")]


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
