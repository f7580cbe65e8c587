"""``ftgloss_latex_define``: definitions at the foot of a PDF's pages."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element

    from sphinx_ftgloss.domain import FtDomain

_NO_FOOTNOTE = (
    nodes.title,
    nodes.caption,
    nodes.legend,
    nodes.table,
    nodes.term,
    nodes.field_name,
    nodes.rubric,
    nodes.literal_block,
    addnodes.hlist,
    addnodes.only,
    nodes.footnote,
    nodes.citation,
)
"""What a footnote gets lost in or does not belong in, and what may be left out of the book yet."""


class FootnoteTransform(SphinxPostTransform):
    """Print the short definition of a term as a footnote to its first use in each chapter."""

    # After `:term:` became a use of ours (10), before uses and formulas are finished (20).
    default_priority = 15
    formats = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Add the footnotes where the project asks for them, and number all of those pages."""
        domain = get_domain(self.env)
        if domain.options.latex_define != "footnote":
            return
        deep = 2 if self.config.latex_toplevel_sectioning == "part" else 1
        seen: set[tuple[int, str]] = set()
        noted: set[str] = set()
        # The first document has the title of the book, and the chapters below it.
        for chapter, node in list(_uses(self.document, -1, deep, 0)):
            first = (chapter, node["termid"])
            if first not in seen and node["termid"] in domain.glossary.terms:
                seen.add(first)
                noted.add(node["docname"])
                note, mark = _footnote(domain, node, len(seen))
                place = node.parent.index(node) + 1
                node.parent[place:place] = [note, mark]
        _number(self.document, noted)


def _uses(
    node: Element, level: int, deep: int, chapter: int
) -> Iterator[tuple[int, term_reference]]:
    """Yield the uses that a footnote can stand at, with what tells their chapters apart.

    From above, because in a book that was joined no node knows what it stands in beyond its page.

    :param level: how many headings are above the node.
    :param deep: how many there are above the text of a chapter.
    """
    for child in node.children:
        if isinstance(child, term_reference) and "use" in child:
            yield chapter, child
        elif isinstance(child, nodes.document):
            yield from _uses(child, 0, deep, chapter)
        elif isinstance(child, nodes.section):
            inner = id(child) if level < deep else chapter
            yield from _uses(child, level + 1, deep, inner)
        elif isinstance(child, nodes.Element) and not isinstance(child, _NO_FOOTNOTE):
            yield from _uses(child, level, deep, chapter)


def _footnote(
    domain: FtDomain, node: Element, number: int
) -> tuple[nodes.footnote, nodes.footnote_reference]:
    """Return a footnote with the definition of a term, and its mark; `_number` numbers both."""
    term = domain.glossary.terms[node["termid"]]
    docname = node["docname"]
    prose = Prose(domain, node, None, entry=term.id, translatable=False)
    text = prose.paragraph(term.short)
    name = nodes.strong("", domain.glossary.printed("full", term.id))
    text[:0] = [name, nodes.Text(": ")]
    # Sphinx sets numbers of its own with `latex_show_urls`, and finds both parts by these.
    ident = f"ftnote-{number}"
    note = nodes.footnote("", nodes.label("", "#"), text, ids=[ident], auto=1, docname=docname)
    mark = nodes.footnote_reference("", "#", auto=1, refid=ident, docname=docname)
    return note, mark


def _number(document: nodes.document, docnames: set[str]) -> None:
    """Give the footnotes of pages numbers in the order of their marks; symbols stay."""
    notes = {
        (note["docname"], ident): note
        for note in document.findall(nodes.footnote)
        if note["docname"] in docnames and note.get("auto") != "*"
        for ident in note["ids"]
    }
    numbers: dict[str, dict[int, str]] = defaultdict(dict)
    for mark in document.findall(nodes.footnote_reference):
        note = notes.get((mark["docname"], mark["refid"]))
        if note is not None:
            taken = numbers[mark["docname"]]
            number = taken.setdefault(id(note), str(len(taken) + 1))
            mark[:] = [nodes.Text(number)]
            note[0] = nodes.label("", number)
            if not note.get("auto"):
                note["names"] = [number]
