"""Which pages a change makes Sphinx read or write again, beyond those that were edited."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sphinx_ftgloss import __version__
from sphinx_ftgloss.state import Written
from sphinx_ftgloss.terms import digests, markdown

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_ftgloss.domain import FtDomain
    from sphinx_ftgloss.state import PageState
    from sphinx_ftgloss.terms.glossary import Glossary


def outdated_reads(domain: FtDomain) -> set[str]:
    """Return the pages that would be read otherwise with the glossary as it is now."""
    before, after = domain.builds.read_with, (__version__, domain.stamp)
    if before == after:
        return set()
    domain.builds.read_with = after
    stale = read_otherwise(domain)
    if before[0] != __version__:
        stale = {d for d, page in domain.pages.items() if page.shows_terms or page.names}
    domain.note_reread(stale)
    return stale


def read_otherwise(domain: FtDomain) -> set[str]:
    """Return the pages on which a role, a list or a mention would now get something else."""
    return {d for d, page in domain.pages.items() if _reads_otherwise(page, domain.glossary)}


def _reads_otherwise(page: PageState, glossary: Glossary) -> bool:
    if page.names not in {"", glossary.names.digest}:
        return True
    if any(digests.outcome(glossary, *asked) != got for asked, got in page.lookups.items()):
        return True
    for listing in page.listings:
        now = listing.selection.of(glossary)
        if now != listing.term_ids or digests.entries(glossary, now) != listing.digest:
            return True
    return False


def outdated_writes(domain: FtDomain, builder: Builder) -> set[str]:
    """Return the pages that this builder must write again although they were not read."""
    builds = domain.builds
    if domain.changed:
        builds.revision += 1
        domain.changed = False
    key = f"{builder.name}:{digests.digest(str(builder.outdir))}"
    made_of = (builds.revision, domain.options, domain.external_stamp)
    before = builds.written.get(key)
    if before and before.made_of == made_of:
        return set()
    showing = _showing(domain)
    now = builds.written[key] = Written(
        made_of,
        terms={term_id: _shown(domain, term_id) for term_id in showing},
        listings={d: _listed(domain, d) for d, page in domain.pages.items() if page.listings},
        own={
            docname: sorted(filter(domain.overview.is_own, page.fallbacks))
            for docname, page in domain.pages.items()
            if page.fallbacks
        },
    )
    if not before:
        # The builder's first time, so all is written anyhow; naming pages makes Sphinx save the
        # account just made.
        return set(now.listings) & domain.env.found_docs
    pages = {
        docname for term_id in _changed(before.terms, now.terms) for docname in showing[term_id]
    }
    pages |= _changed(before.listings, now.listings) | _changed(before.own, now.own)
    revision, _options, external_stamp = before.made_of
    if external_stamp != domain.external_stamp:
        pages |= {docname for docname, page in domain.pages.items() if page.elsewhere}
    pages |= {docname for docname, read in builds.reread.items() if read > revision}
    return pages & domain.env.found_docs


def _changed(before: dict[str, Any], now: dict[str, Any]) -> set[str]:
    """Return the names that stand for something else than before; new ones are no change."""
    return {name for name, state in now.items() if before.get(name, state) != state}


def _shown(domain: FtDomain, term_id: str) -> tuple[str, ...]:
    """Return what stands for all that pages show of a term."""
    options = domain.options
    home = domain.overview.homes.get(term_id, "")
    return home, digests.shown(domain.glossary, term_id, options.depth), options.first_use


def _showing(domain: FtDomain) -> dict[str, set[str]]:
    """Return the pages that carry the card of each term."""
    glossary = domain.glossary
    showing = defaultdict(
        set, {term_id: set(pages) for term_id, pages in domain.overview.users.items()}
    )
    for docname, page in domain.pages.items():
        for term_id in page.mentions:
            showing[term_id].add(docname)
    for docname, listing in domain.overview.listings():
        for term_id in domain.overview.shown(listing):
            term = glossary.terms[term_id]
            for other in digests.neighbours(glossary, term_id):
                showing[other].add(docname)
            for target in markdown.targets(term.body, term.plain, term.mistake):
                if other := domain.glossary.certain(target):
                    showing[other].add(docname)
    return {term_id: pages for term_id, pages in showing.items() if term_id in glossary.terms}


def _listed(domain: FtDomain, page: str) -> str:
    """Return what stands for a page's lists: which terms they print, and where each is used."""
    depth = domain.options.depth
    return digests.digest(
        [
            (
                depth,
                term_id,
                domain.overview.homes.get(term_id),
                [
                    (docname, domain.page_title(docname), uses)
                    for docname, uses in domain.overview.users.get(term_id, {}).items()
                ],
                sorted(
                    (docname, domain.page_title(docname))
                    for docname in domain.overview.guides.get(term_id, ())
                ),
            )
            for listing in domain.pages[page].listings
            for term_id in domain.overview.shown(listing)
        ]
    )
