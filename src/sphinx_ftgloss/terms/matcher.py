"""Where a text names terms: one pass over the text, however many terms there are.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import itertools
import re
import string
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, Self

from ahocorasick_rs import AhoCorasick, Implementation

from sphinx_ftgloss.terms.forms import derived_forms, fold, shown_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Term

_WORD = re.compile(r"[^\W\d_]+")
_OPENING = frozenset("(\uff08")
_IN_BRACKETS = re.compile(r"\s?[(\uff08]([^()\uff08\uff09]{3,200})[)\uff09]")
_ALIKE_FROM = 80
"""How much two spellings of a long form have in common at least, of 100."""
_SEPARATOR = re.compile(r"([ -])")
# Signs that are one, as far as names go; each stays one character, so that places do not move.
_BLANKS = "\n\t\r"
_OTHER_BLANKS = "\xa0\u2007\u202f"
_HYPHENS = "\u2010\u2011\u2012\u2013"
# A word goes on over these: "LoRA-like", "peft/lora", "lora_alpha", "C++", "@lora".
_JOINTS = frozenset("-_/\\@#=+&~$%^*|" + _HYPHENS)
_LETTERS = frozenset(string.ascii_letters + string.digits)
_PLAIN = frozenset(' \n,;:()"')
_ENDS = frozenset(["", *" \n.,;:!?()[]\"'"])
_SHORTEST = 3
"""Two capitals stand for many things, and two Chinese characters are a part of many words."""
_VARIANTS = 24
"""How many spellings with other blanks and hyphens one form gets, at most."""


class Mention(NamedTuple):
    """A place of a text that names a term."""

    start: int
    end: int
    id: str
    form: str
    """The form of the term that the words stand for, as its record spells it."""
    proper: bool
    """The words are a form that readers see, in a case that the term's ``autolink`` allows."""


class _Name(NamedTuple):
    """What is looked for under some spellings."""

    id: str = ""
    """The one term that is meant; empty for a longer name that means another or several."""
    form: str = ""
    is_shown: bool = False
    """Readers see it: it is no form that only a look-up knows."""
    is_cased: bool = False
    """It means the term in its own capitals only."""
    is_short: bool = False
    """It is an abbreviation."""

    @classmethod
    def of(cls, term: Term, form: str, shown: Collection[str]) -> Self:
        is_short = _is_abbreviation(form)
        is_cased = is_short or (term.autolink == "exact" and form != form.lower())
        return cls(term.id, form, form in shown, is_cased, is_short)

    def fits(self, words: str) -> bool:
        """Tell whether some words are the name as a text may have it."""
        return self.is_shown and (
            words == self.form
            or not self.is_cased
            or _without_joints(words) == _without_joints(self.form)
        )


_NO_NAME = _Name()


def _automaton(names: Iterable[str]) -> AhoCorasick:
    kind = Implementation.ContiguousNFA
    return AhoCorasick(names, store_patterns=False, implementation=kind)


class Matcher:
    """Finds what names the terms that a link or a remark may be made of without being asked.

    These are the terms whose ``autolink`` is not ``never``. Longer names of others are looked for
    too, since the longest is what a text means: "tokens" of "trainable tokens" names no tokens.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._shown: dict[str, set[str]] = {}
        sure: dict[str, _Name] = {}
        others: dict[str, _Name] = {}
        for term in glossary.terms.values():
            shown = self._shown[term.id] = set(_shown(glossary, term))
            for form in _forms(glossary, term):
                is_sure = _is_sure(glossary, term, form)
                for spelling in _spellings(form):
                    if is_sure:
                        # Of forms that differ in case only, the first is the one that readers see.
                        sure.setdefault(spelling, _Name.of(term, form, shown))
                    else:
                        others[spelling] = _NO_NAME
        shorter = _automaton(sure)
        longer = {s: other for s, other in others.items() if shorter.find_matches_as_indexes(s)}
        names = {**sure, **longer}
        self._names = list(names.values())
        self._automaton = _automaton(names)

    def mentions(self, text: str) -> list[Mention]:
        """Return the mentions in a text, from left to right; of two that overlap, the longer."""
        hits = self._automaton.find_matches_as_indexes(_folded(text), overlapping=True)
        places = []
        # Beside the first character stands the last, so no place needs a case of its own.
        padded = f"{text} "
        for number, start, end in hits:
            before, after = padded[start - 1], padded[end]
            # Most places are parts of words, and this tells most of them; the rest is rare.
            if (after in _LETTERS and padded[end - 1] in _LETTERS) or (
                before in _LETTERS and padded[start] in _LETTERS
            ):
                continue
            if (after in _PLAIN and before in _PLAIN) or not _goes_on(text, start, end):
                places.append((start, -end, number))
        found = []
        free = 0
        for start, minus_end, number in sorted(places):
            if start >= free:
                free = -minus_end
                name = self._names[number]
                if name.id:
                    is_proper = name.fits(text[start:free]) and not (
                        name.is_short and self._is_spelled_otherwise(text, start, free, name.id)
                    )
                    found.append(Mention(start, free, name.id, name.form, is_proper))
        return found

    def _is_spelled_otherwise(self, text: str, start: int, end: int, term_id: str) -> bool:
        """Tell whether a text says that an abbreviation stands for something else."""
        if _OPENING.isdisjoint(text[max(start - 1, 0) : start] + text[end : end + 2]):
            return False
        short = text[start:end]
        after = _IN_BRACKETS.match(text, end)
        in_brackets = text[start - 1 : start] in _OPENING
        before = _WORD.findall(text[max(start - 200, 0) : start]) if in_brackets else []
        # "MoE" are the initials of all its words, "CoT" perhaps of those that count.
        for letters in (short.rstrip("s"), "".join(c for c in short if c.isupper())):
            long = after[1] if after else " ".join(before[-len(letters) :])
            initials = "".join(word[0] for word in _WORD.findall(long))
            if initials.lower() == letters.lower():
                return not any(_is_alike(long, form) for form in self._shown[term_id])
        return False


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two long forms differ in endings and spelling only."""
    # Imported late because few texts need it.
    from rapidfuzz import fuzz  # noqa: PLC0415

    return fuzz.ratio(fold(one), fold(other)) > _ALIKE_FROM


def _shown(glossary: Glossary, term: Term) -> Iterator[str]:
    """Yield the forms of a term that readers see, and their plurals, in each of its languages."""
    for record in (term, glossary.originals.get(term.id)):
        if record is not None:
            yield from shown_forms(record)
            yield from derived_forms(record)


def _forms(glossary: Glossary, term: Term) -> Iterator[str]:
    forms = itertools.chain(_shown(glossary, term), glossary.names.spelled(term), term.ambiguous)
    return (form for form in forms if len(form) >= _SHORTEST)


def _is_sure(glossary: Glossary, term: Term, form: str) -> bool:
    return term.autolink != "never" and glossary.find(form).id == term.id


def _is_abbreviation(form: str) -> bool:
    return " " not in form and sum(c.isupper() for c in form) > 1


def _without_joints(text: str) -> str:
    return _SEPARATOR.sub("", _alike(text))


def _spellings(form: str) -> Iterator[str]:
    """Yield a form with a blank, a hyphen or (for a hyphen) nothing between its words."""
    parts = _SEPARATOR.split(_folded(form))
    choices = [
        ((part, "-") if part == " " else (part, " ", "")) if number % 2 else (part,)
        for number, part in enumerate(parts)
    ]
    for spelling in itertools.islice(itertools.product(*choices), _VARIANTS):
        yield "".join(spelling)


def _alike(text: str) -> str:
    """Return a text with one kind of blank and one kind of hyphen, of the same length."""
    for sign in _BLANKS if text.isascii() else _BLANKS + _OTHER_BLANKS:
        text = text.replace(sign, " ")
    for sign in "" if text.isascii() else _HYPHENS:
        text = text.replace(sign, "-")
    return text


def _folded(text: str) -> str:
    """Return a text without case, of the same length."""
    text = _alike(text)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a place is only a part of a longer word."""
    after = text[end : end + 1]
    if _are_joined(text[end - 1], after):
        return True
    before = text[start - 1] if start else ""
    if _are_joined(text[start], before):
        return True
    # "lora.py" and "peft.LoRA" are words; a full stop is not followed by a letter.
    return (after == "." and text[end + 1 : end + 2].isalnum()) or (
        before == "." and text[max(start - 2, 0) : start - 1].isalnum()
    )


def _are_joined(inner: str, outer: str) -> bool:
    """Tell whether a word that ends with one character goes on with the other, if there is any."""
    if outer in _ENDS:
        return False
    if outer in _LETTERS and inner in _LETTERS:
        return True
    if _is_unspaced(inner):
        return False
    if outer in _JOINTS or unicodedata.combining(outer):
        return True
    return inner.isalnum() and outer.isalnum() and not _is_unspaced(outer)


def _is_unspaced(char: str) -> bool:
    """Tell whether a script sets no blanks or, as Korean, puts endings behind foreign words."""
    return char >= "\u0e00" and unicodedata.category(char) in {"Lo", "Lm"}
