"""Where a project explains and uses a term, as its entry shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinx_ftgloss.builders import writes_html
from sphinx_ftgloss.links import uri, use_anchor
from sphinx_ftgloss.nodes import use_list
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.uses import Use

QUOTED = 30
"""How many places are quoted, at most; of further pages only the titles are given."""


class Place(NamedTuple):
    """The first use of a term in a section of a page."""

    uri: str
    """Where to find it; empty where there is nothing to follow."""
    title: str
    """The title of the page, and the heading if there is one."""
    before: str = ""
    words: str = ""
    after: str = ""


class WhereUsed:
    """Makes the rows "Explained in" and "Used in" of the entries of one page.

    :param quoted: the uses are given with the words around them, as a `use_list`.
    """

    def __init__(self, domain: FtDomain, docname: str, *, quoted: bool) -> None:
        self._domain = domain
        self._docname = docname
        self._quoted = quoted
        self._pages: dict[str, Place] = {}

    def rows(self, term_id: str) -> Iterator[nodes.field]:
        """Yield what there is to say of a term."""
        guides = sorted(self._domain.guides.get(term_id, set()) - {self._docname})
        if guides:
            yield _row(_("Explained in"), _linked(map(self._page, guides)))
        places: list[Place] = []
        others: list[Place] = []
        for docname, uses in self._domain.users.get(term_id, {}).items():
            if self._quoted and len(places) >= QUOTED:
                others.append(self._page(docname))
            else:
                places += self._places(docname, term_id, uses)
        if places:
            listed = use_list(places=places, others=others) if self._quoted else _linked(places)
            yield _row(_("Used in"), listed)

    def _page(self, docname: str) -> Place:
        if docname not in self._pages:
            address = uri(self._domain.builder, self._docname, docname)
            address = "#" if address == "" else address or ""
            self._pages[docname] = Place(address, self._domain.page_title(docname))
        return self._pages[docname]

    def _places(self, docname: str, term_id: str, uses: list[Use]) -> Iterator[Place]:
        """Yield the first use in each section of a page."""
        page = self._page(docname)
        builder = self._domain.builder
        firsts = {use.section: use for use in reversed(uses)}.values()
        for use in sorted(firsts):
            address = page.uri
            if address and use.number and writes_html(builder):
                anchor = use_anchor(builder, docname, term_id, use.number)
                address = f"{address.partition('#')[0]}#{anchor}"
            title = f"{page.title} \u203a {use.section}" if use.section else page.title
            yield Place(address, title, use.before, use.words, use.after)


def _row(label: str, content: Node) -> nodes.field:
    # Titles and words of other pages are no text of this one.
    body = nodes.field_body("", content, classes=["no-search"])
    return nodes.field("", nodes.field_name("", label), body)


def _linked(places: Iterable[Place]) -> nodes.paragraph:
    paragraph = nodes.paragraph()
    for place in places:
        if len(paragraph):
            paragraph += nodes.Text(", ")
        text = nodes.Text(place.title)
        paragraph += (
            nodes.reference("", "", text, refuri=place.uri, internal=True) if place.uri else text
        )
    return paragraph
