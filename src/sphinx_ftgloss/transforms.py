"""What happens to our nodes between reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_ftgloss.domain import anchor, get_domain
from sphinx_ftgloss.entry import EntryWriter
from sphinx_ftgloss.formats.builders import joins_pages, writes_cards, writes_html, writes_notes
from sphinx_ftgloss.links import Entries, use_anchor
from sphinx_ftgloss.nodes import (
    entry_name,
    finder,
    fold,
    formula,
    inline_formula,
    page_terms,
    term_reference,
    where_used,
)
from sphinx_ftgloss.terms.forms import initial, sort_key
from sphinx_ftgloss.translation import _
from sphinx_ftgloss.where_used import WhereUsed

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.builders import Builder


class GroupTransform(SphinxTransform):
    """Give a group of entries a plain heading where no section may stand, as in a note."""

    default_priority = 10

    def apply(self, **_kwargs: object) -> None:
        """Replace such sections by their heading and entries."""
        page = get_domain(self.env).pages.get(self.env.docname)
        if page is None or not page.listings:
            return
        for section in [s for s in self.document.findall(nodes.section) if "ftgroup" in s]:
            if not isinstance(section.parent, (nodes.document, nodes.section)):
                title, *entries = section.children
                text = str(title.astext())  # type: ignore[no-untyped-call]
                heading = nodes.rubric(text, text)
                section.replace_self([heading, *entries])


class EntryTransform(SphinxPostTransform):
    """Finish the entries of a page: keep those in use, set ids, list where each is used."""

    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Do so for each entry of the page, or of the book that was joined."""
        domain = get_domain(self.env)
        if not domain.prints_entries(self.env.docname):
            return
        writer = EntryWriter(domain, None)
        quoted = writes_cards(domain.builder)
        where = WhereUsed(domain, self.env.docname, quoted=quoted)
        for name in list(self.document.findall(entry_name)):
            term_id = name["termid"]
            item = name.parent
            if term_id not in domain.glossary.terms or (
                item.parent.get("usedonly") and term_id not in domain.overview.needed
            ):
                _remove(item)
                continue
            term = domain.glossary.terms[term_id]
            if domain.overview.homes.get(term_id) == name["docname"]:
                name["ids"] = [anchor(term_id)]
            if len(item) == 1:
                item += writer.definition(term)
            for part in list(item.findall(fold)):
                if quoted:
                    part["open"] = domain.options.depth == "deep"
                else:
                    part.replace_self(part.children)
            place = next(item.findall(where_used))
            facts = place.parent
            place.replace_self(list(where.rows(term_id)))
            if not facts.children:
                facts.parent.remove(facts)
            if quoted:
                name["forms"] = ", ".join(domain.glossary.names.spelled(term))
                name["letter"] = initial(term)
                name["category"] = domain.glossary.categories.get(term.category, "")


class FinderTransform(SphinxPostTransform):
    """Give the place of a filter what its script needs; where there is no script, it goes."""

    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Set the depth to begin with, or remove the place."""
        domain = get_domain(self.env)
        if not domain.prints_entries(self.env.docname):
            return
        for place in list(self.document.findall(finder)):
            if writes_cards(domain.builder):
                place["depth"] = domain.options.depth
                self.document["ftgloss-find"] = "yes"
            else:
                place.parent.remove(place)


class PageTermsTransform(SphinxPostTransform):
    """List the terms of a page with their short definitions, where it asks for that."""

    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Fill each such place; one on a page that uses no terms goes."""
        domain = get_domain(self.env)
        if "ftgloss-page-terms" not in self.document and not joins_pages(domain.builder):
            return
        writer = EntryWriter(domain, None)
        for place in list(self.document.findall(page_terms)):
            used = domain.overview.used_on(place["docname"]) & domain.glossary.terms.keys()
            terms = sorted(
                (domain.glossary.terms[term_id] for term_id in used),
                key=sort_key,
            )
            box = writer.summary(place["title"] or _("Terms on this page"), terms)
            place.replace_self([box] if terms else [])


def _remove(item: Element) -> None:
    """Remove an entry, and its group with the heading if it was the last one."""
    parent = item.parent
    parent.remove(item)
    if not parent.children:
        group = parent.parent
        before = group[group.index(parent) - 1] if group.index(parent) else None
        group.remove(parent)
        if isinstance(before, nodes.rubric):
            group.remove(before)
        elif isinstance(group, nodes.section) and len(group) == 1 and group.get("ftgroup"):
            group.parent.remove(group)


class ReferenceTransform(SphinxPostTransform):
    """Point each use of a term to its entry, and note which cards the page needs."""

    # After Sphinx's ReferencesResolver (10), where ``any`` and ``:term:`` become uses of terms.
    default_priority = 20

    def run(self, **_kwargs: object) -> None:
        """Set the targets; a use whose term has no entry here keeps its card, without a link."""
        domain = get_domain(self.env)
        builder = domain.builder
        docname = self.env.docname
        if not domain.shows_terms(docname):
            return
        entries = Entries(domain, docname)
        shown: dict[str, None] = {}
        notes: dict[str, str] = {}
        for node in list(self.document.findall(term_reference)):
            term_id = node["termid"]
            target = entries.target(term_id)
            node.attributes.update(target)
            if writes_cards(builder):
                shown[term_id] = None
                _give_card(node, builder)
            elif writes_notes(builder) and "ofentry" not in node:
                _give_note(node, builder, notes)
            elif not target:
                node.replace_self(node.children)
            else:
                node.replace_self(_plain_reference(node, builder))
        if notes:
            self.document["ftgloss-notes"] = notes
        if shown:
            self.document["ftgloss-cards"] = list(shown)
            for term_id in shown:
                # Made here, in the one process that all writers are forked from.
                domain.card(term_id)


def _give_card(node: Element, builder: Builder) -> None:
    """Say that a use has a card, and where one can come back to it."""
    node["card"] = "yes"
    if "use" in node:
        node["anchor"] = use_anchor(builder, node["docname"], node["termid"], node["use"])


def _give_note(node: Element, builder: Builder, notes: dict[str, str]) -> None:
    """Say that a use refers to a note of the page, from which one can come back to the first."""
    node["note"] = "yes"
    if "use" in node:
        node["anchor"] = use_anchor(builder, node["docname"], node["termid"], node["use"])
    if not notes.get(node["termid"]):
        notes[node["termid"]] = node.get("anchor", "")


def _plain_reference(node: Element, builder: Builder) -> nodes.reference:
    reference = nodes.reference("", "", *node.children, internal=True, **node.attributes)
    if builder.format == "latex":
        # LaTeX prints no page number after links that carry this class.
        reference[:] = [nodes.inline("", "", *reference.children, classes=["std-term"])]
    return reference


class FormulaTransform(SphinxPostTransform):
    """Give formulas to builders that write no MathML as ordinary math."""

    default_priority = 20

    def run(self, **_kwargs: object) -> None:
        """Replace formulas by ``math`` and ``math_block``."""
        domain = get_domain(self.env)
        builder = domain.builder
        # A role or a box can print a definition with math where no entry is printed.
        if writes_html(builder) or not domain.shows_terms(self.env.docname):
            return
        for node in list(self.document.findall(formula)):
            # Sphinx up to 8.1 reads ``nowrap``, later ones read ``no-wrap``.
            block = nodes.math_block(node["tex"], node["tex"], nowrap=False, number=None)
            block["no-wrap"] = False
            node.replace_self(block)
        for inline in list(self.document.findall(inline_formula)):
            inline.replace_self(nodes.math(inline["tex"], inline["tex"]))
