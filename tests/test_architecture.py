"""The drawing on the manual's page "How it is built" agrees with the modules and their imports."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

from test_layers import MODULES, PURE, imports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DRAWING = runpy.run_path(str(ROOT / "example_docs" / "plots" / "architecture.py"))
WAY = [box.title for box in DRAWING["WAY"]]
# What is drawn and is no module.
FILES = {"packs/*.toml", "your", "files", "static/*"}


def modules(words: str) -> Iterator[str]:
    """Yield the modules that a box names; a folder stands before those in it."""
    folder = ""
    for word in words.replace(",", "").split():
        if word.endswith("/"):
            folder = f"{word[:-1]}."
        elif word not in FILES:
            yield f"{folder}{word}"


BOXES = [
    (box.title, module)
    for box in (*DRAWING["WAY"], DRAWING["COMMAND"])
    for module in modules(box.modules)
]
# The module that is not drawn only calls the command.
PLACE = {module: title for title, module in BOXES} | {"__main__": "Command"}
# Two boxes that need each other: a loader makes a glossary, and a role asks the domain.
MUTUAL = {("Load", "Look up"), ("Read a page", "Remember")}


def crossings() -> set[tuple[str, str]]:
    """Return the pairs of boxes of which the first imports from the second."""
    return {
        (PLACE[module], PLACE[other])
        for module in MODULES
        for other in imports(module)
        if PLACE[module] != PLACE[other]
    }


def test_every_module_is_drawn_once() -> None:
    """A new module must be given a box."""
    assert sorted(PLACE) == sorted(MODULES)
    assert len(BOXES) == len(PLACE) - 1


def test_boxes_import_from_those_above() -> None:
    """And two pairs need each other, as the page says."""
    way = {pair for pair in crossings() if "Command" not in pair}
    upwards = {(a, b) for a, b in way if WAY.index(b) < WAY.index(a)}

    assert way - upwards == MUTUAL


def test_command_needs_the_first_boxes() -> None:
    """Nothing imports the command, and it imports what needs no Sphinx, but to read a page."""
    beside = {pair for pair in crossings() if "Command" in pair}

    assert beside == {("Command", "Load"), ("Command", "Look up"), ("Command", "Read a page")}
    assert {o for m in PLACE if PLACE[m] == "Command" for o in imports(m)} & {
        module for module, title in PLACE.items() if title == "Read a page"
    } == {"as_markdown"}


def test_line_is_where_sphinx_begins() -> None:
    """Above the line are pure modules only, and below it none."""
    above = {*WAY[: DRAWING["PURE"]], "Command"}
    pure = set(PURE)

    assert {m for m in pure if PLACE[m] not in above} == set()
    below = {module for module in MODULES if PLACE[module] not in above}
    assert below & pure == set()
