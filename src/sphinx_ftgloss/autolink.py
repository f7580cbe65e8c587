"""``ftgloss_autolink``: the first mention of a term becomes a use of it, without a role."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.config import AUTOLINK
from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.nodes import UNLINKED, term_reference, unlinked
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.model import OFF_FIELD, OFF_VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.terms.matcher import Mention

_NOT_PROSE = (
    # Headings and captions, and what heads a part of a table or list.
    nodes.Titular,
    nodes.caption,
    nodes.legend,
    nodes.thead,
    nodes.term,
    nodes.classifier,
    nodes.field_name,
    nodes.option_group,
    # What others have said.
    nodes.block_quote,
    nodes.footnote,
    nodes.citation,
    nodes.title_reference,
    # Links, and what is one for a reader.
    nodes.reference,
    nodes.image,
    nodes.abbreviation,
    nodes.acronym,
    addnodes.pending_xref,
    addnodes.download_reference,
    term_reference,
    unlinked,
    # Code, mathematics and other languages than prose.
    nodes.literal,
    nodes.FixedTextElement,
    nodes.math,
    nodes.superscript,
    nodes.subscript,
    addnodes.desc_signature,
    addnodes.desc_inline,
    addnodes.literal_emphasis,
    addnodes.literal_strong,
    addnodes.manpage,
    addnodes.productionlist,
    # What is not on the page, or says nothing of its own.
    nodes.Bibliographic,
    nodes.Invisible,
    nodes.system_message,
    nodes.problematic,
    addnodes.toctree,
    addnodes.glossary,
)
_LABELS = {"guilabel", "menuselection"}
_OPAQUE = "\N{OBJECT REPLACEMENT CHARACTER}"


class AutolinkTransform(SphinxTransform):
    """Make uses of the first mentions of a page, or of each of its sections."""

    # After substitutions, translation and metadata (340), and after quotes have become typographic.
    default_priority = 760

    def apply(self, **_kwargs: object) -> None:
        """Do so where the project, or the page itself, asks for it."""
        domain = get_domain(self.env)
        scope = self._scope(domain.options.autolink)
        if scope != "off":
            domain.note_names(self.env.docname)
            self._link(domain, scope)
        if self.env.temp_data.get(UNLINKED):
            for node in list(self.document.findall(unlinked)):
                node.replace_self(node.children)

    def _link(self, domain: FtDomain, scope: str) -> None:
        for region in _regions(self.document) if scope == "section" else [[self.document]]:
            linker = _Linker(domain)
            for part in region:
                linker.link(part)

    def _scope(self, default: str) -> str:
        """Return what the page's metadata says, or the project's setting."""
        for info in self.document.children:
            for field in info.findall(nodes.field) if isinstance(info, nodes.docinfo) else ():
                name, body = (str(part.astext()).strip().lower() for part in field.children)  # type: ignore[no-untyped-call]
                if name == OFF_FIELD:
                    # YAML reads `off` as false.
                    found = "off" if body in OFF_VALUES else body
                    if found in AUTOLINK:
                        return found
                    message = f"{OFF_FIELD} must be one of {', '.join(AUTOLINK)}, not '{body}'"
                    warn(Subtype.UNKNOWN_OPTION, message, (self.env.docname, field.line))
        return default


class OwnTermTransform(SphinxPostTransform):
    """Leave mentions of what the project's own ``glossary`` defines as words."""

    # After `:term:` has been resolved (10), before uses are spelled out or printed (15).
    default_priority = 12

    def run(self, **_kwargs: object) -> None:
        """Undo such links; while a page is read it is not known yet what others define."""
        domain = get_domain(self.env)
        for node in list(self.document.findall(term_reference)):
            if "mention" in node and domain.overview.is_own(node["mention"]):
                node.replace_self(node.children)


def _regions(document: nodes.document) -> Iterator[list[Node]]:
    """Yield the parts of a page that are linked each for itself: its sections, what is before."""
    outer: Element = document
    sections = [n for n in document.children if isinstance(n, nodes.section)]
    if len(sections) == 1:
        # The section of the page's title.
        yield [n for n in document.children if n is not sections[0]]
        outer = sections[0]
    yield [n for n in outer.children if not isinstance(n, nodes.section)]
    for section in outer.children:
        if isinstance(section, nodes.section):
            yield [section]


class _Linker:
    """Makes a use of the first mention of each term in what it is given one after the other."""

    def __init__(self, domain: FtDomain) -> None:
        self._domain = domain
        self._seen: set[str] = set()

    def link(self, node: Node) -> None:
        """Link the mentions in a node and below."""
        if not isinstance(node, nodes.Element):
            return
        if not _is_prose(node):
            self._seen.update(self._used(node))
        elif isinstance(node, nodes.TextElement):
            self._link_words(node)
        else:
            for child in list(node.children):
                self.link(child)

    def _used(self, node: Element) -> Iterator[str]:
        """Yield the terms that roles refer to."""
        for use in node.findall(term_reference):
            if "ofentry" not in use:
                yield use["termid"]
        for reference in node.findall(addnodes.pending_xref):
            if (reference.get("refdomain"), reference.get("reftype")) == ("std", "term"):
                yield self._domain.glossary.certain(reference["reftarget"])

    def _link_words(self, block: Element) -> None:
        """Link the mentions in a paragraph, whose words may stand in several nodes."""
        pieces = list(_pieces(block))
        text = "".join(words for _piece, words in pieces)
        mentions = iter(self._domain.matcher.mentions(text))
        mention = next(mentions, None)
        start = 0
        for piece, words in pieces:
            end = start + len(words)
            is_text = isinstance(piece[0], nodes.Text)
            if not is_text:
                self._seen.update(self._used(cast("Element", piece[0])))
            parts: list[Node] = []
            done = start
            while mention and mention.start < end:
                # What begins in one node and ends in another, as "learning *rate*", stays as it is.
                if mention.end <= end and is_text and self._is_first(mention):
                    before = nodes.Text(text[done : mention.start])
                    parts += [before, self._use(mention, text, block)]
                    done = mention.end
                mention = next(mentions, None)
            if parts:
                parent = piece[0].parent
                place = parent.index(piece[0])
                parent[place : place + len(piece)] = [*parts, nodes.Text(text[done:end])]
            start = end

    def _is_first(self, mention: Mention) -> bool:
        term_id = self._domain.glossary.current(mention.id).id
        is_first = mention.proper and term_id not in self._seen
        if is_first:
            self._seen.add(term_id)
        return is_first

    def _use(self, mention: Mention, text: str, block: Element) -> term_reference:
        words = text[mention.start : mention.end]
        term = self._domain.glossary.current(mention.id)
        use = self._domain.reference(term.id, nodes.Text(words))
        use["mention"] = " ".join(words.split())
        use.source, use.line = block.source, block.line
        return use


def _is_prose(node: Element) -> bool:
    if isinstance(node, _NOT_PROSE):
        return False
    return not any(c.startswith("ftgloss-") or c in _LABELS for c in node.get("classes", ()))


def _pieces(element: Element) -> Iterator[tuple[list[Node], str]]:
    """Yield the texts of a paragraph, and what is not prose as one sign each.

    MyST makes a text of its own of each line break; those that follow each other are one.
    """
    for is_text, run in groupby(element.children, lambda child: isinstance(child, nodes.Text)):
        if is_text:
            texts = list(run)
            yield texts, "".join(map(str, texts))
            continue
        for child in run:
            if _is_prose(cast("Element", child)):
                yield from _pieces(cast("Element", child))
            else:
                yield [child], _OPAQUE
