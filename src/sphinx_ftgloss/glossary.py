"""The terms of a project, and the look-up of what an author types.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx_ftgloss.model import Checked, Origin, Term

FORM_FIELDS = ("term", "plural", "expansion", "expansion_plural", "abbr", "aliases", "hidden")
# Blanks, hyphens and underscores count as nothing: "fine tuning" = "fine-tuning" = "finetuning";
# so does what has no width.
_DROPPED = str.maketrans(
    "", "", " \t\n\r\xa0\xad_-\u2010\u2011\u2012\u2013\u2014\u200b\u200c\u200d\u2060\ufeff"
)


def fold(text: str) -> str:
    """Return the form under which a text is looked up: no case, blanks, hyphens or underscores."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED)


def regular_plural(word: str) -> str:
    """Return the English plural of a word, or of the last word of a phrase."""
    if word.endswith(("s", "x", "z", "ch", "sh")) and not word.endswith("och"):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def shown_forms(term: Term) -> Iterator[str]:
    """Yield the forms that readers see: all that a record spells out, but for the hidden ones."""
    forms = (term.term, term.plural, term.expansion, term.expansion_plural, term.abbr)
    yield from (form for form in (*forms, *term.aliases) if form)


def written_forms(term: Term) -> Iterator[str]:
    """Yield the forms that a record spells out; the preferred form first."""
    for name in FORM_FIELDS:
        value = getattr(term, name)
        if isinstance(value, tuple):
            yield from value
        elif value:
            yield value


def derived_forms(term: Term) -> Iterator[str]:
    """Yield the regular plurals of the forms that readers see."""
    forms = [term.abbr, *term.aliases]
    if not term.plural:
        forms.append(term.term)
    if not term.expansion_plural:
        forms.append(term.expansion)
    # Chinese and Japanese have none.
    return (regular_plural(form) for form in forms if form[-1:].isascii() and form)


def sort_key(term: Term) -> tuple[str, str]:
    """Return what terms are sorted by: their names without case and accents, then their ids."""
    letters = unicodedata.normalize("NFD", (term.sort or term.term).casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)), term.id


def initial(term: Term) -> str:
    """Return the letter that a term is found under; ``#`` if it begins with none."""
    first = sort_key(term)[0][:1].upper()
    return first if first.isalpha() else "#"


def _nearest(text: str, names: list[str], count: int) -> list[str]:
    # Imported late because only a mistake needs it.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

    alike = DamerauLevenshtein.normalized_similarity
    found = process.extract(text, names, scorer=alike, score_cutoff=0.6, limit=count)
    # Of two names that are as near, the one with the same letters: "lora" before "lokr" for "loar".
    found.sort(key=lambda match: (-match[1], sorted(match[0]) != sorted(text)))
    return [name for name, _score, _index in found]


def reached(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    """Return the ids that one gets to from some ids by following them, these included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += following(current)
    return found


class Match(NamedTuple):
    """What a typed text may mean: no term, one term, or (``ambiguous``) the choices."""

    ids: tuple[str, ...] = ()
    ambiguous: bool = False
    by_id: bool = False
    """The text is the id itself, so the preferred form is printed and not the text."""


class Glossary:
    """The terms that a project sees, merged and checked.

    :param terms: the records by id, in the order of their files.
    :param categories: category ids and titles, in order.
    :param origins: where each record was read.
    :param hidden: the shipped records that the project does not want; texts may mention them.
    :param checked: when the names in code of packs were held against the libraries.
    :param originals: the packs' records in English, for a project in another language.
    :param packs: the ids of each pack by its name; what two of them have belongs to the first.
    """

    def __init__(
        self,
        terms: Mapping[str, Term],
        categories: Mapping[str, str],
        origins: Mapping[str, Origin],
        hidden: Mapping[str, Term],
        checked: Sequence[Checked] = (),
        originals: Mapping[str, Term] | None = None,
        packs: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.terms = terms
        self.categories = categories
        self.origins = origins
        self.hidden = hidden
        self.checked = checked
        self.originals = originals or {}
        self.packs = packs or {}
        # Texts are asked for again and again, and folding them costs more than all the rest.
        self._found: dict[str, Match] = {}

    def find(self, text: str) -> Match:
        """Look up an id or any surface form. An id always decides."""
        match = self._found.get(text)
        if match is None:
            by_id = text in self.terms
            match = Match((text,), by_id=True) if by_id else self._forms.get(fold(text), Match())
            self._found[text] = match
        return match

    def current(self, term_id: str) -> Term:
        """Return a term, or the one that replaces it if it is deprecated."""
        term = self.terms[term_id]
        # The loader has taken out circles.
        while term.use in self.terms:
            term = self.terms[term.use]
        return term

    def printed(self, form: str, text: str, *, original: bool = False) -> str:
        """Return the words that a role prints for a text that means one term.

        :param form: ``term`` (preferred form for an id, else as typed), ``abbr``, ``full`` or
            ``def`` (the short definition, so that a sentence can go on).
        :param original: in English, for a text that is not translated.
        """
        match = self.find(text)
        term = self.current(match.ids[0])
        if original:
            term = self.originals.get(term.id, term)
        if form == "def":
            short = term.short.rstrip().rstrip(".。")
            # "LoRA" and "PEFT" keep their capitals.
            rest = short.partition(" ")[0][1:]
            return short if rest and not rest.islower() else short[:1].lower() + short[1:]
        preferred = term.term if match.by_id else text
        return {"term": preferred, "abbr": term.short_form, "full": term.full_form}[form]

    def suggest(self, text: str, count: int = 3) -> list[str]:
        """Return the ids of the terms whose names are nearest to a text, best first."""
        shown = self._shown_forms
        near = _nearest(fold(text), list(shown), 4 * count)
        return list(dict.fromkeys(shown[form] for form in near))[:count]

    def suggest_param(self, name: str, count: int = 3) -> list[str]:
        """Return the library parameters whose names are nearest, best first."""
        return _nearest(name, list(self.params), count)

    def hint(self, text: str, *, param: bool = False) -> str:
        """Return the end of a message that names what is near, or nothing if nothing is."""
        near = self.suggest_param(text) if param else self.suggest(text)
        return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""

    def is_foreign(self, term: Term, field: str) -> bool:
        """Tell whether a text of a term is still in English, in a project that is not."""
        original = self.originals.get(term.id)
        return original is not None and getattr(original, field) == getattr(term, field)

    def spelled(self, term: Term) -> list[str]:
        """Return the forms that records spell out, in the project's language and in English."""
        original = self.originals.get(term.id)
        forms = [*written_forms(term), *(written_forms(original) if original else ())]
        return list(dict.fromkeys(forms))

    def _derived(self, term: Term) -> Iterator[str]:
        yield from derived_forms(term)
        if original := self.originals.get(term.id):
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

    def param(self, name: str) -> Term | None:
        """Return the term that a library's parameter belongs to, by its exact dotted name."""
        term_id = self._params.get(name)
        return self.terms[term_id] if term_id else None

    @property
    def params(self) -> Mapping[str, str]:
        """Return the known parameter names and the ids of their terms."""
        return self._params

    def narrower(self, term_id: str) -> list[str]:
        """Return the ids of the terms that name this one as broader."""
        return self._narrower.get(term_id, [])

    def related(self, term_id: str) -> list[str]:
        """Return the ids of related terms; a relation given on one side holds on both."""
        return list(self._related.get(term_id, ()))

    def contrasts(self, term_id: str) -> list[tuple[str, str]]:
        """Return ids and phrases of contrasted terms; those named from the other side last."""
        own = {contrast.id: contrast.how for contrast in self.terms[term_id].contrast}
        return [*own.items(), *((i, "") for i in self._contrasted.get(term_id, ()) if i not in own)]

    @cached_property
    def names_digest(self) -> str:
        """Return what stands for all names, and for how each may be linked without a role."""
        names = [
            (t.id, list(shown_forms(t)), t.hidden, t.ambiguous, t.autolink, t.use)
            for t in (*self.terms.values(), *self.originals.values())
        ]
        return hashlib.blake2b(repr(names).encode(), digest_size=8).hexdigest()

    @cached_property
    def _claims(self) -> dict[str, dict[str, str]]:
        claims: dict[str, dict[str, str]] = defaultdict(dict)
        for term in self.terms.values():
            for form in self.spelled(term):
                claims[fold(form)].setdefault(term.id, form)
        return dict(claims)

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        return {folded: self._first_of_packs(owners) for folded, owners in self._claims.items()}

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {i: rank for rank, ids in enumerate(self.packs.values()) for i in ids}

    def _first_of_packs(self, owners: dict[str, str]) -> dict[str, str]:
        """Return those of the pack that is named first, if all are of packs."""
        if len(owners) == 1 or len(self.packs) == 1 or not owners.keys() <= self._rank.keys():
            return owners
        first = min(self._rank[term_id] for term_id in owners)
        return {i: form for i, form in owners.items() if self._rank[i] == first}

    @cached_property
    def _ambiguous(self) -> dict[str, list[str]]:
        choices = defaultdict(list)
        for term in self.terms.values():
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
        for term in self.terms.values():
            for form in self._derived(term):
                plurals[fold(form)][term.id] = form
        for term in self.terms.values():
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
        for term_id in self.terms:
            ids_by_fold[fold(term_id)].append(term_id)
        for folded, ids in ids_by_fold.items():
            forms[folded] = Match(tuple(ids), ambiguous=len(ids) > 1)
        return forms

    @cached_property
    def _shown_forms(self) -> dict[str, str]:
        """Map what readers see of terms, folded, to ids; misspellings would be odd suggestions."""
        terms = [*self.originals.values(), *self.terms.values()]
        return {
            fold(form): term.id
            for term in reversed([term for term in terms if term.id in self.terms])
            for form in (term.id, term.term, term.expansion, term.abbr, *term.aliases)
            if form
        }

    @cached_property
    def _params(self) -> dict[str, str]:
        return {
            param.name: term.id
            for term in reversed(list(self.terms.values()))
            for param in term.params
        }

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for term in self.terms.values():
            for term_id in term.broader:
                found[term_id].append(term.id)
        return dict(found)

    @cached_property
    def _related(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for term in self.terms.values():
            for term_id in term.related:
                found[term.id][term_id] = None
                found[term_id][term.id] = None
        return dict(found)

    @cached_property
    def _contrasted(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for term in self.terms.values():
            for contrast in term.contrast:
                found[contrast.id].append(term.id)
        return dict(found)
