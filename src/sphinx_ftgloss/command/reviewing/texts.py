"""The texts of a record, and what one can measure of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.forms import regular_plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Term

Fault = tuple[str, str]
"""A field and what is wrong with it."""


def texts(term: Term) -> Iterator[Fault]:
    """Yield all Markdown of a record, with the field that it stands in."""
    for name in ("short", "plain", "body", "mistake"):
        if text := getattr(term, name):
            yield name, text
    yield from (("contrast", contrast.how) for contrast in term.contrast)
    yield from (("numbers", number.text) for number in term.numbers)
    for name in term.characteristics.__struct_fields__:
        if text := getattr(term.characteristics, name):
            yield "characteristics", text


def prose(text: str) -> str:
    """Return the words of a text without code, math and ids: what an author chose to spell."""
    text = re.sub(r"\{[\w:]+\}`([^`<]*)<[^`]*`", r"\1", text)
    text = re.sub(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|https?://\S+", " ", text)
    return " ".join(text.split())


def reading_grade(text: str) -> float:
    """Return the Automated Readability Index: years of school that a text asks for.

    Source: Senter and Smith 1967, Automated Readability Index, AMRL-TR-66-220.
    """
    words = text.split()
    sentences = max(1, len(re.findall(r"[.!?](?=\s|$)", text)))
    letters = sum(character.isalnum() for character in text)
    return 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43


def grade(text: str, glossary: Glossary) -> float:
    """Return how hard a text of a term file is to read."""
    return reading_grade(markdown.to_text(re.sub(r"\s+", " ", text), glossary).strip() or "-")


def phrase(name: str) -> str:
    """Return a pattern for a name with or without hyphens and blanks, in the plural too."""
    variants = (
        re.sub(r"(\\?[-\s])+", lambda _match: r"[-\s]*", re.escape(variant))
        for variant in (name, regular_plural(name))
    )
    return rf"\b({'|'.join(variants)})(?!\w)"
