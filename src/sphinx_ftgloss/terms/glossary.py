"""The terms of a project, their relations and what is printed of them.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms.forms import fold
from sphinx_ftgloss.terms.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx_ftgloss.terms.model import Checked, Origin, Term
    from sphinx_ftgloss.terms.names import Match


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


@dataclass(frozen=True, eq=False)
class Glossary:
    """The terms that a project sees, merged and checked."""

    terms: Mapping[str, Term]
    """The records by id, in the order of their files."""
    categories: Mapping[str, str]
    """Category ids and titles, in order."""
    origins: Mapping[str, Origin]
    """Where each record was read."""
    hidden: Mapping[str, Term]
    """The shipped records that the project does not want; texts may mention them."""
    checked: Sequence[Checked] = ()
    """When the names in code of packs were held against the libraries."""
    originals: Mapping[str, Term] = field(default_factory=dict)
    """The packs' records in English, for a project in another language."""
    packs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The ids of each pack by its name; what two of them have belongs to the first."""

    @cached_property
    def names(self) -> Names:
        """All that terms may be called."""
        return Names(self.terms, self.originals, self.packs)

    def find(self, text: str) -> Match:
        """Look up an id or any surface form. An id always decides."""
        return self.names.find(text)

    def certain(self, text: str) -> str:
        """Return the id of the one term that a text can mean, or an empty string."""
        match = self.find(text)
        return self.current(match.id).id if match.id else ""

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
