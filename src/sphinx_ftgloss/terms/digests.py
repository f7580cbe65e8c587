"""Short stand-ins for what a page was made of; another one means another page.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec.json

from sphinx_ftgloss.terms import card, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_ftgloss.terms.glossary import Glossary


def digest(value: Any) -> str:
    """Return the digest of records, texts, or lists and tables of them."""
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=8).hexdigest()


def outcome(glossary: Glossary, form: str, text: str) -> str:
    """Return what stands for the result of a look-up, with the words that a role prints."""
    if form == "param":
        term = glossary.param(text)
        return term.id if term else ""
    match = glossary.find(text)
    if not match.id:
        return " ".join(match.ids)
    term = glossary.current(match.id)
    return f"{match.id}>{term.id}: {glossary.printed(form, text)}"


def entries(glossary: Glossary, term_ids: Iterable[str]) -> str:
    """Return what stands for entries: the records, and the names that they show of others."""
    parts = [
        (
            glossary.terms[term_id],
            glossary.originals.get(term_id),
            [(i, glossary.terms[i].term) for i in neighbours(glossary, term_id)],
        )
        for term_id in term_ids
    ]
    return digest((parts, glossary.categories))


def shown(glossary: Glossary, term_id: str, depth: str) -> str:
    """Return what stands for a card and all else that a page shows of a term it uses."""
    term = glossary.terms[term_id]
    # A box of a page's terms prints the short definition, whatever its cards say.
    texts = [
        markdown.to_text(text, glossary) if "{" in text else text
        for text in (term.short, getattr(term, card.field_shown(term, depth)))
    ]
    forms = (term.term, term.expansion, term.abbr, term.plural, term.expansion_plural)
    category = glossary.categories.get(term.category, "")
    return digest((forms, texts, category))


def neighbours(glossary: Glossary, term_id: str) -> Iterator[str]:
    """Yield the terms that the entry of a term links to as relations, some of them twice."""
    yield from glossary.terms[term_id].broader
    yield from glossary.narrower(term_id)
    yield from glossary.related(term_id)
    yield from (other for other, _how in glossary.contrasts(term_id))
