"""Where links to pages, entries and uses of terms lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri

from sphinx_ftgloss.domain import anchor
from sphinx_ftgloss.formats.builders import joins_pages

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from sphinx_ftgloss.domain import FtDomain


def uri(builder: Builder, docname: str, target: str) -> str | None:
    """Return the address of a page as another one has to write it; None if there is none."""
    if builder.format == "man":
        # A manual page would print the address, and there is nothing to follow.
        return None
    try:
        return builder.get_relative_uri(docname, target)
    except NoUri:
        return None


def use_anchor(builder: Builder, docname: str, term_id: str, number: int) -> str:
    """Return the id of a use; it has to be told from those of pages on the same page of HTML."""
    before = f"{docname}-" if builder.name == "singlehtml" else ""
    return nodes.make_id(f"{before}ftuse-{term_id}-{number}")


class Entries:
    """Links to entries, from a page of the project."""

    def __init__(self, domain: FtDomain, docname: str) -> None:
        self._domain = domain
        self._docname = docname
        self._uris: dict[str, str | None] = {"": None}

    def target(self, term_id: str) -> dict[str, str]:
        """Return the attributes of a reference to the entry of a term; none if there is none."""
        builder = self._domain.builder
        home = self._domain.overview.homes.get(term_id, "")
        if home not in self._uris:
            self._uris[home] = uri(builder, self._docname, home)
        address = self._uris[home]
        if address is None:
            return {}
        # In a book that was joined, the first page's name is that of all.
        if builder.name == "singlehtml" or (home == self._docname and not joins_pages(builder)):
            return {"refid": anchor(term_id)}
        return {"refuri": f"{address}#{anchor(term_id)}"}

    def href(self, term_id: str) -> str:
        """Return the address of the entry of a term, or an empty string."""
        target = self.target(term_id)
        return f"#{target['refid']}" if "refid" in target else target.get("refuri", "")
