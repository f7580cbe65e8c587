"""Concept maps, in a real browser."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pages import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INDEX = """\
# Maps

```{ftmap}
:terms: lora
```

```{ftmap}
:category: reinforcement-learning
```

```{ftmap}
```
"""
CONF = 'extensions = ["myst_parser", "sphinx_ftgloss"]\nhtml_theme = "%s"\n'
# How much room is left between each name and the sides of its box, at the least.
ROOM = """
return Math.min(...[...document.querySelectorAll(".ftgloss-node")].map((node) => {
  const text = node.querySelector("text").getBBox();
  const box = node.querySelector("rect").getBBox();
  return Math.min(text.x - box.x, box.x + box.width - text.x - text.width,
    text.y - box.y, box.y + box.height - text.y - text.height);
}));
"""
FONTS = ["DejaVu Sans", "DejaVu Serif", "Verdana", "Georgia", "Liberation Sans", "Lato"]
OVERFLOW = "return document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module", params=["alabaster", "furo", "sphinx_rtd_theme"])
def maps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("maps")
    (source / "conf.py").write_text(CONF % request.param, encoding="utf-8")
    (source / "index.md").write_text(INDEX, encoding="utf-8")
    folder = source / "site"
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(folder)], check=True
    )
    return folder


@pytest.fixture
def page(driver: WebDriver, maps: Path) -> Iterator[Page]:
    page = Page(driver, maps.as_uri() + "/")
    page.viewport(1280, 900)
    page.load()
    yield page
    page.reset()


@pytest.mark.parametrize("font", ["", *FONTS])
def test_names_stay_in_their_boxes(page: Page, font: str) -> None:
    """In the font of the theme, and in wide ones."""
    if font:
        page.js("document.body.style.fontFamily = arguments[0]", font)

    assert page.js(ROOM) >= 4


def test_keyboard_reaches_each_name(page: Page) -> None:
    """Tab goes from the map to its names, one sees where one is, Enter follows [2.1.1, 2.4.7]."""
    page.delays(show="9s")
    box = page.find(".ftgloss-picture")
    page.tab_to(box)
    page.press("TAB")
    node = page.driver.switch_to.active_element
    rect = node.find_element("css selector", "rect")

    assert "ftgloss-node" in str(node.get_attribute("class"))
    assert float(rect.value_of_css_property("stroke-width").removesuffix("px")) >= 2
    page.press("ENTER")
    page.until(lambda: "#ftterm-" in page.path, "the entry is shown")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_never_scrolls_sideways(page: Page, width: int) -> None:
    """A wide map scrolls in its own box and keeps its size [1.4.10, 2.5.8]."""
    page.viewport(width, 900)
    page.load()
    box = page.find(".ftgloss-picture")

    assert page.js(OVERFLOW) <= 0
    assert page.box(page.find(".ftgloss-node"))["height"] >= 24
    if width == 360:
        assert page.js("return arguments[0].scrollWidth > arguments[0].clientWidth", box)


def test_print_fits_the_paper(page: Page) -> None:
    page.viewport(700, 900)
    page.media("print")

    for box in page.driver.find_elements("css selector", ".ftgloss-picture"):
        assert page.js("return arguments[0].scrollWidth <= arguments[0].clientWidth", box)


def test_card_of_a_name(page: Page) -> None:
    """Resting on a name shows its card, beside it and inside the window."""
    page.delays()
    node = page.find("a.ftgloss-asked")
    page.hover(node)
    page.until_open("lora")
    card, name = page.box(page.card("lora")), page.box(node)

    assert 0 <= max(card["top"] - name["bottom"], name["top"] - card["bottom"]) <= 8
    assert card["left"] <= name["right"]
    assert name["left"] <= card["right"]
    page.leave()
    page.until_closed()
    page.tap(node)
    page.until_open("lora")
    assert page.find("#ftcard-lora .ftgloss-more").get_attribute("href").endswith("#ftterm-lora")
    assert page.path.partition("#")[0] in {"", "index.html"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_can_be_read(page: Page, scheme: str) -> None:
    """Text and box follow the page's colors and differ enough [1.4.3, 1.4.11]."""
    page.media(prefers_color_scheme=scheme)
    page.load()
    colours = page.js(COLOURS)

    assert contrast(colours["text"], colours["box"]) >= 4.5
    assert contrast(colours["broader"], colours["page"]) >= 3


# Chromium gives mixed colors in several notations; a canvas knows them all.
COLOURS = """
const paint = document.createElement("canvas").getContext("2d");
const rgb = (color) => {
  paint.fillStyle = color;
  paint.fillRect(0, 0, 1, 1);
  return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const of = (selector, name) => rgb(getComputedStyle(document.querySelector(selector))[name]);
return {
  text: of(".ftgloss-node text", "fill"), box: of(".ftgloss-node rect", "fill"),
  broader: of(".ftgloss-broader", "stroke"), page: of(".ftgloss-ring", "fill"),
};
"""


def contrast(one: list[int], other: list[int]) -> float:
    def luminance(colour: list[int]) -> float:
        parts = [c / 255 for c in colour]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
