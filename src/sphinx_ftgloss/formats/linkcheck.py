"""The links of a record are reported where they can be mended: in the term file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.builders.linkcheck import CheckExternalLinksBuilder


class LinkTransform(SphinxPostTransform):
    """Name file and line of the record instead of the page that prints it."""

    # After Sphinx has collected the links of the page (800).
    default_priority = 810
    builders = ("linkcheck",)

    def run(self, **_kwargs: object) -> None:
        """Do so for each link that Sphinx has met on this page first."""
        domain = get_domain(self.env)
        page = self.env.docname
        if not domain.prints_entries(page):
            return
        files = {domain.source_of(o): o.file for o in domain.glossary.origins.values()}
        links = cast("CheckExternalLinksBuilder", domain.builder).hyperlinks
        seen: set[str] = set()
        for reference in self.document.findall(nodes.reference):
            uri = reference.get("refuri", "")
            if uri in seen or uri not in links or links[uri].docname != page:
                continue
            seen.add(uri)
            place = _place(reference)
            if place and place.source in files:
                links[uri] = links[uri]._replace(
                    docname=files[place.source], lineno=place.line or 1
                )


def _place(node: Node | None) -> Node | None:
    """Return what a node lies in and says where it was read."""
    while node is not None and not node.source:
        node = node.parent
    return node
