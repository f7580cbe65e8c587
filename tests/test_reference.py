"""The manual's reference: what the extension adds is in it, with the text from the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec.json
import pytest
from bs4 import BeautifulSoup

from sphinx_ftgloss.domain import FtDomain
from sphinx_ftgloss.terms.loader import load_pack
from sphinx_ftgloss.terms.model import Term
from test_dependencies import CONF

MANUAL = Path(__file__).parents[1] / "example_docs" / "manual"
# What the registry of docutils holds of ours when all extensions are set up.
ADDED = """
def setup(app):
    import json
    from docutils.parsers.rst import directives, roles
    found = {
        name: list(directive.option_spec or ())
        for name, directive in directives._directives.items()
        if directive.__module__.startswith("sphinx_ftgloss.")
    }
    own = [n for n, r in roles._roles.items() if type(r).__module__.startswith("sphinx_ftgloss.")]
    (app.outdir / "added.json").write_text(json.dumps({"directives": found, "roles": own}))
"""


class Reference(NamedTuple):
    """What is printed, and what there is."""

    page: BeautifulSoup
    directives: dict[str, list[str]]
    roles: list[str]

    def text(self, anchor: str) -> str:
        """Return what is said of the object with an id."""
        found = self.page.find(id=anchor)
        assert found, anchor
        return found.find_next("dd").get_text(" ", strip=True)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Print what the manual's pages take from the code, and nothing else of them."""
    source = tmp_path_factory.mktemp("manual")
    (source / "conf.py").write_text(CONF + ADDED, encoding="utf-8")
    pages = [
        (MANUAL / f"{name}.md").read_text("utf-8") for name in ("roles", "directives", "term-files")
    ]
    taken = re.findall(
        r"^`+(\{ftgloss-(?:role|directive|fields)\} .+)$", "".join(pages), re.MULTILINE
    )
    text = "\n".join(f"```{each}\n```\n" for each in taken)
    (source / "index.md").write_text(f"# R\n\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "-q", str(source), str(source / "out")]
    subprocess.run(command, check=True)
    page = BeautifulSoup((source / "out" / "index.html").read_text(encoding="utf-8"), "html.parser")
    return Reference(page, **json.loads((source / "out" / "added.json").read_text("utf-8")))


def test_every_directive_is_there(reference: Reference) -> None:
    """Each has a sentence, and each of its options what it is for; all can be linked."""
    assert len(reference.directives) == 6
    for name, options in reference.directives.items():
        assert reference.text(f"directive-{name}")
        for option in options:
            text = reference.text(f"directive-option-{name}-{option}")
            assert re.search(r"[A-Z].{10}.*\.$", text), (name, option, text)


def test_every_role_is_there(reference: Reference) -> None:
    """Each has a text, the short name of one too."""
    names = [*reference.roles, *(f"ft:{form}" for form in FtDomain.roles)]

    assert reference.roles == ["ftterm"]
    for name in names:
        assert reference.text(f"role-{name.replace(':', '-')}").endswith(".")


def test_every_field_is_there(reference: Reference) -> None:
    """Each field of each record stands in a table, once, with its type and a text."""
    rows = [[cell.get_text() for cell in row("td")] for row in reference.page.select("tbody tr")]
    _schemas, records = msgspec.json.schema_components([Term])
    fields = [name for record in records.values() for name in record["properties"]]

    assert sorted(row[0] for row in rows) == sorted([*fields, "hide"])
    assert [row for row in rows if not row[1] or not row[2].endswith(".")] == []
    assert [row[1] for row in rows if row[0] == "formula"] == ["TeX"]
    assert [row[1] for row in rows if row[0] == "broader"] == ["list of ids"]


@pytest.mark.parametrize("name", ["README.md", "example_docs/manual/comparison.md"])
def test_number_of_terms(name: str) -> None:
    """As many terms as the text says."""
    glossary, _problems = load_pack()
    text = (MANUAL.parents[1] / name).read_text(encoding="utf-8")
    named = re.findall(r"(\d+)(?:(?: terms in|, of fine-tuning)| \|$)", text, re.MULTILINE)

    assert str(len(glossary.terms)) in named
    words = ["seven", "eight", "nine", "ten", "eleven"]
    for word in re.findall(r"terms in (\w+) categories", text):
        assert len(glossary.categories) == 7 + words.index(word)
