"""When and where the script, the style and the cards go."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import _

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.transforms import writes_cards

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx

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
    """Give a page the cards of the terms on it; script and style only if it has any."""
    if not writes_cards(app.builder):
        return
    shown = doctree.get("ftgloss-cards", []) if doctree is not None else []
    has_entries = doctree is not None and "ftgloss-entries" in doctree
    if app.registry.html_assets_policy != "always" and not shown and not has_entries:
        return
    app.add_css_file("ftgloss.css")
    app.add_js_file("ftgloss.js", loading_method="defer")
    if shown:
        domain = get_domain(app.env)
        more = html.escape(str(_("Full entry")))
        cards = "\n".join(map(domain.card, shown))
        context["body"] += f'<div class="ftgloss-cards" data-more="{more}">\n{cards}\n</div>\n'
