"""Read packs and term files into a `Glossary`, and say what is wrong with them.

Pure: nothing here knows Sphinx or docutils. Nothing here raises on bad input either: each fault
becomes a `Problem`, and the good records are used.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import rtoml

from sphinx_ftgloss.glossary import Glossary
from sphinx_ftgloss.model import Origin, Pack, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHIPPED_PACK = Path(__file__).parent / "packs" / "fine_tuning"
REQUIRED = ("term", "category", "short", "sources")
_FIELDS = {field.name: field for field in msgspec.structs.fields(Term)}
_RELATIONS = ("broader", "related", "contrast")


class Problem(NamedTuple):
    """One fault in a term file: where it is, and what to do."""

    file: str
    line: int | None
    record: str
    field: str
    message: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                f"record '{self.record}'" if self.record else "",
                f"field '{self.field}'" if self.field else "",
            )
            if part
        )
        return f"{where}: {self.message}" if where else self.message


class _Table(NamedTuple):
    """One ``[[term]]`` table as it was read."""

    values: dict[str, Any]
    origin: Origin


def load_shipped() -> tuple[Glossary, list[Problem]]:
    """Load the pack that comes with the package, alone."""
    return load([])


def load(project_files: Iterable[Path], root: Path | None = None) -> tuple[Glossary, list[Problem]]:
    """Load the shipped pack and merge the project's term files over it, field by field.

    :param project_files: the project's files, in the order in which they are merged.
    :param root: the folder that file names in messages are relative to.
    """
    problems: list[Problem] = []
    pack = msgspec.convert(rtoml.load(SHIPPED_PACK / "pack.toml"), Pack)
    shipped = [SHIPPED_PACK / f"{category.id}.toml" for category in pack.categories]
    tables: dict[str, list[_Table]] = {}
    for files, is_shipped in ((shipped, True), (project_files, False)):
        layer: dict[str, _Table] = {}
        for file in files:
            for table in _read(file, _name(file, root, shipped=is_shipped), is_shipped, problems):
                term_id = table.values["id"]
                if first := layer.get(term_id):
                    at = f"{first.origin.file}:{first.origin.line}"
                    _report(
                        problems,
                        table,
                        "id",
                        f"the id is taken by the record at {at}; "
                        "the first one is used. Choose another id",
                    )
                else:
                    layer[term_id] = table
        for term_id, table in layer.items():
            tables.setdefault(term_id, []).append(table)

    terms: dict[str, Term] = {}
    origins: dict[str, Origin] = {}
    hidden: dict[str, Term] = {}
    for term_id, layers in tables.items():
        if term := _merge(layers, problems):
            is_hidden = layers[-1].values.get("hide") is True
            (hidden if is_hidden else terms)[term_id] = term
            origins[term_id] = layers[-1].origin
    categories = {category.id: category.title for category in pack.categories}
    _check_categories(terms, categories, origins, problems)
    _check_relations(terms, hidden, origins, problems)
    glossary = Glossary(terms, categories, origins, hidden)
    for form, ids in glossary.clashes():
        others = ", ".join(f"'{i}'" for i in ids[:-1])
        _problem(
            problems,
            origins[ids[-1]],
            ids[-1],
            "aliases",
            f"the form '{form}' belongs to {others} too, so it links to none of them; "
            "remove it from one, or list it under 'ambiguous'",
        )
    return glossary, problems


def _name(file: Path, root: Path | None, *, shipped: bool) -> str:
    """Return the name of a term file as messages and catalogs show it."""
    if shipped:
        return f"sphinx_ftgloss/{file.parent.name}/{file.name}"
    if root and file.is_relative_to(root):
        return file.relative_to(root).as_posix()
    return file.as_posix()


def _read(file: Path, name: str, shipped: bool, problems: list[Problem]) -> Iterator[_Table]:  # noqa: FBT001
    """Yield the records of a file that have a usable id."""
    origin = Origin(name, None, shipped)
    try:
        text = file.read_text(encoding="utf-8")
        data = rtoml.loads(text)
    except OSError as error:
        _problem(problems, origin, "", "", f"cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        _problem(problems, Origin(name, line, shipped), "", "", "is not UTF-8; save it as UTF-8")
        return
    except rtoml.TomlParsingError as error:
        found = re.search(r"\s*at line (\d+)", str(error))
        line = int(found[1]) if found else None
        what = str(error)[: found.start()] if found else str(error)
        _problem(problems, Origin(name, line, shipped), "", "", f"is not valid TOML: {what}")
        return
    for key in data.keys() - {"term"}:
        _problem(
            problems, origin, "", key, "is not known here; a term file holds only [[term]] tables"
        )
    records = data.get("term", [])
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        _problem(
            problems, origin, "", "term", "write [[term]] with two brackets before each record"
        )
        return
    heads = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*\[\[\s*term\s*\]\]", line)
    ]
    # A multi-line text that holds such a line makes the count wrong: better no line than a wrong one.
    lines = heads if len(heads) == len(records) else [None] * len(records)
    for record, line in zip(records, lines, strict=True):
        at = Origin(name, line, shipped)
        try:
            msgspec.convert(record.get("id"), _FIELDS["id"].type)
        except msgspec.ValidationError:
            _problem(
                problems,
                at,
                str(record.get("id", "")),
                "id",
                "is missing or no slug; write small letters and digits joined by hyphens",
            )
        else:
            yield _Table(record, at)


def _merge(layers: list[_Table], problems: list[Problem]) -> Term | None:
    """Merge the layers of one id, the project's over the shipped one; report each bad field."""
    merged: dict[str, Any] = {}
    for table in layers:
        values = {name: value for name, value in table.values.items() if name != "hide"}
        try:
            # The common case: everything is right, and one call is fast.
            msgspec.convert({"term": "-", **values}, Term)
        except msgspec.ValidationError:
            values = dict(_good_fields(table, values, problems))
        merged |= values
    last = layers[-1]
    missing = [] if merged.get("use") else [name for name in REQUIRED if not merged.get(name)]
    for name in missing:
        _report(problems, last, name, "is required and missing; the record is not used")
    return None if missing else msgspec.convert({"term": merged["id"], **merged}, Term)


def _good_fields(
    table: _Table, values: dict[str, Any], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record that fit the schema; report the others."""
    for name, value in values.items():
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            _report(problems, table, name, f"is not a field of a term{hint}")
            continue
        try:
            msgspec.convert(value, _FIELDS[name].type)
        except msgspec.ValidationError as error:
            _report(problems, table, name, f"{error}; the field is not used")
        else:
            yield name, value


def _check_categories(
    terms: dict[str, Term],
    categories: dict[str, str],
    origins: dict[str, Origin],
    problems: list[Problem],
) -> None:
    """Report categories that no pack has; such terms are shown under the name as written."""
    known = list(categories)
    for term in terms.values():
        if term.category and term.category not in known:
            choices = ", ".join(known)
            _problem(
                problems,
                origins[term.id],
                term.id,
                "category",
                f"'{term.category}' is no category; choose one of {choices}",
            )
            categories[term.category] = term.category


def _check_relations(
    terms: dict[str, Term],
    hidden: dict[str, Term],
    origins: dict[str, Origin],
    problems: list[Problem],
) -> None:
    """Drop relations to terms that do not exist, and ``broader`` that runs in a circle.

    Both are reported; a relation to a hidden term goes quietly.
    """
    for term in list(terms.values()):
        changes: dict[str, Any] = {}
        for name in _RELATIONS:
            items = getattr(term, name)
            good = tuple(item for item in items if getattr(item, "id", item) in terms)
            for item in items:
                target = getattr(item, "id", item)
                if item not in good and target not in hidden:
                    _problem(
                        problems, origins[term.id], term.id, name, f"there is no term '{target}'"
                    )
            if len(good) < len(items):
                changes[name] = good
        if term.use and (term.use not in terms or term.use == term.id):
            _problem(problems, origins[term.id], term.id, "use", f"there is no term '{term.use}'")
            changes["use"] = ""
        if changes:
            terms[term.id] = msgspec.structs.replace(term, **changes)
    for term_id in list(terms):
        for broader in terms[term_id].broader:
            if term_id in _ancestors(terms, broader):
                _problem(
                    problems,
                    origins[term_id],
                    term_id,
                    "broader",
                    f"'{broader}' leads back to '{term_id}'; remove one of the two",
                )
                kept = tuple(i for i in terms[term_id].broader if i != broader)
                terms[term_id] = msgspec.structs.replace(terms[term_id], broader=kept)


def _ancestors(terms: dict[str, Term], term_id: str) -> set[str]:
    """Return a term's id and the ids of everything broader."""
    found: set[str] = set()
    waiting = [term_id]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += terms[current].broader
    return found


def _report(problems: list[Problem], table: _Table, field: str, message: str) -> None:
    _problem(problems, table.origin, table.values["id"], field, message)


def _problem(
    problems: list[Problem], origin: Origin, record: str, field: str, message: str
) -> None:
    problems.append(Problem(origin.file, origin.line, record, field, message))
