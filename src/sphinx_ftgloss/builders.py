"""What builders differ in: where their links lead, and what their readers have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.errors import NoUri

if TYPE_CHECKING:
    from sphinx.builders import Builder


def joins_pages(builder: Builder) -> bool:
    """Tell whether a builder makes one document of many pages."""
    return builder.name in {"latex", "man", "singlehtml", "texinfo"}


def writes_cards(builder: Builder) -> bool:
    """Tell whether a builder's readers have a browser, for cards and MathML."""
    return builder.format == "html" and builder.name != "epub"


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
