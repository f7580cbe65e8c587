"""Which terms a page uses, and in which words, read off its document tree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from docutils.utils import unescape
from sphinx import addnodes

from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.reporting import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils.nodes import Element, Node

NEAR = 60
"""How many characters of the text before and after a use are remembered, at most."""


_SILENT = (nodes.raw, nodes.footnote_reference, nodes.citation_reference)
_USES = (term_reference, addnodes.pending_xref)
_BLANKS = re.compile(r"\s+")


class Use(NamedTuple):
    """One use of a term in the prose of a page."""

    number: int
    """Counts the uses of the term on the page from 1; 0 for one that cannot be linked to."""
    section: str
    """The heading that it stands under; empty for the page's own title."""
    before: str
    """The words before it, of the same paragraph."""
    words: str
    after: str


class Uses(NamedTuple):
    """The terms of one page."""

    uses: dict[str, list[Use]]
    """Ids of terms in its prose, and where they stand."""
    mentions: set[str]
    """Ids of terms that its entries refer to, or that ``any`` may mean."""
    fallbacks: dict[str, tuple[str, list[Use]]]
    """Texts of ``:term:``, and mentions, that are ours unless the project has such a term."""
    elsewhere: set[str]
    """Texts that no term here has, so that another project may be meant."""
    asked: list[str]
    """All texts of ``:term:``."""


def collect(document: nodes.document, docname: str, certain: Callable[[str], str]) -> Uses:
    """Return the terms that a page uses; print those inside a link as words.

    :param certain: returns the id of the one term that a text can mean, or an empty string.
    """
    found = Uses(defaultdict(list), set(), {}, set(), [])
    reader = _Reader(docname)
    inline: type[Any] = nodes.Inline
    for node in list(document.findall(inline)):
        if isinstance(node, term_reference):
            term_id = node["termid"]
            nested = _inside_link(node)
            if "ofentry" in node:
                found.mentions.add(term_id)
            elif "mention" in node:
                use = reader.use(node, term_id)
                found.fallbacks.setdefault(node["mention"], (term_id, []))[1].append(use)
            else:
                found.uses[term_id].append(reader.use(node, term_id, nested=nested))
            if nested:
                warn(
                    Subtype.NESTED_LINK,
                    f"the term '{term_id}' stands inside a link and is printed as text; "
                    "move it out of the link",
                    node,
                )
                node.replace_self(node.children)
        elif isinstance(node, addnodes.pending_xref):
            _collect_reference(found, reader, node, certain)
    return found._replace(uses=dict(found.uses))


def _collect_reference(
    found: Uses, reader: _Reader, node: Element, certain: Callable[[str], str]
) -> None:
    """Note what may be a term, here or in another project, when all pages have been read."""
    domain, role, text = node.get("refdomain"), node.get("reftype"), node["reftarget"]
    if (domain, role) == ("std", "term"):
        found.asked.append(text)
        if term_id := certain(text):
            use = reader.use(node, term_id)
            found.fallbacks.setdefault(text, (term_id, []))[1].append(use)
    elif domain == "ft":
        found.elsewhere.add(text)
    elif role in {"any", "myst"} and (term_id := certain(text)):
        found.mentions.add(term_id)


def _inside_link(node: nodes.Element) -> bool:
    ancestor = node.parent
    while isinstance(ancestor, nodes.Inline):
        if isinstance(ancestor, (nodes.reference, addnodes.pending_xref)):
            return True
        ancestor = ancestor.parent
    return False


class _Reader:
    """Reads the words around the uses of one page, each paragraph once."""

    def __init__(self, docname: str) -> None:
        self._docname = docname
        self._counts: Counter[str] = Counter()
        self._block: Node | None = None
        self._text = ""
        self._spans: dict[int, tuple[int, int]] = {}

    def use(self, node: Element, term_id: str, *, nested: bool = False) -> Use:
        """Return what is remembered of a use, and number it for its anchor."""
        number = 0
        if not nested:
            self._counts[term_id] += 1
            number = self._counts[term_id]
            node["use"], node["docname"] = number, self._docname
        block = node.parent
        while isinstance(block, nodes.Inline):
            block = block.parent
        if block is not self._block:
            pieces: list[str] = []
            self._block, self._spans = block, {}
            self._read(block, pieces, 0)
            self._text = "".join(pieces)
        start, end = self._spans[id(node)]
        return Use(
            number,
            _heading(block),
            _end_of(self._text[:start]),
            _plain(self._text[start:end]),
            _start_of(self._text[end:]),
        )

    def _read(self, element: Element, pieces: list[str], start: int) -> int:
        """Append the text of an element to the pieces; return where it ends."""
        if isinstance(element, _SILENT):
            return start
        end = start
        for child in element.children:
            if isinstance(child, nodes.Text):
                is_tex = isinstance(element, nodes.math) and "\\" in child
                text = "…" if is_tex else str(child)
                pieces.append(text)
                end += len(text)
            else:
                end = self._read(cast("Element", child), pieces, end)
        if isinstance(element, _USES):
            self._spans[id(element)] = (start, end)
        return end


def _heading(node: Node | None) -> str:
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    if node is None or isinstance(node.parent, nodes.document):
        return ""
    title: str = node[0].astext()  # type: ignore[no-untyped-call]
    return title


def _plain(text: str) -> str:
    """Return a text without marks of escapes, with single blanks."""
    return _BLANKS.sub(" ", unescape(text) if "\0" in text else text)


def _end_of(text: str) -> str:
    near = _plain(text).lstrip()
    if len(near) <= NEAR:
        return near
    # At a blank, so that no word is cut; a script without blanks is cut anywhere.
    return "… " + near[-NEAR:].partition(" ")[2] if " " in near[-NEAR:-1] else "…" + near[-NEAR:]


def _start_of(text: str) -> str:
    near = _plain(text).rstrip()
    if len(near) <= NEAR:
        return near
    return near[:NEAR].rpartition(" ")[0] + " …" if " " in near[1:NEAR] else near[:NEAR] + "…"
