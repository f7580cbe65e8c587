"""The memory of a build: which terms there are, who uses them, and where their entries stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import msgspec.structs
from sphinx.domains import Domain, ObjType

from sphinx_ftgloss import uses
from sphinx_ftgloss.config import Options
from sphinx_ftgloss.formats.builders import joins_pages
from sphinx_ftgloss.nodes import term_reference
from sphinx_ftgloss.overview import Overview
from sphinx_ftgloss.reporting import Subtype, warn
from sphinx_ftgloss.roles import TermRole
from sphinx_ftgloss.state import BuildState, PageState
from sphinx_ftgloss.terms import card, digests
from sphinx_ftgloss.terms.forms import derived_forms, shown_forms
from sphinx_ftgloss.terms.glossary import Glossary
from sphinx_ftgloss.terms.model import Origin
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from docutils.nodes import Element, Node
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_ftgloss.terms.exchange import External
    from sphinx_ftgloss.terms.listing import Listing
    from sphinx_ftgloss.terms.matcher import Matcher
    from sphinx_ftgloss.terms.model import Term
    from sphinx_ftgloss.terms.problems import Problem

NAME = "ft"


def anchor(term_id: str) -> str:
    """Return the id of a term's entry in the page."""
    return f"ftterm-{term_id}"


class FtDomain(Domain):
    """Fine-tuning terms, as the domain ``ft``."""

    name = NAME
    label = "Fine-tuning glossary"
    object_types: ClassVar[dict[str, ObjType]] = {
        "term": ObjType(_("term"), "term", "abbr", "full", "def"),
        "param": ObjType(_("parameter"), "param"),
    }
    roles: ClassVar[dict[str, Any]] = {
        form: TermRole(form) for form in ("term", "abbr", "full", "def", "param")
    }
    initial_data: ClassVar[dict[str, Any]] = {
        "pages": {},  # docname -> PageState
        "builds": BuildState(),
    }
    data_version = 7

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        # Loaded anew in each build, never pickled.
        self.options = Options()
        self.builder: Builder
        self.root = Path()  # the folder of conf.py, which term files are named from
        self.base = Glossary({}, {}, {}, {})  # the terms of packs and term files
        self.glossary = self.base  # with those that pages define
        self.stamp = ""  # stands for the term files that the glossary was made of
        self.externals: dict[str, External] = {}  # the terms of other projects, by their names
        self.external_stamp = ""  # stands for the files that these were read from
        # What a page defined when it was read first, while it is read again for the sake of it.
        self.expected: dict[str, list[tuple[dict[str, Any], int]]] = {}
        self._cards: dict[str, str] = {}
        self._overview: Overview | None = None
        self._matcher: Matcher | None = None
        self.changed = False  # something was read, removed or changed in this build

    # What the pages say while they are read

    @property
    def pages(self) -> dict[str, PageState]:
        """Return what is remembered of the pages that have something of ours, by their names."""
        return cast("dict[str, PageState]", self.data["pages"])

    @property
    def builds(self) -> BuildState:
        """Return what the builds before have left."""
        return cast("BuildState", self.data["builds"])

    def _noting(self, docname: str) -> PageState:
        """Return what is remembered of a page, to be added to."""
        page = self.pages.get(docname)
        if page is None:
            page = self.pages[docname] = PageState()
        return page

    def note_lookup(self, docname: str, form: str, text: str) -> None:
        """Remember that a page asked for a text, and what it got."""
        lookups = self._noting(docname).lookups
        if (form, text) not in lookups:
            lookups[form, text] = digests.outcome(self.glossary, form, text)

    def note_names(self, docname: str) -> None:
        """Remember that a page is read otherwise with any other names of terms."""
        self._noting(docname).names = self.glossary.names.digest

    def note_listing(self, docname: str, listing: Listing) -> None:
        """Remember a list of entries on a page."""
        self._noting(docname).listings.append(listing)

    def note_reread(self, docnames: Iterable[str]) -> None:
        """Remember pages that are read anew although their files did not change.

        Every other builder has to write them too, and could not know it from the files.
        """
        self.builds.reread.update(dict.fromkeys(docnames, self.builds.revision + 1))
        self.changed = True

    def define(self, docname: str, fields: dict[str, Any], line: int) -> None:
        """Take a term that a page defines into the glossary."""
        self._noting(docname).defined.append((fields, line))
        self.compose()

    def compose(self) -> list[Problem]:
        """Make the glossary anew of files and pages; return what is wrong with the pages' terms."""
        problems: list[Problem] = []
        self.glossary = self.base
        definitions = self._definitions()
        if definitions:
            # Imported late because most projects define all terms in files.
            from sphinx_ftgloss.terms import loader  # noqa: PLC0415

            defined = [
                (fields, Origin(str(self.env.doc2path(docname)), line))
                for docname, found in sorted(definitions.items())
                for fields, line in found
            ]
            title = str(_("Terms of this project"))
            self.glossary, problems = loader.extended(self.base, defined, title)
        self._cards = {}
        self._matcher = None
        self._touch()
        return problems

    def _definitions(self) -> dict[str, list[tuple[dict[str, Any], int]]]:
        """Return what pages define, and what the page that is read again has yet to define."""
        found = {docname: page.defined for docname, page in self.pages.items() if page.defined}
        for docname, expected in self.expected.items():
            known = found.get(docname, [])
            ids = {fields["id"] for fields, _line in known}
            found[docname] = [*known, *(each for each in expected if each[0]["id"] not in ids)]
        return found

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        page = self.pages.pop(docname, None)
        if page and page.defined:
            self.compose()
        self._touch()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader has learned of its pages."""
        for docname in docnames & otherdata["pages"].keys():
            self.pages[docname] = otherdata["pages"][docname]
        self._touch()

    def process_doc(
        self,
        env: BuildEnvironment,
        docname: str,
        document: nodes.document,
    ) -> None:
        """Collect the terms that a page uses, after translation."""
        found = uses.collect(document, docname, self.glossary.certain)
        for text in found.asked:
            self.note_lookup(docname, "term", text)
        if found.uses or found.mentions or found.fallbacks or found.elsewhere:
            page = self._noting(docname)
            page.uses, page.mentions = found.uses, found.mentions
            page.fallbacks, page.elsewhere = found.fallbacks, found.elsewhere
        self._touch()

    # What the pages show

    @property
    def overview(self) -> Overview:
        """Return what all pages together say."""
        if self._overview is None:
            self._overview = Overview(self.pages, self.glossary, self.options.guides, self.env)
        return self._overview

    def shows_terms(self, docname: str) -> bool:
        """Tell whether what is written of a page, or of the book it is in, may hold our terms."""
        page = self.pages.get(docname)
        return joins_pages(self.builder) or (page is not None and page.shows_terms)

    def prints_entries(self, docname: str) -> bool:
        """Tell whether what is written of a page, or of the book it is in, holds entries."""
        if joins_pages(self.builder):
            return any(page.listings for page in self.pages.values())
        return docname in self.pages and bool(self.pages[docname].listings)

    @property
    def matcher(self) -> Matcher:
        """Return what finds the terms that a text mentions; made once in a build."""
        if self._matcher is None:
            # Imported late because most projects do without.
            from sphinx_ftgloss.terms.matcher import Matcher  # noqa: PLC0415

            self._matcher = Matcher(self.glossary)
        return self._matcher

    def card(self, term_id: str) -> str:
        """Return the HTML of a term's hover card; made once in a build."""
        if term_id not in self._cards:
            term = self.glossary.terms[term_id]
            self._cards[term_id] = card.popover(term, self.glossary, self.options.depth)
        return self._cards[term_id]

    def note_external(self, external: External, term: Term) -> None:
        """Remember the card of another project's term, made once in a build."""
        key = external.key(term.id)
        if key not in self._cards:
            named = msgspec.structs.replace(term, id=key)
            self._cards[key] = card.popover(named, external.glossary, self.options.depth)

    # What others ask for

    def page_title(self, docname: str) -> str:
        """Return the title of a page as text."""
        title = self.env.titles.get(docname)
        return title.astext() if title else docname

    def _touch(self) -> None:
        self.changed = True
        self._overview = None

    def source_of(self, origin: Origin) -> str:
        """Return the name of a record's file, as messages and catalogs show it."""
        return origin.file if origin.shipped else str(self.root / origin.file)

    def warn_unknown(self, form: str, text: str, location: Node) -> None:
        """Warn of a text that no term has, with the nearest names."""
        is_param = form == "param"
        kind = "library parameter" if is_param else "term"
        hint = self.glossary.hint(text, param=is_param)
        warn(Subtype.UNKNOWN_TERM, f"there is no {kind} '{text}'{hint}", location)

    def asked_for(self, text: str, directive: str, place: tuple[str, int]) -> str:
        """Return the id of the one term that a directive names; warn if there is none."""
        self.note_lookup(place[0], "term", text)
        term_id = self.glossary.certain(text)
        if not term_id:
            hint = self.glossary.hint(text)
            message = f"{directive}: '{text}' is no id or name of one term{hint}"
            warn(Subtype.UNKNOWN_OPTION, message, place)
        return term_id

    # What Sphinx asks for

    def reference(self, term_id: str, child: Node) -> term_reference:
        """Make a use of a term; its target is set when the page is written."""
        return term_reference("", child, termid=term_id)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> None:
        """Resolve nothing: a role leaves a cross-reference only for what is not known here."""

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, Any]]:
        """Resolve ``any`` and MyST's ``[](target)`` to a term that the text means beyond doubt."""
        term_id = self.glossary.certain(target)
        return [("ft:term", self.reference(term_id, contnode))] if term_id else []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the terms and parameters that have an entry, for search and other projects."""
        for term_id, docname in self.overview.homes.items():
            term = self.glossary.terms[term_id]
            yield term_id, term.term, "term", docname, anchor(term_id), 1
            for form in self._forms_for_others(term_id):
                # A priority below 0 keeps them out of the search.
                yield form, form, "term", docname, anchor(term_id), -1
        for name, term_id in self.glossary.params.items():
            if term_id in self.overview.homes:
                yield name, name, "param", self.overview.homes[term_id], anchor(term_id), 2

    def _forms_for_others(self, term_id: str) -> Iterator[str]:
        """Yield the names besides the id under which other projects may link to a term."""
        term = self.glossary.terms[term_id]
        for form in dict.fromkeys((*shown_forms(term), *derived_forms(term))):
            if form not in self.glossary.terms and self.glossary.certain(form) == term_id:
                yield form

    def check_consistency(self) -> None:
        """Warn of guides that are not there, and of terms with two entries to link to."""
        self._check_guides()
        complete = self.overview.complete_pages()
        seen: dict[str, str] = {}
        for docname, listing in self.overview.listings():
            if not listing.indexed or listing.complete is not bool(complete):
                continue
            twice = [
                i for i in self.overview.shown(listing) if seen.setdefault(i, docname) != docname
            ]
            if twice:
                first = seen[twice[0]]
                warn(
                    Subtype.DUPLICATE_ENTRY,
                    f"entries that '{first}' prints already: {', '.join(twice[:5])}"
                    f"{' …' if len(twice) > 5 else ''}; add ':no-index:' to one of the two",  # noqa: PLR2004
                    (docname, listing.line),
                )

    def _check_guides(self) -> None:
        for text, docname in self.options.guides.items():
            if not self.glossary.certain(text):
                hint = self.glossary.hint(text)
                problem = f"'{text}' is no id or name of one term{hint}"
            elif docname not in self.env.found_docs:
                problem = f"'{text}': there is no page '{docname}'; give its name as a toctree does"
            else:
                continue
            warn(Subtype.CONFIG, f"conf.py: ftgloss_guides: {problem}")


def get_domain(env: BuildEnvironment) -> FtDomain:
    """Return the domain of an environment."""
    return cast("FtDomain", env.get_domain(NAME))
