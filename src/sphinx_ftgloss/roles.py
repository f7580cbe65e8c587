"""The roles: ``ftterm`` and its siblings in the domain ``ft``."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole

from sphinx_ftgloss.nodes import UNLINKED, term_reference, unlinked
from sphinx_ftgloss.prose import Prose
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.markdown import split_target

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message

    from sphinx_ftgloss.domain import FtDomain

DOCS = {
    "term": "The preferred form of a term, or the words as typed, with link and card.",
    "abbr": "The abbreviation of a term, and the term itself where there is none.",
    "full": (
        "The long form with the abbreviation in parentheses: for the place where a text "
        "introduces a term."
    ),
    "def": (
        "The short definition, with a small first letter and without its full stop, so that it "
        "can stand in a sentence."
    ),
    "param": (
        "A name of a library, in full, linked to the concept that it sets, with the card of that "
        "concept."
    ),
}
"""What the role of each form prints, for the manual."""


class TermRole(ReferenceRole):
    """Print a term in one of its forms, as a use of the term.

    :param form: ``term`` (preferred form, or the words as typed), ``abbr``, ``full``, ``def`` (the
        short definition) or ``param`` (the name of a library's parameter).
    :ivar doc: what the role prints.
    """

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form
        self.doc = DOCS[form]

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Return the use of a known term; for an unknown one a reference to other projects."""
        domain = cast("FtDomain", self.env.get_domain("ft"))
        title, target = self._parts()
        place = nodes.inline()
        place.source, place.line = self.get_source_info()
        if not target:
            warn(
                Subtype.EMPTY_ROLE,
                f"the role '{self.name}' needs the id or a name of a term",
                place,
            )
            return [nodes.Text(title)], []
        domain.note_lookup(self.env.docname, self.form, target)
        found = Prose(domain, place, self.inliner).use(self.form, target, title)
        if self.disabled:
            words = _unlinked(found) if found else [nodes.Text(title or target)]
            self.env.temp_data[UNLINKED] = True
            return [unlinked("", "", *words)], []
        return found or [self._elsewhere(title, target, place)], []

    def _parts(self) -> tuple[str, str]:
        """Return given words, if any, and target."""
        target = self.target.strip()
        if not self.has_explicit_title:
            return "", target.removeprefix("!")
        # Sphinx splits at the first "<", which may belong to the words.
        title, target = split_target(self.text)
        return title.removeprefix("!"), target

    def _elsewhere(self, title: str, target: str, place: Node) -> Node:
        """Return a cross-reference, which intersphinx may resolve; if not, Sphinx reports it."""
        reference = addnodes.pending_xref(
            self.rawtext,
            nodes.inline("", title or target),
            refdomain="ft",
            reftype=self.form,
            reftarget=target,
            refexplicit=self.has_explicit_title,
            refwarn=True,
            refdoc=self.env.docname,
        )
        reference.source, reference.line = place.source, place.line
        return reference


def _unlinked(found: list[Node]) -> list[Node]:
    return [
        child
        for node in found
        for child in (node.children if isinstance(node, term_reference) else [node])
    ]
