"""A term's entry: everything that the glossary page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_ftgloss.nodes import entry_name, fold, formula, inline_formula, where_used
from sphinx_ftgloss.prose import Prose
from sphinx_ftgloss.translation import _, filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from docutils.parsers.rst.states import Inliner

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.terms.model import Number, Param, Source, Term


class EntryWriter:
    """Makes the entries of one page.

    :param inliner: runs roles that are not ours; there is none once the page has been read.
    """

    def __init__(self, domain: FtDomain, inliner: Inliner | None) -> None:
        self._domain = domain
        self._glossary = domain.glossary
        self._inliner = inliner

    def entry(self, term: Term, docname: str) -> nodes.definition_list_item:
        """Return the entry of a term: its name, and what is said of it.

        What a pack says is added by `EntryTransform` when the page is written: it goes into no
        message catalog of the project, so the many transforms of reading would work for nothing.
        """
        name = self._name(term, docname)
        item = nodes.definition_list_item("", name)
        item.source, item.line = name.source, name.line
        if not self._glossary.origins[term.id].shipped:
            item += self.definition(term)
        return item

    def definition(self, term: Term) -> nodes.definition:
        """Return what is said of a term: its texts, and a table of facts."""
        short = self._prose(term, "short").paragraph(term.short, "ftgloss-short")
        body = nodes.definition("", short)
        explained = self._prose(term, "body").blocks(term.body)
        plain = self._prose(term, "plain").blocks(term.plain)
        parts = [explained, self._box("ftgloss-plain", _("In plain words."), plain)]
        if self._glossary.is_foreign(term, "body"):
            # What is in the reader's language comes first.
            parts.reverse()
        for part in parts:
            body += part
        if term.formula:
            body += fold("", formula(tex=term.formula.strip()), label=_("Formula"))
        if term.mistake:
            mistake = self._prose(term, "mistake").blocks(term.mistake)
            body += self._box("ftgloss-mistake", _("Common mistake."), mistake)
        body += nodes.field_list("", *self._facts(term), classes=["ftgloss-facts"])
        return body

    def summary(self, title: str, terms: list[Term]) -> nodes.container:
        """Return a box that lists terms with their short definitions."""
        items = []
        for term in terms:
            name = nodes.term("", "", self._link(term.id, term))
            text = self._prose(term, "short", translatable=False).paragraph(term.short)
            items.append(nodes.definition_list_item("", name, nodes.definition("", text)))
        heading = nodes.paragraph("", "", nodes.strong("", title))
        listed = nodes.definition_list("", *items)
        return nodes.container("", heading, listed, classes=["ftgloss-summary", "no-search"])

    def _prose(self, term: Term, field: str, *, translatable: bool = True) -> Prose:
        """Return what makes nodes of a field of a term."""
        return Prose(
            self._domain,
            self._place(term),
            self._inliner,
            entry=term.id,
            translatable=translatable and not self._glossary.origins[term.id].shipped,
            original=self._glossary.is_foreign(term, field),
        )

    def _box(self, name: str, lead: str, blocks: list[Node]) -> list[Node]:
        """Return a text with a label in front of its first words; nothing if there is no text."""
        if not blocks:
            return []
        label = nodes.strong("", lead)
        first = blocks[0]
        if isinstance(first, nodes.paragraph) and first.get("translatable", True) is False:
            if any(name.startswith("language-") for name in first["classes"]):
                language = str(self._domain.env.config.language).replace("_", "-")
                label["classes"] = [f"language-{language}"]
            first[:0] = [label, nodes.Text(" ")]
            return [nodes.container("", *blocks, classes=[name])]
        # A label inside the paragraph would become part of the message that is translated.
        return [nodes.container("", nodes.paragraph("", "", label), *blocks, classes=[name])]

    def _place(self, term: Term) -> nodes.inline:
        origin = self._glossary.origins[term.id]
        place = nodes.inline()
        place.source, place.line = self._domain.source_of(origin), origin.line or 1
        return place

    def _name(self, term: Term, docname: str) -> entry_name:
        name = entry_name(term.term, term.term, termid=term.id, docname=docname)
        place = self._place(term)
        name.source, name.line = place.source, place.line
        if long := term.expansion or term.abbr:
            name += [nodes.Text(" "), nodes.inline("", long, classes=["ftgloss-expansion"])]
        if long or self._glossary.origins[term.id].shipped:
            # With the long form in it, the name is no single message.
            name["translatable"] = False
        return name

    def _facts(self, term: Term) -> Iterator[Node]:
        glossary = self._glossary
        prose = self._prose(term, "numbers")
        rows: list[tuple[str, list[list[Node]]]] = [
            (_("Kind of"), [[self._link(i, term)] for i in term.broader]),
            (_("Narrower"), [[self._link(i, term)] for i in glossary.narrower(term.id)]),
            (
                _("Contrast with"),
                [self._contrast(i, how, term, prose) for i, how in glossary.contrasts(term.id)],
            ),
            (_("See also"), [[self._link(i, term)] for i in glossary.related(term.id)]),
        ]
        if term.symbol:
            symbol = nodes.paragraph("", "", inline_formula(tex=term.symbol))
            yield _field(_("Symbol"), symbol)
        for label, items in rows:
            if items:
                yield _field(label, nodes.paragraph("", "", *_joined(items)))
        also = [*term.aliases, *([term.abbr] if term.abbr and term.expansion else [])]
        original = glossary.originals.get(term.id)
        if original and original.term not in {term.term, *also}:
            also.append(original.term)
        if also:
            yield _field(_("Also called"), nodes.paragraph("", ", ".join(also)))
        if term.numbers:
            yield _field(_("Numbers"), _list(cited(n, term, prose) for n in term.numbers))
        if term.params:
            yield _field(_("In code"), _list(map(_param, term.params)))
        if term.sources:
            listed: Node = _list(map(sourced, term.sources))
            if len(term.sources) > 1:
                label = filled("{n} sources", n=len(term.sources))
                listed = fold("", listed, label=label)
            yield _field(_("Sources"), listed)
        yield where_used(termid=term.id)

    def _link(self, term_id: str, term: Term) -> Node:
        reference = self._domain.reference(term_id, nodes.Text(self._glossary.terms[term_id].term))
        reference["ofentry"] = term.id
        return reference

    def _contrast(self, term_id: str, how: str, term: Term, prose: Prose) -> list[Node]:
        link = self._link(term_id, term)
        if not how:
            return [link]
        return [link, nodes.Text(" ("), *prose.inline(how), nodes.Text(")")]


def cited(number: Number, term: Term, prose: Prose) -> list[Node]:
    """Return a number with a link to the source that it was read in."""
    source = term.cited(number)
    label = source.label if source else number.identifier
    text = nodes.Text(", ".join(filter(None, (label, number.where))))
    if source and source.link:
        link: Node = nodes.reference("", "", text, refuri=source.link, internal=False)
    else:
        link = text
    return [*prose.inline(number.text), nodes.Text(" ("), link, nodes.Text(")")]


def _field(label: str, content: Node) -> nodes.field:
    return nodes.field("", nodes.field_name("", label), nodes.field_body("", content))


def _joined(items: list[list[Node]]) -> Iterator[Node]:
    for number, item in enumerate(items):
        if number:
            yield nodes.Text(", ")
        yield from item


def _list(items: Iterable[list[Node]]) -> nodes.bullet_list:
    return nodes.bullet_list(
        "", *(nodes.list_item("", nodes.paragraph("", "", *item)) for item in items)
    )


def _param(param: Param) -> list[Node]:
    notes = [
        filled("default {value}", value=param.default) if param.default else "",
        filled("since {version}", version=param.since) if param.since else "",
        filled("until {version}", version=param.until) if param.until else "",
        filled("checked in {library} {version}", library=param.library, version=param.checked)
        if param.checked
        else param.library,
    ]
    text = ", ".join(filter(None, notes))
    return [nodes.literal("", param.name), nodes.Text(f" ({text})")]


def sourced(source: Source) -> list[Node]:
    """Return authors, year and title of a source, with a link to it."""
    title: Node = nodes.Text(source.title)
    if source.link:
        title = nodes.reference("", "", title, refuri=source.link, internal=False)
        if source.identifier == source.url:
            title["bare"] = "yes"  # nothing beside it says where to find it
    before = [nodes.Text(f"{source.credit}: ")] if source.credit else []
    tail = ", ".join(filter(None, (_shown_identifier(source), source.where)))
    return [*before, title, *([nodes.Text(f", {tail}")] if tail else [])]


def _shown_identifier(source: Source) -> str:
    return "" if source.identifier == source.url else source.identifier
