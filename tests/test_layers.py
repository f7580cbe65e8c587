"""The layers: what may import what. The pure modules know neither Sphinx nor docutils."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "sphinx_ftgloss"

# A module imports only from those named here.
LAYERS: dict[str, set[str]] = {
    "model": set(),
    "glossary": {"model"},
    "formulas": set(),
    "markdown": {"formulas", "glossary"},
    "card": {"glossary", "languages", "markdown", "model"},
    "forbidden": {"formulas", "markdown"},
    "matcher": {"glossary", "model"},
    "problems": {"model"},
    "termfile": {"forbidden", "model", "problems"},
    "consistency": {"glossary", "model", "problems"},
    "languages": set(),
    "layers": {"languages", "model", "problems", "termfile"},
    "loader": {"consistency", "glossary", "languages", "layers", "model", "problems"},
    "installed": {"model", "problems"},
    "kept": {"glossary", "model"},
    "review": {"formulas", "glossary", "markdown", "model", "problems"},
    "exchange": {"glossary", "markdown", "model"},
    "command": {
        "checking",
        "exporting",
        "glossary",
        "importing",
        "languages",
        "installed",
        "loader",
        "model",
        "problems",
        "review",
        "terminal",
    },
    "checking": {"glossary", "markdown", "matcher", "model"},
    "exporting": {"exchange", "glossary", "languages", "markdown", "model"},
    "importing": {
        "as_markdown",
        "glossary",
        "layers",
        "loader",
        "markdown",
        "model",
        "problems",
        "termfile",
    },
    "terminal": {"glossary", "markdown", "model"},
    "__main__": {"command"},
    "concept_map": {"glossary"},
    "drawing": {"concept_map", "glossary"},
    "svg": {"concept_map", "drawing", "glossary"},
    "reporting": set(),
    "nodes": set(),
    "config": {"reporting"},
    "uses": {"nodes", "reporting"},
    "prose": {"domain", "languages", "markdown", "nodes", "reporting"},
    "roles": {"domain", "markdown", "nodes", "prose", "reporting"},
    "domain": {
        "card",
        "translation",
        "config",
        "digests",
        "exchange",
        "glossary",
        "loader",
        "problems",
        "listing",
        "markdown",
        "matcher",
        "installed",
        "layers",
        "model",
        "nodes",
        "reporting",
        "roles",
        "uses",
    },
    "listing": {"digests", "glossary"},
    "digests": {"card", "glossary", "markdown"},
    "incremental": {"digests", "domain", "markdown"},
    "entry": {"translation", "domain", "model", "nodes", "prose"},
    "directives": {"domain", "entry", "glossary", "listing", "model", "nodes", "reporting"},
    "comparison": {
        "translation",
        "directives",
        "domain",
        "entry",
        "listing",
        "model",
        "nodes",
        "prose",
        "reporting",
    },
    "builders": set(),
    "first_use": {"builders", "domain", "glossary", "model", "nodes"},
    "translation": set(),
    "links": {"builders", "domain"},
    "where_used": {"translation", "builders", "domain", "links", "nodes", "uses"},
    "mapping": {
        "translation",
        "builders",
        "concept_map",
        "drawing",
        "directives",
        "domain",
        "links",
        "listing",
        "nodes",
        "reporting",
        "svg",
    },
    "latex": {"domain", "links", "nodes", "prose", "translation"},
    "autolink": {"config", "domain", "matcher", "nodes", "reporting"},
    "external": {"builders", "digests", "domain", "exchange", "nodes", "reporting"},
    "as_markdown": {"markdown", "nodes"},
    "definition": {
        "as_markdown",
        "directives",
        "domain",
        "listing",
        "model",
        "reporting",
        "termfile",
    },
    "transforms": {
        "translation",
        "builders",
        "domain",
        "entry",
        "glossary",
        "links",
        "nodes",
        "where_used",
    },
    "writers": {"formulas", "translation", "svg", "where_used"},
    "page": {"translation", "domain", "glossary", "reporting"},
    "epub": {"builders", "card", "domain", "formulas", "links", "translation"},
    "plain": {"builders", "domain"},
    "linkcheck": {"domain"},
    "assets": {"translation", "builders", "domain", "epub", "exchange"},
    "build": {
        "config",
        "domain",
        "incremental",
        "kept",
        "languages",
        "loader",
        "model",
        "reporting",
        "installed",
        "page",
        "problems",
    },
}
PURE = (
    "model",
    "glossary",
    "matcher",
    "kept",
    "review",
    "checking",
    "checking.run",
    "exchange",
    "exporting",
    "importing",
    "terminal",
    "command",
    "markdown",
    "formulas",
    "card",
    "forbidden",
    "listing",
    "digests",
    "languages",
    "concept_map",
    "drawing",
    "svg",
    "problems",
    "termfile",
    "consistency",
    "loader",
)


def files(module: str) -> list[Path]:
    """Return the file of a module, or the files of a package in the package."""
    return sorted((PACKAGE / module).glob("*.py")) or [PACKAGE / f"{module}.py"]


def imports(module: str) -> set[str]:
    """Return the package's own modules that a module names, also those for types only."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files(module)]
    found = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ImportFrom) and node.module == "sphinx_ftgloss":
            found |= {alias.name for alias in node.names} - {"__version__"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sphinx_ftgloss."):
            found.add(node.module.split(".")[1])
    return found - {module}


def test_every_module_has_its_layer() -> None:
    """A new module must be given a place."""
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}

    assert modules | packages == LAYERS.keys()


@pytest.mark.parametrize("module", LAYERS)
def test_module_keeps_to_its_layer(module: str) -> None:
    """A module imports only from the layers below it."""
    assert imports(module) <= LAYERS[module]


def run(code: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("module", PURE)
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
