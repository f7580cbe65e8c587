"""The custom properties that the manual names are those that there are, and its example works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from themes import MARKS, SWITCHED, TERM, TEXTS, THEMES, Themed, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "sphinx_ftgloss" / "static"
MANUAL = (ROOT / "example_docs" / "manual" / "styling.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```css\n(.*?)```", MANUAL, re.DOTALL)[-1]
SET = dict(re.findall(r"--ftgloss-([a-z-]+): (.+);", EXAMPLE))


def test_table_of_properties() -> None:
    """The manual's table has each property that is read, with its default if that is a value."""
    styles = "".join(file.read_text(encoding="utf-8") for file in STATIC.glob("ftgloss*.css"))
    script = (STATIC / "ftgloss.js").read_text(encoding="utf-8")
    read = dict(re.findall(r"var\((--ftgloss-[a-z-]+)(?:, ([^()]+)\))?", styles))
    read |= {
        f"--ftgloss-{name}-delay": f"{ms}ms"
        for name, ms in re.findall(r'delay\(term, "(\w+)", (\d+)\)', script)
    }
    rows = re.findall(r"^\| `(--[a-z-]+)` \| [^|]+ \| ([^|]+) \|$", MANUAL, re.MULTILINE)
    named = dict(rows)
    assert sorted(named) == sorted(read)
    values = {name: value for name, value in read.items() if re.match(r"#|\d", value)}
    assert {name: named[name] for name in values} == {n: f"`{v}`" for n, v in values.items()}
    assert len(values) == 4


def colour(name: str, mode: str) -> list[int]:
    """What the example sets."""
    found = re.findall(r"#(\w{6})", SET[name])
    return list(bytes.fromhex(found[0 if mode == "light" else -1]))


def assert_as_set(page: Themed, mode: str) -> None:
    """The open card and its link have the colours of the example, and can be read."""
    texts = {c.what: c for c in page.measure(4.5, TEXTS)}
    marks = {c.what: c for c in page.measure(3, MARKS)}
    assert texts["definition"].ground == colour("card-background", mode)
    assert marks["edge of the card"].colour == colour("card-border", mode)
    assert marks["underline"].colour == colour("accent", mode)
    assert not [str(c) for c in (*texts.values(), *marks.values()) if c.ratio < c.least]


@pytest.fixture
def restyled(driver: WebDriver, tmp_path: Path) -> Iterator[Themed]:
    """A site in Furo with the example as its style sheet."""
    page = Themed(driver, THEMES[0], build(THEMES[0], tmp_path, EXAMPLE))
    yield page
    page.reset()


@pytest.mark.browser
@pytest.mark.slow
def test_example(restyled: Themed) -> None:
    """Five lines change ground, edge, underline, width and delay of a card."""
    assert len(SET) == 5
    restyled.start("light")
    restyled.delays(show="", hide="")
    term = restyled.find(TERM)
    restyled.hover(term)
    rest = int(SET["show-delay"].removesuffix("ms")) / 1000
    assert rest > 0.6
    restyled.stays(lambda: not restyled.open_cards, "no card opens", rest - 0.1)
    restyled.until_open("sample")
    rem = restyled.js("return parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert restyled.box(restyled.card("sample"))["width"] == float(SET["card-width"][:-3]) * rem
    assert_as_set(restyled, "light")


ADD = """
const style = document.createElement("style");
style.textContent = arguments[0];
document.head.append(style);
"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("theme_site", SWITCHED, indirect=True, ids=str)
def test_example_follows_the_switch(themed: Themed) -> None:
    """The colours of the example are light and dark with the theme, whatever the system has."""
    for system in ("light", "dark"):
        themed.start(system)
        themed.js(ADD, EXAMPLE)
        themed.open_card()
        assert_as_set(themed, system)
        other = {"light": "dark", "dark": "light"}[system]
        themed.switch(other)
        assert_as_set(themed, other)
