"""The way of a definition from its file to the reader, and the modules that lie on it.

`tests/test_architecture.py` holds the boxes against the modules and their imports.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Box(NamedTuple):
    """A part of the package."""

    title: str
    does: str
    modules: str
    example: str = ""


WAY = (
    Box("Terms", "tables of fields", "packs/*.toml, your files", '[[term]]\nid = "lora"'),
    Box(
        "Load",
        "check, lay over each other",
        "terms/ model termfile forbidden problems installed languages layers loader consistency "
        "kept",
    ),
    Box(
        "Look up",
        "which term is meant?",
        "terms/ forms names glossary matcher markdown formulas card listing digests exchange "
        "maps/ concept_map drawing svg",
    ),
    Box(
        "Read a page",
        "roles leave nodes",
        "roles directives prose entry comparison mapping definition as_markdown nodes",
        "{ftterm}`LoRAs`",
    ),
    Box(
        "Remember",
        "who uses what, what is stale",
        "domain state overview uses incremental page headings appendix external links build "
        "config reporting translation formats/ builders",
        "lora: guides/cost",
    ),
    Box(
        "Resolve",
        "where do links lead?",
        "transforms where_used autolink first_use",
        "#ftterm-lora",
    ),
    Box(
        "Write",
        "what a format can show",
        "formats/ html latex footnotes epub plain linkcheck",
        "<a href=…>LoRAs",
    ),
    Box("Browser", "the card opens", "assets static/*", "LoRAs\n┄┄┄┄┄"),
)
"""What a definition passes, from the first to the last."""
COMMAND = Box(
    "Command",
    "",
    "command/ main arguments terminal checking reviewing importing exporting",
)
"""What lies beside the way and needs the first boxes only."""
PURE = 3
"""How many boxes know nothing of Sphinx."""

WIDTH, SIDE, SPACE, LINE, PADDING = 2.75, 1.4, 0.22, 0.155, 0.09
END = WIDTH + SPACE + SIDE
COLORS = {"pure": "#dfeaf8", "sphinx": "#f5ebdd", "browser": "#ddf0ea"}
CODE = {"family": "DejaVu Sans Mono", "va": "center"}


def wrapped(box: Box, width: float) -> list[str]:
    return textwrap.wrap(box.modules, int((width - 0.2) * 15.9))


def height(box: Box, width: float) -> float:
    """Return how high a box is, in inches."""
    return 2 * PADDING + LINE * (1.25 + len(wrapped(box, width)))


def put(axes: Axes, box: Box, left: float, top: float, width: float, color: str) -> None:
    """Draw a box."""
    size = height(box, width)
    shape = "round,pad=0,rounding_size=0.06"
    corner = (left, top - size)
    axes.add_patch(FancyBboxPatch(corner, width, size, shape, facecolor=color, edgecolor="#8a8f98"))
    line = top - PADDING - LINE / 2
    axes.text(left + 0.1, line, box.title, fontweight="bold", va="center")
    axes.text(left + width - 0.1, line, box.does, fontsize=8, ha="right", va="center")
    line -= 0.15 * LINE
    for text in wrapped(box, width):
        line -= LINE
        axes.text(left + 0.1, line, text, fontsize=7.5, color="#444444", **CODE)


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": "#444444", "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style)


def border(axes: Axes, level: float) -> None:
    """Draw the line between what needs no Sphinx and what does."""
    for start, end in ((0, WIDTH / 2 - 0.1), (WIDTH / 2 + 0.1, END)):
        axes.plot([start, end], [level, level], color="#8a8f98", linestyle=":", linewidth=0.9)
    style = {"fontsize": 7.5, "color": "#444444", "ha": "right"}
    axes.text(END, level - 0.05, "from here on with Sphinx", va="top", **style)


def draw(_cases: list) -> Figure:
    heights = [height(box, WIDTH) for box in WAY]
    whole = sum(heights) + SPACE * (len(WAY) - 1)
    figure = Figure(figsize=(END + 0.04, whole + 0.04))
    figure.get_layout_engine().set(w_pad=0, h_pad=0)
    axes = figure.add_subplot()
    axes.set_xlim(-0.02, END + 0.02)
    axes.set_ylim(-whole - 0.02, 0.02)
    axes.set_axis_off()
    top = 0.0
    for number, (box, size) in enumerate(zip(WAY, heights, strict=True), 1):
        kind = "pure" if number <= PURE else "sphinx" if number < len(WAY) else "browser"
        put(axes, box, 0, top, WIDTH, COLORS[kind])
        middle = top - size / 2
        axes.text(WIDTH + SPACE, middle, box.example, fontsize=8, **CODE)
        top -= size
        if number == PURE:
            put(axes, COMMAND, WIDTH + SPACE, top + height(COMMAND, SIDE), SIDE, COLORS["pure"])
            arrow(axes, (WIDTH, middle), (WIDTH + SPACE, middle))
            border(axes, top - SPACE / 2)
        if number < len(WAY):
            arrow(axes, (WIDTH / 2, top), (WIDTH / 2, top - SPACE))
        top -= SPACE
    return figure
