"""The directive ``ftcompare``: terms side by side, in a table made from their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_ftgloss.directives import Option, converters, names
from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.entry import cited, sourced
from sphinx_ftgloss.nodes import formula, wide
from sphinx_ftgloss.prose import Prose
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.listing import Listing, Selection
from sphinx_ftgloss.translation import _, filled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.terms.model import Term

ROWS: dict[str, Any] = {
    "short": _("In short"),
    "trained": _("What is trained"),
    "memory": _("Memory"),
    "data": _("Data"),
    "when": _("When to use it"),
    "formula": _("Formula"),
    "contrast": _("Difference"),
    "numbers": _("Numbers"),
    "mistake": _("Common mistake"),
    "sources": _("Sources"),
}
"""The rows that a comparison may have, with their labels."""
USUAL_ROWS = ("short", "trained", "memory", "data", "when", "contrast", "numbers", "sources")


class FtCompare(SphinxDirective):
    """Put terms side by side: a column for each term, a row for each thing that is said of it.

    A row that none of the terms has anything for is left out.
    """

    required_arguments = 1
    final_argument_whitespace = True
    argument = "terms"
    takes: ClassVar[dict[str, Option]] = {
        "rows": Option(
            names,
            "rows",
            f"Which rows, in which order, of {', '.join(f'`{row}`' for row in ROWS)}. The default "
            f"is all but {' and '.join(f'`{row}`' for row in ROWS if row not in USUAL_ROWS)}.",
        )
    }
    option_spec: ClassVar[OptionSpec] = converters(takes)  # type: ignore[misc] # as Sphinx has it

    def run(self) -> list[Node]:
        """Return the table; with fewer than two known terms, nothing but a warning."""
        domain = get_domain(self.env)
        terms = list(self._terms(domain))
        if len(terms) < 2:  # noqa: PLR2004
            self._warn("needs two known terms or more to compare")
            return []
        term_ids = tuple(term.id for term in terms)
        domain.note_listing(
            self.env.docname,
            Listing.of(Selection(terms=term_ids), domain.glossary, self.lineno),
        )
        columns = [Column(domain, term, terms) for term in terms]
        rows = [(name, [column.cell(name) for column in columns]) for name in self._rows()]
        return [
            wide(
                "",
                _table(
                    [[column.head()] for column in columns],
                    [(ROWS[name], cells) for name, cells in rows if any(cells)],
                ),
                label=", ".join(term.term for term in terms),
            )
        ]

    def _terms(self, domain: FtDomain) -> Iterable[Term]:
        found: dict[str, Term] = {}
        for text in names(self.arguments[0]):
            if term_id := domain.asked_for(text, self.name, (self.env.docname, self.lineno)):
                found[term_id] = domain.glossary.terms[term_id]
        return found.values()

    def _rows(self) -> list[str]:
        asked = self.options.get("rows", USUAL_ROWS)
        for name in asked:
            if name not in ROWS:
                self._warn(f"option 'rows': '{name}' is not known; there are {', '.join(ROWS)}")
        return [name for name in asked if name in ROWS]

    def _warn(self, message: str) -> None:
        warn(Subtype.UNKNOWN_OPTION, f"ftcompare: {message}", (self.env.docname, self.lineno))


class Column:
    """What a comparison says of one of its terms."""

    def __init__(self, domain: FtDomain, term: Term, compared: list[Term]) -> None:
        self._domain = domain
        self._term = term
        self._compared = compared
        place = nodes.inline()
        origin = domain.glossary.origins[term.id]
        place.source, place.line = domain.source_of(origin), origin.line or 1
        self._prose = Prose(domain, place, None, entry=term.id, translatable=False)

    def head(self) -> Node:
        """Return the name of the term, as a use of it."""
        name = self._domain.reference(self._term.id, nodes.Text(self._term.term))
        return nodes.paragraph("", "", name)

    def cell(self, row: str) -> list[Node]:
        """Return what a row says of the term; nothing if its record does not say it."""
        term, prose = self._term, self._prose
        match row:
            case "formula":
                return [formula(tex=term.formula.strip())] if term.formula else []
            case "mistake":
                return prose.blocks(term.mistake)
            case "contrast":
                contents = list(self._differences())
            case "numbers":
                contents = [cited(number, term, prose) for number in term.numbers]
            case "sources":
                contents = [sourced(source) for source in term.sources]
            case _:
                text = term.short if row == "short" else getattr(term.characteristics, row)
                contents = [prose.inline(text)] if text else []
        return [self._prose.placed(content) for content in contents]

    def _differences(self) -> Iterable[list[Node]]:
        """Yield what the other terms' records say that this one does differently."""
        for other in self._compared:
            for contrast in other.contrast:
                if contrast.id == self._term.id:
                    lead = filled("Unlike {term}:", term=other.term)
                    yield [
                        nodes.emphasis("", lead),
                        nodes.Text(" "),
                        *self._prose.inline(contrast.how),
                    ]


def _table(head: list[list[Node]], rows: list[tuple[str, list[list[Node]]]]) -> nodes.table:
    """Return a table whose first column holds the labels."""
    columns = [nodes.colspec("", colwidth=14, stub=1)]
    columns += [nodes.colspec("", colwidth=30) for _cells in head]
    group = nodes.tgroup("", *columns, cols=len(columns))
    group += nodes.thead("", _row([[nodes.paragraph("", _("Term"))], *head]))
    group += nodes.tbody(
        "", *(_row([[nodes.paragraph("", label)], *cells]) for label, cells in rows)
    )
    return nodes.table("", group, classes=["ftgloss-comparison"])


def _row(cells: Iterable[list[Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))
