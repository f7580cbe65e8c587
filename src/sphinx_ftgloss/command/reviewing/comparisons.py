"""The rules that records keep among each other."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_ftgloss.command.reviewing.texts import prose, texts
from sphinx_ftgloss.terms.forms import fold
from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Source


def is_cited_alike(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a publication has the same title, authors and year wherever it is cited."""
    first: dict[str, Source] = {}
    for term in glossary.terms.values():
        for source in term.sources:
            known = first.setdefault(source.identifier, source)
            if (known.title, known.label) != (source.title, source.label):
                cited = f"'{known.title}', {known.label}"
                yield term.id, "sources", f"{source.identifier} is cited otherwise: {cited}"


def is_spelled_alike(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a name with capitals inside, such as LoRA, is spelled so in all texts.

    Not where its small letters are an ordinary word, which is then listed as ambiguous, and not in
    quotation marks.
    """
    right = {
        term.term.lower(): term.term
        for term in glossary.terms.values()
        if re.fullmatch(r"\w*[a-z]\w*[A-Z]\w*", term.term)
        and term.term.lower() not in {form.lower() for form in term.ambiguous}
    }
    for term in glossary.terms.values():
        for field, text in texts(term):
            for word in re.findall(r"\w+", re.sub(r'"[^"]*"', " ", prose(text))):
                name = right.get(word.lower(), word)
                if word != name:
                    yield term.id, field, f"'{word}' is spelled '{name}' elsewhere"


def is_param_of_one(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a library parameter belongs to one term, so that a link to it is certain."""
    first: dict[tuple[str, str], str] = {}
    for term in glossary.terms.values():
        for param in term.params:
            owner = first.setdefault((param.library, param.name), term.id)
            if owner != term.id:
                yield term.id, "params", f"'{param.name}' belongs to '{owner}' too; keep it in one"


def is_connected(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that a reader gets from each term to every other one by following relations."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for term in glossary.terms.values():
        for other in (*term.broader, *term.related, *(c.id for c in term.contrast)):
            neighbours[term.id].add(other)
            neighbours[other].add(term.id)
    groups: list[set[str]] = []
    for start in glossary.terms:
        if not any(start in group for group in groups):
            groups.append(reached([start], neighbours.__getitem__))
    main = max(groups, key=len, default=set())
    for group in groups:
        for term_id in sorted(group - main):
            yield term_id, "related", "no chain of relations leads to most of the other terms"


def is_preferred_once(glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Require that what one record prefers is no variant in another one."""
    preferred = {fold(term.term): term.id for term in glossary.terms.values()}
    for term in glossary.terms.values():
        for field in ("aliases", "ambiguous"):
            for form in getattr(term, field):
                owner = preferred.get(fold(form), term.id)
                if owner != term.id:
                    yield term.id, field, f"'{form}' is the preferred form of '{owner}'"


COMPARISONS: tuple[Callable[[Glossary], Iterable[tuple[str, str, str]]], ...] = (
    is_cited_alike,
    is_spelled_alike,
    is_param_of_one,
    is_connected,
    is_preferred_once,
)
