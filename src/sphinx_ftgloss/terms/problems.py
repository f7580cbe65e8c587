"""What is wrong with term files, said so that an author can mend it.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.model import Origin


class Problem(NamedTuple):
    """One fault in a term file: where it is, and what to do."""

    file: str
    line: int | None
    record: str
    field: str
    message: str
    kind: str = "term_file"
    """The kind of warning that tells of it."""

    def __str__(self) -> str:
        parts = (
            f"record '{self.record}'" if self.record else "",
            f"field '{self.field}'" if self.field else "",
        )
        where = ", ".join(filter(None, parts))
        return f"{where}: {self.message}" if where else self.message


class Problems:
    """The faults found so far; nothing is raised, so that all can be told at once."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self,
        origin: Origin,
        message: str,
        *,
        record: str = "",
        field: str = "",
        kind: str = "term_file",
    ) -> None:
        """Note a fault at the place where a record or file was read."""
        self._found.append(Problem(origin.file, origin.line, record, field, message, kind))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)
