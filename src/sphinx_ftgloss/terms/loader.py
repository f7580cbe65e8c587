"""Read packs and term files into a `Glossary`, and say what is wrong with them.

Pure: nothing here knows Sphinx or docutils. Nothing here raises on bad input either: each fault
becomes a `Problem`, and the good records are used.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from msgspec import convert
from msgspec.structs import replace

from sphinx_ftgloss.terms import consistency
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.languages import ORIGINAL
from sphinx_ftgloss.terms.layers import REQUIRED, Layers, is_more, merge
from sphinx_ftgloss.terms.model import OWN_CATEGORY, SHIPPED_PACK, Term
from sphinx_ftgloss.terms.problems import Problem, Problems

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_ftgloss.terms.model import Origin


def load_pack(folder: Path = SHIPPED_PACK) -> tuple[Glossary, list[Problem]]:
    """Load a pack alone: the one that comes with the package, or that of a folder."""
    return load([], packs=[folder])


def load(
    project_files: Iterable[Path],
    root: Path | None = None,
    packs: Iterable[Path] = (SHIPPED_PACK,),
    language: str = ORIGINAL,
) -> tuple[Glossary, list[Problem]]:
    """Load packs, and merge their translations and the project's term files over them.

    :param project_files: the project's files, in the order in which they are merged.
    :param root: the folder that file names in messages are relative to.
    :param packs: where the ``pack.toml`` and term files of each lie. What two of them have belongs
        to the first.
    :param language: what the project is written in, as Sphinx spells it: ``zh_CN``.
    """
    problems = Problems()
    layers = Layers(root, language, problems)
    layers.add_packs(packs)
    layers.add_files(project_files)
    categories = layers.categories
    terms: dict[str, Term] = {}
    hidden: dict[str, Term] = {}
    origins: dict[str, Origin] = {}
    for term_id, tables in layers.tables.items():
        if (term := merge(tables, problems)) is not None:
            (hidden if tables[-1].values.get("hide") else terms)[term_id] = term
            origins[term_id] = tables[-1].origin
    consistency.check_categories(terms, categories, origins, problems)
    consistency.check_relations(terms, hidden, origins, problems)
    glossary = Glossary(
        terms,
        categories,
        origins,
        hidden,
        layers.checked,
        layers.originals,
        {name: tuple(i for i in ids if i in terms) for name, ids in layers.packs.items()},
    )
    consistency.check_forms(glossary, origins, problems)
    return glossary, list(problems)


def extended(
    base: Glossary, defined: Iterable[tuple[dict[str, Any], Origin]], own_title: str
) -> tuple[Glossary, list[Problem]]:
    """Return a glossary with the terms that pages define, and what is wrong with these.

    :param defined: the fields of each, over those of a term with the same id, and where it stands.
    :param own_title: what the category of terms that name none is called.
    """
    problems = Problems()
    terms, origins = dict(base.terms), dict(base.origins)
    categories = dict(base.categories)
    own: set[str] = set()
    for fields, origin in defined:
        term_id = fields["id"]
        if term_id in own:
            first = origins[term_id]
            message = f"is defined at {first.file}:{first.line} too; that definition is used"
            problems.add(origin, message, record=term_id, field="id")
            continue
        own.add(term_id)
        origins[term_id] = origin
        if term_id in terms:
            terms[term_id] = replace(terms[term_id], **fields)
        else:
            terms[term_id] = convert({"category": OWN_CATEGORY, **fields}, Term)
            categories.setdefault(OWN_CATEGORY, own_title)
    consistency.check_categories(terms, categories, origins, problems)
    consistency.check_relations(terms, dict(base.hidden), origins, problems)
    glossary = dataclasses.replace(base, terms=terms, categories=categories, origins=origins)
    consistency.check_forms(glossary, origins, problems)
    # What is wrong with the others was said when these were loaded.
    return glossary, [problem for problem in problems if problem.record in own]


def field_origins(
    term_id: str,
    project_files: Iterable[Path],
    packs: Iterable[Path] = (SHIPPED_PACK,),
    language: str = ORIGINAL,
) -> dict[str, list[Origin]]:
    """Return where each field of a term was read; in several places if items were added to it."""
    layers = Layers(None, language, Problems())
    layers.add_packs(packs)
    layers.add_files(project_files)
    found: dict[str, list[Origin]] = {}
    for table in layers.tables.get(term_id, ()):
        for name, value in table.values.items():
            before = found.get(name, []) if is_more(value) else []
            if value or name not in REQUIRED:
                found[name] = [*before, table.origin]
    return found
