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
    "forms formulas languages model problems concept_map",
    "installed markdown matcher names",
    "card forbidden glossary",
    "consistency digests drawing exchange kept reviewing termfile",
    "layers listing svg",
    "loader",
)
BUILD = (
    "builders headings nodes reporting state translation",
    "as_markdown config prose uses",
    "entry overview roles writers",
    "domain incremental",
    "appendix autolink directives external first_use footnotes linkcheck links page plain",
    "build comparison definition epub latex mapping where_used",
    "assets transforms",
)
COMMAND = (
    "checking exporting importing terminal",
    "arguments",
    "command",
    "__main__",
)
# What an import of a page of Sphinx makes of its nodes.
LATE = {"importing": {"as_markdown"}}
MODULES = [name for row in (*TERMS, *BUILD, *COMMAND) for name in row.split()]
# These know neither Sphinx nor docutils, nor do they need them before a page is read.
PURE = [name for row in (*TERMS, *COMMAND) for name in row.split()]


def allowed(module: str) -> set[str]:
    """Return the modules that a module may import."""
    found: set[str] = set()
    for rows in ((*TERMS, *BUILD), (*TERMS, *COMMAND)):
        number = next((n for n, row in enumerate(rows) if module in row.split()), 0)
        found |= {name for row in rows[:number] for name in row.split()}
    return found | LATE.get(module, set())


# What says nothing of its own, and folders that hold no module.
NEEDS_NO_QUESTION = {"__init__", "__main__", "checking"}
FOLDERS = {"packs", "static", "locale", "texinputs", "stubs"}


def files(module: str) -> list[Path]:
    """Return the file of a module, or the files of a package in the package."""
    return sorted((PACKAGE / module).glob("*.py")) or [PACKAGE / f"{module}.py"]


def nodes_of(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module, but for those that only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from nodes_of(node)


def imports(module: str) -> set[str]:
    """Return the package's own modules that a module imports, at once or late."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files(module)]
    found = set()
    for node in (node for tree in trees for node in nodes_of(tree)):
        if isinstance(node, ast.ImportFrom) and node.module == "sphinx_ftgloss":
            found |= {alias.name for alias in node.names} - {"__version__"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sphinx_ftgloss."):
            found.add(node.module.split(".")[1])
    return found - {module}


def test_every_module_has_its_layer() -> None:
    """A new module must be given a row, and only one."""
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}

    assert sorted(modules | packages) == sorted(MODULES), "give it a row above, in this file"


def test_every_module_can_be_found() -> None:
    """Who reads CONTRIBUTING.md finds each module, and none that is no more."""
    text = (PACKAGE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    questions = re.findall(r"^\| (`.+) \| .+ \|$", text, re.MULTILINE)
    named = set(re.findall(r"`(\w+)(?:\.py|/)`", " ".join(questions)))
    expected = {path.stem for path in PACKAGE.rglob("*.py")} - NEEDS_NO_QUESTION

    assert expected - named == set(), "add these to the tables in CONTRIBUTING.md"
    assert named - expected - FOLDERS == set()


@pytest.mark.parametrize("module", MODULES)
def test_module_keeps_to_its_layer(module: str) -> None:
    """A module imports from the rows above it and from nowhere else."""
    assert imports(module) <= allowed(module)


def run(code: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("module", [*PURE, "checking.run"])
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
