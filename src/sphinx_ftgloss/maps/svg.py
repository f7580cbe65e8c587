"""How a concept map is written as SVG.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sphinx_ftgloss.maps.concept_map import Relation
from sphinx_ftgloss.maps.drawing import FONT_SIZE, HEIGHT, Line, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_ftgloss.maps.drawing import Drawing
    from sphinx_ftgloss.terms.glossary import Glossary

_DASHES = {
    "broader": "",
    "contrast": ' stroke-dasharray="0 4" stroke-linecap="round"',
    "related": ' stroke-dasharray="5 4"',
}
_REM = 16  # how many pixels a theme's text measures, so that the map grows with the text


def picture(
    drawing: Drawing,
    glossary: Glossary,
    asked: frozenset[str],
    address: Callable[[str], str],
) -> str:
    """Return the map as an ``svg`` element.

    :param asked: the terms that are emphasized.
    :param address: returns where the entry of a term is, or an empty string.
    """
    width, height = drawing.width, drawing.height
    size = f'width="{width / _REM:g}rem" height="{height / _REM:g}rem"'
    frame = f'viewBox="0 0 {width:g} {height:g}" font-size="{FONT_SIZE:g}"'
    # Quiet lines lie under the tree.
    lines = sorted(drawing.lines, key=lambda line: line.relation.kind == "broader")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {frame}>',
        '<g aria-hidden="true" fill="none" stroke="currentColor">',
        *(part for line in lines for part in _line(line)),
        "</g>",
        *(_box(drawing, glossary, term_id, address(term_id), asked) for term_id in drawing.boxes),
        "</svg>",
    ]
    return "\n".join(parts)


def sample(kind: str) -> str:
    """Return a short line of a kind, for a legend."""
    relation = Relation(kind, "", "")
    line = Line(relation, (Point(1, 6), Point(13, 6), Point(25, 6), Point(37, 6)))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="38" height="12" '
        f'fill="none" stroke="currentColor">{"".join(_line(line))}</svg>'
    )


def _line(line: Line) -> Iterator[str]:
    kind = line.relation.kind
    start, *rest = line.curve
    curves = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    path = "".join(f"C{_at(a)} {_at(b)} {_at(c)}" for a, b, c in curves)
    yield f'<path class="ftgloss-{kind}" d="M{_at(start)}{path}"{_DASHES[kind]}/>'
    # Tips and rings tell the kinds from each other where the dashes are too short to see.
    if kind == "broader":
        tip = f'd="M{_at(rest[-1])}l-7 -3.5v7z"'
        yield f'<path class="ftgloss-tip" fill="currentColor" stroke="none" {tip}/>'
    elif kind == "contrast":
        for end, beside in ((start, rest[0]), (rest[-1], rest[-2])):
            x = end.x + (3 if beside.x > end.x else -3)
            yield f'<circle class="ftgloss-ring" cx="{x:g}" cy="{end.y:g}" r="3"/>'


def _at(point: Point) -> str:
    return f"{point.x:g} {point.y:g}"


def _box(
    drawing: Drawing, glossary: Glossary, term_id: str, href: str, asked: frozenset[str]
) -> str:
    box = drawing.boxes[term_id]
    classes = "ftgloss-term ftgloss-node" + (" ftgloss-asked" if term_id in asked else "")
    attributes = f'class="{classes}" aria-describedby="ftcard-{term_id}"'
    content = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{HEIGHT:g}" rx="6"/>'
        f'<text x="{box.x + box.width / 2:g}" y="{box.middle:g}" text-anchor="middle" '
        f'dominant-baseline="central">{escape(glossary.terms[term_id].term)}</text>'
    )
    if href:
        return f'<a {attributes} href="{escape(href)}">{content}</a>'
    return f'<g {attributes} role="term" tabindex="0">{content}</g>'
