"""What a reader of source files finds: prose and roles, and where in the file they stand.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MARKUP = '"'
"""Stands in a passage for each character of markup; names of terms end at it."""
EMPHASIS = "\ufdd0"
"""Stands for each star and the like that emphasizes: "non-**LoRA**" is one word to readers."""
OFF_CLASS = "ftgloss-no-autolink"
MAX_DEPTH = 20
"""How deep directives may lie in each other before they are passed over."""
DEFINES = "ftterm-define"
"""The directive that defines a term."""
PROSE_DIRECTIVES = frozenset(
    [
        *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note"),
        *("seealso", "tip", "topic", "sidebar", "todo", "warning"),
        *("deprecated", "versionadded", "versionchanged", "versionremoved"),
        *("card", "compound", "container", "details", "div", "dropdown", "rst-class"),
        *("grid", "grid-item", "grid-item-card", "tab", "tab-item", "tab-set", "tabs"),
    ]
)
"""Directives whose content is paragraphs like any other."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class Passage(NamedTuple):
    """A paragraph as text of the same length as its source, with markup made unreadable."""

    text: str
    lines: Sequence[tuple[int, int]]
    """Where each of its lines begins: in the text, and in the source."""

    def place(self, offset: int) -> int:
        """Return where a character of the text stands in the source."""
        in_text, in_source = self.lines[bisect_right(self.lines, offset, key=_first) - 1]
        return in_source + offset - in_text

    def offset(self, place: int) -> int:
        """Return where a character of the source stands in the text; -1 if it does not."""
        number = bisect_right(self.lines, place, key=_second) - 1
        if number < 0:
            return -1
        in_text, in_source = self.lines[number]
        offset = in_text + place - in_source
        ends = [*self.lines[number + 1 : number + 2], (len(self.text) + 1, 0)]
        return offset if offset < ends[0][0] - 1 else -1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where some words of the text begin and end in the source."""
        return self.place(start), self.place(end - 1) + 1


class Mark(NamedTuple):
    """A role in the source, of any name."""

    start: int
    end: int
    name: str
    content: str


class Page(NamedTuple):
    """What a file says to its readers, in the order of the source."""

    passages: Sequence[Passage] = ()
    marks: Sequence[Mark] = ()
    linked: bool = True
    """The page does not say that it wants no links."""
    defined: Sequence[str] = ()
    """The names and ids of terms that it defines."""


class Reader(Protocol):
    """Reads one format, and knows how its roles are written."""

    def read(self, text: str) -> Page:
        """Return the prose and the roles of a text."""

    def role(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """Return what to put before and behind the content of a role; nothing if it cannot be.

        :param start: where the words begin that become the role.
        :param end: where they end.
        """


def _first(pair: tuple[int, int]) -> int:
    return pair[0]


def _second(pair: tuple[int, int]) -> int:
    return pair[1]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends, as editors count them."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    return [text[start:end] for start, end in itertools.pairwise([0, *ends, len(text)])]


class Span(NamedTuple):
    """A part of a text that is markup and no prose."""

    start: int
    end: int
    sign: str = MARKUP
    """What stands for each of its characters."""
    role: tuple[str, str] | None = None
    """The name and the content of the role that it is."""


class Findings:
    """The prose and the roles that a reader has found in a source so far.

    :param lines: the lines of the source, with their ends, as the parser splits them.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        lines = list(lines)
        self.lines = [line.rstrip() for line in lines]
        self.starts = [0, *itertools.accumulate(map(len, lines))]
        self._passages: list[Passage] = []
        self._marks: list[Mark] = []
        self._defined: list[str] = []

    def define(self, name: str, options: Mapping[str, str]) -> None:
        """Add the names of a term that a directive defines."""
        names = (options.get(field, "") for field in ("id", "expansion", "abbr", "plural"))
        aliases = options.get("aliases", "").split(",")
        self._defined += filter(None, map(str.strip, (name, *names, *aliases)))

    def add(
        self,
        content: str,
        spans: Iterable[Span],
        places: Sequence[int],
        *,
        is_prose: bool,
    ) -> None:
        """Add a paragraph, or another text for the sake of its roles.

        :param spans: what of the content is markup.
        :param places: where in the source each of its lines begins, but for blanks.
        """
        spans = list(spans)
        covered = list(content)
        for span in spans:
            part = slice(span.start, span.end)
            covered[part] = ["\n" if c == "\n" else span.sign for c in covered[part]]
        texts = []
        in_text = []
        in_content = []
        offset = length = 0
        for line, place in zip(content.split("\n"), places, strict=True):
            begin = offset + len(line) - len(line.lstrip())
            end = max(begin, offset + len(line.rstrip()))
            texts.append("".join(covered[begin:end]))
            in_text.append((length, place))
            in_content.append((begin, place))
            offset += len(line) + 1
            length += end - begin + 1
        if is_prose:
            self._passages.append(Passage("\n".join(texts), in_text))
        source = Passage(content, in_content)
        self._marks += [
            Mark(*source.span(span.start, span.end), *span.role) for span in spans if span.role
        ]

    def page(self, *, linked: bool) -> Page:
        """Return all of it in the order of the source."""
        passages = sorted(self._passages, key=lambda passage: passage.lines[0][1])
        return Page(passages, sorted(self._marks), linked, self._defined)
