"""What all sources have in common: entries, and the records that are made of them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec

from sphinx_ftgloss.terms import termfile
from sphinx_ftgloss.terms.forms import fold
from sphinx_ftgloss.terms.layers import REQUIRED, is_more
from sphinx_ftgloss.terms.model import Term
from sphinx_ftgloss.terms.names import Names
from sphinx_ftgloss.terms.problems import Problems
from sphinx_ftgloss.terms.termfile import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Origin

_FIELDS = msgspec.structs.fields(Term)
_REMARK = "remark"
_SPOKEN = {"+": " plus ", "#": " sharp ", "&": " and ", "@": " at ", "%": " percent "}

Record = dict[str, Any]


class CannotImportError(Exception):
    """Nothing can be imported; the message says what to do."""


class Report(Problems):
    """What is told of an import: what was left out (`add`), and what an author should look at."""

    def remark(self, origin: Origin, message: str, *, record: str = "") -> None:
        """Note what was taken over otherwise than it stood in the source."""
        self.add(origin, message, record=record, kind=_REMARK)

    @property
    def complete(self) -> bool:
        """Tell whether nothing was left out."""
        return all(problem.kind == _REMARK for problem in self)


class Target(NamedTuple):
    """What a reference in a source leads to."""

    id: str
    term: str


Find: TypeAlias = "Callable[[str], Target | None]"
"""Returns what a name, id or address stands for, among what is imported and what is shipped."""


@dataclass
class Entry:
    """One entry of a source, with the fields of the record that it becomes.

    :param names: by which other entries refer to it.
    :param complete: it is a whole record, and not only a definition.
    :param texts: returns the fields that may refer to other entries.
    """

    origin: Origin
    fields: Record
    names: tuple[str, ...] = ()
    complete: bool = False
    texts: Callable[[Find], Record] = field(default=lambda _find: {})


def records(
    entries: Iterable[Entry], glossary: Glossary, category: str, report: Report
) -> list[Record]:
    """Return entries as records that a build accepts, their fields in the order of the manual.

    An entry for a shipped term becomes a record with only what the entry says, so that the rest
    of the shipped one stays.
    """
    by_id = _with_ids(entries, glossary, report)
    targets: dict[str, Target] = {}
    for term_id, entry in by_id.items():
        target = Target(term_id, str(entry.fields.get("term", "")))
        for name in entry.names:
            targets.setdefault(fold(name), target)

    def find(name: str) -> Target | None:
        if target := targets.get(fold(name)):
            return target
        term_id = glossary.certain(name)
        return Target(term_id, glossary.terms[term_id].term) if term_id else None

    found: dict[str, Record] = {}
    origins: dict[str, Origin] = {}
    for term_id, entry in by_id.items():
        entry.fields |= entry.texts(find)
        if record := _record(term_id, entry, glossary, category, report):
            found[term_id] = record
            origins[term_id] = entry.origin
    _mark_ambiguous(found, origins, glossary, report)
    return [_ordered(record) for record in found.values()]


def _with_ids(entries: Iterable[Entry], glossary: Glossary, report: Report) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        given = str(entry.fields.get("id", ""))
        wanted = slug(given) if given else _id_for(entry, glossary)
        term_id = wanted = wanted or "term"
        numbers = itertools.count(2)
        while term_id in found:
            term_id = f"{wanted}-{next(numbers)}"
        if term_id != wanted:
            first = found[wanted].origin
            report.remark(
                entry.origin,
                f"the id '{wanted}' is taken by the entry at {place(first)}; "
                f"this one is '{term_id}'",
            )
        elif given and term_id != given:
            report.remark(entry.origin, f"'{given}' is no id here; the id is '{term_id}'")
        found[term_id] = entry
    return found


def _id_for(entry: Entry, glossary: Glossary) -> str:
    """Return the id of the shipped term that an entry is about, or one made of its name."""
    name = str(entry.fields["term"])
    if known := glossary.certain(name):
        return known
    # A name that a shipped term does not have is another thing, even if its letters are the same.
    made = slug(name)
    return f"{made}-2" if made in glossary.terms else made


def slug(text: str) -> str:
    """Return a text as small letters, digits and hyphens; empty if it has no Latin letter."""
    spoken = "".join(_SPOKEN.get(character, character) for character in text.casefold())
    ascii_only = unicodedata.normalize("NFKD", spoken).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))


def place(origin: Origin) -> str:
    """Return file and line."""
    return f"{origin.file}:{origin.line}" if origin.line else origin.file


def _record(
    term_id: str, entry: Entry, glossary: Glossary, category: str, report: Report
) -> Record | None:
    fields = {"id": term_id} | {k: v for k, v in entry.fields.items() if k != "id"}
    problems = Problems()
    written = Table({name: _literal(value) for name, value in fields.items()}, entry.origin)
    record = {name: fields[name] for name, _value in termfile.fitting(written, problems)}
    for problem in problems:
        report.add(entry.origin, problem.message, record=problem.record, field=problem.field)
    shipped = glossary.terms.get(term_id)
    if shipped and not entry.complete:
        _leave_to_shipped(record, shipped, glossary)
        report.remark(
            entry.origin,
            "is a shipped term; your definition replaces its own, and the rest of it stays",
            record=term_id,
        )
    record = {k: v for k, v in record.items() if not _says_nothing(k, v, shipped)}
    if shipped or record.get("use"):
        return record
    record.setdefault("sources", [_source(entry.origin)])
    if "category" not in record:
        if not category:
            message = (
                f"{place(entry.origin)} does not say the category of its term; name it with "
                f"--category: {', '.join(glossary.categories)}"
            )
            raise CannotImportError(message)
        record["category"] = category
    missing = [name for name in REQUIRED if not record.get(name)]
    for name in missing:
        message = "is missing; the entry is left out"
        report.add(entry.origin, message, record=term_id, field=name)
    return None if missing else record


def _leave_to_shipped(record: Record, shipped: Term, glossary: Glossary) -> None:
    names = [*([record.pop("term")] if "term" in record else []), *record.pop("aliases", ())]
    new = [name for name in names if glossary.find(name).ids != (shipped.id,)]
    if new:
        record["aliases"] = [*shipped.aliases, *new]
    for name in ("category", "sources"):
        record.pop(name, None)


def _says_nothing(name: str, value: object, shipped: Term | None) -> bool:
    """Tell whether a record means the same without a field."""
    if name in REQUIRED:
        return not value
    default = next((f.default for f in _FIELDS if f.name == name), None)
    if value != default and value not in ([], {}):
        return False
    return shipped is None or getattr(shipped, name) == default


def _source(origin: Origin) -> Record:
    """Return where a definition comes from if its source names nothing else: the file itself."""
    file = PurePath(origin.file)
    return {"title": file.name if file.is_absolute() else file.as_posix(), "kind": "docs"}


def _mark_ambiguous(
    found: Mapping[str, Record], origins: Mapping[str, Origin], glossary: Glossary, report: Report
) -> None:
    """List forms that several terms claim as ambiguous, so that none of them is linked by luck."""
    merged = dict(glossary.terms)
    for term_id, record in found.items():
        old = msgspec.to_builtins(merged[term_id]) if term_id in merged else {"term": term_id}
        merged[term_id] = msgspec.convert(old | record, Term)
    for owners in Names(merged, {}, {}).clashes():
        for term_id in owners.keys() & found.keys():
            form = owners[term_id]
            others = ", ".join(f"'{other}'" for other in owners if other != term_id)
            found[term_id]["ambiguous"] = [
                *found[term_id].get("ambiguous", merged[term_id].ambiguous),
                form,
            ]
            message = f"the form '{form}' is also that of {others}; it is listed as ambiguous"
            report.remark(origins[term_id], message, record=term_id)


def _ordered(record: Record) -> Record:
    return {f.name: _literal(record[f.name]) for f in _FIELDS if f.name in record}


def _literal(value: Any) -> Any:
    """Return a value as it is written: a list that looks as if it adds to another, with its mark.

    Over a shipped list it then does add, which loses nothing.
    """
    return [f"{termfile.MORE}{item}" for item in value] if is_more(value) else value
