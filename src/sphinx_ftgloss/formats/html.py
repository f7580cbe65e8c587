"""How our nodes are written in HTML; for other formats their base classes serve."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_ftgloss.config import DEPTHS
from sphinx_ftgloss.maps.svg import sample
from sphinx_ftgloss.terms.forms import DROPPED
from sphinx_ftgloss.terms.formulas import mathml
from sphinx_ftgloss.translation import _, filled

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_ftgloss.where_used import Place

GLANCE = 3
"""How many uses are shown before the rest is folded."""


def visit_term_reference(self: HTML5Translator, node: Element) -> None:
    """Open a link to the entry, or a plain mark where the project prints no entry."""
    href = node.get("refuri") or (f"#{node['refid']}" if "refid" in node else "")
    if "card" in node:
        # A place to come back to, from the list of uses in the entry.
        place = f' id="{node["anchor"]}"' if "anchor" in node else ""
        described = f'aria-describedby="ftcard-{node["termid"]}"'
        if href:
            kind = "external" if "external" in node else "internal"
            classes = f"ftgloss-term reference {kind}"
            self.body.append(f'<a class="{classes}" href="{html.escape(href)}"{place} {described}>')
        else:
            mark = '<span class="ftgloss-term" role="term" tabindex="0"'
            self.body.append(f"{mark}{place} {described}>")


def depart_term_reference(self: HTML5Translator, node: Element) -> None:
    """Close it."""
    if "card" in node:
        self.body.append("</a>" if "refuri" in node or "refid" in node else "</span>")


def visit_entry_name(self: HTML5Translator, node: Element) -> None:
    """Open the name of an entry."""
    data = {f"data-{name}": node[name] for name in ("forms", "category", "letter") if name in node}
    self.body.append(self.starttag(node, "dt", "", CLASS="ftgloss-name", **data))


def depart_entry_name(self: HTML5Translator, node: Element) -> None:
    """Close it with a link to itself."""
    if node["ids"]:
        self.add_permalink_ref(node, _("Link to this term"))
    self.body.append("</dt>\n")


def visit_use_list(self: HTML5Translator, node: Element) -> None:
    """Write where a term is used; what is more than one sees at a glance can be unfolded."""
    lines = [_use_line(place) for place in node["places"]]
    self.body.append(f'<ul class="ftgloss-uses">{"".join(lines[:GLANCE])}</ul>\n')
    folded = lines[GLANCE:]
    if others := ", ".join(map(_use_link, node["others"])):
        folded.append(f"<li>{others}</li>")
    if folded:
        more = html.escape(filled("{n} more", n=len(lines) - GLANCE + len(node["others"])))
        listed = f'<ul class="ftgloss-uses">{"".join(folded)}</ul>'
        self.body.append(f"<details><summary>{more}</summary>{listed}</details>\n")


def _use_line(place: Place) -> str:
    if not place.before + place.after:
        return f"<li>{_use_link(place)}</li>"
    before, words, after = map(html.escape, (place.before, place.words, place.after))
    return f"<li>{_use_link(place)} <span>{before}<b>{words}</b>{after}</span></li>"


def _use_link(place: Place) -> str:
    title = html.escape(place.title)
    return f'<a class="reference internal" href="{html.escape(place.uri)}">{title}</a>'


def visit_fold(self: HTML5Translator, node: Element) -> None:
    """Open a part that readers fold and unfold."""
    shown = " open" if node.get("open") else ""
    label = html.escape(node["label"])
    self.body.append(f'<details class="ftgloss-deep"{shown}><summary>{label}</summary>\n')


def depart_fold(self: HTML5Translator, node: Element) -> None:
    """Close it."""
    self.body.append("</details>\n")


def visit_finder(self: HTML5Translator, node: Element) -> None:
    """Leave a hidden box with the words that the script needs; without the script it stays so."""
    labels = {
        "find": _("Find a term"),
        "found": _("{n} of {all} terms"),
        "categories": _("Categories"),
        "letters": _("First letter"),
        "depth": _("How much to show"),
        "depths": "|".join(DEPTHS),
        "depth-names": "|".join((_("Plain"), _("Applied"), _("Deep"))),
        "start": node["depth"],
        "dropped": DROPPED,
    }
    data = {f"data-{name}": text for name, text in labels.items()}
    self.body.append(self.starttag(node, "div", "", CLASS="ftgloss-find", hidden="hidden", **data))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def visit_concept_map(self: HTML5Translator, node: Element) -> None:
    """Write the picture in a box that scrolls, the legend, the caption and the list."""
    *caption, listed = node.children
    words = {
        "broader": _("broader to narrower"),
        "contrast": _("contrast"),
        "related": _("related"),
    }
    legend = "".join(
        f"<span>{sample(kind)} {html.escape(words[kind])}</span>\n" for kind in node["kinds"]
    )
    label = html.escape(node["label"])
    self.body.append(
        '<div class="ftgloss-map">\n<figure>\n'
        f'<div class="ftgloss-picture" role="group" aria-label="{label}" tabindex="0">\n'
        f"{node['picture']}\n</div>\n"
    )
    if legend:
        self.body.append(f'<p class="ftgloss-legend">{legend}</p>\n')
    if caption:
        self.body.append("<figcaption>\n")
        for part in caption:
            part.walkabout(self)
        self.body.append("</figcaption>\n")
    summary = html.escape(_("As a list"))
    self.body.append(f"</figure>\n<details>\n<summary>{summary}</summary>\n")
    listed.walkabout(self)
    self.body.append("</details>\n</div>\n")
    raise nodes.SkipNode


def visit_wide(self: HTML5Translator, node: Element) -> None:
    """Open a box that scrolls, with the keyboard too."""
    named = {"aria-label": node["label"], "role": "group", "tabindex": "0"}
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
