"""The layers: what may import what. The pure modules need neither Sphinx nor docutils."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "src" / "sphinx_ftgloss"

# A module imports from the rows above its own, and what is below "Terms" from all of "Terms".
TERMS = (
    "terms.forms terms.formulas terms.languages terms.model terms.problems maps.concept_map",
    "terms.installed terms.markdown terms.matcher terms.names",
    "terms.card terms.forbidden terms.glossary",
    "terms.consistency terms.digests terms.exchange terms.kept terms.termfile maps.drawing",
    "terms.layers terms.listing maps.svg",
    "terms.loader",
)
BUILD = (
    "headings nodes reporting state translation formats.builders",
    "as_markdown config prose uses",
    "entry overview roles formats.html",
    "domain incremental",
    "appendix autolink directives external first_use links page",
    "build comparison definition mapping where_used",
    "formats.epub formats.footnotes formats.latex formats.linkcheck formats.plain",
    "assets transforms",
)
COMMAND = (
    "command.checking command.exporting command.importing command.reviewing command.terminal",
    "command.arguments",
    "command.main",
    "__main__",
)
# What an import of a page of Sphinx makes of its nodes.
LATE = {"command.importing": {"as_markdown"}}
MODULES = [name for row in (*TERMS, *BUILD, *COMMAND) for name in row.split()]
# These know neither Sphinx nor docutils, nor do they need them before a page is read.
PURE = [name for row in (*TERMS, *COMMAND) for name in row.split()]
# What says nothing of its own, and folders that have one line for all in them.
NEEDS_NO_QUESTION = {"__init__", "__main__"}
FOLDERS = {"exporting", "importing", "reviewing"}


def allowed(module: str) -> set[str]:
    """Return the modules that a module may import."""
    found: set[str] = set()
    for rows in ((*TERMS, *BUILD), (*TERMS, *COMMAND)):
        number = next((n for n, row in enumerate(rows) if module in row.split()), 0)
        found |= {name for row in rows[:number] for name in row.split()}
    return found | LATE.get(module, set())


def files(module: str) -> list[Path]:
    """Return the file of a module, or the files of a package in a package."""
    place = PACKAGE / module.replace(".", "/")
    return sorted(place.glob("*.py")) or [place.with_suffix(".py")]


def nodes_of(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module, but for those that only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from nodes_of(node)


def imports(module: str) -> set[str]:
    """Return the package's own modules that a module imports, at once or late."""
    named: set[str] = set()
    for file in files(module):
        for node in nodes_of(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                named |= {f"{node.module}.{alias.name}." for alias in node.names}
    others = (other for other in MODULES if other != module)
    return {o for o in others if any(n.startswith(f"sphinx_ftgloss.{o}.") for n in named)}


def test_every_module_has_its_layer() -> None:
    """A new module must be given a row, and only one."""
    alone = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    inner = {
        f"{path.parent.name}.{path.stem}"
        for folder in ("terms", "maps", "formats", "command")
        for path in (PACKAGE / folder).iterdir()
        if not path.name.startswith("__")
    }

    assert sorted(alone | inner) == sorted(MODULES), "give it a row above, in this file"


def test_every_module_can_be_found() -> None:
    """Who reads CONTRIBUTING.md finds each module, and none that is no more."""
    text = (PACKAGE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    questions = re.findall(r"^\| (`.+) \| .+ \|$", text, re.MULTILINE)
    named = set(re.findall(r"`(?:\w+/)*(\w+)(?:\.py|/)`", " ".join(questions)))
    alone = [path for path in PACKAGE.rglob("*.py") if path.parent.name not in FOLDERS]
    expected = {path.stem for path in alone} - NEEDS_NO_QUESTION

    assert expected - named == set(), "add these to the tables in CONTRIBUTING.md"
    folders = {path.name for path in PACKAGE.rglob("*") if path.is_dir()}
    assert named - expected - folders == set()


@pytest.mark.parametrize("module", MODULES)
def test_module_keeps_to_its_layer(module: str) -> None:
    """A module imports from the rows above it and from nowhere else."""
    assert imports(module) <= allowed(module)


def run(code: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("module", [*PURE, "command.checking.run"])
def test_pure_module_runs_without_sphinx(module: str) -> None:
    """The pure modules work where neither Sphinx nor docutils can be imported."""
    run(
        "import sys; sys.modules['sphinx'] = sys.modules['docutils'] = None;"
        f"import sphinx_ftgloss.{module}"
    )


def test_import_costs_nothing() -> None:
    """Importing the package brings in neither Sphinx nor any dependency."""
    run(
        "import sys; before = set(sys.modules); import sphinx_ftgloss;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "assert not new & {'sphinx', 'docutils', 'msgspec', 'rtoml', 'markdown_it'}, new"
    )
