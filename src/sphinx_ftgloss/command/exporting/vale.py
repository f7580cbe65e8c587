"""The names of terms for Vale, which checks the wording of documentation.

A style says how names are written, and a vocabulary which words are no mistakes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec.json

from sphinx_ftgloss.terms.forms import regular_plural, written_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_ftgloss.command.exporting.export import Export
    from sphinx_ftgloss.terms.model import Term

_RULE = """\
extends: substitution
message: "Use '%s' instead of '%s'."
level: warning
vocab: false
capitalize: true
action:
  name: replace
swap:
"""
# What needs no escape, and where Vale finds the bounds of words.
_PLAIN = re.compile(r"[A-Za-z0-9]+([ -][A-Za-z0-9]+)*")
# A word of small and capital letters: LoRA, but neither Adam nor DPO. Of three, one may be "cot".
_MIXED = re.compile(r"(?=.{4})(?=.*[a-z])[A-Za-z0-9]+[A-Z][A-Za-z0-9]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+")


def styles(export: Export) -> dict[str, str]:
    """Return what belongs into the folder that ``StylesPath`` of ``.vale.ini`` names."""
    swap = sorted(_swap(export).items(), key=lambda item: (-len(item[0]), item))
    rules = "".join(f"  {_quoted(wrong)}: {_quoted(right)}\n" for wrong, right in swap)
    words = sorted({word for term in export.terms for word in _words(term)})
    return {
        "config/vocabularies/fine-tuning/accept.txt": "".join(f"{word}\n" for word in words),
        **({"FineTuning/Names.yml": _RULE + rules} if rules else {}),
    }


def _swap(export: Export) -> dict[str, str]:
    """Return patterns of what should not be written, and the names to write instead."""
    glossary = export.glossary
    # What is a name of its own, or may mean something else, is no misspelling.
    kept = {
        form.casefold()
        for term in glossary.terms.values()
        for form in (*written_forms(term), *term.ambiguous)
    }
    found: dict[str, str] = {}
    for term in export.terms:
        if term.status == "deprecated" and term.use:
            new = glossary.current(term.id).term
            found |= {f"(?i){old}": new for old in filter(_PLAIN.fullmatch, written_forms(term))}
            continue
        unclear = {form.casefold() for form in term.ambiguous}
        names = [form for form in (term.term, term.abbr) if form.casefold() not in unclear]
        found |= {f"(?i){form}": form for form in names if _MIXED.fullmatch(form)}
        for form in filter(_PLAIN.fullmatch, (*_preferred(term), *_inflected(term))):
            variants = {mark: form.replace("-", mark) for mark in (" ", "")}
            marks = [mark for mark, text in variants.items() if text.casefold() not in kept]
            if marks and "-" in form:
                found[f"(?i){form.replace('-', ' ?' if len(marks) > 1 else marks[0])}"] = form
    return found


def _preferred(term: Term) -> tuple[str, ...]:
    return term.term, term.plural, term.expansion, term.expansion_plural, term.abbr


def _inflected(term: Term) -> Iterator[str]:
    """Yield ``fine-tuned`` for ``fine-tuning``: the hidden forms that begin like the name."""
    start, hyphen, _rest = term.term.partition("-")
    for form in term.hidden if hyphen and " " not in term.term else ():
        if form.startswith(start + hyphen) and " " not in form:
            yield form


def _words(term: Term) -> Iterator[str]:
    """Yield the names that are one word, as patterns that allow them to begin a sentence."""
    for form in filter(_WORD.fullmatch, (*_preferred(term), *term.aliases)):
        # Names with capitals pass the spelling check by themselves in the plural.
        plural = "s?" if form.islower() and regular_plural(form) == f"{form}s" else ""
        first = f"[{form[0].upper()}{form[0]}]" if form.islower() else form[0]
        yield f"{first}{form[1:]}{plural}"


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
