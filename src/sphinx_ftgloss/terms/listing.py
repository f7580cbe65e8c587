"""What a directive that prints records asks for, and what it got.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from sphinx_ftgloss.terms import digests

if TYPE_CHECKING:
    from sphinx_ftgloss.terms.glossary import Glossary


class Selection(NamedTuple):
    """Which terms an ``ftglossary`` asks for; without any option, all."""

    terms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()

    def of(self, glossary: Glossary) -> tuple[str, ...]:
        """Return the ids of the terms, as given or in the order of the glossary."""
        of_packs = {i for name in self.packs for i in glossary.packs.get(name, ())}
        return tuple(
            term_id
            for term_id in self.terms or glossary.terms
            if (term := glossary.terms.get(term_id))
            and (not self.categories or term.category in self.categories)
            and (not self.packs or term_id in of_packs)
            and (not self.tags or not set(self.tags).isdisjoint(term.tags))
        )


class Listing(NamedTuple):
    """One ``ftglossary``, ``ftdefinition`` or ``ftcompare`` on a page."""

    selection: Selection
    term_ids: tuple[str, ...]
    """What the selection gave when the page was read."""
    digest: str
    """Stands for the records as they were then."""
    line: int | None
    used_only: bool = False
    indexed: bool = False
    """Links to the terms may lead to it."""
    explains: bool = False
    """Its page is the one that explains the terms."""

    @classmethod
    def of(
        cls,
        selection: Selection,
        glossary: Glossary,
        line: int | None,
        *,
        used_only: bool = False,
        indexed: bool = False,
        explains: bool = False,
    ) -> Self:
        """Return the listing that a selection gives."""
        term_ids = selection.of(glossary)
        digest = digests.entries(glossary, term_ids)
        return cls(selection, term_ids, digest, line, used_only, indexed, explains)

    @property
    def complete(self) -> bool:
        """Tell whether nothing filters it: such a listing is the home of all terms."""
        return self.selection == Selection() and not self.used_only
