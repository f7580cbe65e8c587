"""Tables in CSV: those of ``export``, and others that have a term and its definition in a row."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from sphinx_ftgloss.command.importing.entries import Entry
from sphinx_ftgloss.command.importing.prose import describe
from sphinx_ftgloss.terms import termfile
from sphinx_ftgloss.terms.markdown import escape
from sphinx_ftgloss.terms.model import Origin, Term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_ftgloss.command.importing.entries import Record, Report
    from sphinx_ftgloss.terms.glossary import Glossary

_FIELDS = {field.name: field for field in msgspec.structs.fields(Term)}
_CALLED = {
    "name": "term",
    "title": "term",
    "definition": "definition",
    "description": "definition",
    "alias": "aliases",
    "synonym": "aliases",
    "synonyms": "aliases",
    "also_known_as": "aliases",
    "aka": "aliases",
}
_APOSTROPHE = re.compile(r"'('*[=+\-@\t\r\n])")


def read(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    """Return an entry for each row of a table."""
    name = source.as_posix()
    text = termfile.content(source, name, report)
    if text is None:
        return []
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    entries: list[Entry] = []
    line = 1
    try:
        columns = _columns(next(reader, []), Origin(name, 1), report)
        if not columns:
            return []
        # A table of `export` has both; its cells are fields as they stand in term files.
        exported = {"id", "short"} <= set(columns)
        for row in _numbered(reader):
            line, cells = row
            origin = Origin(name, line)
            if len(cells) > len(columns):
                more = delimiter.join(cells[len(columns) :])
                report.add(origin, f"has more cells than the table has columns: {more}")
            found = dict(zip(columns, cells, strict=False))
            found.pop("", None)
            if any(found.values()):
                entry = _exported if exported else _other
                entries += entry(found, origin, glossary, report)
    except csv.Error as error:
        origin = Origin(name, reader.line_num or line)
        report.add(origin, f"is not valid CSV from here on: {error}")
    if not entries and report.complete:
        report.add(Origin(name, None), "holds no row with a term")
    return entries


def _columns(head: list[str], origin: Origin, report: Report) -> list[str]:
    """Return the field that each column is for, or an empty text."""
    columns: list[str] = []
    unknown = []
    for title in head:
        name = title.strip().lower().replace(" ", "_")
        name = _CALLED.get(name, name)
        known = name.partition(".")[0] in _FIELDS or name == "definition"
        if known and name not in columns:
            columns.append(name)
        else:
            columns.append("")
            unknown.append(title)
    if "term" not in columns or not {"short", "definition"} & set(columns):
        message = "needs a header with columns for the term (term) and its definition (definition)"
        report.add(origin, message)
        return []
    if unknown:
        report.remark(origin, f"no field holds these columns: {', '.join(unknown)}")
    return columns


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows and the lines where they begin."""
    line = reader.line_num + 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _exported(
    cells: dict[str, str], origin: Origin, _glossary: Glossary, report: Report
) -> Iterator[Entry]:
    fields: Record = {}
    for column, cell in cells.items():
        text = _APOSTROPHE.sub(r"\1", cell, count=1) if _APOSTROPHE.match(cell) else cell
        name, _dot, part = column.partition(".")
        try:
            if not part:
                fields[name] = _value(name, text)
            elif text:
                fields.setdefault(name, {})[part] = text
        except ValueError:
            message = f"cannot be read: {cell}"
            report.add(origin, message, record=cells["id"], field=column)
    fields = {name: value for name, value in fields.items() if value is not None}
    term = fields.get("term") or fields.get("id")
    if not term:
        report.add(origin, "has no term; the row is left out")
        return
    fields["id"] = fields.get("id") or ""
    yield Entry(origin, fields, (fields["id"], str(term)), complete=bool(fields.get("category")))


def _value(name: str, text: str) -> object:
    """Return the value that `export` has written into a cell; raise `ValueError` if it is none."""
    field = _FIELDS[name]
    if int in get_args(field.type):
        return int(text) if text else None
    if not isinstance(field.default, tuple):
        return text
    if not text:
        return []
    if isinstance(get_args(field.type)[0], type(msgspec.Struct)):
        return msgspec.json.decode(text)
    return [re.sub(r"\\(.)", r"\1", item) for item in text.split(" | ")]


def _other(
    cells: dict[str, str], origin: Origin, glossary: Glossary, report: Report
) -> Iterator[Entry]:
    cells = {name: _APOSTROPHE.sub(r"\1", cell.strip()) for name, cell in cells.items()}
    term = cells.pop("term")
    if not term:
        report.add(origin, "has no term; the row is left out")
        return
    fields: Record = {"term": term}
    definition = escape(cells.pop("definition", "")) or cells.pop("short", "")
    cells.pop("short", None)
    for name, cell in cells.items():
        if cell and isinstance(getattr(_FIELDS.get(name), "default", None), tuple):
            separator = next((mark for mark in "|;," if mark in cell), "|")
            fields[name] = [item.strip() for item in cell.split(separator) if item.strip()]
        elif cell:
            fields[name] = int(cell) if name == "first_seen" and cell.isdigit() else cell
    described = describe(definition, glossary, origin, report, term)
    if "body" in fields and "body" in described:
        fields["body"] = f"{described.pop('body')}\n{fields['body']}"
    yield Entry(origin, fields | described, (term, *fields.get("aliases", ())))
