"""What docutils has read, as the Markdown of term files."""

from __future__ import annotations

import re
from functools import singledispatchmethod
from textwrap import indent, shorten
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.terms.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils.nodes import Node

_NO_LANGUAGE = {"default", "none"}


class MarkdownWriter:
    """Writes nodes as Markdown.

    :param find: returns the id of the term that a cross-reference leads to and the name that its
        entry has, or nothing.
    :param remark: is told of a node that is kept as text, and why.
    :param lost: is told of a node that is left out, and why.
    """

    def __init__(
        self,
        find: Callable[[str], tuple[str, str] | None] = lambda _target: None,
        remark: Callable[[Node, str], None] = lambda _node, _message: None,
        lost: Callable[[Node, str], None] = lambda _node, _message: None,
    ) -> None:
        self._find = find
        self._remark = remark
        self._lost = lost

    def blocks(self, content: Iterable[Node]) -> list[str]:
        """Return paragraphs, lists and so on, each as a text."""
        return [text for node in content for text in self._block(node) if text.strip()]

    @singledispatchmethod
    def _block(self, node: nodes.Element) -> list[str]:
        self._kept(node)
        return [escape(re.sub(r"\n\s*\n", "\n\n", node.astext().strip()))]

    @_block.register(nodes.paragraph)
    @_block.register(nodes.line)
    def _paragraph(self, node: nodes.Element) -> list[str]:
        return [self.inline(node.children).strip()]

    @_block.register(nodes.bullet_list)
    def _bullets(self, node: nodes.Element) -> list[str]:
        return [self._list(node, ["- "] * len(node))]

    @_block.register(nodes.enumerated_list)
    def _numbers(self, node: nodes.Element) -> list[str]:
        start = int(node.get("start", 1))
        return [self._list(node, [f"{start + index}. " for index in range(len(node))])]

    def _list(self, node: nodes.Element, marks: list[str]) -> str:
        items = ["\n\n".join(self.blocks([each])) for each in node.children]
        loose = any("\n\n" in item for item in items)
        return ("\n\n" if loose else "\n").join(
            mark + indent(item, " " * len(mark)).lstrip(" ")
            for mark, item in zip(marks, items, strict=True)
        )

    @_block.register(nodes.literal_block)
    @_block.register(nodes.doctest_block)
    def _code_block(self, node: nodes.Element) -> list[str]:
        text = node.astext()
        marks = "`" * max(3, _longest_run(text) + 1)
        language = node.get("language", "")
        return [f"{marks}{'' if language in _NO_LANGUAGE else language}\n{text}\n{marks}"]

    @_block.register(nodes.math_block)
    def _formula(self, node: nodes.Element) -> list[str]:
        return [f"$$\n{node.astext().strip()}\n$$"]

    @_block.register(nodes.block_quote)
    def _quotation(self, node: nodes.Element) -> list[str]:
        quoted = "\n\n".join(self.blocks(node.children))
        return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))]

    @_block.register(nodes.table)
    def _table(self, node: nodes.Element) -> list[str]:
        self._kept(node)
        return [
            escape(" | ".join(plain_words(cell) for cell in row.findall(nodes.entry)))
            for row in node.findall(nodes.row)
        ]

    @_block.register(nodes.Admonition)
    @_block.register(nodes.line_block)
    def _part(self, node: nodes.Element) -> list[str]:
        self._kept(node)
        return self.blocks(node.children)

    @_block.register(nodes.list_item)
    @_block.register(nodes.compound)
    @_block.register(nodes.container)
    def _unseen(self, node: nodes.Element) -> list[str]:
        return self.blocks(node.children)

    @_block.register(nodes.system_message)
    def _fault(self, node: nodes.Element) -> list[str]:
        self._lost(node, f"cannot be read: {node.next_node(nodes.paragraph).astext()}")
        return []

    @_block.register(nodes.Invisible)
    def _nothing(self, node: Node) -> list[str]:
        return []

    def inline(self, content: Iterable[Node]) -> str:
        """Return text with its markup."""
        return "".join(map(self._inline, content))

    @singledispatchmethod
    def _inline(self, node: nodes.Element) -> str:
        self._kept(node)
        return escape(node.astext())

    @_inline.register(nodes.Text)
    def _text(self, node: nodes.Text) -> str:
        return escape(node.astext())

    @_inline.register(term_reference)
    def _use(self, node: term_reference) -> str:
        return f"{{ftterm}}`{plain_words(node)} <{node['termid']}>`"

    @_inline.register(nodes.emphasis)
    @_inline.register(nodes.title_reference)
    def _emphasis(self, node: nodes.Element) -> str:
        return f"*{self.inline(node.children)}*"

    @_inline.register(nodes.strong)
    def _strong(self, node: nodes.Element) -> str:
        return f"**{self.inline(node.children)}**"

    @_inline.register(nodes.literal)
    def _code(self, node: nodes.Element) -> str:
        text = node.astext()
        marks = "`" * (_longest_run(text) + 1)
        space = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{marks}{space}{text}{space}{marks}"

    @_inline.register(nodes.math)
    def _math(self, node: nodes.Element) -> str:
        return f"${node.astext()}$"

    @_inline.register(nodes.reference)
    def _link(self, node: nodes.Element) -> str:
        address = node.get("refuri", "")
        if not re.match("https?:|mailto:", address):
            self._kept(node)
            return self.inline(node.children)
        text = self.inline(node.children)
        return f"<{address}>" if node.astext() == address else f"[{text}]({address})"

    @_inline.register(nodes.abbreviation)
    def _abbreviation(self, node: nodes.Element) -> str:
        return f"{self.inline(node.children)} ({escape(node.get('explanation', ''))})"

    @_inline.register(nodes.inline)
    @_inline.register(nodes.target)
    def _plain(self, node: nodes.Element) -> str:
        return self.inline(node.children)

    @_inline.register(nodes.Invisible)
    @_inline.register(nodes.system_message)
    def _no_text(self, node: Node) -> str:
        return ""

    @_inline.register(addnodes.pending_xref)
    def _reference(self, node: addnodes.pending_xref) -> str:
        shown = node.astext()
        term_id, name = self._find(node["reftarget"]) or ("", "")
        if term_id and name == shown:
            return f"{{ftterm}}`{term_id}`"
        if term_id and not re.search("[<>`]", shown):
            return f"{{ftterm}}`{shown} <{term_id}>`"
        self._remark(node, f"the reference '{node['reftarget']}' is kept as text")
        return self.inline(node.children)

    def _kept(self, node: nodes.Element) -> None:
        name, words = node.tagname.replace("_", " "), plain_words(node)
        if words and not isinstance(node, nodes.image):
            shown = shorten(words, 50, placeholder=" …")
            self._remark(node, f"'{name}' is kept as text: {shown}")
        else:
            self._lost(node, f"'{name}' has no text and is left out")


def plain_words(node: Node) -> str:
    """Return the text of a node in one line."""
    return " ".join(node.astext().split())  # type: ignore[no-untyped-call]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
