"""What builders differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder


def joins_pages(builder: Builder) -> bool:
    """Tell whether a builder makes one document of many pages."""
    return builder.name in {"latex", "man", "singlehtml", "texinfo"}


def writes_cards(builder: Builder) -> bool:
    """Tell whether a builder's readers have a browser, for cards."""
    return builder.format == "html" and builder.name != "epub"


def writes_notes(builder: Builder) -> bool:
    """Tell whether a builder's readers have pop-up notes."""
    return builder.name == "epub"


def writes_html(builder: Builder) -> bool:
    """Tell whether a builder can write MathML, and links to each use of a term."""
    return builder.format == "html"
