"""What readers of plain text need, who see no fonts, no columns of cells and no links."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import get_domain

if TYPE_CHECKING:
    from docutils.nodes import Element


class PlainTransform(SphinxPostTransform):
    """Print the long form of a name in parentheses, and in text the addresses of sources."""

    # After the entries are finished (8).
    default_priority = 21
    builders = ("man", "texinfo", "text")

    def run(self, **_kwargs: object) -> None:
        """Do so for all that is ours on a page."""
        domain = get_domain(self.env)
        if not domain.prints_entries(self.env.docname):
            return
        for long in self.document.findall(nodes.inline):
            if "ftgloss-expansion" in long["classes"]:
                long[:] = [nodes.Text("("), *long.children, nodes.Text(")")]
        if domain.builder.name == "text":
            # The other two print addresses themselves, and cells as they are.
            self._show_addresses()
            self._part_cells()

    def _show_addresses(self) -> None:
        for source in self.document.findall(nodes.reference):
            if "bare" in source and isinstance(source.parent.parent, nodes.list_item):
                source.append(nodes.Text(f" <{source['refuri']}>"))

    def _part_cells(self) -> None:
        """Mark where a paragraph begins, because Sphinx runs those of a cell together."""
        for table in self.document.findall(nodes.table):
            if "ftgloss-comparison" in table["classes"]:
                for cell in table.findall(nodes.entry):
                    for paragraph in cell.children[1:]:
                        cast("Element", paragraph).insert(0, nodes.Text("/ "))
