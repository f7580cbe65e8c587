"""When and where the script, the style and the cards go."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_ftgloss.domain import anchor, get_domain
from sphinx_ftgloss.formats import epub
from sphinx_ftgloss.formats.builders import joins_pages, writes_cards
from sphinx_ftgloss.terms import exchange
from sphinx_ftgloss.translation import _

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
        not_ours = shutil.ignore_patterns(epub.STYLE.name)
        shutil.copytree(STATIC, Path(app.outdir) / "_static", dirs_exist_ok=True, ignore=not_ours)


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
        context["metatags"] += _described(domain, pagename)
    if everywhere or (doctree is not None and "ftgloss-find" in doctree):
        app.add_js_file("ftgloss-find.js", loading_method="defer")
    if shown:
        more = html.escape(str(_("Full entry")))
        cards = "\n".join(map(domain.card, shown))
        context["body"] += f'<div class="ftgloss-cards" data-more="{more}">\n{cards}\n</div>\n'


def _described(domain: FtDomain, pagename: str) -> str:
    """Return what search engines read of the entries on a page, if links lead to them."""
    joined = joins_pages(domain.builder)
    anchors = {
        i: anchor(i) for i, home in domain.overview.homes.items() if joined or home == pagename
    }
    if not anchors:
        return ""
    described = exchange.as_json_ld(domain.page_title(pagename), anchors, domain.glossary)
    return f'\n<script type="application/ld+json">{described}</script>'


def write_json(app: Sphinx, exception: Exception | None) -> None:
    """Write ``glossary.json`` if the project asks for it."""
    domain = get_domain(app.env)
    if exception or not domain.options.json or not writes_cards(app.builder):
        return
    links = {
        term_id: f"{app.builder.get_target_uri(docname)}#{anchor(term_id)}"
        for term_id, docname in domain.overview.homes.items()
    }
    terms = [domain.glossary.terms[term_id] for term_id in links]
    file = Path(app.outdir) / "_static" / "ftgloss" / "glossary.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(exchange.as_json(terms, domain.glossary.packs, links))


def _has_blocks(domain: FtDomain, pagename: str, doctree: nodes.document) -> bool:
    """Tell whether a page holds more of ours than terms in a text: entries, or a table of them."""
    return domain.prints_entries(pagename) or "ftgloss-page-terms" in doctree
