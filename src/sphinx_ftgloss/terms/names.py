"""Which term a text means: the look-up of what an author types.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sphinx_ftgloss.terms.forms import (
    derived_forms,
    fold,
    regular_plural,
    shown_forms,
    written_forms,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_ftgloss.terms.model import Term


class Match(NamedTuple):
    """What a typed text may mean: no term, one term, or (``ambiguous``) the choices."""

    ids: tuple[str, ...] = ()
    ambiguous: bool = False
    by_id: bool = False
    """The text is the id itself, so the preferred form is printed and not the text."""

    @property
    def id(self) -> str:
        """Return the one term that is meant beyond doubt, or an empty string."""
        return self.ids[0] if self.ids and not self.ambiguous else ""


class Names:
    """All ids and forms of the terms of a glossary.

    :param terms: the records by id.
    :param originals: the packs' records in English, for a project in another language.
    :param packs: the ids of each pack by its name; a form of two of them belongs to the first.
    """

    def __init__(
        self,
        terms: Mapping[str, Term],
        originals: Mapping[str, Term],
        packs: Mapping[str, Sequence[str]],
    ) -> None:
        self._terms = terms
        self._originals = originals
        self._packs = packs
        # Texts are asked for again and again, and folding them costs more than all the rest.
        self._found: dict[str, Match] = {}

    def find(self, text: str) -> Match:
        """Return what a text means."""
        match = self._found.get(text)
        if match is None:
            by_id = text in self._terms
            match = Match((text,), by_id=True) if by_id else self._forms.get(fold(text), Match())
            self._found[text] = match
        return match

    def spelled(self, term: Term) -> list[str]:
        """Return the forms that records spell out, in the project's language and in English."""
        original = self._originals.get(term.id)
        forms = [*written_forms(term), *(written_forms(original) if original else ())]
        return list(dict.fromkeys(forms))

    def _derived(self, term: Term) -> Iterator[str]:
        yield from derived_forms(term)
        if original := self._originals.get(term.id):
            yield from derived_forms(original)

    def clashes(self) -> Iterator[dict[str, str]]:
        """Yield ids and spellings of each form that several terms claim, none as ambiguous."""
        for folded, owners in self._owners.items():
            if len(owners) > 1 and folded not in self._ambiguous:
                yield owners

    def overruled(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield a form of several packs, the id that it stands for, and the ids that it does not.

        The spellings of the others are given with their ids.
        """
        for owners in self._claims.values():
            kept = self._first_of_packs(owners)
            if len(kept) < len(owners):
                winner = next(iter(kept))
                yield kept[winner], winner, {i: f for i, f in owners.items() if i not in kept}

    @cached_property
    def digest(self) -> str:
        """Return what stands for all names, and for how each may be linked without a role."""
        names = [
            (t.id, list(shown_forms(t)), t.hidden, t.ambiguous, t.autolink, t.use)
            for t in (*self._terms.values(), *self._originals.values())
        ]
        return hashlib.blake2b(repr(names).encode(), digest_size=8).hexdigest()

    @cached_property
    def _claims(self) -> dict[str, dict[str, str]]:
        claims: dict[str, dict[str, str]] = defaultdict(dict)
        for term in self._terms.values():
            for form in self.spelled(term):
                claims[fold(form)].setdefault(term.id, form)
        return dict(claims)

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        return {folded: self._first_of_packs(owners) for folded, owners in self._claims.items()}

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {i: rank for rank, ids in enumerate(self._packs.values()) for i in ids}

    def _first_of_packs(self, owners: dict[str, str]) -> dict[str, str]:
        """Return those of the pack that is named first, if all are of packs."""
        if len(owners) == 1 or len(self._packs) == 1 or not owners.keys() <= self._rank.keys():
            return owners
        first = min(self._rank[term_id] for term_id in owners)
        return {i: form for i, form in owners.items() if self._rank[i] == first}

    @cached_property
    def _ambiguous(self) -> dict[str, list[str]]:
        choices = defaultdict(list)
        for term in self._terms.values():
            for form in term.ambiguous:
                choices[fold(form)].append(term.id)
        return dict(choices)

    @cached_property
    def _forms(self) -> dict[str, Match]:
        forms = {
            folded: Match(tuple(owners), ambiguous=len(owners) > 1)
            for folded, owners in self._owners.items()
        }
        plurals: dict[str, dict[str, str]] = defaultdict(dict)
        for term in self._terms.values():
            for form in self._derived(term):
                plurals[fold(form)][term.id] = form
        for term in self._terms.values():
            for form in map(fold, map(regular_plural, term.ambiguous)):
                if form in plurals:
                    plurals[form][term.id] = form
        for folded, claims in plurals.items():
            owners = self._first_of_packs(claims)
            forms.setdefault(folded, Match(tuple(owners), ambiguous=len(owners) > 1))
        for folded, ids in self._ambiguous.items():
            choices = dict.fromkeys((*ids, *self._owners.get(folded, ())))
            forms[folded] = Match(tuple(choices), ambiguous=True)
        ids_by_fold = defaultdict(list)
        for term_id in self._terms:
            ids_by_fold[fold(term_id)].append(term_id)
        for folded, ids in ids_by_fold.items():
            forms[folded] = Match(tuple(ids), ambiguous=len(ids) > 1)
        return forms
