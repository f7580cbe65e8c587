"""The roles: ``ftterm`` and its siblings in the domain ``ft``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole

from sphinx_ftgloss.prose import Prose
from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message

    from sphinx_ftgloss.domain import FtDomain


class TermRole(ReferenceRole):
    """Print a term in one of its forms, as a use of the term.

    :param form: ``term`` (preferred form, or the words as typed), ``abbr``, ``full``, ``def`` (the
        short definition) or ``param`` (the name of a library's parameter).
    """

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the use of a known term; for an unknown one a reference to other projects."""
        domain = cast("FtDomain", self.env.get_domain("ft"))
        target = self.target.removeprefix("!").strip()
        place = nodes.inline()
        self.set_source_info(place)
        if not target:
            warn(
                Subtype.EMPTY_ROLE,
                f"the role '{self.name}' needs the id or a name of a term",
                place,
            )
            return [nodes.Text(self.title.removeprefix("!"))], []
        domain.note_lookup(self.env.docname, self.form, target)
        title = self.title if self.has_explicit_title else ""
        prose = Prose(domain, place, self.inliner)
        if (found := prose.use(self.form, target, title)) is not None:
            if self.disabled:
                return [child for node in found for child in _unlinked(node)], []
            return found, []
        if self.disabled:
            return [nodes.Text(self.title.removeprefix("!"))], []
        return [self._elsewhere(target)], []

    def _elsewhere(self, target: str) -> Node:
        """Return a cross-reference, which intersphinx may resolve; if not, Sphinx reports it."""
        reference = addnodes.pending_xref(
            self.rawtext,
            nodes.inline("", self.title),
            refdomain="ft",
            reftype=self.form,
            reftarget=target,
            refexplicit=self.has_explicit_title,
            refwarn=True,
            refdoc=self.env.docname,
        )
        self.set_source_info(reference)
        return reference


def _unlinked(node: Node) -> list[Node]:
    return list(node.children) if isinstance(node, nodes.reference) else [node]
