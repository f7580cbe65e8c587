"""The directive ``glossary`` of Sphinx, in reStructuredText and in Markdown."""

from __future__ import annotations

import os
import re
from functools import singledispatchmethod
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent, shorten
from typing import TYPE_CHECKING

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace

from sphinx_ftgloss import termfile
from sphinx_ftgloss.importing.entries import Entry
from sphinx_ftgloss.importing.prose import describe, escape
from sphinx_ftgloss.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node

    from sphinx_ftgloss.glossary import Glossary
    from sphinx_ftgloss.importing.entries import Find, Record, Report

_NO_LANGUAGE = {"default", "none"}


def read(source: Path, glossary: Glossary, report: Report) -> list[Entry]:
    """Return the entries of all glossaries in a page."""
    name = source.as_posix()
    origin = Origin(name, None)
    if termfile.content(source, name, report) is None:
        return []
    try:
        document = _document(source)
    except SphinxError as error:
        report.add(origin, f"cannot be read: {error}")
        return []
    lists = list(document.findall(addnodes.glossary))
    if not lists:
        report.add(origin, "holds no glossary directive")
    entries: list[Entry] = []
    for found in lists:
        for message in _messages_before(found):
            report.remark(
                origin,
                f"Sphinx says: {_words(message.children[0])}",
            )
        entries += [
            _entry(item, source, glossary, report)
            for item in found.findall(nodes.definition_list_item)
            # A list of definitions in a definition is no part of the glossary.
            if item.parent.parent is found
        ]
    return entries


def _document(source: Path) -> nodes.document:
    """Return a page as Sphinx reads it, without its project."""
    documents: list[nodes.document] = []
    with TemporaryDirectory() as place, docutils_namespace():
        app = Sphinx(
            srcdir=source.resolve().parent,
            confdir=None,
            outdir=Path(place, "out"),
            doctreedir=Path(place, "doctrees"),
            buildername="dummy",
            confoverrides=_settings(source),
            status=None,
            warning=StringIO(),
            freshenv=True,
        )
        app.connect("doctree-read", lambda _app, document: documents.append(document))
        app.builder.read()
    return documents[0]


def _settings(source: Path) -> dict[str, object]:
    """Return the configuration for a page that is the whole of a project."""
    settings: dict[str, object] = {
        # So that Sphinx does not look for pages in all that lies beside it.
        "exclude_patterns": [
            _pattern(path.name) for path in source.resolve().parent.iterdir() if path.is_dir()
        ],
        "include_patterns": [_pattern(source.name)],
        "keep_warnings": True,
        "root_doc": source.name.removesuffix(source.suffix),
        "smartquotes": False,
        "source_suffix": {source.suffix: "restructuredtext"},
    }
    if source.suffix.lower() not in {".md", ".markdown"}:
        return settings
    return settings | {
        "extensions": ["myst_parser"],
        "myst_enable_extensions": ["colon_fence", "deflist", "dollarmath"],
        # So that "from $5 to $6" is no formula.
        "myst_dmath_allow_digits": False,
        "myst_dmath_allow_space": False,
        "source_suffix": {source.suffix: "markdown"},
    }


def _pattern(name: str) -> str:
    return re.sub(r"[*?\[\]]", "?", name)


def _messages_before(found: Node) -> Iterator[nodes.system_message]:
    """Yield what Sphinx says of a glossary, which stands before it."""
    siblings = found.parent.children
    for node in reversed(siblings[: siblings.index(found)]):
        if not isinstance(node, nodes.system_message):
            break
        yield node


def _entry(
    item: nodes.definition_list_item, file: Path, glossary: Glossary, report: Report
) -> Entry:
    terms = [node for node in item.children if isinstance(node, nodes.term)]
    names = [_words(term) for term in terms]
    content = [node for node in item.children if isinstance(node, nodes.definition)]
    # Sphinx counts the lines of terms from zero, and in Markdown from the directive.
    first = _first_with_line(content)
    at = _origin(first or terms[0], file)
    origin = replace(at, line=at.line - len(terms)) if first and at.line else at
    for index in item.findall(addnodes.index):
        for *_entry, key in index["entries"]:
            if key:
                report.remark(origin, f"the index key '{key}' is left out", record=names[0])

    def texts(find: Find) -> Record:
        writer = _Markdown(file, find, report)
        blocks = [block for node in content for block in writer.blocks(node.children)]
        return describe("\n\n".join(blocks), glossary, origin, report, names[0])

    anchors = [node_id for term in terms for node_id in term["ids"]]
    fields = {"term": names[0], "aliases": names[1:]}
    return Entry(origin, fields, (*names, *anchors), texts=texts)


def _first_with_line(content: Iterable[Node]) -> Node | None:
    for node in content:
        for part in node.findall(nodes.Element):
            if part.line:
                return part
    return None


def _origin(node: Node | None, file: Path) -> Origin:
    """Return where a node stands: in a page, or in a file that it includes."""
    name = file.as_posix()
    while node is not None and not node.line:
        node = node.parent
    if node is None:
        return Origin(name, None)
    if node.source and Path(node.source).is_file() and not file.samefile(node.source):
        name = Path(os.path.relpath(node.source)).as_posix()
    return Origin(name, int(node.line or 0))


class _Markdown:
    """Writes what docutils has read as the Markdown of term files.

    :param find: returns what a reference leads to.
    """

    def __init__(self, file: Path, find: Find, report: Report) -> None:
        self._file = file
        self._find = find
        self._report = report

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
            escape(" | ".join(_words(cell) for cell in row.findall(nodes.entry)))
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

    @_block.register(nodes.Invisible)
    @_block.register(nodes.system_message)
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
        target = self._find(node["reftarget"])
        if target and target.term == shown:
            return f"{{ftterm}}`{target.id}`"
        if target and not re.search("[<>`]", shown):
            return f"{{ftterm}}`{shown} <{target.id}>`"
        self._remark(node, f"the reference '{node['reftarget']}' is kept as text")
        return self.inline(node.children)

    def _kept(self, node: nodes.Element) -> None:
        name, words = node.tagname.replace("_", " "), _words(node)
        if words and not isinstance(node, nodes.image):
            shown = shorten(words, 50, placeholder=" …")
            self._remark(node, f"'{name}' is kept as text: {shown}")
        else:
            at = _origin(node, self._file)
            self._report.add(at, f"'{name}' has no text and is left out")

    def _remark(self, node: Node, message: str) -> None:
        self._report.remark(_origin(node, self._file), message)


def _words(node: Node) -> str:
    return " ".join(node.astext().split())  # type: ignore[no-untyped-call]


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
