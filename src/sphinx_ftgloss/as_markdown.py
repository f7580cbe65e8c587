"""What docutils has read, as the Markdown of term files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes

from sphinx_ftgloss.nodes import term_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils.nodes import Element, Node


_SILENT = (nodes.Invisible, nodes.system_message, addnodes.index)
_MARKUP = re.compile(
    r"""[\\`*$]                                # always markup
    | (?<![^\W_])_ | _(?![^\W_])               # emphasis, but not the joint of a name
    | \](?=\() | <(?=[A-Za-z]) | &(?=\#?\w+;)  # links, addresses, entities""",
    re.VERBOSE,
)
_BLOCK = re.compile(r"^([ \t]*(?:\d{1,9}(?=[.)](?:\s|$)))?)([-+>.)~])", re.MULTILINE)
_SHOWN = 40
_FENCE = 3


def escape(text: str) -> str:
    """Return plain text as Markdown that reads the same."""
    return _BLOCK.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


class MarkdownWriter:
    """Writes nodes as Markdown.

    :param find: returns the id of the term that a cross-reference leads to and the name that its
        entry has, or nothing.
    :param remark: is told of a node that is kept as text or left out, and why.
    """

    def __init__(
        self,
        find: Callable[[str], tuple[str, str] | None],
        remark: Callable[[Element, str], None],
    ) -> None:
        self._find = find
        self._remark = remark

    def blocks(self, content: Iterable[Node]) -> list[str]:
        """Return paragraphs, lists and so on, each as a text."""
        return [
            text
            for node in content
            if isinstance(node, nodes.Element)
            for text in self._block(node)
            if text.strip()
        ]

    def inline(self, content: Iterable[Node]) -> str:
        """Return text with its markup."""
        return "".join(map(self._inline, content))

    def _block(self, node: Element) -> list[str]:
        write = next((write for kind, write in _BLOCKS if isinstance(node, kind)), None)
        if write:
            return write(self, node)
        self._kept(node)
        if isinstance(node, (nodes.Admonition, nodes.line_block)):
            return self.blocks(node.children)
        return [escape(_text(node))]

    def _inline(self, node: Node) -> str:
        if isinstance(node, nodes.Text):
            return escape(str(node))
        element = cast("Element", node)
        write = next((write for kind, write in _INLINES if isinstance(element, kind)), None)
        if write:
            return write(self, element)
        self._kept(element)
        return escape(_text(element))

    def within(self, node: Element) -> list[str]:
        """Return the blocks of a node that is none itself."""
        return self.blocks(node.children)

    def listed(self, node: Element) -> list[str]:
        """Return a list."""
        start = node.get("start", 1)
        is_numbered = isinstance(node, nodes.enumerated_list)
        items = [
            (f"{start + n}. " if is_numbered else "- ", "\n\n".join(self.blocks([*item])))
            for n, item in enumerate(cast("list[Element]", node.children))
        ]
        between = "\n\n" if any("\n\n" in item for _mark, item in items) else "\n"
        return [
            between.join(mark + item.replace("\n", "\n" + " " * len(mark)) for mark, item in items)
        ]

    def quoted(self, node: Element) -> list[str]:
        """Return a quotation."""
        lines = "\n\n".join(self.blocks(node.children)).split("\n")
        return ["\n".join(f"> {line}".rstrip() for line in lines)]

    def link(self, node: Element) -> str:
        """Return a link to a page on the web; the words of any other."""
        address = node.get("refuri", "")
        if not address.startswith(("http:", "https:", "mailto:")):
            self._kept(node)
            return self.inline(node.children)
        if _text(node) == address:
            return f"<{address}>"
        return f"[{self.inline(node.children)}]({address})"

    def reference(self, node: Element) -> str:
        """Return a role for a cross-reference to a term; the words of any other."""
        shown = _text(node)
        if found := self._find(node["reftarget"]):
            term_id, name = found
            if name == shown:
                return f"{{ftterm}}`{term_id}`"
            if not re.search("[<>`]", shown):
                return f"{{ftterm}}`{shown} <{term_id}>`"
        self._remark(node, f"the reference '{node['reftarget']}' is kept as text")
        return self.inline(node.children)

    def _kept(self, node: Element) -> None:
        name = node.tagname.replace("_", " ")
        text = _text(node)
        if isinstance(node, nodes.image) or not text.strip():
            self._remark(node, f"'{name}' has no text and is left out")
        else:
            shown = text if len(text) < _SHOWN else f"{text[:_SHOWN]}…"
            self._remark(node, f"'{name}' is kept as text: {shown}")


_BLOCKS: tuple[tuple[Any, Callable[[MarkdownWriter, Element], list[str]]], ...] = (
    (_SILENT, lambda _writer, _node: []),
    ((nodes.paragraph, nodes.line), lambda writer, node: [writer.inline(node.children).strip()]),
    ((nodes.bullet_list, nodes.enumerated_list), MarkdownWriter.listed),
    ((nodes.literal_block, nodes.doctest_block), lambda _writer, node: [_fence(node)]),
    (nodes.math_block, lambda _writer, node: [f"$$\n{_text(node).strip()}\n$$"]),
    (nodes.block_quote, MarkdownWriter.quoted),
    ((nodes.compound, nodes.container), MarkdownWriter.within),
)
_INLINES: tuple[tuple[Any, Callable[[MarkdownWriter, Element], str]], ...] = (
    (_SILENT, lambda _writer, _node: ""),
    (
        (nodes.emphasis, nodes.title_reference),
        lambda writer, node: f"*{writer.inline(node.children)}*",
    ),
    (nodes.strong, lambda writer, node: f"**{writer.inline(node.children)}**"),
    (nodes.literal, lambda _writer, node: _code(_text(node))),
    (nodes.math, lambda _writer, node: f"${_text(node)}$"),
    (term_reference, lambda _writer, node: f"{{ftterm}}`{_text(node)} <{node['termid']}>`"),
    (addnodes.pending_xref, MarkdownWriter.reference),
    (nodes.reference, MarkdownWriter.link),
    (
        nodes.abbreviation,
        lambda writer, node: (
            f"{writer.inline(node.children)} ({escape(node['explanation'])})"
            if node.get("explanation")
            else writer.inline(node.children)
        ),
    ),
    ((nodes.inline, nodes.target), lambda writer, node: writer.inline(node.children)),
)


def _text(node: Element) -> str:
    return str(node.astext())


def _fence(node: Element) -> str:
    text = _text(node)
    marks = "`" * max(_FENCE, _longest_run(text) + 1)
    language = node.get("language", "")
    return f"{marks}{'' if language in {'default', 'none'} else language}\n{text}\n{marks}"


def _code(text: str) -> str:
    marks = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{space}{text}{space}{marks}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
