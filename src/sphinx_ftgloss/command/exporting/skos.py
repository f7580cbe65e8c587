"""The terms as a SKOS concept scheme in JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec.json

from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_ftgloss.command.exporting.selection import Selection
    from sphinx_ftgloss.terms.model import Term

_TEXTS = ("prefLabel", "altLabel", "hiddenLabel", "definition")
_LINKS = ("broader", "narrower", "related", "inScheme", "topConceptOf", "hasTopConcept", "member")
CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "id": "@id",
    "type": "@type",
    "ConceptScheme": "skos:ConceptScheme",
    "Concept": "skos:Concept",
    "Collection": "skos:Collection",
    "notation": "skos:notation",
    "deprecated": "owl:deprecated",
    "source": {"@id": "dct:source", "@type": "@id"},
    "replacedBy": {"@id": "dct:isReplacedBy", "@type": "@id"},
    "title": {"@id": "dct:title", "@container": "@language"},
    **{name: {"@id": f"skos:{name}", "@container": "@language"} for name in _TEXTS},
    **{name: {"@id": f"skos:{name}", "@type": "@id"} for name in _LINKS},
}


def concept_scheme(selection: Selection) -> str:
    """Return a concept for each term, a collection for each category, and their scheme.

    Addresses are those of the entries on the page that ``selection.base`` names, or relative.
    """
    shown = {term.id: term for term in selection.terms}
    concepts = [_concept(term, shown, selection) for term in selection.terms]
    scheme = {
        "id": _scheme(selection),
        "type": "ConceptScheme",
        "title": {"en": "Fine-tuning glossary"},
        "hasTopConcept": [each["id"] for each in concepts if "topConceptOf" in each],
    }
    collections = [
        {
            "id": f"{selection.base}#category-{category}",
            "type": "Collection",
            "prefLabel": {selection.tag: title},
            "member": members,
        }
        for category, title in selection.glossary.categories.items()
        if (
            members := [_address(t.id, selection) for t in shown.values() if t.category == category]
        )
    ]
    found = {"@context": CONTEXT, "@graph": [scheme, *concepts, *collections]}
    return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"


def _concept(term: Term, shown: dict[str, Term], selection: Selection) -> dict[str, object]:
    glossary = selection.glossary

    def addresses(ids: Iterable[str]) -> list[str]:
        return [_address(i, selection) for i in dict.fromkeys(ids) if i in shown]

    wordings = list(selection.wordings(term))
    broader = addresses(term.broader)
    # SKOS forbids "related" between a concept and those above or below it.
    above = reached([term.id], lambda i: glossary.terms[i].broader)
    below = reached([term.id], glossary.narrower)
    near = [*glossary.related(term.id), *(i for i, _how in glossary.contrasts(term.id))]
    said: dict[str, object] = {
        "prefLabel": {w.language: w.name for w in wordings},
        "altLabel": {w.language: w.others for w in wordings if w.others},
        "hiddenLabel": {w.language: w.hidden for w in wordings if w.hidden},
        "definition": {w.language: w.definition for w in wordings if w.definition},
        "broader": broader,
        "narrower": addresses(glossary.narrower(term.id)),
        "related": addresses(i for i in near if i not in above | below),
        "topConceptOf": [] if broader else [_scheme(selection)],
        "source": [source.link for source in term.sources if source.link],
        "deprecated": term.status == "deprecated",
        "replacedBy": addresses([term.use]) if term.use else [],
    }
    return {
        "id": _address(term.id, selection),
        "type": "Concept",
        "inScheme": _scheme(selection),
        "notation": term.id,
        **{name: value for name, value in said.items() if value},
    }


def _address(term_id: str, selection: Selection) -> str:
    return f"{selection.base}#ftterm-{term_id}"


def _scheme(selection: Selection) -> str:
    return f"{selection.base}#fine-tuning"
