"""Hold files against the rules on usage, and mend what can be mended."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from sphinx_ftgloss.command.checking import mending
from sphinx_ftgloss.command.checking.notebook_source import Notebook, NotebookError
from sphinx_ftgloss.command.checking.passages import DEFINES, Mark, Page, Passage, lines_of
from sphinx_ftgloss.command.checking.report import Finding
from sphinx_ftgloss.command.checking.usage import Usage
from sphinx_ftgloss.terms.forms import fold, regular_plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sphinx_ftgloss.command.checking.passages import Reader
    from sphinx_ftgloss.command.checking.usage import Remark
    from sphinx_ftgloss.terms.glossary import Glossary

SUFFIXES = (".md", ".rst", ".ipynb")
_MOST_TEXT = 10_000_000
"""How many characters of text are read: parsers need a hundred times that in memory."""
_BOM = "\ufeff"


class UnreadableError(Exception):
    """A file cannot be read or written; the message says why."""


class _Source(NamedTuple):
    """What a file says, and where in the file some words of its text begin and end."""

    text: str
    page: Page
    reader: Reader
    place: Callable[[int, int], tuple[int, int]]


class Checker:
    """Checks files, one after the other.

    :param rules: the names of the rules that count.
    """

    def __init__(self, glossary: Glossary, rules: Iterable[str]) -> None:
        self._usage = Usage(glossary)
        self._rules = frozenset(rules)
        self._readers: dict[str, Reader] = {}

    def note_definitions(self, path: Path) -> None:
        """Learn the names of terms that a page defines, for its roles and those of others."""
        try:
            # Reading takes long, and few pages do.
            if DEFINES.encode() not in path.read_bytes():
                return
            defined = self._source(_content(path), path.suffix).page.defined
        except (OSError, UnreadableError):
            # Said when the file is checked.
            return
        forms = [*defined, *map(regular_plural, defined)]
        self._usage.defined.update(map(fold, forms))

    def check(self, path: Path) -> list[Finding]:
        """Return what there is to say of a file."""
        content = _content(path)
        source = self._source(content, path.suffix)
        return _findings(path, content, source, self._remarks(source))

    def mend(self, path: Path) -> tuple[int, list[Finding]]:
        """Put in the missing roles; return how many, and what there is to say of the result."""
        content = _content(path)
        source = self._source(content, path.suffix)
        remarks = self._remarks(source)
        missing = [remark for remark in remarks if remark.rule == "link"]
        good = self._harmless(content, path.suffix, source, missing)
        if good:
            content = mending.with_roles(content, good, source.place)
            try:
                mending.replace(path, content)
            except OSError as error:
                raise UnreadableError(f"cannot be written: {error.strerror}") from error
            source = self._source(content, path.suffix)
            remarks = self._remarks(source)
        return len(good), _findings(path, content, source, remarks)

    def _remarks(self, source: _Source) -> list[Remark]:
        return self._usage.remarks(source.text, source.page, source.reader.role, self._rules)

    def _harmless(
        self, content: str, suffix: str, source: _Source, remarks: Sequence[Remark]
    ) -> Sequence[Remark]:
        """Return the remarks whose roles change nothing else: mostly all of them."""

        def is_harmless(some: Sequence[Remark]) -> bool:
            mended = mending.with_roles(content, some, source.place)
            page = self._source(mended, suffix).page
            return mending.differ_by_roles_only(source.page, page, some)

        if not remarks or is_harmless(remarks):
            return remarks
        good: list[Remark] = []
        for remark in remarks:
            if is_harmless([*good, remark]):
                good.append(remark)
        return good

    def _source(self, content: str, suffix: str) -> _Source:
        try:
            if suffix == ".ipynb":
                notebook = Notebook(content)
                _check_length(notebook.text)
                reader = self._reader(".md")
                pages = [(start, reader.read(text)) for start, text in notebook.cells]
                return _Source(notebook.text, _joined(pages), reader, notebook.place)
            _check_length(content)
            reader = self._reader(suffix)
            return _Source(content, reader.read(content), reader, lambda start, end: (start, end))
        except NotebookError as error:
            raise UnreadableError(f"no notebook: {error}") from error
        except RecursionError as error:
            raise UnreadableError("its parts lie too deep in each other") from error

    def _reader(self, suffix: str) -> Reader:
        if suffix not in self._readers:
            # Imported late: the parsers, and Sphinx behind them, take a while.
            if suffix == ".md":
                from sphinx_ftgloss.command.checking.markdown_source import MarkdownReader  # noqa: PLC0415

                self._readers[suffix] = MarkdownReader()
            else:
                from sphinx_ftgloss.command.checking.rest_source import RestReader  # noqa: PLC0415

                self._readers[suffix] = RestReader()
        return self._readers[suffix]


def _content(path: Path) -> str:
    if path.suffix not in SUFFIXES:
        raise UnreadableError(f"its name ends with none of {', '.join(SUFFIXES)}")
    try:
        return path.read_bytes().decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"it is not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error


def _check_length(text: str) -> None:
    if len(text) > _MOST_TEXT:
        raise UnreadableError(f"it holds more than {_MOST_TEXT:,} characters of text")


def _findings(
    path: Path, content: str, source: _Source, remarks: Iterable[Remark]
) -> list[Finding]:
    starts = [0, *accumulate(map(len, lines_of(content)))]

    def point(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    found = []
    for remark in remarks:
        start, end = source.place(remark.start, remark.end)
        # Of the character behind the words, which may stand on the next line.
        end_line, end_column = point(end - 1)
        place = (*point(start), end_line, end_column + 1)
        found.append(Finding(str(path), *place, remark.rule, remark.reason))
    return found


def _joined(pages: Iterable[tuple[int, Page]]) -> Page:
    """Return the pages of cells as one, in which each begins at its place."""
    passages: list[Passage] = []
    marks: list[Mark] = []
    linked = True
    defined: list[str] = []
    for start, page in pages:
        defined += page.defined
        linked = linked and page.linked
        for text, lines in page.passages:
            passages.append(Passage(text, [(in_text, place + start) for in_text, place in lines]))
        marks += (Mark(m.start + start, m.end + start, m.name, m.content) for m in page.marks)
    return Page(passages, marks, linked, defined)
