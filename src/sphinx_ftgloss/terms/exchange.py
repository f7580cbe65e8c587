"""The glossary as data for programs: the JSON of `export`, and JSON-LD for search engines.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec.json

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.model import Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class _File(msgspec.Struct):
    """What `as_json` writes."""

    terms: list[Term]
    links: dict[str, str] = {}


class External(NamedTuple):
    """The terms of another project."""

    name: str
    address: str
    glossary: Glossary
    links: dict[str, str]
    """Where entries stand, from the address, by the ids of the terms."""

    def key(self, term_id: str) -> str:
        """Return what a term is called among those of all projects."""
        return f"{re.sub('[^a-z0-9]+', '-', self.name.lower())}--{term_id}"


def from_json(name: str, address: str, content: bytes) -> External:
    """Read what `as_json` made of the terms of another project.

    :param name: what the project is called here; cards show it in the place of the category.
    :param address: what its links start from.
    :raises msgspec.DecodeError: if it is something else.
    """
    found = msgspec.json.decode(content, type=_File)
    terms = {term.id: term for term in found.terms}
    categories = dict.fromkeys((term.category for term in found.terms), name)
    return External(name, address, Glossary(terms, categories, {}, {}), found.links)


def as_json(
    terms: Iterable[Term], packs: Iterable[str], links: Mapping[str, str] | None = None
) -> bytes:
    """Return records as they stand in term files.

    :param packs: the names of the packs that they come from.
    :param links: the address of each term's entry, by id.
    """
    found = {"pack": ", ".join(packs), "terms": list(terms)} | ({"links": links} if links else {})
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
