"""Where the terms of a concept map stand, and how its lines run.

Pure: nothing here knows Sphinx or docutils.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_ftgloss.maps.concept_map import Relation
from sphinx_ftgloss.terms.forms import sort_key
from sphinx_ftgloss.terms.glossary import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_ftgloss.maps.concept_map import Part
    from sphinx_ftgloss.terms.glossary import Glossary

FONT_SIZE = 13.0
HEIGHT = 26.0
"""How tall each box is."""
_ROW = HEIGHT + 8
_PADDING = 9.0
_GAP = 42.0  # between columns: room for curves and arrow heads
_SPACE = 24.0  # between trees
_MARGIN = 2.0
_PAGE = 640.0  # narrower than the column of text in most themes
_ASIDE = 6.0  # how far from the middle of a box a line ends that belongs to no tree


ROUNDS = 4
"""How often the layout engine looks for fewer crossings."""


class Point(NamedTuple):
    """A place in the picture; x to the right, y down."""

    x: float
    y: float


class Box(NamedTuple):
    """Where a term stands."""

    x: float
    """The left side."""
    y: float
    """The upper side."""
    width: float

    @property
    def right(self) -> float:
        """Return the right side."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return self.y + HEIGHT / 2


class Line(NamedTuple):
    """How a relation is drawn."""

    relation: Relation
    curve: tuple[Point, ...]
    """The start, and for each Bézier curve two control points and its end."""


class Drawing(NamedTuple):
    """A map that is laid out."""

    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    width: float
    height: float


# The curve between two terms.
Curves = dict[frozenset[str], tuple[Point, ...]]


def text_width(text: str) -> float:
    """Return the room that a text needs in the widest of the usual fonts."""
    return FONT_SIZE * sum(map(_width, text))


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in "ijlI.,:;'|! ":
        return 0.36
    if character in "frt-()[]/":
        return 0.46
    if character in "mwMW@%":
        return 1.0
    return 0.76 if character.isupper() else 0.64


def lay_out(glossary: Glossary, part: Part) -> Drawing:
    """Return where each term of a part stands, trees first, and how the relations are drawn."""
    widths = {i: text_width(glossary.terms[i].term) + 2 * _PADDING for i in part.term_ids}
    trees = [_tree(members, widths) for members in _joined(part)]
    trees.sort(key=lambda tree: -tree.height)
    boxes: dict[str, Box] = {}
    curves: Curves = {}
    x = y = height = 0.0
    for tree in trees:
        if x and x + tree.width > _PAGE:
            x, y, height = 0.0, y + height + _SPACE, 0.0
        boxes |= {i: box._replace(x=box.x + x, y=box.y + y) for i, box in tree.boxes.items()}
        curves |= {pair: _moved(curve, x, y) for pair, curve in tree.curves.items()}
        x, height = x + tree.width + _GAP, max(height, tree.height)
    x, y = 0.0, y + height + _SPACE if trees else 0.0
    alone = [i for i in part.term_ids if i not in boxes]
    for term_id in sorted(alone, key=lambda i: sort_key(glossary.terms[i])):
        if x and x + widths[term_id] > _PAGE:
            x, y = 0.0, y + _ROW
        boxes[term_id] = Box(x, y, widths[term_id])
        x += widths[term_id] + _ROW - HEIGHT
    for relation in part.relations:
        if relation.pair not in curves:
            curves[relation.pair] = _arc(boxes[relation.start], boxes[relation.end])
    return _framed(boxes, curves, part.relations)


def _framed(boxes: dict[str, Box], curves: Curves, relations: Iterable[Relation]) -> Drawing:
    """Return the drawing with a margin around it."""
    points = [point for curve in curves.values() for point in curve]
    points += [Point(box.right, box.y + HEIGHT) for box in boxes.values()]
    right, bottom = max(point.x for point in points), max(point.y for point in points)
    return Drawing(
        {i: box._replace(x=box.x + _MARGIN, y=box.y + _MARGIN) for i, box in boxes.items()},
        tuple(Line(r, _moved(curves[r.pair], _MARGIN, _MARGIN)) for r in relations),
        right + 2 * _MARGIN,
        bottom + 2 * _MARGIN,
    )


def _moved(curve: tuple[Point, ...], x: float, y: float) -> tuple[Point, ...]:
    return tuple(Point(point.x + x, point.y + y) for point in curve)


def _branches(part: Part) -> list[Relation]:
    """Return the relations that place terms: the trees, and one more for each term in none."""
    branches = [relation for relation in part.relations if relation.kind == "broader"]
    rest = [relation for relation in part.relations if relation.kind != "broader"]
    # What was asked for attracts first.
    rest.sort(key=lambda relation: relation.pair.isdisjoint(part.asked))
    placed = part.asked.union(*(relation.pair for relation in branches))
    while rest:
        found = next((r for r in rest if (r.start in placed) != (r.end in placed)), None)
        found = found or next((r for r in rest if r.start not in placed), None)
        if found is None:
            break
        kind, start, end = found
        branches.append(Relation(kind, end, start) if end in placed else found)
        placed |= found.pair
    joined = frozenset().union(*(relation.pair for relation in branches))
    for relation in rest:
        if not relation.pair <= joined:
            branches.append(relation)
            joined |= relation.pair
    return branches


def _joined(part: Part) -> Iterator[tuple[list[str], list[Relation]]]:
    """Yield the groups of terms that hang together, with the relations that place them."""
    branches = _branches(part)
    neighbours: dict[str, list[str]] = {}
    for branch in branches:
        neighbours.setdefault(branch.start, []).append(branch.end)
        neighbours.setdefault(branch.end, []).append(branch.start)
    # The engine keeps this order where no crossing is saved: the family first.
    waiting = dict.fromkeys(i for _kind, *ends in branches for i in ends)
    while waiting:
        inside = reached([next(iter(waiting))], neighbours.__getitem__)
        yield [i for i in waiting if i in inside], [b for b in branches if b.start in inside]
        waiting = {i: None for i in waiting if i not in inside}


class _Tree(NamedTuple):
    boxes: dict[str, Box]
    curves: Curves
    width: float
    height: float


class _Seat:
    """The room of one row that the layout engine gives to a term, or to a line that passes."""

    w = h = 1
    xy = (0.0, 0.0)


def _tree(members: tuple[list[str], list[Relation]], widths: dict[str, float]) -> _Tree:
    """Lay out terms that hang together: a column for each layer, and in it a row for each term."""
    # Imported late because most builds have no map.
    from grandalf.graphs import Edge, Graph, Vertex  # noqa: PLC0415
    from grandalf.layouts import SugiyamaLayout  # noqa: PLC0415

    names, branches = members
    seats = {name: Vertex(name) for name in names}
    edges = [Edge(seats[branch.start], seats[branch.end]) for branch in branches]
    graph = Graph(list(seats.values()), edges)
    for seat in seats.values():
        seat.view = _Seat()
    layout = SugiyamaLayout(graph.C[0])
    layout.xspace = layout.yspace = 0
    layout.init_all()
    for layer in layout.layers:
        for seat in layer:
            seat.view = _Seat()
    layout.draw(ROUNDS)
    places = {seat: seat.view.xy[0] for layer in layout.layers for seat in layer}
    layers = [[(seat, places[seat]) for seat in layer] for layer in layout.layers]
    rows = {seat: row * _ROW for seat, row in _rows(layers).items()}
    boxes: dict[str, Box] = {}
    columns: list[tuple[float, float]] = []
    x = 0.0
    for layer in layout.layers:
        inside = [name for name in names if seats[name] in layer]
        boxes |= {name: Box(x, rows[seats[name]], widths[name]) for name in inside}
        columns.append((x, x + max(widths[name] for name in inside)))
        x = columns[-1][1] + _GAP
    ends = dict(columns)
    curves = {}
    for branch, edge in zip(branches, edges, strict=True):
        start, end = boxes[branch.start], boxes[branch.end]
        stops = [Point(start.right, start.middle), Point(ends[start.x], start.middle)]
        # Where a line passes through a column, it has a row as a term has.
        for rank, seat in sorted(layout.ctrls.get(edge, {}).items()):
            if seat not in edge.v:
                stops += [Point(side, rows[seat] + HEIGHT / 2) for side in columns[rank]]
        stops.append(Point(end.x, end.middle))
        curves[branch.pair] = _through(stops)
    return _Tree(boxes, curves, x - _GAP, max(rows.values()) + HEIGHT)


def _rows(layers: list[list[tuple[Any, float]]]) -> dict[Any, float]:
    """Return rows from 0 down, one apart or more in each layer, as near as can be to those given.

    The layout engine keeps such a distance in most cases, but does not promise it.
    """
    rows: dict[Any, float] = {}
    for layer in layers:
        # Neighbors that want to stand too close together share their wishes.
        blocks: list[list[float]] = []
        for number, (_seat, row) in enumerate(layer):
            blocks.append([row - number])
            while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
                blocks[-2:] = [blocks[-2] + blocks[-1]]
        shared = [fmean(block) for block in blocks for _wish in block]
        rows |= {
            seat: wish + n for n, ((seat, _row), wish) in enumerate(zip(layer, shared, strict=True))
        }
    top = min(rows.values())
    return {seat: row - top for seat, row in rows.items()}


def _through(stops: list[Point]) -> tuple[Point, ...]:
    """Return a line through some places that leaves each to the right."""
    curve = [stops[0]]
    for start, end in pairwise(stops):
        half = (start.x + end.x) / 2
        curve += [Point(half, start.y), Point(half, end.y), end]
    return tuple(curve)


def _arc(start: Box, end: Box) -> tuple[Point, ...]:
    """Return a line between boxes of no common tree, from side to side or around their ends."""
    down = _ASIDE if end.y > start.y else -_ASIDE if end.y < start.y else 0.0
    left, right = (start.middle + down, end.middle - down)
    if end.x - start.right >= _GAP / 2:
        return _through([Point(start.right, left), Point(end.x, right)])
    if start.x - end.right >= _GAP / 2:
        return _through([Point(end.right, right), Point(start.x, left)])[::-1]
    out = max(start.right, end.right) + 14 + min(abs(end.y - start.y) / 8, 34)
    return (Point(start.right, left), Point(out, left), Point(out, right), Point(end.right, right))
