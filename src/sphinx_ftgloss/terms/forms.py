"""The forms in which a term may be written, and what it is sorted by.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.model import Term

FORM_FIELDS = ("term", "plural", "expansion", "expansion_plural", "abbr", "aliases", "hidden")
DROPPED = "_-\xad\u2010\u2011\u2012\u2013\u2014\u200b\u200c\u200d\u2060\ufeff"
"""What counts as nothing beside blanks: "fine tuning" = "fine-tuning" = "finetuning"."""
_NOTHING = str.maketrans("", "", f" \t\n\r\xa0{DROPPED}")


def fold(text: str) -> str:
    """Return the form under which a text is looked up: no case, blanks, hyphens or underscores."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_NOTHING)


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
