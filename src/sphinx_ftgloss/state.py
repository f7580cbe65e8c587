"""What is remembered between builds: of each page, and of the builds themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx_ftgloss.terms.listing import Listing
    from sphinx_ftgloss.uses import Use


@dataclass
class PageState:
    """What one page says of terms."""

    lookups: dict[tuple[str, str], str] = field(default_factory=dict)
    """The forms and texts that it asked for, and what it got; held against a new glossary."""
    uses: dict[str, list[Use]] = field(default_factory=dict)
    """The ids of terms that its prose uses."""
    mentions: set[str] = field(default_factory=set)
    """The ids of terms that its entries, or ``any``, may refer to."""
    fallbacks: dict[str, tuple[str, list[Use]]] = field(default_factory=dict)
    """The texts of ``:term:``, which Sphinx may know itself, and the ids of terms."""
    listings: list[Listing] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    """The texts that only other projects may know."""
    names: str = ""
    """Stands for all names of terms, if its mentions were looked for."""
    defined: list[tuple[dict[str, Any], int]] = field(default_factory=list)
    """The fields of the terms that it defines, and the lines where it does."""

    @property
    def shows_terms(self) -> bool:
        """Tell whether it may hold something of ours."""
        parts = (self.lookups, self.uses, self.mentions, self.fallbacks, self.listings)
        return any(parts) or bool(self.elsewhere)


@dataclass
class Written:
    """What a builder wrote last, so that it can tell what it has to write again."""

    made_of: tuple[Any, ...]
    """The revision, the options and what stands for other projects."""
    terms: dict[str, Any]
    """What pages showed of each term, by id."""
    listings: dict[str, str]
    """What stands for the lists of a page, by its name."""
    own: dict[str, list[str]]
    """The names on a page that the project's own ``glossary`` had."""


@dataclass
class BuildState:
    """What one build leaves to the next."""

    kept: tuple[str, bytes] = ("", b"")
    """The glossary, and the stamp of the term files that it was made of."""
    read_with: tuple[str, str] = ("", "")
    """The version of this package, and the stamp, that the pages were read with."""
    defines: bool = False
    """Any page defined a term."""
    revision: int = 0
    """Counts the builds that changed anything."""
    reread: dict[str, int] = field(default_factory=dict)
    """The revisions in which pages were read although their files did not change."""
    written: dict[str, Written] = field(default_factory=dict)
    """By builder, because all builders share one environment."""
