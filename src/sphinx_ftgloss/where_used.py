"""Where a project explains and uses a term, as its entry shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinx_ftgloss.formats.builders import writes_html
from sphinx_ftgloss.links import uri, use_anchor
from sphinx_ftgloss.nodes import use_list
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.uses import Use

QUOTED = 30
"""How many places are quoted, at most; of further pages only the titles are given."""


class Place(NamedTuple):
    """The first use of a term in a section of a page."""

    uri: str
    """Where to find it; empty where there is nothing to follow."""
    page: str
    """The title of the page."""
    section: str = ""
    """The heading that it stands under, if there is one beside that title."""
    before: str = ""
    words: str = ""
    after: str = ""

    @property
    def title(self) -> str:
        """Return the title of the page, and the heading."""
        return " \u203a ".join(filter(None, (self.page, self.section)))


class WhereUsed:
    """Makes the rows "Explained in" and "Used in" of the entries of one page.

    :param quoted: the uses are given with the words around them, as a `use_list`; otherwise as a
        list of pages.
    """

    def __init__(self, domain: FtDomain, docname: str, *, quoted: bool) -> None:
        self._domain = domain
        self._docname = docname
        self._quoted = quoted
        self._pages: dict[str, Place] = {}

    def rows(self, term_id: str) -> Iterator[nodes.field]:
        """Yield what there is to say of a term."""
        guides = sorted(self._domain.overview.guides.get(term_id, set()) - {self._docname})
        if guides:
            links = [_link(page.page, page) for page in map(self._page, guides)]
            yield _row(_("Explained in"), nodes.paragraph("", "", *_joined(links, ", ")))
        used = self._domain.overview.users.get(term_id, {})
        if used:
            listed = self._quotes(used, term_id) if self._quoted else self._lines(used, term_id)
            yield _row(_("Used in"), listed)

    def _quotes(self, used: dict[str, list[Use]], term_id: str) -> use_list:
        places: list[Place] = []
        others: list[Place] = []
        for docname, uses in used.items():
            if len(places) >= QUOTED:
                others.append(self._page(docname))
            else:
                places += self._places(docname, term_id, uses)
        return use_list(places=places, others=others)

    def _lines(self, used: dict[str, list[Use]], term_id: str) -> nodes.bullet_list:
        """Return a line for each page, with its title and the headings."""
        lines = nodes.bullet_list()
        for docname, uses in used.items():
            places = list(self._places(docname, term_id, uses))
            headings = [_link(place.section, place) for place in places if place.section]
            line = [_link(places[0].page, places[0], numbered=not places[0].section)]
            if headings:
                line += [nodes.Text(" \u203a "), *_joined(headings, "; ")]
            lines += nodes.list_item("", nodes.paragraph("", "", *line))
        return lines

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
            if address and use.number and (writes_html(builder) or builder.format == "latex"):
                anchor = use_anchor(builder, docname, term_id, use.number)
                address = f"{address.partition('#')[0]}#{anchor}"
            yield Place(address, page.page, use.section, use.before, use.words, use.after)


def _row(label: str, content: Node) -> nodes.field:
    # Titles and words of other pages are no text of this one.
    body = nodes.field_body("", content, classes=["no-search"])
    return nodes.field("", nodes.field_name("", label), body)


def _link(text: str, place: Place, *, numbered: bool = True) -> Node:
    """Return a link, or the words; a PDF has the number of the page behind it."""
    if not place.uri:
        return nodes.Text(text)
    attributes = {"refuri": place.uri, "place": "page" if numbered else "title"}
    return nodes.reference("", "", nodes.Text(text), internal=True, **attributes)


def _joined(links: list[Node], between: str) -> Iterator[Node]:
    for number, link in enumerate(links):
        if number:
            yield nodes.Text(between)
        yield link
