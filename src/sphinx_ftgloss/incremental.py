"""Which pages a change makes Sphinx read or write again, beyond those that were edited."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sphinx_ftgloss import __version__, digests, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders import Builder

    from sphinx_ftgloss.domain import FtDomain


def outdated_reads(domain: FtDomain) -> set[str]:
    """Return the pages that would be read otherwise with the glossary as it is now."""
    data = domain.data
    before, after = data["read_with"], (__version__, domain.stamp)
    if before == after:
        return set()
    data["read_with"] = after
    stale = read_otherwise(domain)
    if before[0] != __version__:
        stale = {*data["lookups"], *data["listings"], *data["names"]}
    domain.note_reread(stale)
    return stale


def read_otherwise(domain: FtDomain) -> set[str]:
    """Return the pages that were read with another glossary, and would now be read otherwise."""
    return set(_read_otherwise(domain))


def _read_otherwise(domain: FtDomain) -> Iterator[str]:
    """Yield the pages on which a role, a list or a mention would get something else."""
    glossary = domain.glossary
    for docname, names in domain.data["names"].items():
        if names != glossary.names.digest:
            yield docname
    for docname, lookups in domain.data["lookups"].items():
        if any(digests.outcome(glossary, *asked) != got for asked, got in lookups.items()):
            yield docname
    for docname, listing in domain.listings():
        now = listing.selection.of(glossary)
        if now != listing.term_ids or digests.entries(glossary, now) != listing.digest:
            yield docname


def outdated_writes(domain: FtDomain, builder: Builder) -> set[str]:
    """Return the pages that this builder must write again although they were not read.

    The account is kept for each builder, because all builders share one environment.
    """
    data = domain.data
    if domain.changed:
        data["revision"] += 1
        domain.changed = False
    key = f"{builder.name}:{digests.digest(str(builder.outdir))}"
    before = data["written"].get(key)
    state = (data["revision"], domain.options, domain.external_stamp)
    if before and before["state"] == state:
        return set()
    showing = _showing(domain)
    options = domain.options
    terms = {
        term_id: (
            domain.homes.get(term_id, ""),
            digests.shown(domain.glossary, term_id, options.depth),
            options.first_use,
        )
        for term_id in showing
    }
    listings = {docname: _listed(domain, docname) for docname in data["listings"]}
    own = {
        docname: sorted(filter(domain.is_own, texts))
        for docname, texts in data["fallbacks"].items()
    }
    data["written"][key] = {"state": state, "terms": terms, "listings": listings, "own": own}
    if not before:
        # The builder's first time, so all is written anyhow; naming pages makes Sphinx save the
        # account just made.
        return set(listings) & domain.env.found_docs
    changed = {i for i, state in terms.items() if before["terms"].get(i, state) != state}
    pages = {docname for term_id in changed for docname in showing[term_id]}
    pages |= {d for d, state in listings.items() if before["listings"].get(d, state) != state}
    pages |= {d for d, texts in own.items() if before["own"].get(d, texts) != texts}
    if before["state"][2] != domain.external_stamp:
        pages |= set(data["elsewhere"])
    pages |= {d for d, revision in data["reread"].items() if revision > before["state"][0]}
    return pages & domain.env.found_docs


def _showing(domain: FtDomain) -> dict[str, set[str]]:
    """Return the pages that carry the card of each term."""
    glossary = domain.glossary
    showing = defaultdict(set, {term_id: set(pages) for term_id, pages in domain.users.items()})
    for docname, mentions in domain.data["mentions"].items():
        for term_id in mentions:
            showing[term_id].add(docname)
    for docname, listing in domain.listings():
        for term_id in domain.shown(listing):
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
                domain.homes.get(term_id),
                [
                    (docname, domain.page_title(docname), uses)
                    for docname, uses in domain.users.get(term_id, {}).items()
                ],
                sorted(
                    (docname, domain.page_title(docname))
                    for docname in domain.guides.get(term_id, ())
                ),
            )
            for listing in domain.data["listings"][page]
            for term_id in domain.shown(listing)
        ]
    )
