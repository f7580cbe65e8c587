"""Which terms a page uses, read off its document tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes

from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable


class Uses(NamedTuple):
    """The terms of one page."""

    uses: set[str]
    """Ids of terms in its prose."""
    mentions: set[str]
    """Ids of terms that its entries refer to, or that ``any`` may mean."""
    fallbacks: dict[str, str]
    """Texts and ids of ``:term:`` that are ours unless the project has a term of that name."""
    asked: list[str]
    """All texts of ``:term:``."""


def collect(document: nodes.document, certain: Callable[[str], str]) -> Uses:
    """Return the terms that a page uses; print those inside a link as words.

    :param certain: returns the id of the one term that a text can mean, or an empty string.
    """
    found = Uses(set(), set(), {}, [])
    inline: type[Any] = nodes.Inline
    for node in list(document.findall(inline)):
        if isinstance(node, term_reference):
            (found.mentions if "ofentry" in node else found.uses).add(node["termid"])
            if _inside_link(node):
                warn(
                    Subtype.NESTED_LINK,
                    f"the term '{node['termid']}' stands inside a link and is printed as text; "
                    "move it out of the link",
                    node,
                )
                node.replace_self(node.children)
        elif isinstance(node, addnodes.pending_xref):
            domain, role = node.get("refdomain"), node.get("reftype")
            if (domain, role) == ("std", "term"):
                text = node["reftarget"]
                found.asked.append(text)
                if term_id := certain(text):
                    found.fallbacks[text] = term_id
            elif role in {"any", "myst"} and (term_id := certain(node["reftarget"])):
                found.mentions.add(term_id)
    return found


def _inside_link(node: nodes.Element) -> bool:
    ancestor = node.parent
    while isinstance(ancestor, nodes.Inline):
        if isinstance(ancestor, (nodes.reference, addnodes.pending_xref)):
            return True
        ancestor = ancestor.parent
    return False
