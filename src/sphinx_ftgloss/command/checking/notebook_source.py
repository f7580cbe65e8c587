"""Find the Markdown of a notebook, and where each of its characters stands in the JSON.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import json
import re
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANKS = re.compile(r"[ \t\r\n]*")
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\\"]",
    re.DOTALL,
)
_SPACE = "\n\n"
"""Stands between two cells."""


class NotebookError(ValueError):
    """A file is no notebook that can be read; the message says why."""


class Notebook:
    """The text of the Markdown cells of a notebook.

    :param source: what the file holds.
    """

    def __init__(self, source: str) -> None:
        self.cells: list[tuple[int, str]] = []
        """Where each Markdown cell begins in `text`, and what it holds."""
        self._starts = array("l")
        self._ends = array("l")
        texts = []
        for start in _cell_sources(source):
            text = self._take(source, start)
            self.cells.append((len(self._starts) - len(text), text))
            texts.append(text)
            for _each in _SPACE:
                self._starts.append(-1)
                self._ends.append(-1)
        self.text = "".join(text + _SPACE for text in texts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the file some words of the text begin and end."""
        return self._starts[start], self._ends[end - 1]

    def _take(self, source: str, start: int) -> str:
        """Add a string, or a list of them, that begins somewhere in the file."""
        starts = [start] if source[start] == '"' else list(_items(source, start))
        texts = []
        for literal in starts:
            text, end = _decode(source, literal)
            if not isinstance(text, str):
                raise NotebookError("a Markdown cell has a source that is no text")
            places = [match.span() for match in _CHARACTER.finditer(source, literal + 1, end - 1)]
            if len(places) != len(text):
                raise NotebookError("a Markdown cell holds half of a character")
            self._starts.extend(start for start, _end in places)
            self._ends.extend(end for _start, end in places)
            texts.append(text)
        return "".join(texts)


def _cell_sources(source: str) -> Iterator[int]:
    """Yield where in the file the sources of Markdown cells begin."""
    start = _skip(source, 0)
    if source[start : start + 1] != "{":
        raise NotebookError("it holds no JSON object")
    cells = dict(_members(source, start)).get("cells")
    if cells is None or source[cells] != "[":
        raise NotebookError("it has no list of cells")
    for cell in _items(source, cells):
        if source[cell] != "{":
            raise NotebookError("one of its cells is no object")
        fields = dict(_members(source, cell))
        kind = fields.get("cell_type")
        text = fields.get("source")
        if kind is None or text is None:
            raise NotebookError("one of its cells has no type or no source")
        if _decode(source, kind)[0] == "markdown":
            if source[text] not in '["':
                raise NotebookError("a Markdown cell has a source that is no text")
            yield text


def _members(source: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield the names of an object and where their values begin."""
    place = _skip(source, start + 1)
    while source[place : place + 1] != "}":
        name, place = _decode(source, place)
        place = _skip(source, _skip(source, place) + 1)
        yield name, place
        place = _after(source, place)


def _items(source: str, start: int) -> Iterator[int]:
    """Yield where the items of a list begin."""
    place = _skip(source, start + 1)
    while source[place : place + 1] != "]":
        yield place
        place = _after(source, place)


def _after(source: str, start: int) -> int:
    """Return where the next value begins, or the bracket that ends all."""
    _value, place = _decode(source, start)
    place = _skip(source, place)
    return _skip(source, place + 1) if source[place : place + 1] == "," else place


def _decode(source: str, start: int) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(source, start)
    except json.JSONDecodeError as error:
        raise NotebookError(f"{error.msg} in line {error.lineno}") from error


def _skip(source: str, start: int) -> int:
    match = _BLANKS.match(source, start)
    return match.end() if match else start
