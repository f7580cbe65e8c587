"""What LaTeX prints otherwise: page numbers of the places, and entries in less room."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.links import use_anchor
from sphinx_ftgloss.nodes import entry_name, page_number
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.writers.latex import LaTeXTranslator

PACKAGE = "ftgloss"
"""The name of our LaTeX package."""
_FILE = Path(__file__).parents[1] / "texinputs" / f"{PACKAGE}.sty"


def copy_package(app: Sphinx) -> None:
    """Put our LaTeX package beside the document that names it."""
    if app.builder.format == "latex":
        Path(app.outdir).mkdir(parents=True, exist_ok=True)
        shutil.copy(_FILE, app.outdir)


def _around(node: Node) -> Iterator[Element]:
    """Yield what a node stands in, from the inside out."""
    ancestor = node.parent
    while ancestor is not None:
        yield ancestor
        ancestor = ancestor.parent


class PlaceTransform(SphinxPostTransform):
    """Say on which page each place is that an entry names, and lead there."""

    # After Sphinx has left out what is only for others (50).
    default_priority = 60
    formats = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Label the uses that entries name, and print their page numbers."""
        builder = get_domain(self.env).builder
        uses: dict[str, nodes.reference] = {}
        places: list[nodes.reference] = []
        for node in self.document.findall(nodes.reference):
            if "use" in node:
                ident = use_anchor(builder, node["docname"], node["termid"], node["use"])
                uses[f"%{node['docname']}#{ident}"] = node
            elif "place" in node:
                places.append(node)
        _sort_lines(places, list(uses))
        found: dict[str, str] = {}
        for place in places:
            address = place["refuri"]
            if address not in found:
                found[address] = _label(uses.get(address), address)
            place["refuri"] = found[address]
            # As `latex_show_pagerefs` would print the number again, but for such links.
            place[:] = [nodes.inline("", "", *place.children, classes=["std-term"])]
            if place["place"] == "page":
                page, _hash, ident = place["refuri"][1:].partition("#")
                target = f"{page}:{ident or ':doc'}"
                number = page_number(target=target, words=_("page {n}"))
                after = place.parent.index(place) + 1
                place.parent[after:after] = [nodes.Text(" ("), number, nodes.Text(")")]
        for use in uses.values():
            if any(isinstance(n, nodes.title) for n in _around(use)):
                # A link would be broken in the head of each page, which is in capitals.
                use.replace_self(use.children)


def _sort_lines(places: list[nodes.reference], addresses: list[str]) -> None:
    """Put the pages that use a term into the order of the book."""
    order = {address: number for number, address in enumerate(addresses)}
    lists = {id(place.parent.parent.parent): place.parent.parent.parent for place in places}
    for lines in lists.values():
        if isinstance(lines, nodes.bullet_list):
            lines[:] = sorted(lines.children, key=lambda line: _first(line, order))


def _first(line: Node, order: dict[str, int]) -> int:
    """Return the number of the place that a line begins with; the greatest if it leads nowhere."""
    place = next(line.findall(nodes.reference), None)
    return order.get(place["refuri"], len(order)) if place is not None else len(order)


def _label(use: nodes.reference | None, address: str) -> str:
    """Give a use a label, or what it stands in where LaTeX allows none; return its address.

    Without a use, that is the address of the page.
    """
    page, _hash, ident = address.partition("#")
    if use is None:
        return page
    title = None
    for ancestor in _around(use):
        if isinstance(ancestor, (nodes.title, nodes.thead)):
            title = ancestor
        elif title is None:
            continue
        elif isinstance(ancestor, nodes.table):
            ancestor["ids"].append(ident)
            return address
        elif isinstance(ancestor, nodes.section):
            outermost = isinstance(ancestor.parent, (nodes.document, addnodes.start_of_file))
            return page if outermost else f"{page}#{ancestor['ids'][0]}"
    if title is not None:
        return page
    use["ids"].append(ident)
    return address


class LayoutTransform(SphinxPostTransform):
    """Print entries in less room, names apart from their long forms, and comparisons in full."""

    default_priority = 25
    formats = ("latex",)

    def run(self, **_kwargs: object) -> None:
        """Put long forms into parentheses and facts below each other; let tables have pages."""
        for name in self.document.findall(entry_name):
            if len(name) > 1:
                name[1:] = [nodes.Text(" ("), *name[2:], nodes.Text(")")]
        for facts in list(self.document.findall(nodes.field_list)):
            if "ftgloss-facts" in facts["classes"]:
                lines = [line for fact in facts.findall(nodes.field) for line in _lines(fact)]
                facts.replace_self(nodes.container("", *lines, classes=facts["classes"]))
        for box in list(self.document.findall(nodes.container)):
            if not {"ftgloss-plain", "ftgloss-mistake"}.isdisjoint(box["classes"]):
                # After a formula its first line would begin with a blank.
                box.replace_self(box.children)
        for table in self.document.findall(nodes.table):
            if "ftgloss-comparison" in table["classes"]:
                # LaTeX would not break it, and squeeze the column of labels.
                table["classes"] += ["longtable", "colwidths-given"]
                labels, *columns = table.findall(nodes.colspec)
                labels["colwidth"] = max(labels["colwidth"], 6 * len(columns))


def _lines(fact: nodes.field) -> Iterable[Node]:
    """Return a fact as a paragraph that begins with its label, or a label above a list."""
    name = next(fact.findall(nodes.field_name))
    first, *others = next(fact.findall(nodes.field_body)).children
    label = nodes.paragraph("", "", nodes.strong("", "", *name.children))
    if not isinstance(first, nodes.paragraph):
        return [label, first, *others]
    label += [nodes.Text("\N{NO-BREAK SPACE} "), *first.children]
    return [label, *others]


def visit_page_number(self: LaTeXTranslator, node: Element) -> None:
    """Print the number of the page that has a label."""
    before, _n, after = map(self.encode, node["words"].partition("{n}"))
    number = rf"\pageref*{{{self.idescape(node['target'])}}}"
    self.body.append(f"{before.replace(' ', '~')}{number}{after.replace(' ', '~')}")
    raise nodes.SkipNode
