"""EPUB: the definition of a term is a note, which reading systems show as a pop-up.

A note has to stand in the file that refers to it, so each page ends with the notes of its terms.
Reading systems that know no pop-ups follow the link there, and find a link back.
"""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_ftgloss.domain import get_domain
from sphinx_ftgloss.formats.builders import writes_notes
from sphinx_ftgloss.links import Entries
from sphinx_ftgloss.terms.card import text_shown
from sphinx_ftgloss.terms.formulas import mathml
from sphinx_ftgloss.translation import _

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from docutils.nodes import Element
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_ftgloss.domain import FtDomain

STYLE = Path(__file__).parents[1] / "static" / "ftgloss-epub.css"
_XMLNS = '<math xmlns="http://www.w3.org/1998/Math/MathML"'
_ITEM = re.compile(r'(<item [^>]*href="([^"]+)" media-type="application/xhtml\+xml") />')


def copy(app: Sphinx) -> None:
    """Put the style where the book's pages find it."""
    if writes_notes(app.builder):
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(STYLE, folder)


def add(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """End a page with the notes of the terms on it."""
    if doctree is None or not writes_notes(app.builder):
        return
    domain = get_domain(app.env)
    if domain.shows_terms(pagename):
        app.add_css_file(STYLE.name)
    entries = Entries(domain, pagename)
    for term_id, back in doctree.get("ftgloss-notes", {}).items():
        context["body"] += _note(domain, term_id, back, entries.href(term_id))


def _note(domain: FtDomain, term_id: str, back: str, entry: str) -> str:
    """Return what a reader sees of a term without leaving the page.

    :param back: the id of the first use on the page, where the name leads back to; may be empty.
    :param entry: the address of the entry; empty where the project prints none.
    """
    term = domain.glossary.terms[term_id]
    name = f"<b>{html.escape(term.term)}</b>"
    if back:
        name = f'<a role="doc-backlink" href="#{back}">{name}</a>'
    if term.expansion:
        name += f' <span class="ftgloss-expansion">{html.escape(term.expansion)}</span>'
    text, language = text_shown(term, domain.glossary, domain.options.depth)
    lang = f' lang="{language}" xml:lang="{language}"' if language else ""
    more = f'<p><a href="{html.escape(entry)}">{html.escape(_("Full entry"))}</a></p>'
    return (
        f'<aside class="ftgloss-note" id="ftcard-{term_id}"'
        ' epub:type="footnote" role="doc-footnote">\n'
        f"<p>{name}</p>\n"
        f"<p{lang}>{_in_xhtml(text)}</p>\n"
        f"{more if entry else ''}\n</aside>\n"
    )


def _in_xhtml(text: str) -> str:
    return text.replace("<math", _XMLNS)


def visit_term_reference(self: HTML5Translator, node: Element) -> None:
    """Open a reference to the note; inside entries and lists, a link to the entry."""
    if "note" in node:
        place = f' id="{node["anchor"]}"' if "anchor" in node else ""
        self.body.append(
            f'<a class="ftgloss-term" href="#ftcard-{node["termid"]}"{place}'
            ' epub:type="noteref" role="doc-noteref">'
        )


def depart_term_reference(self: HTML5Translator, node: Element) -> None:
    """Close it."""
    if "note" in node:
        self.body.append("</a>")


def visit_formula(self: HTML5Translator, node: Element) -> None:
    """Write a displayed formula."""
    formula = _in_xhtml(mathml(node["tex"], block=True))
    self.body.append(f'<div class="ftgloss-formula">{formula}</div>\n')


def visit_inline_formula(self: HTML5Translator, node: Element) -> None:
    """Write a formula in a line."""
    self.body.append(_in_xhtml(mathml(node["tex"])))


def declare_mathml(app: Sphinx, exception: Exception | None) -> None:
    """Say in the book's manifest which pages hold formulas, as the standard asks.

    Sphinx does not, and packs the book before it tells anyone: so the manifest is exchanged.
    """
    manifest = Path(app.outdir) / "content.opf"
    if exception or not writes_notes(app.builder) or not manifest.is_file():
        return

    def declared(match: re.Match[str]) -> str:
        page = Path(app.outdir) / unquote(html.unescape(match[2]))
        has_math = page.is_file() and "<math" in page.read_text(encoding="utf-8")
        return f'{match[1]} properties="mathml" />' if has_math else match[0]

    before = manifest.read_text(encoding="utf-8")
    after = _ITEM.sub(declared, before)
    if after != before:
        manifest.write_text(after, encoding="utf-8")
        _exchange(Path(app.outdir) / f"{app.config.epub_basename}.epub", manifest)


def _exchange(book: Path, file: Path) -> None:
    """Put another file in the place of the one of that name in a book."""
    new = book.with_suffix(".new")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(new, "w") as packed:
        for info in old.infolist():
            content = file.read_bytes() if info.filename == file.name else old.read(info)
            packed.writestr(info, content)
    new.replace(book)
