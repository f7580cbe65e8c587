"""Records as the text of a term file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tomlkit.items import Item

    from sphinx_ftgloss.command.importing.entries import Record

# What a text in single quotes cannot hold, or what an editor does not show.
_NOT_LITERAL = re.compile(r"'''|'\Z|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ONE_LINE = 100


def term_file(records: Iterable[Record]) -> str:
    """Return records as ``[[term]]`` tables; texts of several lines look as they are."""
    # Imported late because only an import writes TOML.
    import tomlkit  # noqa: PLC0415

    tables = tomlkit.aot()
    for record in records:
        table = tomlkit.table()
        for name, value in record.items():
            table[name] = _value(value)
        tables.append(table)
    document = tomlkit.document()
    document["term"] = tables
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _value(value: Any) -> Item:
    import tomlkit  # noqa: PLC0415

    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({name: tomlkit.item(part) for name, part in value.items()})
        return table
    if isinstance(value, (list, tuple)):
        array = tomlkit.array()
        array.extend(_value(item) if isinstance(item, dict) else item for item in value)
        several = len(array.as_string()) > _ONE_LINE or any(isinstance(i, dict) for i in value)
        array.multiline(several)
        return array
    found: Item = tomlkit.item(value)
    return found


def _text(text: str) -> Item:
    import tomlkit  # noqa: PLC0415

    if "\n" not in text or "\r" in text or text.startswith("\n"):
        literal = "\\" in text and not _NOT_LITERAL.search(text) and "'" not in text
        return tomlkit.string(text, literal=literal and "\n" not in text)
    written = tomlkit.string(text, literal=not _NOT_LITERAL.search(text), multiline=True)
    # TOML leaves out a line break that follows the opening quotes.
    quotes, rest = written.as_string()[:3], written.as_string()[3:]
    found: Item = tomlkit.value(f"{quotes}\n{rest}")
    return found
