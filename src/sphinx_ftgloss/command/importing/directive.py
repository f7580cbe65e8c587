"""The directive ``glossary`` of Sphinx, in reStructuredText and in Markdown."""

from __future__ import annotations

import os
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace

from sphinx_ftgloss.as_markdown import MarkdownWriter, plain_words
from sphinx_ftgloss.command.importing.entries import Entry
from sphinx_ftgloss.command.importing.prose import describe
from sphinx_ftgloss.terms import termfile
from sphinx_ftgloss.terms.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node

    from sphinx_ftgloss.command.importing.entries import Find, Record, Report
    from sphinx_ftgloss.terms.glossary import Glossary


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
                f"Sphinx says: {plain_words(message.children[0])}",
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
    names = [plain_words(term) for term in terms]
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
        writer = MarkdownWriter(
            find,
            lambda node, message: report.remark(_origin(node, file), message),
            lambda node, message: report.add(_origin(node, file), message),
        )
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
