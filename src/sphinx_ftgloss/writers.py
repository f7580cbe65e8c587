"""How our nodes are written in HTML; for other formats their base classes serve."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import _

from sphinx_ftgloss.markdown import mathml

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.html5 import HTML5Translator


def visit_term_reference(self: HTML5Translator, node: Element) -> None:
    """Open a link to the entry, or a plain mark where the project prints no entry."""
    href = node.get("refuri") or (f"#{node['refid']}" if "refid" in node else "")
    if "card" in node:
        described = f'aria-describedby="ftcard-{node["termid"]}"'
        if href:
            classes = "ftgloss-term reference internal"
            self.body.append(f'<a class="{classes}" href="{html.escape(href)}" {described}>')
        else:
            self.body.append(f'<span class="ftgloss-term" role="term" tabindex="0" {described}>')


def depart_term_reference(self: HTML5Translator, node: Element) -> None:
    """Close it."""
    if "card" in node:
        self.body.append("</a>" if "refuri" in node or "refid" in node else "</span>")


def visit_entry_name(self: HTML5Translator, node: Element) -> None:
    """Open the name of an entry."""
    data = {f"data-{name}": node[name] for name in ("forms", "category") if name in node}
    self.body.append(self.starttag(node, "dt", "", CLASS="ftgloss-name", **data))


def depart_entry_name(self: HTML5Translator, node: Element) -> None:
    """Close it with a link to itself."""
    if node["ids"]:
        self.add_permalink_ref(node, _("Link to this term"))
    self.body.append("</dt>\n")


def visit_finder(self: HTML5Translator, node: Element) -> None:
    """Leave a hidden box with the words that the script needs; without the script it stays so."""
    labels = {
        "find": _("Find a term"),
        "found": _("{n} of {all} terms"),
        "categories": _("Categories"),
        "letters": _("First letter"),
        "depth": _("How much to show"),
        "depths": "|".join((_("Plain"), _("Applied"), _("Deep"))),
        "start": node["depth"],
    }
    data = {f"data-{name}": text for name, text in labels.items()}
    self.body.append(self.starttag(node, "div", "", CLASS="ftgloss-find", hidden="hidden", **data))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def visit_wide(self: HTML5Translator, node: Element) -> None:
    """Open a box that scrolls, with the keyboard too."""
    named = {"aria-label": node["label"], "role": "region", "tabindex": "0"}
    self.body.append(self.starttag(node, "div", CLASS="ftgloss-wide", **named))


def depart_wide(self: HTML5Translator, node: Element) -> None:
    """Close it."""
    self.body.append("</div>\n")


def visit_formula(self: HTML5Translator, node: Element) -> None:
    """Write a displayed formula."""
    label = html.escape(_("Formula"))
    self.body.append(f'<div class="ftgloss-formula" role="group" aria-label="{label}">')
    self.body.append(f"{mathml(node['tex'], block=True)}</div>\n")


def visit_inline_formula(self: HTML5Translator, node: Element) -> None:
    """Write a formula in a line."""
    self.body.append(mathml(node["tex"]))


def pass_by(self: SphinxTranslator, node: Element) -> None:
    """Print nothing but what is inside."""
