"""The card in seven themes, light and dark: contrast, and the switch of the theme."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from themes import FOCUS, LINK, MARKS, SWITCHED, TERM, TEXTS, Contrast, Themed, luminance

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXT, MARK = 4.5, 3.0
"""The least contrast of text [1.4.3], and of what is no text [1.4.11]."""


def contrasts(page: Themed) -> list[Contrast]:
    """Measure all of a page on which the card is open; then touch and focus its term."""
    found = page.measure(TEXT, TEXTS) + page.measure(MARK, MARKS)
    page.press("ESCAPE")
    page.leave()
    page.tap(page.find(TERM))
    page.until_open("sample")
    found += page.measure(TEXT, LINK)
    page.press("ESCAPE")
    page.tab_to(page.find(TERM))
    return found + page.measure(MARK, FOCUS)


def smallest(found: list[Contrast], least: float) -> str:
    """What of the texts or of the marks has the least contrast."""
    worst = min((c for c in found if c.least == least), key=lambda c: c.ratio)
    return f"{math.floor(worst.ratio * 10) / 10} ({worst.what})"


def test_contrast(themed: Themed, record_property: Callable[[str, object], None]) -> None:
    """Links, cards and focus stand out from what is behind them [1.4.3, 1.4.11, 2.4.7]."""
    record_property("theme", themed.theme.name)
    record_property("version", version(themed.theme.package))
    missed = []
    for mode in themed.theme.modes:
        found = []
        for system in ("light", "dark"):
            themed.start(system)
            if themed.mode != mode:
                themed.switch(mode)
            themed.open_card()
            found += contrasts(themed)
        record_property(f"text {mode}", smallest(found, TEXT))
        record_property(f"mark {mode}", smallest(found, MARK))
        missed += [f"{themed.theme.name}, {mode}, {c}" for c in found if c.ratio < c.least]
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("theme_site", SWITCHED, indirect=True, ids=str)
def test_switch(themed: Themed) -> None:
    """An open card follows the theme's switch to dark, and back, at once."""
    themed.start("light")
    themed.open_card()
    light = themed.measure(TEXT, TEXTS) + themed.measure(MARK, MARKS)
    themed.switch("dark")
    assert themed.open_cards == ["sample"]
    dark = themed.measure(TEXT, TEXTS) + themed.measure(MARK, MARKS)
    for before, after in zip(light, dark, strict=True):
        assert luminance(before.ground) > 0.5, before
        assert luminance(after.ground) < 0.2, after
    themed.switch("light")
    assert themed.open_cards == ["sample"]
    assert themed.measure(TEXT, TEXTS) + themed.measure(MARK, MARKS) == light
