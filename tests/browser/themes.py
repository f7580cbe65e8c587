"""The themes that the card is looked at in: a small site for each, and what is measured there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages import Page

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver


@dataclass(frozen=True)
class Theme:
    """A theme, and where its switch between light and dark is."""

    name: str
    package: str
    switch: str = ""
    conf: str = ""
    """More lines of conf.py."""

    def __str__(self) -> str:
        return self.package

    @property
    def modes(self) -> tuple[str, ...]:
        return ("light", "dark") if self.switch else ("light",)


# sphinx-immaterial would get fonts from the network, and has a switch only if it is asked for.
IMMATERIAL = """
extensions.append("sphinx_immaterial")
html_theme_options = {
    "font": False,
    "palette": [
        {
            "media": f"(prefers-color-scheme: {mode})",
            "scheme": scheme,
            "toggle": {"icon": "material/weather-sunny", "name": "Switch"},
        }
        for mode, scheme in (("light", "default"), ("dark", "slate"))
    ],
}
"""
THEMES = [
    Theme("Furo", "furo", ".theme-toggle"),
    Theme("PyData", "pydata_sphinx_theme", ".theme-switch-button"),
    Theme("Read the Docs", "sphinx_rtd_theme"),
    Theme("Sphinx Book", "sphinx_book_theme", ".theme-switch-button"),
    Theme("Alabaster", "alabaster"),
    Theme("Shibuya", "shibuya", ".js-theme"),
    Theme("sphinx-immaterial", "sphinx_immaterial", "[for^=__palette]", IMMATERIAL),
]
SWITCHED = [theme for theme in THEMES if theme.switch]

CONF = """
project = "Guide"
extensions = ["myst_parser", "sphinx_ftgloss"]
ftgloss_terms = ["terms.toml"]
ftgloss_page = ""
html_static_path = ["page.css"]
html_css_files = ["page.css"]
"""
# A record of our own, so that no change of the shipped terms shows.
TERMS = """
[[term]]
id = "sample"
term = "SAM"
expansion = "sample adapter method"
category = "parameter-efficient-methods"
short = "A method that holds a frozen model in `nf4` blocks and trains two matrices of rank $r$."
plain = "Only a small part that is put beside the model learns."
mistake = "The model does not get smaller by it."
sources = [{ title = "Samples", authors = "A. Author", year = 2024, url = "https://example.org" }]
"""
INDEX = """\
# Guide

Train a {ftterm}`sample` adapter instead of all weights, with [a link](plain) and `code` beside.
What comes now is covered by the card of the first line: a text that goes on for some lines more
and says nothing but that a page goes on. It names {ftterm}`sample` once more, and then another time
{ftterm}`sample`, because the lines of themes differ in length, and so do their number and height.
So a reader sees the card on top of a text, and the entry below it, in one picture of the page.

```{ftglossary}
:terms: sample
```

```{toctree}
:hidden:
plain
```
"""
# The one font that all machines with these tests have, and no other; icons keep theirs.
FONTS = """
:not(i, i *) { font-family: "DejaVu Sans" !important; text-rendering: geometricPrecision }
:not(i, i *):is(code, code *) { font-family: "DejaVu Sans Mono" !important }
"""
PLAIN = "# Plain\n\nText.\n"


def build(theme: Theme, source: Path, css: str = "") -> Path:
    """Build the site in a theme with one more style sheet, and return its folder."""
    files = {
        "conf.py": f"{CONF}html_theme = {theme.package!r}\n{theme.conf}",
        "terms.toml": TERMS,
        "index.md": INDEX,
        "plain.md": PLAIN,
        "page.css": FONTS + css,
    }
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    folder = source / "site"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(folder)]
    subprocess.run(command, check=True)
    return folder


# What is measured: where it is, its colour, and where the ground is that it is seen on.
PAGE = "p:has(> .ftgloss-term)"
TERM = f"{PAGE} > .ftgloss-term:not(.ftgloss-active)"
ACTIVE = ".ftgloss-term.ftgloss-active"
CARD = ".ftgloss-cards > :popover-open"
TEXTS = {
    "term": (TERM, "color", TERM),
    "term under the pointer": (ACTIVE, "color", ACTIVE),
    "name": (f"{CARD} b", "color", f"{CARD} b"),
    "expansion": (f"{CARD} > :first-child > span", "color", CARD),
    "definition": (f"{CARD} > :nth-child(2)", "color", CARD),
    "code": (f"{CARD} code", "color", f"{CARD} code"),
    "formula": (f"{CARD} mi", "color", f"{CARD} mi"),
    "category": (f"{CARD} > :nth-child(3)", "color", CARD),
}
MARKS = {
    "underline": (TERM, "textDecorationColor", TERM),
    "underline under the pointer": (ACTIVE, "textDecorationColor", ACTIVE),
    "edge of the card": (CARD, "borderTopColor", PAGE),
}
LINK = {"link in the card": (f"{CARD} > a", "color", CARD)}
FOCUS = {"focus outline": (":focus-visible", "outlineColor", PAGE)}

# Colours as they are painted: what is not opaque, on what is behind it. Behind all is the canvas of
# the page, which is light or dark as the page says.
MEASURE = """
const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const paint = (layers) => {
  for (const colour of layers) {
    if (!CSS.supports("color", colour)) throw new Error(`no colour: ${colour}`);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
  }
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
};
const probe = document.documentElement.appendChild(document.createElement("i"));
probe.style.backgroundColor = "Canvas";
const canvas = getComputedStyle(probe).backgroundColor;
probe.remove();
const ground = (element) => {
  const layers = [];
  for (let place = element; place; place = place.parentElement) {
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(place);
    if (backgroundImage !== "none" || opacity !== "1")
      throw new Error(`unclear what is behind: ${place.outerHTML}`);
    layers.unshift(backgroundColor);
    if (place.matches(":popover-open")) break;
  }
  return [canvas, ...layers];
};
const drawn = { textDecorationColor: "textDecorationLine", borderTopColor: "borderTopStyle",
                outlineColor: "outlineStyle" };
return Object.fromEntries(Object.entries(arguments[0]).map(([what, [where, property, on]]) => {
  const element = document.querySelector(where);
  const style = element && getComputedStyle(element);
  if (!style || style[drawn[property]] === "none") throw new Error(`no ${what}`);
  const layers = ground(document.querySelector(on));
  return [what, [paint([...layers, style[property]]), paint(layers)]];
}));
"""


def luminance(colour: list[int]) -> float:
    """Relative luminance, as WCAG 2.2 has it."""
    red, green, blue = (
        c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True)
class Contrast:
    """Two colours that are seen beside each other, and how much they must differ."""

    what: str
    colour: list[int]
    ground: list[int]
    least: float

    @property
    def ratio(self) -> float:
        light, dark = sorted(map(luminance, (self.colour, self.ground)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    def __str__(self) -> str:
        colours = " on ".join(f"rgb({', '.join(map(str, c))})" for c in (self.colour, self.ground))
        return f"{self.what}: {colours} is {self.ratio:.2f}:1, not {self.least}:1"


class Themed(Page):
    """The page of one theme, as someone reads it whose system is light or dark."""

    def __init__(self, driver: WebDriver, theme: Theme, folder: Path) -> None:
        super().__init__(driver, folder.as_uri() + "/")
        self.theme = theme

    def start(self, system: str) -> None:
        """Open the page as if for the first time."""
        self.viewport(1280, 800)
        self.media(prefers_color_scheme=system, prefers_reduced_motion="reduce")
        self.load()
        self.js("localStorage.clear()")
        self.load()
        self.delays(hide="60s")
        self.leave()

    @property
    def mode(self) -> str:
        """Whether the page is light or dark behind its text."""
        _, ground = self.js(MEASURE, {"page": (PAGE, "color", PAGE)})["page"]
        return "dark" if luminance(ground) < 0.2 else "light"

    def switch(self, mode: str) -> None:
        """Use the theme's switch until the page is light or dark."""
        for _ in range(3):
            for selector in (self.theme.switch, f".theme-change-button[data-mode={mode}]"):
                there = self.driver.find_elements("css selector", selector)
                for element in [e for e in there if e.is_displayed()][:1]:
                    element.click()
            if self.mode == mode:
                return
        msg = f"{self.theme.name} does not get {mode}"
        raise AssertionError(msg)

    def open_card(self) -> None:
        self.hover(self.find(TERM))
        self.until_open("sample")

    def measure(
        self, least: float, wanted: dict[str, tuple[str, str, str]], where: str = ""
    ) -> list[Contrast]:
        found = self.js(MEASURE, wanted)
        return [Contrast(f"{where}{what}", *found[what], least) for what in wanted]
