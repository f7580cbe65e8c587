"""The records of packs and projects, those of one id over each other.

Pure: nothing here knows Sphinx or docutils. Nothing here raises on bad input: each fault becomes a
`Problem`, and what is good is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import rtoml

from sphinx_ftgloss.terms import termfile
from sphinx_ftgloss.terms.languages import is_original, translation
from sphinx_ftgloss.terms.model import (
    PACK_FILE,
    SHIPPED_PACK,
    Checked,
    Origin,
    Pack,
    Term,
    Translation,
)
from sphinx_ftgloss.terms.problems import Problems
from sphinx_ftgloss.terms.termfile import MORE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_ftgloss.terms.termfile import Table

REQUIRED = ("term", "category", "short", "sources")
_About = TypeVar("_About", Pack, Translation)


class Layers:
    """The records that were read, by id; each over those before it.

    :param root: the folder that file names in messages are relative to.
    """

    def __init__(self, root: Path | None, language: str, problems: Problems) -> None:
        self._root = root
        self._language = language
        self._problems = problems
        self.tables: dict[str, list[Table]] = {}
        self.packs: dict[str, list[str]] = {}
        """The ids of each pack, by its name."""
        self.categories: dict[str, str] = {}
        self.checked: list[Checked] = []
        self.originals: dict[str, Term] = {}
        """The records in English, for a project in another language."""

    def add_packs(self, folders: Iterable[Path]) -> None:
        """Read packs and their translations."""
        for folder in folders:
            if (pack := self._about(folder / PACK_FILE, Pack)) is None:
                continue
            if pack.name in self.packs:
                at = Origin((folder / PACK_FILE).as_posix(), None)
                message = f"another pack is called '{pack.name}'; this one is not used"
                self._problems.add(at, message, field="name", kind="pack")
                continue
            self._add_pack(pack, folder)

    def add_files(self, files: Iterable[Path]) -> None:
        """Read the project's files."""
        for table in self._read((file, self._name(file)) for file in files):
            self.tables.setdefault(table.id, []).append(table)

    def _about(self, file: Path, kind: type[_About]) -> _About | None:
        """Read what a pack, or a translation of it, says of itself."""
        try:
            return msgspec.convert(rtoml.loads(file.read_text(encoding="utf-8")), kind)
        except (OSError, ValueError) as error:
            message = f"cannot be used as a pack: {error}"
            self._problems.add(Origin(file.as_posix(), None), message, kind="pack")
            return None

    def _add_pack(self, pack: Pack, folder: Path) -> None:
        shipped = SHIPPED_PACK.relative_to(Path(__file__).parents[2]).as_posix()
        prefix = shipped if folder == SHIPPED_PACK else folder.as_posix()
        self.packs[pack.name] = []
        self.checked += [pack.checked] if pack.checked else []
        titles = {category.id: category.title for category in pack.categories}
        for table in self._read(_files(folder, titles, prefix), pack.name):
            if (first := self.tables.get(table.id)) is None:
                self.tables[table.id] = [table]
                self.packs[pack.name].append(table.id)
                continue
            self._problems.add(
                table.origin,
                f"the pack '{first[0].origin.pack}', which ftgloss_packs names first, has this id "
                "too, and its record is used",
                record=table.id,
                field="id",
                kind="pack",
            )
        if not is_original(self._language):
            own = ((i, merge(self.tables[i], Problems())) for i in self.packs[pack.name])
            self.originals |= {term_id: term for term_id, term in own if term}
        if place := translation(folder, self._language):
            self._translate(place, pack, titles, f"{prefix}/{place.name}")
        # A category of several packs stands where the first has it, and is called as there.
        self.categories |= {i: t for i, t in titles.items() if i not in self.categories}

    def _translate(self, folder: Path, pack: Pack, titles: dict[str, str], prefix: str) -> None:
        """Read a translation of a pack; ``titles`` of its categories are changed."""
        if translated := self._about(folder / PACK_FILE, Translation):
            titles |= {c.id: c.title for c in translated.categories if c.id in titles}
        own = set(self.packs[pack.name])
        for table in self._read(_files(folder, titles, prefix), pack.name):
            if table.id in own:
                self.tables[table.id].append(table)

    def _read(self, files: Iterable[tuple[Path, str]], pack: str = "") -> list[Table]:
        """Return the records of files that are given with their names; of two with an id, one."""
        tables: dict[str, Table] = {}
        for file, name in files:
            for table in termfile.read(file, name, self._problems, pack):
                first = tables.setdefault(table.id, table)
                if first is not table:
                    line = f":{first.origin.line}" if first.origin.line else ""
                    self._problems.add(
                        table.origin,
                        f"the id is taken by the record at {first.origin.file}{line}, which is "
                        "used; choose another id",
                        record=table.id,
                        field="id",
                    )
        return list(tables.values())

    def _name(self, file: Path) -> str:
        """Return the name of a project's file as messages and catalogs show it."""
        if self._root and file.is_relative_to(self._root):
            return file.relative_to(self._root).as_posix()
        return file.as_posix()


def _files(folder: Path, categories: Iterable[str], prefix: str) -> Iterator[tuple[Path, str]]:
    """Yield the term files of a pack: those that are called like a category, then the others."""
    order = {f"{category}.toml": number for number, category in enumerate(categories)}
    found = (file for file in folder.glob("*.toml") if file.name != PACK_FILE)
    for file in sorted(found, key=lambda f: (order.get(f.name, len(order)), f.name)):
        yield file, f"{prefix}/{file.name}"


def is_more(value: object) -> bool:
    """Tell whether a list only adds to what it is merged over."""
    return isinstance(value, list) and any(
        isinstance(item, str) and item.startswith(MORE) for item in value
    )


def merge(tables: list[Table], problems: Problems) -> Term | None:
    """Merge the records of one id, the project's over the shipped one."""
    merged: dict[str, Any] = {}
    last = tables[-1]
    if last.values.get("hide") and len(tables) == 1:
        problems.add(
            last.origin, f"there is no term '{last.id}' to hide", record=last.id, field="hide"
        )
        return None
    for table in tables:
        for name, value in table.values.items():
            if name in REQUIRED and not value and merged.get(name):
                message = "is empty; the shipped value is used"
                problems.add(table.origin, message, record=table.id, field=name)
            elif is_more(value):
                merged[name] = _extended(merged.get(name, []), table, name, problems)
            elif name != "hide":
                merged[name] = value
    missing = [] if merged.get("use") else [name for name in REQUIRED if not merged.get(name)]
    for name in missing:
        message = "is required and missing; the record is not used"
        problems.add(last.origin, message, record=last.id, field=name)
    return None if missing else msgspec.convert({"term": last.id, **merged}, Term)


def _extended(before: list[str], table: Table, name: str, problems: Problems) -> list[str]:
    """Return a list with the items of a record put at its end."""
    items = table.values[name]
    if not all(item.startswith(MORE) for item in items):
        message = f"some items begin with '{MORE}' and some do not; all are added to the list"
        problems.add(table.origin, message, record=table.id, field=name)
    return list(dict.fromkeys([*before, *(item.removeprefix(MORE) for item in items)]))
