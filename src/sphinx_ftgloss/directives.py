"""The directives that print entries: ``ftglossary`` and ``ftdefinition``, and ``ftpageterms``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.entry import EntryWriter
from sphinx_ftgloss.nodes import finder, page_terms
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.terms.forms import initial, sort_key
from sphinx_ftgloss.terms.listing import Listing, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.terms.model import Term


GLANCE = 12
"""The most entries that a list may have without a filter."""


def names(argument: str) -> tuple[str, ...]:
    """Read names separated by blanks or commas."""
    return tuple(directives.unchanged_required(argument).replace(",", " ").split())


class Option(NamedTuple):
    """An option of a directive: what reads its value, and what the manual says of it."""

    convert: Callable[[str], Any]
    value: str
    """What an author may write; empty for a flag."""
    doc: str


def converters(options: Mapping[str, Option]) -> OptionSpec:
    """Return options as docutils wants them.

    These are the very functions, because MyST looks for `directives.flag` among them.
    """
    return {name: option.convert for name, option in options.items()}


def one_of(default: str, *others: str, doc: str) -> Option:
    """Return an option with a few values, of which the first is the default."""
    values = (default, *others)
    return Option(
        lambda argument: directives.choice(argument, values),
        " | ".join(values),
        f"{doc} The default is `{default}`.",
    )


class FtDefinition(SphinxDirective):
    """Print the entry of one term in place: on the page that explains it."""

    argument = "term"
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Return the entry; links to the term lead to the glossary page as before."""
        domain = get_domain(self.env)
        place = (self.env.docname, self.lineno)
        term_id = domain.asked_for(self.arguments[0], self.name, place)
        if not term_id:
            return []
        selection = Selection(terms=(term_id,))
        listing = Listing.of(selection, domain.glossary, self.lineno, explains=True)
        domain.note_listing(self.env.docname, listing)
        writer = EntryWriter(domain, self.state.inliner)
        entry = writer.entry(domain.glossary.terms[term_id], self.env.docname)
        return [nodes.definition_list("", entry, classes=["ftgloss-glossary"])]


class FtPageTerms(SphinxDirective):
    """List the terms that the page uses, with their short definitions."""

    argument = "title"
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Return the place for the list; the whole page has to be read before it is known."""
        title = self.arguments[0] if self.arguments else ""
        self.state.document["ftgloss-page-terms"] = "yes"
        return [page_terms(docname=self.env.docname, title=title)]


class FtGlossary(SphinxDirective):
    """List the entries of terms: all of them, or those that the options choose."""

    takes: ClassVar[dict[str, Option]] = {
        "category": Option(names, "ids", "Only terms of these categories."),
        "terms": Option(names, "ids", "Only these terms, in this order."),
        "tags": Option(names, "tags", "Only terms with one of these tags."),
        "pack": Option(names, "names", "Only terms of these packs."),
        "used": Option(
            directives.flag,
            "",
            "Only terms that this project uses, and the broader ones that their definitions build "
            "on.",
        ),
        "sort": one_of("name", "pack", doc="By name, or in the order of the term files."),
        "group": one_of("none", "category", "letter", doc="With a heading for each group."),
        "no-index": Option(directives.flag, "", "Never make these entries the target of links."),
    }
    option_spec: ClassVar[OptionSpec] = converters(takes)  # type: ignore[misc] # as Sphinx has it

    def run(self) -> list[Node]:
        """Return the entries; which of them are in use is known when the page is written."""
        domain = get_domain(self.env)
        selection = Selection(
            terms=self.options.get("terms", ()),
            categories=self.options.get("category", ()),
            tags=self.options.get("tags", ()),
            packs=self.options.get("pack", ()),
        )
        self._check(selection, domain)
        listing = Listing.of(
            selection,
            domain.glossary,
            self.lineno,
            used_only="used" in self.options,
            indexed="no-index" not in self.options,
        )
        domain.note_listing(self.env.docname, listing)
        terms = [domain.glossary.terms[term_id] for term_id in listing.term_ids]
        if not selection.terms and self.options.get("sort", "name") == "name":
            terms.sort(key=sort_key)
        writer = EntryWriter(domain, self.state.inliner)
        # A list that one sees at a glance needs no filter.
        find = [finder()] if len(terms) > GLANCE else []
        return find + [
            node
            for title, group in self._groups(terms, domain)
            for node in self._group(
                title, self._list(writer.entry(term, self.env.docname) for term in group)
            )
        ]

    def _list(self, entries: Iterable[Node]) -> nodes.definition_list:
        found = nodes.definition_list("", *entries, classes=["ftgloss-glossary"])
        if "used" in self.options:
            found["usedonly"] = "yes"
        return found

    def _check(self, selection: Selection, domain: FtDomain) -> None:
        """Warn of names that choose nothing."""
        glossary = domain.glossary
        tags = {tag for term in glossary.terms.values() for tag in term.tags}
        for option, asked, known in (
            ("terms", selection.terms, glossary.terms),
            ("category", selection.categories, glossary.categories),
            ("tags", selection.tags, tags),
            ("pack", selection.packs, glossary.packs),
        ):
            for name in asked:
                if name not in known:
                    choices = f"; there are {', '.join(sorted(known))}"
                    hint = glossary.hint(name) if option == "terms" else choices
                    warn(
                        Subtype.UNKNOWN_OPTION,
                        f"ftglossary, option '{option}': '{name}' is not known{hint}",
                        (self.env.docname, self.lineno),
                    )

    def _groups(self, terms: list[Term], domain: FtDomain) -> Iterable[tuple[str, Iterable[Term]]]:
        match self.options.get("group", "none"):
            case "category":
                order = list(domain.glossary.categories)
                terms.sort(key=lambda term: order.index(term.category))
                titles = domain.glossary.categories
                return groupby(terms, key=lambda term: titles[term.category])
            case "letter":
                terms.sort(key=sort_key)
                return groupby(terms, key=initial)
            case _:
                return [("", terms)] if terms else []

    def _group(self, title: str, entries: nodes.definition_list) -> list[Node]:
        """Return entries under a heading; `GroupTransform` deals with unfit places."""
        if not title:
            return [entries]
        heading = nodes.title(title, title, translatable=False)
        section = nodes.section("", heading, entries, names=[nodes.fully_normalize_name(title)])
        section["ftgroup"] = "yes"
        self.set_source_info(section)
        self.set_source_info(heading)
        self.state.document.note_implicit_target(section, section)
        return [section]
