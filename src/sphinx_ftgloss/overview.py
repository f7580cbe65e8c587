"""What all pages together say: where entries stand, who uses and explains which term."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, cast

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

    from sphinx_ftgloss.state import PageState
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.listing import Listing
    from sphinx_ftgloss.uses import Use


class Overview:
    """Worked out of the pages when it is asked for; the domain makes a new one after a change.

    :param guides: the setting ``ftgloss_guides``: texts of terms, and pages that explain them.
    """

    def __init__(
        self,
        pages: Mapping[str, PageState],
        glossary: Glossary,
        guides: Mapping[str, str],
        env: BuildEnvironment,
    ) -> None:
        self._pages = pages
        self._glossary = glossary
        self._set_guides = guides
        self._env = env

    def listings(self) -> Iterator[tuple[str, Listing]]:
        """Yield pages and their listings, by the names of the pages."""
        for docname, page in sorted(self._pages.items(), key=lambda item: item[0]):
            for listing in page.listings:
                yield docname, listing

    def complete_pages(self) -> list[str]:
        """Return the pages that list all terms."""
        return [d for d, listing in self.listings() if listing.complete and listing.indexed]

    @cached_property
    def homes(self) -> dict[str, str]:
        """The page on which each term's entry stands, for links."""
        homes: dict[str, str] = {}
        by_rank = sorted(self.listings(), key=lambda item: not item[1].complete)
        for docname, listing in by_rank:
            if listing.indexed:
                for term_id in self.shown(listing):
                    homes.setdefault(term_id, docname)
        return homes

    @cached_property
    def users(self) -> dict[str, dict[str, list[Use]]]:
        """The pages that use each term by name, and where they do."""
        found: dict[str, dict[str, list[Use]]] = defaultdict(dict)
        for docname in sorted(self._pages):
            for term_id, places in self.used_on(docname).items():
                found[term_id][docname] = places
        return dict(found)

    @cached_property
    def guides(self) -> dict[str, set[str]]:
        """The pages that explain each term: set in ``conf.py``, or with its definition."""
        guides: dict[str, set[str]] = defaultdict(set)
        for text, docname in self._set_guides.items():
            if docname in self._env.found_docs and (term_id := self._glossary.certain(text)):
                guides[term_id].add(docname)
        for docname, listing in self.listings():
            for term_id in listing.term_ids if listing.explains else ():
                guides[term_id].add(docname)
        return dict(guides)

    def used_on(self, docname: str) -> dict[str, list[Use]]:
        """Return the terms that the prose of a page uses, and where it does."""
        if docname not in self._pages:
            return {}
        page = self._pages[docname]
        found = dict(page.uses)
        for text, (term_id, places) in page.fallbacks.items():
            if not self.is_own(text):
                found[term_id] = sorted([*found.get(term_id, ()), *places])
        return found

    def is_own(self, text: str) -> bool:
        """Tell whether the project's own ``glossary`` defines a name, in any case."""
        return text.lower() in self._own

    @cached_property
    def _own(self) -> set[str]:
        standard = cast("StandardDomain", self._env.get_domain("std"))
        return {name.lower() for kind, name in standard.objects if kind == "term"}

    def shown(self, listing: Listing) -> Iterable[str]:
        """Return the terms that a listing prints: all of it, or only what the project needs."""
        wanted = self.needed if listing.used_only else self._glossary.terms
        return [i for i in listing.term_ids if i in wanted]

    @cached_property
    def needed(self) -> set[str]:
        """The terms in use and those that their definitions build on.

        A short definition names the broader concept, so that has to be there too. The longer
        texts mention so many terms that following them would bring in nearly all.
        """
        used = (i for i in {**self.users, **self.guides} if i in self._glossary.terms)
        return reached(used, self._builds_on)

    def _builds_on(self, term_id: str) -> Iterator[str]:
        term = self._glossary.terms[term_id]
        yield from term.broader
        yield from filter(None, map(self._glossary.certain, markdown.targets(term.short)))
