"""Whether the words for a term are those of its record, and what to write otherwise.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from sphinx_ftgloss.terms.forms import regular_plural, shown_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.matcher import Mention
    from sphinx_ftgloss.terms.model import Term

_WORD = re.compile(r"\w+")
_HYPHENS = "-\u2010\u2011\u2012\u2013"
_SHORTEST = 4
_LONG = 6
"""How long a word must be to be taken for another that differs in a letter."""


class Wording:
    """Knows the names of terms as their records spell them."""

    def __init__(self, glossary: Glossary) -> None:
        terms = glossary.terms.values()
        self._misspelt = {
            form: right for term in terms for form in term.hidden if (right := _meant(form, term))
        }
        self._shown = {term.id: frozenset(_shown(glossary, term)) for term in terms}
        self._common = {term.id: {form.lower() for form in term.ambiguous} for term in terms}
        self._spaced = {form.lower() for forms in self._shown.values() for form in forms}

    def rather(self, words: str, mention: Mention) -> str:
        """Return how a mention should be written, or nothing if it may stay."""
        form = mention.form
        if form not in self._shown[mention.id]:
            return self._misspelt.get(form, "")
        words = " ".join(words.split())
        if not mention.proper and not _is_cased(words, form):
            # "Zero" may be the word.
            return "" if words.lower() in self._common[mention.id] else form
        # "learning-rate schedule" is an adjective; "fine tuning" only lacks its hyphen.
        missing = form.count("-") - sum(map(words.count, _HYPHENS))
        return _cased(form, words) if missing > 0 and not self._is_phrase(words) else ""

    def _is_phrase(self, words: str) -> bool:
        """Tell whether some words begin with a name that has no hyphen: "learning rate" decay."""
        parts = words.split(" ")
        starts = (" ".join(parts[:count]) for count in range(2, len(parts)))
        return any(start.lower() in self._spaced for start in starts)


def _shown(glossary: Glossary, term: Term) -> Iterator[str]:
    for record in (term, glossary.originals.get(term.id)):
        for form in shown_forms(record) if record else ():
            yield from (form, regular_plural(form))


def _meant(hidden: str, term: Term) -> str:
    """Return the name that a hidden form misspells; nothing if it is a form of its own."""
    wrong = _WORD.findall(hidden.lower())
    for form in shown_forms(term):
        right = _WORD.findall(form.lower())
        if len(wrong) == len(right):
            others = [pair for pair in zip(wrong, right, strict=True) if pair[0] != pair[1]]
            if len(others) == 1 and _is_misspelt(*others[0]):
                return form
    return ""


def _is_misspelt(word: str, right: str) -> bool:
    """Tell whether a word has one letter too many, too few or wrong, or two in the wrong order.

    Endings make another form of a word, and beginnings another word.
    """
    if len(word) >= _SHORTEST and sorted(word) == sorted(right):
        return True
    same_ends = (word[:1], word[-1:]) == (right[:1], right[-1:])
    is_british = _american(word) == _american(right)
    long = len(right) >= _LONG
    return long and same_ends and not is_british and DamerauLevenshtein.distance(word, right) == 1


def _american(word: str) -> str:
    return re.sub(r"ll(?=ed|er|ing)", "l", word).replace("s", "z").replace("our", "or")


def _is_cased(words: str, form: str) -> bool:
    """Tell whether words have the capitals of a form, those of a title, or none as in code."""
    if words == words.lower():
        return True
    pairs = zip_longest(_WORD.findall(words), _WORD.findall(form), fillvalue="")
    return "".join(_WORD.findall(words)) == "".join(_WORD.findall(form)) or all(
        word in {part, part[:1].upper() + part[1:]} for word, part in pairs
    )


def _cased(form: str, words: str) -> str:
    """Return a form with the capital of the words that it stands for."""
    return form[:1].upper() + form[1:] if words[:1].isupper() else form
