"""When and where the script, the style and the cards go."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import _

from sphinx_ftgloss.builders import joins_pages, writes_cards
from sphinx_ftgloss.domain import get_domain

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_ftgloss.domain import FtDomain

STATIC = Path(__file__).parent / "static"


def copy(app: Sphinx) -> None:
    """Put script and style where the pages find them."""
    # Sphinx's copy_asset keeps an older file, and its html_static_path would be a changed setting.
    if writes_cards(app.builder):
        shutil.copytree(STATIC, Path(app.outdir) / "_static", dirs_exist_ok=True)


def add(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give a page the cards of the terms on it, and scripts and styles for what is on it."""
    if not writes_cards(app.builder):
        return
    domain = get_domain(app.env)
    shown = doctree.get("ftgloss-cards", []) if doctree is not None else []
    everywhere = app.registry.html_assets_policy == "always"
    blocks = everywhere or (doctree is not None and _has_blocks(domain, pagename, doctree))
    if shown or blocks:
        app.add_css_file("ftgloss.css")
        app.add_js_file("ftgloss.js", loading_method="defer")
    if blocks:
        app.add_css_file("ftgloss-page.css")
    if everywhere or (doctree is not None and "ftgloss-find" in doctree):
        app.add_js_file("ftgloss-find.js", loading_method="defer")
    if shown:
        more = html.escape(str(_("Full entry")))
        cards = "\n".join(map(domain.card, shown))
        context["body"] += f'<div class="ftgloss-cards" data-more="{more}">\n{cards}\n</div>\n'


def _has_blocks(domain: FtDomain, pagename: str, doctree: nodes.document) -> bool:
    """Tell whether a page holds more of ours than terms in a text: entries, or a table of them."""
    listings = domain.data["listings"]
    joined = bool(listings) and joins_pages(domain.builder)
    return pagename in listings or "ftgloss-page-terms" in doctree or joined
