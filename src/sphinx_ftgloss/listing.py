"""What an ``ftglossary`` asks for, and what it got.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinx_ftgloss.glossary import Glossary


class Selection(NamedTuple):
    """Which terms an ``ftglossary`` asks for; without any option, all."""

    terms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def of(self, glossary: Glossary) -> tuple[str, ...]:
        """Return the ids of the terms, as given or in the order of the glossary."""
        return tuple(
            term_id
            for term_id in self.terms or glossary.terms
            if (term := glossary.terms.get(term_id))
            and (not self.categories or term.category in self.categories)
            and (not self.tags or not set(self.tags).isdisjoint(term.tags))
        )


class Listing(NamedTuple):
    """One ``ftglossary`` on a page."""

    selection: Selection
    used_only: bool
    indexed: bool
    line: int | None
    term_ids: tuple[str, ...]
    """What the selection gave when the page was read."""
    digest: str
    """Stands for the records as they were then."""

    @property
    def complete(self) -> bool:
        """Tell whether nothing filters it: such a listing is the home of all terms."""
        return self.selection == Selection() and not self.used_only
