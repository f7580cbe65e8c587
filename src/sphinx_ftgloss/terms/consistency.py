"""Hold the records of a glossary against each other: categories, relations, forms.

Pure: nothing here knows Sphinx or docutils. What is wrong is reported and taken out, so that the
rest can be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from sphinx_ftgloss.terms.forms import FORM_FIELDS
from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Origin, Term
    from sphinx_ftgloss.terms.problems import Problems

Terms = dict[str, "Term"]
_NAMED = 5
"""How many of the terms that claim a form a message names."""
_RELATIONS = ("broader", "related", "contrast")


def check_categories(
    terms: Terms, categories: dict[str, str], origins: Mapping[str, Origin], problems: Problems
) -> None:
    """Report categories that no pack has; such terms are shown under the name as written."""
    choices = ", ".join(categories)
    for term in terms.values():
        if term.category and term.category not in categories:
            message = f"'{term.category}' is no category; choose one of {choices}"
            problems.add(origins[term.id], message, record=term.id, field="category")
    categories.update(
        {t.category: t.category for t in terms.values() if t.category not in categories}
    )


def check_relations(
    terms: Terms, hidden: Terms, origins: Mapping[str, Origin], problems: Problems
) -> None:
    """Report relations to terms that do not exist, to the term itself, or in a circle.

    A relation to a hidden term goes quietly.
    """
    for term in list(terms.values()):
        changes: dict[str, Any] = {}
        for name in (*_RELATIONS, "use"):
            items = getattr(term, name)
            if name == "use":
                items = (items,) if items else ()
            good = []
            for item in items:
                other = getattr(item, "id", item)
                if other in terms and other != term.id:
                    good.append(item)
                elif other not in hidden:
                    message = (
                        f"'{other}' is the term itself; remove it"
                        if other == term.id
                        else f"there is no term '{other}'"
                    )
                    problems.add(origins[term.id], message, record=term.id, field=name)
            if len(good) < len(items):
                changes[name] = "" if name == "use" else tuple(good)
        if changes:
            terms[term.id] = replace(term, **changes)
    for term_id, name, other in list(_circles(terms, origins)):
        message = f"'{other}' leads back to '{term_id}'; remove one of the two"
        problems.add(origins[term_id], message, record=term_id, field=name)


def _circles(terms: Terms, origins: Mapping[str, Origin]) -> Iterator[tuple[str, str, str]]:
    """Take out and yield each relation that leads back to where it starts."""
    # The project's records first, because its author cannot mend a shipped one.
    ordered = sorted(terms, key=lambda i: origins[i].shipped)
    for name in ("broader", "use"):
        circling = _Circling({i: _followed(terms[i], name) for i in terms})
        for term_id in ordered:
            for other in _followed(terms[term_id], name):
                if circling.leads_back(term_id, other):
                    circling.cut(term_id, other)
                    kept = tuple(i for i in terms[term_id].broader if i != other)
                    change: dict[str, Any] = {name: kept if name == "broader" else ""}
                    terms[term_id] = replace(terms[term_id], **change)
                    yield term_id, name, other


def _followed(term: Term, name: str) -> tuple[str, ...]:
    return term.broader if name == "broader" else tuple(filter(None, [term.use]))


class _Circling:
    """The terms that may be part of a circle, which are few where files are right.

    To follow the relations of every term would take minutes in a chain of thousands.
    """

    def __init__(self, relations: Mapping[str, Iterable[str]]) -> None:
        self._after = {term_id: set(others) for term_id, others in relations.items()}
        self._before: dict[str, set[str]] = {term_id: set() for term_id in relations}
        for term_id, others in self._after.items():
            for other in others:
                self._before[other].add(term_id)
        self._strip(list(relations))

    def _strip(self, waiting: list[str]) -> None:
        """Take out the terms that have nothing before or after them, until all have both."""
        while waiting:
            term_id = waiting.pop()
            if term_id not in self._after or (self._after[term_id] and self._before[term_id]):
                continue
            for other in self._after.pop(term_id):
                self._before[other].discard(term_id)
                waiting.append(other)
            for other in self._before.pop(term_id):
                self._after[other].discard(term_id)
                waiting.append(other)

    def leads_back(self, term_id: str, other: str) -> bool:
        """Tell whether one comes to a term by a relation of its own."""
        return other in self._after.get(term_id, ()) and term_id in reached(
            [other], lambda i: self._after[i]
        )

    def cut(self, term_id: str, other: str) -> None:
        """Take out a relation."""
        self._after[term_id].discard(other)
        self._before[other].discard(term_id)
        self._strip([term_id, other])


def check_forms(glossary: Glossary, origins: Mapping[str, Origin], problems: Problems) -> None:
    """Report forms that several records claim, so that they link to none."""
    for owners in glossary.names.clashes():
        # The last record of the project, because its author cannot mend a shipped one.
        culprit = _last(owners, origins)
        claims = [f"'{term_id}'" for term_id in owners if term_id != culprit]
        others = f"{', '.join(claims[:_NAMED])}{' …' if len(claims) > _NAMED else ''}"
        form = owners[culprit]
        problems.add(
            origins[culprit],
            f"the form '{form}' belongs to {others} too, so it links to none of them; "
            "remove it from one, or list it under 'ambiguous'",
            record=culprit,
            field=_field_of(glossary.terms[culprit], form),
        )
    for form, winner, overruled in glossary.names.overruled():
        first = _pack_of(winner, glossary)
        for term_id, spelling in overruled.items():
            problems.add(
                origins[term_id],
                f"'{spelling}' stands for '{winner}' of the pack '{first}', which ftgloss_packs "
                f"names before '{_pack_of(term_id, glossary)}'; '{form}' does not lead here",
                record=term_id,
                kind="pack",
            )


def _pack_of(term_id: str, glossary: Glossary) -> str:
    return next(name for name, ids in glossary.packs.items() if term_id in ids)


def _last(term_ids: Iterable[str], origins: Mapping[str, Origin]) -> str:
    ids = list(term_ids)
    return max(ids, key=lambda term_id: (not origins[term_id].shipped, ids.index(term_id)))


def _field_of(term: Term, form: str) -> str:
    """Return the field in which a form is written."""
    return next(
        name
        for name in FORM_FIELDS
        if (value := getattr(term, name)) == form or (isinstance(value, tuple) and form in value)
    )
