"""The terms as a SKOS concept scheme in JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec.json

from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_ftgloss.command.exporting.export import Export
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


def concept_scheme(export: Export) -> str:
    """Return a concept for each term, a collection for each category, and their scheme.

    Addresses are those of the entries on the page that ``export.base`` names, or relative.
    """
    shown = {term.id: term for term in export.terms}
    concepts = [_concept(term, shown, export) for term in export.terms]
    scheme = {
        "id": _scheme(export),
        "type": "ConceptScheme",
        "title": {"en": "Fine-tuning glossary"},
        "hasTopConcept": [each["id"] for each in concepts if "topConceptOf" in each],
    }
    collections = [
        {
            "id": f"{export.base}#category-{category}",
            "type": "Collection",
            "prefLabel": {export.tag: title},
            "member": members,
        }
        for category, title in export.glossary.categories.items()
        if (members := [_address(t.id, export) for t in shown.values() if t.category == category])
    ]
    found = {"@context": CONTEXT, "@graph": [scheme, *concepts, *collections]}
    return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"


def _concept(term: Term, shown: dict[str, Term], export: Export) -> dict[str, object]:
    glossary = export.glossary

    def addresses(ids: Iterable[str]) -> list[str]:
        return [_address(i, export) for i in dict.fromkeys(ids) if i in shown]

    labels = list(export.labels(term))
    broader = addresses(term.broader)
    # SKOS forbids "related" between a concept and those above or below it.
    above = reached([term.id], lambda i: glossary.terms[i].broader)
    below = reached([term.id], glossary.narrower)
    near = [*glossary.related(term.id), *(i for i, _how in glossary.contrasts(term.id))]
    said: dict[str, object] = {
        "prefLabel": {each.language: each.name for each in labels},
        "altLabel": {each.language: each.others for each in labels if each.others},
        "hiddenLabel": {each.language: each.hidden for each in labels if each.hidden},
        "definition": {each.language: each.definition for each in labels if each.definition},
        "broader": broader,
        "narrower": addresses(glossary.narrower(term.id)),
        "related": addresses(i for i in near if i not in above | below),
        "topConceptOf": [] if broader else [_scheme(export)],
        "source": [source.link for source in term.sources if source.link],
        "deprecated": term.status == "deprecated",
        "replacedBy": addresses([term.use]) if term.use else [],
    }
    return {
        "id": _address(term.id, export),
        "type": "Concept",
        "inScheme": _scheme(export),
        "notation": term.id,
        **{name: value for name, value in said.items() if value},
    }


def _address(term_id: str, export: Export) -> str:
    return f"{export.base}#ftterm-{term_id}"


def _scheme(export: Export) -> str:
    return f"{export.base}#fine-tuning"
