"""Read one term file into tables whose fields fit the schema.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import rtoml

from sphinx_ftgloss.terms import forbidden
from sphinx_ftgloss.terms.model import Origin, Term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_ftgloss.terms.problems import Problems

_FIELDS: dict[str, Any] = {
    **{field.name: field.type for field in msgspec.structs.fields(Term)},
    "hide": bool,
}
MORE = "+"
"""What an item begins with that is put at the end of a list and does not replace it."""
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*term[ \t]*\]\]", re.MULTILINE)
# What msgspec says of a text that does not fit, and what an author understands.
_PLAIN_WORDS = (
    (re.compile(r"`str` matching regex '\^\[a-z0-9.*?'"), "small letters, digits and hyphens"),
    (re.compile(r"`str` matching regex '\^\(\\+d\{4.*?'"), "the number alone, as 2106.09685"),
    (re.compile(r"`str` matching regex '\^\(10.*?'"), "the DOI alone, as 10.1109/TKDE.2009.191"),
    (re.compile(r"`str` matching regex '\^\(http.*?'"), "an address that begins with https://"),
)


class Table(NamedTuple):
    """One ``[[term]]`` of a file: the fields that are right, and where it stands."""

    values: dict[str, Any]
    origin: Origin

    @property
    def id(self) -> str:
        """Return the id of the record."""
        return str(self.values["id"])


def read(file: Path, name: str, problems: Problems, pack: str) -> Iterator[Table]:
    """Yield the records of a file that have a usable id; report what is wrong.

    :param name: the file's name in messages.
    :param pack: the pack that the file belongs to; empty for a file of the project.
    """
    text = content(file, name, problems)
    if text is None:
        return
    origin = Origin(name, None)
    try:
        data = rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        what, _at, place = str(error).partition(" at line ")
        number = re.match(r"\d+", place)
        at = Origin(name, int(number[0]) if number else None)
        problems.add(at, f"is not valid TOML: {what.strip()}")
        return
    for key in data:
        if key != "term":
            problems.add(
                origin, "is not known here; a term file holds only [[term]] tables", field=key
            )
    records = data.get("term", [])
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        problems.add(origin, "write [[term]] with two brackets before each record", field="term")
        return
    for record, line in zip(records, _lines(text, len(records)), strict=True):
        table = Table(record, Origin(name, line, pack))
        if _fits(record.get("id"), "id"):
            yield Table(dict(fitting(table, problems)), table.origin)
        else:
            problems.add(
                table.origin,
                "is missing or no slug; write small letters and digits joined by hyphens",
                record=str(record.get("id", "")),
                field="id",
            )


def content(file: Path, name: str, problems: Problems) -> str | None:
    """Return the text of a file; report why there is none."""
    try:
        data = file.read_bytes()
    except OSError as error:
        problems.add(Origin(name, None), f"cannot be read: {error.strerror}")
        return None
    try:
        # A byte order mark is no part of the first line.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.add(Origin(name, line), "is not UTF-8; save it as UTF-8")
        return None


def _lines(text: str, count: int) -> list[int | None]:
    """Return the line of each ``[[term]]``.

    A longer text in a record may hold such a line too, and then no line is better than a wrong one.
    """
    heads: list[int | None] = []
    line = 1
    end = 0
    for match in _HEAD.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        heads.append(line)
    return heads if len(heads) == count else [None] * count


def fitting(table: Table, problems: Problems) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record that fit the schema; report the others."""
    values = {name: value for name, value in table.values.items() if name != "hide"}
    try:
        # The common case: all is right, and one call is fast.
        msgspec.convert({"term": "-", **_listed(values)}, Term)
    except msgspec.ValidationError:
        pass
    else:
        yield from _harmless(table, values, problems)
        values = {}
    for name, value in (values | {k: v for k, v in table.values.items() if k == "hide"}).items():
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            problems.add(
                table.origin, f"is not a field of a term{hint}", record=table.id, field=name
            )
            continue
        try:
            msgspec.convert(_listed({name: value})[name], _FIELDS[name])
        except msgspec.ValidationError as error:
            message = f"{plainly(str(error))}; the field is not used"
            problems.add(table.origin, message, record=table.id, field=name)
        else:
            yield from _harmless(table, {name: value}, problems)


def _harmless(
    table: Table, values: dict[str, Any], problems: Problems
) -> Iterator[tuple[str, Any]]:
    """Yield the fields that do nothing but show text; report the others."""
    if forbidden.is_surely_harmless(values):
        yield from values.items()
        return
    for name, value in values.items():
        if fault := forbidden.fault(name, value):
            message = f"{fault}; the field is not used"
            problems.add(table.origin, message, record=table.id, field=name)
        else:
            yield name, value


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    """Return fields without the mark of items that are put at the end of a list."""
    return {
        name: [item.removeprefix(MORE) if isinstance(item, str) else item for item in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def _fits(value: object, field: str) -> bool:
    try:
        msgspec.convert(value, _FIELDS[field])
    except msgspec.ValidationError:
        return False
    return True


def plainly(message: str) -> str:
    """Return what msgspec says of a field in words that its author understands."""
    for pattern, words in _PLAIN_WORDS:
        message = pattern.sub(words, message)
    return message
