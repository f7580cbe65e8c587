"""Term files from the glossaries of other programs: a module for each kind of source.

Pure: only the module for glossaries of Sphinx, which is imported late, knows Sphinx or docutils.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_ftgloss.command.importing import concepts, spreadsheet, toml
from sphinx_ftgloss.command.importing.entries import CannotImportError, Report, records
from sphinx_ftgloss.terms import loader
from sphinx_ftgloss.terms.model import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_ftgloss.command.importing.entries import Entry
    from sphinx_ftgloss.terms.glossary import Glossary


def _directive(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    # Imported late because only this needs Sphinx, which takes a second.
    from sphinx_ftgloss.command.importing import directive  # noqa: PLC0415

    return directive.read(source, glossary, report)


def _folder(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    # Imported late because of the parsers of YAML and Markdown.
    from sphinx_ftgloss.command.importing import folder  # noqa: PLC0415

    return folder.read(source, glossary, report)


__all__ = ["KINDS", "CannotImportError", "term_file"]

KINDS: Mapping[str, Callable[[Path, Glossary, Report], list[Entry]]] = {
    "sphinx": _directive,
    "folder": _folder,
    "csv": spreadsheet.read,
    "skos": concepts.read,
}
"""What reads each kind of source."""
_SUFFIXES = {
    ".rst": "sphinx",
    ".md": "sphinx",
    ".csv": "csv",
    ".jsonld": "skos",
    ".json": "skos",
}


def term_file(
    sources: Sequence[Path], glossary: Glossary, kind: str = "", category: str = ""
) -> tuple[str, Report]:
    """Return the entries of some sources as the text of a term file, and what was not clear.

    The text is empty if there is no entry.

    :param glossary: the terms that the file will be merged over.
    :param kind: one of `KINDS`; without it, each source tells by its name.
    :param category: of the entries whose source does not say it.
    """
    report = Report()
    readers = [(source, KINDS[kind or _kind(source)]) for source in sources]
    entries = [entry for source, read in readers for entry in read(source, glossary, report)]
    found = records(entries, glossary, category, report)
    text = toml.term_file(found) if found else ""
    _check(text, report)
    return text, report


def _kind(source: Path) -> str:
    if source.is_dir():
        return "folder"
    try:
        return _SUFFIXES[source.suffix.lower()]
    except KeyError:
        message = f"{source} does not tell what it is; say it with --from: {', '.join(KINDS)}"
        raise CannotImportError(message) from None


def _check(text: str, report: Report) -> None:
    """Report what a build would say of a term file."""
    with TemporaryDirectory() as place:
        file = Path(place) / "imported"
        file.write_text(text, encoding="utf-8", newline="")
        for problem in loader.load([file])[1]:
            report.add(
                Origin("the new term file", problem.line),
                problem.message,
                record=problem.record,
                field=problem.field,
            )
