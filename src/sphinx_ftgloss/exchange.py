"""The glossary as data for programs: the JSON of `export`, and JSON-LD for search engines.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec.json

from sphinx_ftgloss import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_ftgloss.glossary import Glossary
    from sphinx_ftgloss.model import Term


def as_json(terms: Iterable[Term], links: Mapping[str, str] | None = None) -> bytes:
    """Return records as they stand in term files.

    :param links: the address of each term's entry, by id.
    """
    found = {"pack": "fine-tuning", "terms": list(terms)} | ({"links": links} if links else {})
    return msgspec.json.format(msgspec.json.encode(found)) + b"\n"


def as_json_ld(title: str, anchors: Mapping[str, str], glossary: Glossary) -> str:
    """Return the entries of a page as a schema.org ``DefinedTermSet``.

    The result can stand in HTML as it is. Its addresses are relative to the page.

    :param anchors: the id of each entry on the page, by the id of its term.
    """
    described = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "name": title,
        "hasDefinedTerm": [
            _defined(glossary.terms[term_id], anchor, glossary)
            for term_id, anchor in anchors.items()
        ],
    }
    # Nothing in it may end the element that it stands in.
    return msgspec.json.encode(described).decode().replace("<", "\\u003c")


def _defined(term: Term, anchor: str, glossary: Glossary) -> dict[str, object]:
    others = [form for form in (term.expansion, term.abbr, *term.aliases) if form]
    return {
        "@type": "DefinedTerm",
        "@id": f"#{anchor}",
        "termCode": term.id,
        "name": term.term,
        **({"alternateName": others} if others else {}),
        "description": markdown.to_text(term.short, glossary),
    }
