"""The terms as a table, a row for each: CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import msgspec

from sphinx_ftgloss.terms.model import Characteristics, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.command.exporting.export import Export

SEPARATOR = " | "
# A spreadsheet would run such a cell as a formula.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def table(export: Export) -> str:
    """Return a row for each term, with the fields of term files as columns.

    Texts in a list stand one after the other; records in a list are JSON. A cell that a
    spreadsheet would take for a formula has an apostrophe in front.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(_Lines(stream))
    writer.writerow(_columns())
    writer.writerows(
        [_FORMULA.sub(r"'\g<0>", c, count=1) if _FORMULA.match(c) else c for c in _cells(t)]
        for t in export.terms
    )
    return stream.getvalue()


class _Lines:
    """Ends rows with a line feed.

    If the writer itself did, it would not quote cells with a carriage return (until Python 3.13).
    """

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        return self._stream.write(row.removesuffix("\r\n") + "\n")


def _columns() -> Iterator[str]:
    for field in msgspec.structs.fields(Term):
        if field.name == "characteristics":
            yield from (
                f"characteristics.{f.name}" for f in msgspec.structs.fields(Characteristics)
            )
        else:
            yield field.name


def _cells(term: Term) -> Iterator[str]:
    for value in msgspec.structs.astuple(term):
        if isinstance(value, Characteristics):
            yield from msgspec.structs.astuple(value)
        elif isinstance(value, tuple):
            yield _list(value)
        else:
            yield "" if value is None else str(value)


def _list(items: tuple[object, ...]) -> str:
    if all(isinstance(item, str) for item in items):
        escaped = (str(item).replace("\\", r"\\").replace("|", r"\|") for item in items)
        return SEPARATOR.join(escaped)
    return msgspec.json.encode(items).decode()
