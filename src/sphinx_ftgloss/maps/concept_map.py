"""Which terms and relations a concept map shows.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.glossary import Glossary

KINDS = ("broader", "contrast", "related")
"""The kinds of relations, in the order in which they matter."""


class Request(NamedTuple):
    """What an author asks a map to show."""

    terms: tuple[str, ...] = ()
    """Ids of the terms to start from; without any, all."""
    categories: tuple[str, ...] = ()
    """Categories to stay in; without any, all."""
    depth: int = 1
    """How many relations away from the given terms to go."""
    kinds: tuple[str, ...] = KINDS


class Relation(NamedTuple):
    """A relation of two terms; of ``broader``, the start is the broader one."""

    kind: str
    start: str
    end: str

    @property
    def pair(self) -> frozenset[str]:
        """Return the two terms."""
        return frozenset((self.start, self.end))


class Part(NamedTuple):
    """The part of a glossary that a map shows."""

    term_ids: tuple[str, ...]
    asked: frozenset[str]
    """The terms that the author named."""
    relations: tuple[Relation, ...]


def part_of(glossary: Glossary, request: Request) -> Part:
    """Return the terms and relations that a request asks for."""
    within = [
        term.id
        for term in glossary.terms.values()
        if not term.use and (not request.categories or term.category in request.categories)
    ]
    everything = list(_relations(glossary, within, request.kinds))
    if not request.terms:
        return Part(tuple(within), frozenset(), tuple(everything))
    near: dict[str, list[str]] = {term_id: [] for term_id in within}
    for relation in everything:
        near[relation.start].append(relation.end)
        near[relation.end].append(relation.start)
    asked = dict.fromkeys(i for i in request.terms if i in near)
    inner = set(asked)
    shown = set(asked)
    for _step in range(request.depth):
        inner = set(shown)
        shown.update(other for term_id in inner for other in near[term_id])
    # Among the outermost terms only the tree is drawn: all else would hide what was asked for.
    relations = tuple(
        relation
        for relation in everything
        if relation.pair <= shown
        and (relation.kind == "broader" or not inner.isdisjoint(relation.pair))
    )
    others = (i for i in within if i in shown and i not in asked)
    return Part((*asked, *others), frozenset(asked), relations)


def _relations(
    glossary: Glossary, term_ids: list[str], kinds: tuple[str, ...]
) -> Iterator[Relation]:
    """Yield the relations among some terms; of two terms, only the one that matters most."""
    known = set(term_ids)
    drawn: set[frozenset[str]] = set()
    for kind in KINDS:
        for term_id in term_ids if kind in kinds else ():
            if kind == "broader":
                others = glossary.narrower(term_id)
            elif kind == "contrast":
                others = [other for other, _how in glossary.contrasts(term_id)]
            else:
                others = glossary.related(term_id)
            for other in others:
                relation = Relation(kind, term_id, other)
                if other in known and other != term_id and relation.pair not in drawn:
                    drawn.add(relation.pair)
                    yield relation
