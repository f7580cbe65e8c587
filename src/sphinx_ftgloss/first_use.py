"""``ftgloss_first_use``: an abbreviation is spelled out where a page has it first."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.terms.forms import regular_plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node

    from sphinx_ftgloss.terms.model import Term


CHAPTER = 2
"""How deep the sections of a book that are its chapters lie."""


class FirstUseTransform(SphinxPostTransform):
    """Print the full form at a term's first use on a page, or in a chapter of a book."""

    # When ``:term:`` has been resolved (10), and before uses get their cards (20).
    default_priority = 15

    def run(self, **_kwargs: object) -> None:
        """Do so for uses that print the short form; words that an author chose stay."""
        domain = get_domain(self.env)
        docname = self.env.docname
        if domain.options.first_use != "expand" or not domain.shows_terms(docname):
            return
        book = domain.builder.name in {"latex", "texinfo"}
        introduced: set[tuple[object, str]] = set()
        for number, node in list(by_chapter(self.document)):
            term = domain.glossary.terms.get(node["termid"])
            if term is None or "ofentry" in node or _in_heading(node):
                continue
            place = number if book else node.get("docname", docname)
            full = full_form(term, node.astext())
            if full and (place, term.id) not in introduced:
                introduced.add((place, term.id))
                if "titled" not in node:
                    _print(node, full)


def full_form(term: Term, words: str) -> str:
    """Return what spells out some words for a term; nothing if they are no abbreviation of it."""
    short = term.short_form
    if term.long_form and words in {short, term.full_form}:
        return term.full_form
    if term.long_form and words == regular_plural(short):
        return f"{term.long_plural or regular_plural(term.long_form)} ({words})"
    return ""


def by_chapter(document: nodes.document) -> Iterator[tuple[int, Element]]:
    """Yield the uses of terms in a book with the number of their chapter.

    From above, because Sphinx leaves the pages of a book with parents of their own.
    """
    chapters = count()
    number = next(chapters)
    waiting: list[tuple[Node, int]] = [(document, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, term_reference):
            yield number, node
        elif isinstance(node, nodes.section):
            depth += 1
            # The outermost section is the book or an appendix, the next one a chapter.
            if depth <= CHAPTER:
                number = next(chapters)
        if isinstance(node, nodes.Element):
            waiting += [(child, depth) for child in reversed(node.children)]


def _in_heading(node: Node) -> bool:
    while isinstance(node, nodes.Inline):
        node = node.parent
    return isinstance(node, nodes.title)


def _print(node: Element, words: str) -> None:
    text = next(node.findall(nodes.Text))
    text.parent.replace(text, nodes.Text(words))
