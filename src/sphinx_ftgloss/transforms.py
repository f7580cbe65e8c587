"""What happens to our nodes between reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import anchor, get_domain
from sphinx_ftgloss.nodes import (
    entry_name,
    formula,
    inline_formula,
    term_reference,
    where_used,
)
from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element
    from sphinx.builders import Builder

    from sphinx_ftgloss.domain import FtDomain


def writes_cards(builder: Builder) -> bool:
    """Tell whether a builder's readers have a browser, for cards and MathML."""
    return builder.format == "html" and builder.name != "epub"


class GroupTransform(SphinxTransform):
    """Give a group of entries a plain heading where no section may stand, as in a note."""

    default_priority = 10

    def apply(self, **_kwargs: object) -> None:
        """Replace such sections by their heading and entries."""
        if self.env.docname not in get_domain(self.env).data["listings"]:
            return
        for section in [s for s in self.document.findall(nodes.section) if "ftgroup" in s]:
            if not isinstance(section.parent, (nodes.document, nodes.section)):
                title, *entries = section.children
                text = str(title.astext())  # type: ignore[no-untyped-call]
                heading = nodes.rubric(text, text)
                section.replace_self([heading, *entries])


class NestedLinkTransform(SphinxTransform):
    """Print a term inside a link as text, because a link cannot hold a link."""

    # After translation (20), before the domain collects uses (850).
    default_priority = 400

    def apply(self, **_kwargs: object) -> None:
        """Replace such uses by their words."""
        domain = get_domain(self.env)
        if self.env.docname not in domain.data["lookups"]:
            return
        for node in _uses(self.document):
            if _inside_link(node):
                warn(
                    Subtype.NESTED_LINK,
                    f"the term '{node['termid']}' stands inside a link and is printed as text; "
                    "move it out of the link",
                    node,
                )
                node.replace_self(node.children)


def _uses(document: nodes.document) -> list[nodes.reference]:
    return [node for node in document.findall(nodes.reference) if "termid" in node]


def _inside_link(node: Element) -> bool:
    ancestor = node.parent
    while isinstance(ancestor, nodes.Inline):
        if isinstance(ancestor, (nodes.reference, addnodes.pending_xref)):
            return True
        ancestor = ancestor.parent
    return False


class EntryTransform(SphinxPostTransform):
    """Finish the entries of a page: keep those in use, set ids, list where each is used."""

    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Do so for each entry of the page, or of the book that was joined."""
        domain = get_domain(self.env)
        if not domain.data["listings"]:
            return
        needed = domain.needed
        for name in list(self.document.findall(entry_name)):
            term_id = name["termid"]
            item = name.parent
            if item.parent.get("usedonly") and term_id not in needed:
                _remove(item)
                continue
            if domain.homes.get(term_id) == name["docname"]:
                name["ids"] = [anchor(term_id)]
            place = next(item.findall(where_used))
            facts = place.parent
            place.replace_self(list(self._uses(domain, term_id)))
            if not facts.children:
                facts.parent.remove(facts)

    def _uses(self, domain: FtDomain, term_id: str) -> Iterator[nodes.field]:
        pages = domain.users.get(term_id, [])
        if pages:
            items = [
                nodes.list_item("", nodes.paragraph("", "", self._page(domain, page)))
                for page in pages
            ]
            body = nodes.field_body("", nodes.bullet_list("", *items))
            yield nodes.field("", nodes.field_name("", _("Used in")), body)

    def _page(self, domain: FtDomain, docname: str) -> nodes.Node:
        text = nodes.Text(domain.page_title(docname))
        uri = _uri(domain.builder, self.env.docname, docname)
        return nodes.reference("", "", text, refuri=uri, internal=True) if uri else text


def _remove(item: Element) -> None:
    """Remove an entry, and its group with the heading if it was the last one."""
    parent = item.parent
    parent.remove(item)
    if not parent.children:
        group = parent.parent
        before = group[group.index(parent) - 1] if group.index(parent) else None
        group.remove(parent)
        if isinstance(before, nodes.rubric):
            group.remove(before)
        elif isinstance(group, nodes.section) and len(group) == 1 and group.get("ftgroup"):
            group.parent.remove(group)


class ReferenceTransform(SphinxPostTransform):
    """Point each use of a term to its entry, and note which cards the page needs."""

    # After Sphinx's ReferencesResolver (10), where ``any`` and ``:term:`` become uses of terms.
    default_priority = 20

    def run(self, **_kwargs: object) -> None:
        """Set the targets; a use whose term has no entry here keeps its card, without a link."""
        domain = get_domain(self.env)
        builder = domain.builder
        cards = writes_cards(builder)
        docname = self.env.docname
        pages: dict[str, str | None] = {}
        shown: dict[str, None] = {}
        for node in _uses(self.document):
            term_id = node["termid"]
            home = domain.homes.get(term_id, "")
            if home not in pages:
                pages[home] = _uri(builder, docname, home) if home else None
            uri = pages[home]
            if uri is not None and (home == docname or builder.name == "singlehtml"):
                node["refid"] = anchor(term_id)
            elif uri is not None:
                node["refuri"] = f"{uri}#{anchor(term_id)}"
            if cards:
                shown[term_id] = None
                domain.card(term_id)
                node.replace_self(term_reference("", "", *node.children, **node.attributes))
            elif uri is None:
                node.replace_self(node.children)
            elif builder.format == "latex":
                # LaTeX prints no page number after links that carry this class.
                node[:] = [nodes.inline("", "", *node.children, classes=["std-term"])]
        if shown:
            self.document["ftgloss-cards"] = list(shown)


def _uri(builder: Builder, docname: str, home: str) -> str | None:
    if builder.format == "man":
        # A manual page would print the address, and there is nothing to follow.
        return None
    try:
        return builder.get_relative_uri(docname, home)
    except NoUri:
        return None


class FormulaTransform(SphinxPostTransform):
    """Give formulas to builders that write no MathML as ordinary math."""

    default_priority = 20

    def run(self, **_kwargs: object) -> None:
        """Replace formulas by ``math`` and ``math_block``."""
        domain = get_domain(self.env)
        if not domain.data["listings"] or writes_cards(domain.builder):
            return
        for node in list(self.document.findall(formula)):
            # Sphinx up to 8.1 reads ``nowrap``, later ones read ``no-wrap``.
            block = nodes.math_block(node["tex"], node["tex"], nowrap=False, number=None)
            block["no-wrap"] = False
            node.replace_self(block)
        for inline in list(self.document.findall(inline_formula)):
            inline.replace_self(nodes.math(inline["tex"], inline["tex"]))
