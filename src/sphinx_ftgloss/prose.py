"""The Markdown of term files as a document tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import roles

from sphinx_ftgloss.nodes import formula, inline_formula
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.languages import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils.nodes import Element, Node
    from docutils.parsers.rst.states import Inliner
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

    from sphinx_ftgloss.domain import FtDomain

_CONTAINERS: dict[str, type[nodes.Element]] = {
    "em": nodes.emphasis,
    "strong": nodes.strong,
    "bullet_list": nodes.bullet_list,
    "ordered_list": nodes.enumerated_list,
    "list_item": nodes.list_item,
    "blockquote": nodes.block_quote,
}


def _literal_block(item: SyntaxTreeNode) -> Node:
    language = item.info.split()[0] if item.info else "none"
    return nodes.literal_block("", item.content.rstrip("\n"), language=language)


_LEAVES: dict[str, Callable[[SyntaxTreeNode], Node]] = {
    "text": lambda item: nodes.Text(item.content),
    "softbreak": lambda _item: nodes.Text("\n"),
    "hardbreak": lambda _item: nodes.Text("\n"),
    "code_inline": lambda item: nodes.literal("", item.content),
    "fence": _literal_block,
    "code_block": _literal_block,
    "math_inline": lambda item: inline_formula(tex=item.content),
    "math_inline_double": lambda item: inline_formula(tex=item.content),
    "math_block": lambda item: formula(tex=item.content.strip()),
    "math_block_label": lambda item: formula(tex=item.content.strip()),
}


def _tree(tokens: list[Token]) -> list[SyntaxTreeNode]:
    # Imported late, as in `markdown.parser`.
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415

    return SyntaxTreeNode(tokens).children


class Prose:
    """Turns texts of a record into nodes that say where they come from.

    :param place: a node with the source and line of the texts.
    :param inliner: runs roles that are not ours; there is none once the page has been read.
    :param entry: the id of the entry that the texts belong to; empty for the prose of a page.
    :param translatable: the texts go into the project's message catalogs.
    :param original: the texts are in English although the project is not.
    """

    def __init__(
        self,
        domain: FtDomain,
        place: Element,
        inliner: Inliner | None,
        *,
        entry: str = "",
        translatable: bool = True,
        original: bool = False,
    ) -> None:
        self._domain = domain
        self._place = place
        self._inliner = inliner
        self._entry = entry
        self._translatable = translatable
        self._original = original

    def blocks(self, text: str) -> list[Node]:
        """Return the paragraphs and lists of a text."""
        found = self._nodes(_tree(markdown.blocks(text)))
        for node in found:
            self._mark_language(node)
        return found

    def paragraph(self, text: str, *classes: str) -> nodes.paragraph:
        """Return a text of one line as a paragraph."""
        paragraph = self._sourced(
            nodes.paragraph(text, "", *self.inline(text), classes=list(classes))
        )
        self._mark_language(paragraph)
        return paragraph

    def placed(self, content: list[Node]) -> nodes.paragraph:
        """Return inline nodes as a paragraph that says where they come from."""
        return self._sourced(nodes.paragraph("", "", *content))

    def inline(self, text: str) -> list[Node]:
        """Return the inline nodes of a text."""
        return self._nodes(_tree(markdown.inline(text)))

    def use(self, form: str, text: str, title: str = "") -> list[Node] | None:
        """Return the use of a term as a role prints it, or ``None`` if no term has that name.

        A text that may mean several terms warns, and is returned as text.
        """
        domain = self._domain
        if form == "param":
            if not (param_of := domain.glossary.param(text)):
                return None
            name: Node = nodes.Text(title) if title else nodes.literal("", text)
            return [self._reference(param_of.id, name)]
        match = domain.glossary.find(text)
        if not match.ids:
            return None
        if match.ambiguous:
            choices = " or ".join(f"'{title or text} <{term_id}>'" for term_id in match.ids)
            warn(
                Subtype.AMBIGUOUS_TERM,
                f"'{text}' can mean more than one thing and links to nothing; write {choices}",
                self._place,
            )
            return [nodes.Text(title or text)]
        term = domain.glossary.current(match.ids[0])
        if term.id != match.ids[0]:
            warn(
                Subtype.DEPRECATED_TERM,
                f"'{match.ids[0]}' is deprecated; use '{term.id}'",
                self._place,
            )
        if form == "def":
            definition = self.inline(domain.glossary.printed("def", text))
            return [nodes.inline("", "", *definition, classes=["ftgloss-definition"])]
        words = title or domain.glossary.printed(form, text, original=self._original)
        reference = self._reference(term.id, nodes.Text(words))
        if title:
            reference["titled"] = "yes"
        return [reference]

    def _reference(self, term_id: str, child: Node) -> Element:
        reference = self._domain.reference(term_id, child)
        if self._entry:
            reference["ofentry"] = self._entry
        reference.source, reference.line = self._place.source, self._place.line
        return reference

    def _nodes(self, tree: Iterable[SyntaxTreeNode]) -> list[Node]:
        return [node for item in tree for node in self._convert(item)]

    def _convert(self, item: SyntaxTreeNode) -> list[Node]:
        """Return a Markdown element as nodes."""
        if item.type in _CONTAINERS:
            return [_CONTAINERS[item.type]("", *self._nodes(item.children))]
        if item.type in _LEAVES:
            return [_LEAVES[item.type](item)]
        children = self._nodes(item.children)
        match item.type:
            case "paragraph":
                raw = item.children[0].content
                return [self._sourced(nodes.paragraph(raw, "", *children))]
            case "myst_role":
                return self._role(item.meta["name"], item.content)
            case "link" if str(item.attrs["href"]).startswith(("http:", "https:", "mailto:")):
                uri = item.attrs["href"]
                return [nodes.reference("", "", *children, refuri=uri, internal=False)]
            case _:
                return children

    def _role(self, name: str, content: str) -> list[Node]:
        if form := markdown.TERM_ROLES.get(name):
            title, target = markdown.split_target(content)
            if self._inliner:
                self._domain.note_lookup(self._domain.env.docname, form, target)
            found = self.use(form, target, title)
            if found is not None:
                return found
            if hidden := self._domain.glossary.hidden.get(target):
                return [nodes.Text(title or hidden.term)]
            self._domain.warn_unknown(form, target, self._place)
            return [nodes.Text(title or target)]
        rawtext = f"{{{name}}}`{content}`"
        if self._inliner is None:
            return [nodes.Text(rawtext)]
        line = self._place.line or 0
        role, messages = roles.role(name, self._inliner.language, line, self._inliner.reporter)
        if role is None:
            return [nodes.Text(rawtext), *messages]
        found, problems = role(name, rawtext, content, line, self._inliner, {}, [])
        return [*found, *messages, *problems]

    def _mark_language(self, node: Node) -> None:
        if self._original and isinstance(node, nodes.Element):
            # docutils makes a lang attribute of it.
            node["classes"].append(f"language-{ORIGINAL}")

    def _sourced(self, node: nodes.paragraph) -> nodes.paragraph:
        node.source, node.line = self._place.source, self._place.line
        if not self._translatable:
            node["translatable"] = False
        return node
