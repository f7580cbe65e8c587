"""What the hover card of a term says.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from sphinx_ftgloss.terms import markdown
from sphinx_ftgloss.terms.languages import ORIGINAL

if TYPE_CHECKING:
    from sphinx_ftgloss.terms.glossary import Glossary
    from sphinx_ftgloss.terms.model import Term


def field_shown(term: Term, depth: str) -> str:
    """Return the field that a card shows: plain words if that is the site's depth, else short."""
    return "plain" if depth == "plain" and term.plain else "short"


def text_shown(term: Term, glossary: Glossary, depth: str) -> tuple[str, str]:
    """Return the HTML of what a card says, and its language if that is not the project's."""
    field = field_shown(term, depth)
    language = ORIGINAL if glossary.is_foreign(term, field) else ""
    return markdown.to_html(getattr(term, field).strip(), glossary), language


def popover(term: Term, glossary: Glossary, depth: str = "deep") -> str:
    """Return the HTML of a hover card: the same on every page, with no link in it."""
    expansion = f" <span>{_escape(term.expansion)}</span>" if term.expansion else ""
    category = glossary.categories.get(term.category, "")
    text, language = text_shown(term, glossary, depth)
    lang = f' lang="{language}"' if language else ""
    return (
        f'<div id="ftcard-{term.id}" popover="manual">'
        f"<p><b>{_escape(term.term)}</b>{expansion}</p>"
        f"<p{lang}>{text}</p>"
        f"<p>{_escape(category)}</p></div>"
    )


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
