"""The directive ``ftmap``: a concept map as a picture, and the same as a list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_ftgloss.directives import Option, converters, names
from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.formats.builders import writes_cards
from sphinx_ftgloss.links import Entries
from sphinx_ftgloss.maps import svg
from sphinx_ftgloss.maps.concept_map import KINDS, Request, part_of
from sphinx_ftgloss.maps.drawing import lay_out
from sphinx_ftgloss.nodes import concept_map
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.listing import Listing, Selection
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.maps.concept_map import Part

LEVELS = 3
"""How deep the list is nested; LaTeX can do four, and the map may stand in a list."""


class FtMap(SphinxDirective):
    """Draw terms and their relations; builders other than HTML print a list of them."""

    takes: ClassVar[dict[str, Option]] = {
        "category": Option(names, "ids", "Only terms of these categories."),
        "terms": Option(
            names,
            "ids or other names",
            "These terms, which stand out, and the terms near them. Without this option and "
            "without `:category:` the whole glossary is drawn.",
        ),
        "depth": Option(
            directives.nonnegative_int,
            "number",
            "How many relations away from the given terms to go. The default is 1; 0 shows them "
            "alone.",
        ),
        "relations": Option(
            names,
            "kinds",
            f"Which of the relations {', '.join(f'`{kind}`' for kind in KINDS)} to follow and to "
            "draw. The default is all for given terms, "
            f"`{' '.join(KINDS[:2])}` for a category, and `{KINDS[0]}` for the whole glossary: "
            "many `related` terms make many lines.",
        ),
        "caption": Option(
            directives.unchanged_required, "text", "A line below the map; markup is allowed."
        ),
    }
    option_spec: ClassVar[OptionSpec] = converters(takes)  # type: ignore[misc] # as Sphinx has it

    def run(self) -> list[Node]:
        """Return the place of the map; it is drawn when the addresses of the entries are known."""
        domain = get_domain(self.env)
        terms = self._terms(domain)
        request = Request(
            terms=terms,
            categories=self._known("category", domain.glossary.categories),
            depth=self.options.get("depth", 1),
            kinds=self._kinds(),
        )
        lost = ("terms" in self.options and not terms) or (
            "category" in self.options and not request.categories
        )
        part = part_of(domain.glossary, request)
        self._note(domain, request, part)
        if lost or not part.term_ids:
            self._warn("there is nothing to draw")
            return []
        drawn = concept_map(request=request, label=self._label(domain, request))
        if caption := self.options.get("caption"):
            content, messages = self.parse_inline(caption, lineno=self.lineno)
            drawn += [nodes.paragraph(caption, "", *content), *messages]
            self.set_source_info(drawn[0])
        drawn += Outline(domain, part).list()
        return [drawn]

    def _terms(self, domain: FtDomain) -> tuple[str, ...]:
        place = (self.env.docname, self.lineno)
        asked = (domain.asked_for(i, self.name, place) for i in self.options.get("terms", ()))
        return tuple(dict.fromkeys(filter(None, asked)))

    def _kinds(self) -> tuple[str, ...]:
        """Return the relations to draw; by default the fewer, the more terms there may be."""
        if "relations" in self.options:
            return self._known("relations", KINDS)
        if "terms" in self.options:
            return KINDS
        return KINDS[:2] if "category" in self.options else KINDS[:1]

    def _known(self, option: str, known: Iterable[str]) -> tuple[str, ...]:
        asked = self.options.get(option, ())
        for name in asked:
            if name not in known:
                choices = ", ".join(known)
                self._warn(f"option '{option}': '{name}' is not known; there are {choices}")
        return tuple(name for name in asked if name in known)

    def _note(self, domain: FtDomain, request: Request, part: Part) -> None:
        """Remember what the map depends on: all of these records, and who is in the category."""
        selections = [Selection(categories=request.categories)]
        if request.terms:
            selections = [
                Selection(terms=part.term_ids),
                *(selections if request.categories else ()),
            ]
        for selection in selections:
            listing = Listing.of(selection, domain.glossary, self.lineno)
            domain.note_listing(self.env.docname, listing)

    def _label(self, domain: FtDomain, request: Request) -> str:
        glossary = domain.glossary
        about = [glossary.terms[i].term for i in request.terms]
        about += [glossary.categories[i] for i in request.categories]
        return ": ".join(filter(None, (str(_("Concept map")), ", ".join(about))))

    def _warn(self, message: str) -> None:
        warn(Subtype.UNKNOWN_OPTION, f"ftmap: {message}", (self.env.docname, self.lineno))


class Outline:
    """A part of the glossary as a list: narrower terms below the broader ones."""

    def __init__(self, domain: FtDomain, part: Part) -> None:
        self._domain = domain
        self._part = part
        self._below: dict[str, list[str]] = defaultdict(list)
        self._beside: dict[tuple[str, str], list[str]] = defaultdict(list)
        for kind, start, end in part.relations:
            if kind == "broader":
                self._below[start].append(end)
            else:
                self._beside[kind, start].append(end)
                self._beside[kind, end].append(start)
        self._told: set[str] = set()
        self._split: dict[str, None] = {}

    def list(self) -> nodes.bullet_list:
        """Return the list; what would be nested too deep follows under its own name."""
        narrower = {i for below in self._below.values() for i in below}
        items = [self._item(i, 1) for i in self._part.term_ids if i not in narrower]
        while rest := [i for i in self._split if i not in self._told]:
            items += [self._item(i, 1) for i in rest]
        return nodes.bullet_list("", *items, classes=["no-search"])

    def _item(self, term_id: str, level: int) -> nodes.list_item:
        text = nodes.paragraph("", "", self._link(term_id), *self._relations(term_id))
        item = nodes.list_item("", text)
        below = self._below[term_id]
        if not below or term_id in self._told:
            return item
        if level == LEVELS:
            self._split[term_id] = None
            return item
        self._told.add(term_id)
        item += nodes.bullet_list("", *(self._item(i, level + 1) for i in below))
        return item

    def _relations(self, term_id: str) -> Iterator[Node]:
        words = {"contrast": _("contrast with"), "related": _("see also")}
        found = [(words[k], others) for k in words if (others := self._beside[k, term_id])]
        for number, (word, others) in enumerate(found):
            yield nodes.Text(f"{'; ' if number else ' ('}{word} ")
            for place, other in enumerate(others):
                if place:
                    yield nodes.Text(", ")
                yield self._link(other)
        if found:
            yield nodes.Text(")")

    def _link(self, term_id: str) -> Node:
        name = nodes.Text(self._domain.glossary.terms[term_id].term)
        reference = self._domain.reference(term_id, name)
        reference["ofentry"] = term_id
        return reference


class MapTransform(SphinxPostTransform):
    """Draw the concept maps of a page, or leave their lists where there are no pictures."""

    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Set the picture of each map and the kinds of relations in it."""
        domain = get_domain(self.env)
        builder = domain.builder
        if not domain.prints_entries(self.env.docname):
            return
        entries = Entries(domain, self.env.docname)
        for place in list(self.document.findall(concept_map)):
            if not writes_cards(builder):
                place.replace_self(place.children)
                continue
            part = part_of(domain.glossary, place["request"])
            drawing = lay_out(domain.glossary, part)
            shown = {relation.kind for relation in part.relations}
            place["kinds"] = [kind for kind in KINDS if kind in shown]
            place["picture"] = svg.picture(drawing, domain.glossary, part.asked, entries.href)
