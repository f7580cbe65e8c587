"""Read packs and term files into a `Glossary`, and say what is wrong with them.

Pure: nothing here knows Sphinx or docutils. Nothing here raises on bad input either: each fault
becomes a `Problem`, and the good records are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import rtoml

from sphinx_ftgloss import consistency, termfile
from sphinx_ftgloss.glossary import Glossary
from sphinx_ftgloss.languages import is_original, translation
from sphinx_ftgloss.model import SHIPPED_PACK, Origin, Pack, Term, Translation
from sphinx_ftgloss.problems import Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_ftgloss.termfile import Table

PACKS = SHIPPED_PACK.parent
REQUIRED = ("term", "category", "short", "sources")


def load_pack(folder: Path = SHIPPED_PACK) -> tuple[Glossary, list[Problem]]:
    """Load a pack alone: the one that comes with the package, or that of a folder."""
    return load([], pack_folder=folder)


def load(
    project_files: Iterable[Path],
    root: Path | None = None,
    pack_folder: Path = SHIPPED_PACK,
    language: str = "en",
) -> tuple[Glossary, list[Problem]]:
    """Load a pack and merge its translation and the project's term files over it, field by field.

    :param project_files: the project's files, in the order in which they are merged.
    :param root: the folder that file names in messages are relative to.
    :param pack_folder: where the pack's ``pack.toml`` and term files lie.
    :param language: what the project is written in, as Sphinx spells it: ``zh_CN``.
    """
    problems = Problems()
    pack = msgspec.convert(rtoml.load(pack_folder / "pack.toml"), Pack)
    categories = {category.id: category.title for category in pack.categories}
    names = [f"{category}.toml" for category in categories]
    layers: dict[str, list[Table]] = {}
    originals: dict[str, Term] = {}

    def add(files: Iterable[Path], *, shipped: bool = True) -> None:
        for table in _layer(files, root, problems, shipped=shipped):
            layers.setdefault(table.id, []).append(table)

    add(pack_folder / name for name in names)
    if not is_original(language):
        originals = {i: term for i, tables in layers.items() if (term := _merge(tables, problems))}
    if folder := translation(pack_folder, language):
        translated = msgspec.convert(rtoml.load(folder / "pack.toml"), Translation)
        categories |= {c.id: c.title for c in translated.categories if c.id in categories}
        add(file for name in names if (file := folder / name).is_file())
    add(project_files, shipped=False)

    terms: dict[str, Term] = {}
    hidden: dict[str, Term] = {}
    origins: dict[str, Origin] = {}
    for term_id, tables in layers.items():
        if (term := _merge(tables, problems)) is not None:
            (hidden if tables[-1].values.get("hide") else terms)[term_id] = term
            origins[term_id] = tables[-1].origin
    consistency.check_categories(terms, categories, origins, problems)
    consistency.check_relations(terms, hidden, origins, problems)
    glossary = Glossary(terms, categories, origins, hidden, pack.checked, originals)
    consistency.check_forms(glossary, origins, problems)
    return glossary, list(problems)


def _layer(
    files: Iterable[Path], root: Path | None, problems: Problems, *, shipped: bool
) -> list[Table]:
    """Return the records of a pack or of the project; of two with one id, the first."""
    tables: dict[str, Table] = {}
    for file in files:
        name = _name(file, root, shipped=shipped)
        for table in termfile.read(file, name, problems, shipped=shipped):
            first = tables.setdefault(table.id, table)
            if first is not table:
                line = f":{first.origin.line}" if first.origin.line else ""
                problems.add(
                    table.origin,
                    f"the id is taken by the record at {first.origin.file}{line}, which is used; "
                    "choose another id",
                    record=table.id,
                    field="id",
                )
    return list(tables.values())


def _name(file: Path, root: Path | None, *, shipped: bool) -> str:
    """Return the name of a term file as messages and catalogs show it."""
    if shipped and file.is_relative_to(PACKS):
        return f"sphinx_ftgloss/{file.relative_to(PACKS).as_posix()}"
    if root and file.is_relative_to(root):
        return file.relative_to(root).as_posix()
    return file.as_posix()


def _merge(tables: list[Table], problems: Problems) -> Term | None:
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
            elif name != "hide":
                merged[name] = value
    missing = [] if merged.get("use") else [name for name in REQUIRED if not merged.get(name)]
    for name in missing:
        message = "is required and missing; the record is not used"
        problems.add(last.origin, message, record=last.id, field=name)
    return None if missing else msgspec.convert({"term": last.id, **merged}, Term)
