"""The terms as files for other programs: a module for each format.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.command.exporting import bibtex, skos, snippets, spreadsheet, tbx, vale
from sphinx_ftgloss.terms import exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_ftgloss.command.exporting.export import Export

SCHEMA = Path(__file__).parents[2] / "term-file.schema.json"
"""The JSON Schema of term files."""
FORMATS: Mapping[str, Callable[[Export], str | dict[str, str]]] = {
    "json": lambda export: exchange.as_json(export.terms, export.glossary.packs).decode(),
    "json-ld": skos.concept_scheme,
    "csv": spreadsheet.table,
    "tbx": tbx.termbase,
    "bibtex": lambda export: bibtex.bibliography(export.terms),
    "vale": vale.styles,
    "vscode": snippets.snippets,
    "schema": lambda _selection: SCHEMA.read_text(encoding="utf-8"),
}
"""What makes each format: a text, or several by their paths in a folder."""
