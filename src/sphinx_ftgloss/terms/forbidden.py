"""What no text of a term file may hold, because it would do more than show itself.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import structs

from sphinx_ftgloss.terms import formulas, markdown
from sphinx_ftgloss.terms.model import Term, TeX

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT = 50_000
"""How many characters a text may have; the time that Markdown takes may grow with its square."""
FORMULAS = [field.name for field in structs.fields(Term) if field.type is TeX]
"""The fields that hold TeX."""
# Control characters, and those that turn the text around them.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufffe\uffff]")
_ISOLATES = re.compile("[\u2066-\u2068]")
# How `repr` writes what cannot be seen, and (which costs nothing) a few commands of TeX.
_ESCAPED = re.compile(r"\\[xuU]")


def is_surely_harmless(record: dict[str, Any]) -> bool:
    """Tell at a glance that `fault` finds nothing in a record, as in nearly all of them."""
    written = repr(record)
    return (
        len(written) <= formulas.LONGEST
        and written.count("{") <= formulas.DEEPEST
        and not formulas.PROGRAM.search(written)
        and not _ESCAPED.search(written)
    )


def fault(field: str, value: object) -> str:
    """Return what the texts of a field would do to the page that shows them, or an empty string."""
    return next(filter(None, (_fault_of(text, field) for text in _texts(value))), "")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _fault_of(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        return f"is longer than {LONGEST_TEXT} characters"
    if sign := _INVISIBLE.search(text):
        return f"holds U+{ord(sign[0]):04X}, which cannot be seen and changes what is around it"
    if len(_ISOLATES.findall(text)) != text.count("\u2069"):
        return "changes the direction of text and does not change it back (U+2069)"
    if field in FORMULAS:
        reason = formulas.unfit(text)
    elif "$" in text and formulas.unfit(text):
        # Read only where something may be wrong, because that takes longer than all the rest.
        reason = next(filter(None, map(formulas.unfit, markdown.formulas(text))), "")
    else:
        return ""
    return f"a formula {reason}" if reason else ""
