"""One list of behaviours, tried in Chromium, Firefox and WebKit.

The first line of each docstring is a row of the table in the manual, which `tools/tables.py` makes
from a run of this file. The numbers in brackets are success criteria of WCAG 2.2.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from engines import ENGINES, CannotError, Engine
from staging import TERMS, Watching, served
from themes import CARD, MEASURE, PAGE, TERM, THEMES, build, luminance

from helpers import unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTRY = "fine-tuning-glossary.html#ftterm-lora"

CONF = """
project = "Guide"
extensions = ["myst_parser", "sphinx_design", "sphinx_ftgloss"]
myst_enable_extensions = ["colon_fence"]
ftgloss_terms = ["terms.toml"]
html_theme = "basic"
html_sidebars = {"**": []}
html_static_path = ["first.js", "page.css"]
html_js_files = [("first.js", {"priority": 1})]
html_css_files = ["page.css"]
templates_path = ["templates"]
"""
# The theme's own bars carry inline styles, which a strict policy blocks.
LAYOUT = """\
{% extends "!layout.html" %}
{% block relbar1 %}{% endblock %}
{% block relbar2 %}{% endblock %}
"""
# Remembers what happens from the first moment, and plays an old browser if it is told to.
FIRST = """
if (location.search === "?popover=none") delete HTMLElement.prototype.popover;
window.record = [];
for (const type of ["pointermove", "focusin", "beforetoggle", "securitypolicyviolation", "error"])
  addEventListener(type, (e) => record.push([e.newState ?? type, performance.now()]), true);
"""
CSS = """
body { margin: 0; font: 16px/1.5 sans-serif }
div.body { min-width: 0; padding: 1rem }
#place { position: fixed }
#place p { margin: 0 }
"""
INDEX = """\
# Guide

## Lead

Train a {ftterm}`lora` adapter instead of all weights.

## Neighbours

Choose {ftterm}`lora` or {ftterm}`qlora`.

## Wrapped

Some words before {ftterm}`low-rank adaptation of large language models <lora>` and after.

## Table

| Method | Bits |
| --- | --- |
| {ftterm}`lora` | 16 |

## Tabs

::::{tab-set}
:::{tab-item} One
Nothing.
:::
:::{tab-item} Other
Use {ftterm}`lora` here.
:::
::::

## Fold

<details><summary>More</summary>

Use {ftterm}`lora` here.

</details>

## Modal

<dialog>

Use {ftterm}`lora` here.

</dialog>

<div id="place">

{ftterm}`lora`

</div>
"""
FILLER = "\nOne paragraph of a page that is longer than the window.\n"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with a link in each place, built by Sphinx."""
    source = tmp_path_factory.mktemp("engines")
    (source / "templates").mkdir()
    for name, text in {
        "conf.py": CONF,
        "index.md": INDEX + FILLER * 30,
        "terms.toml": TERMS,
        "first.js": FIRST,
        "page.css": CSS,
        "templates/layout.html": LAYOUT,
    }.items():
        (source / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(source / "site")]
    subprocess.run(command, check=True)
    return source / "site"


@pytest.fixture(scope="session")
def strict(folder: Path) -> Iterator[str]:
    with served(folder) as url:
        yield url


class Reader(Watching):
    """Someone with one of the browsers, who reads the site; places are named by selectors."""

    def __init__(self, engine: Engine, url: str, record: Callable[[str, object], None]) -> None:
        self.engine = engine
        self.url = url
        self.record_property = record

    def load(self, query: str = "", url: str = "") -> None:
        self.engine.open((url or self.url) + "index.html" + query)
        self.js("scrollTo({ top: 0, behavior: 'instant' })")

    def as_if(self, how: str) -> None:
        """Say in the table that something was played, not done."""
        self.record_property("as-if", how)

    def js(self, script: str, *args: Any) -> Any:
        return self.engine.js(script, *args)

    def box(self, selector: str) -> dict[str, float]:
        edges: dict[str, float] = self.js(
            "return document.querySelector(arguments[0]).getBoundingClientRect().toJSON()",
            selector,
        )
        return edges

    def middle(self, selector: str) -> tuple[float, float]:
        """Scroll to something, and return where it is."""
        self.js(
            """document.querySelector(arguments[0])
            .scrollIntoView({ block: "nearest", behavior: "instant" })""",
            selector,
        )
        box = self.box(selector)
        return box["left"] + box["width"] / 2, box["top"] + box["height"] / 2

    def hover(self, selector: str) -> None:
        self.engine.move(*self.middle(selector))

    def click(self, selector: str) -> None:
        self.engine.click(*self.middle(selector))

    def leave(self) -> None:
        self.engine.move(1, 1)

    def tap(self, selector: str) -> None:
        if self.engine.scripted_touch:
            self.as_if("a script sends the events of the finger")
        self.engine.tap(*self.middle(selector))

    def press(self, key: str) -> None:
        self.engine.press(key)

    def tab_to(self, selector: str) -> None:
        """Reach something with the Tab key, as a keyboard user does."""
        self.js(
            """const before = document.createElement("span");
            before.tabIndex = -1;
            document.querySelector(arguments[0]).before(before);
            before.focus({ preventScroll: true });""",
            selector,
        )
        self.press("TAB")
        assert self.focused(selector), "Tab did not reach the term"

    def focused(self, selector: str) -> bool:
        is_focused: bool = self.js("return document.activeElement.matches(arguments[0])", selector)
        return is_focused

    def enter_card(self, term: str) -> None:
        """Move from the term to its card, across the gap between them, and rest there."""
        box, card = self.box(term), self.box("#ftcard-lora")
        down = card["top"] >= box["bottom"]
        start, end = (
            (box["bottom"], card["top"] + 10) if down else (box["top"], card["bottom"] - 10)
        )
        steps = int(abs(end - start) // 3) + 1
        for step in range(steps + 1):
            self.engine.move(box["left"] + 5, start + (end - start) * step / steps)
        self.stays(lambda: self.open_cards == ["lora"], "the card stays under the pointer", 0.5)

    def assert_in_view(self, slug: str = "lora") -> None:
        box = self.box(f"#ftcard-{slug}")
        width, height = self.js("return [document.documentElement.clientWidth, innerHeight]")
        assert box["left"] >= 4
        assert box["right"] <= width - 4
        assert box["top"] >= 4
        assert box["bottom"] <= height - 4

    def assert_beside(self, term: str, slug: str = "lora") -> None:
        card, box = self.box(f"#ftcard-{slug}"), self.box(term)
        gap = max(card["top"] - box["bottom"], box["top"] - card["bottom"])
        assert 0 <= gap <= 8, f"gap of {gap} px between term and card"

    def assert_works(self, section: str) -> None:
        """The card of the section's link opens, is on top, can be entered, and Esc closes it."""
        term = f"{section} .ftgloss-term"
        self.delays(hide="")
        self.hover(term)
        self.until_open("lora")
        self.assert_in_view()
        self.assert_beside(term)
        on_top = """const card = document.querySelector("#ftcard-lora");
            const { left, top } = card.getBoundingClientRect();
            return card.contains(document.elementFromPoint(left + 20, top + 20));"""
        assert self.js(on_top), "something lies on the card, or it cannot be pointed at"
        self.enter_card(term)
        self.press("ESCAPE")
        self.until_closed()

    def times(self, kind: str) -> list[float]:
        return [when for what, when in self.js("return record") if what == kind]

    @property
    def path(self) -> str:
        return self.engine.url.removeprefix(self.url)


Browsers = dict[tuple[str, bool], Engine]


@pytest.fixture(scope="session")
def browsers() -> Iterator[Browsers]:
    """Those that were started, by name, and whether their reader is careful."""
    started: Browsers = {}
    with ExitStack() as stack:
        yield started
        for engine in started.values():
            stack.callback(engine.close)


@pytest.fixture(params=ENGINES)
def reader(
    request: pytest.FixtureRequest,
    browsers: Browsers,
    tmp_path_factory: pytest.TempPathFactory,
    strict: str,
    record_property: Callable[[str, object], None],
) -> Reader:
    """A reader with index.html under a strict content security policy, pointer in a corner."""
    key = request.param, "careful" in request.keywords
    if key not in browsers:
        place = tmp_path_factory.mktemp(key[0])
        browsers[key] = ENGINES[key[0]](place, careful=key[1])
    engine = browsers[key]
    record_property("engine", engine.name)
    record_property("version", engine.version)
    reader = Reader(engine, strict, record_property)
    engine.viewport(1000, 700)
    reader.load()
    reader.leave()
    return reader


# -- pointer

LEAD = "#lead .ftgloss-term"
FIRST_TERM, SECOND_TERM = (f"#neighbours .ftgloss-term:nth-of-type({n})" for n in (1, 2))


def test_hover_opens(reader: Reader) -> None:
    """Hover opens the card after 500 ms, and not before"""
    reader.js("record.length = 0")
    reader.hover(LEAD)
    reader.until_open("lora")
    wait = reader.times("open")[0] - reader.times("pointermove")[0]
    assert 490 <= wait < 900


def test_crossing(reader: Reader) -> None:
    """Crossing a link opens nothing"""
    reader.hover(LEAD)
    reader.leave()
    reader.stays(lambda: not reader.open_cards, "no card opens", 0.7)


def test_bridge(reader: Reader) -> None:
    """The pointer may go from the link to the card and rest there [1.4.13]"""
    reader.delays(hide="")
    reader.hover(LEAD)
    reader.until_open("lora")
    reader.enter_card(LEAD)


def test_leaving(reader: Reader) -> None:
    """Leaving closes the card after 300 ms, and not before"""
    reader.delays(hide="")
    reader.hover(LEAD)
    reader.until_open("lora")
    reader.js("record.length = 0")
    reader.leave()
    reader.until_closed()
    wait = reader.times("closed")[0] - reader.times("pointermove")[0]
    assert 290 <= wait < 700


def test_two_in_a_row(reader: Reader) -> None:
    """Of two links in a row the second shows its card at once, and the first card is gone"""
    reader.hover(FIRST_TERM)
    reader.until_open("lora")
    reader.js("record.length = 0")
    reader.hover(SECOND_TERM)
    reader.until_open("qlora")
    assert reader.times("open")[0] - reader.times("pointermove")[0] < 250


def test_mouse_follows(reader: Reader) -> None:
    """A click follows the link to the entry"""
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    reader.click(LEAD)
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


# -- scrolling


def test_scrolling_moves_the_card(reader: Reader) -> None:
    """The card scrolls with its link"""
    reader.delays()
    reader.tab_to(LEAD)
    reader.until_open("lora")
    reader.js("scrollBy({ top: 30, behavior: 'instant' })")
    reader.until(
        lambda: 0 <= reader.box("#ftcard-lora")["top"] - reader.box(LEAD)["bottom"] <= 8,
        "the card follows",
    )


def test_scrolling_opens_nothing(reader: Reader) -> None:
    """A link that scrolls under a resting pointer opens nothing"""
    reader.delays()
    box = reader.box(FIRST_TERM)
    reader.engine.move(box["left"] + 5, box["top"] + 5 + 90)
    reader.js("scrollBy({ top: 90, behavior: 'instant' })")
    reader.js("scrollBy({ top: -180, behavior: 'instant' })")
    reader.stays(lambda: not reader.open_cards, "no card opens", 0.4)


# -- keyboard


def test_focus(reader: Reader) -> None:
    """Tab to the link opens the card, Tab away closes it [2.1.1]"""
    reader.tab_to(LEAD)
    reader.until_open("lora")
    assert reader.times("open")[-1] - reader.times("focusin")[-1] >= 490
    reader.js("document.querySelector('#lead p').append(document.createElement('button'))")
    reader.press("TAB")
    reader.until_closed()


def test_enter_follows(reader: Reader) -> None:
    """Enter follows the link to the entry"""
    reader.tab_to(LEAD)
    reader.press("ENTER")
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


def test_escape(reader: Reader) -> None:
    """Esc closes the card; focus and page stay where they are [1.4.13]"""
    reader.delays()
    reader.js("scrollBy({ top: 30, behavior: 'instant' })")
    reader.tab_to(LEAD)
    reader.until_open("lora")
    scrolled = reader.js("return scrollY")
    reader.press("ESCAPE")
    reader.until_closed()
    assert reader.focused(LEAD)
    assert reader.js("return scrollY") == scrolled
    reader.stays(lambda: not reader.open_cards, "it stays closed", 0.3)


def test_escape_with_the_pointer(reader: Reader) -> None:
    """Esc closes the card under the pointer; it stays closed until the pointer comes again"""
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    reader.press("ESCAPE")
    reader.until_closed()
    x, y = reader.middle(LEAD)
    reader.engine.move(x + 3, y)
    reader.stays(lambda: not reader.open_cards, "it stays closed", 0.3)
    reader.leave()
    reader.hover(LEAD)
    reader.until_open("lora")


def test_second_escape(reader: Reader) -> None:
    """A second Esc is the page's own, and does nothing to focus or cards"""
    reader.delays()
    reader.js(
        """window.escapes = 0;
        document.addEventListener("keydown", ({ key }) => { escapes += key === "Escape"; });"""
    )
    reader.tab_to(LEAD)
    reader.until_open("lora")
    reader.press("ESCAPE")
    reader.until_closed()
    assert reader.js("return escapes") == 0
    reader.press("ESCAPE")
    assert reader.js("return escapes") == 1
    assert reader.focused(LEAD)
    assert not reader.open_cards


# -- touch


def test_tap(reader: Reader) -> None:
    """The first tap opens the card, the second follows the link"""
    reader.tap(LEAD)
    reader.until_open("lora")
    reader.stays(lambda: reader.path == "index.html", "the page stays", 0.2)
    assert reader.js("return document.querySelector('#ftcard-lora a').href").endswith(ENTRY)
    reader.tap(LEAD)
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


def test_tap_in_the_card(reader: Reader) -> None:
    """A tap on the card leaves it open, a tap on its link follows it"""
    reader.tap(LEAD)
    reader.until_open("lora")
    reader.tap("#ftcard-lora p")
    reader.stays(lambda: reader.open_cards == ["lora"], "the card stays", 0.3)
    reader.tap("#ftcard-lora a")
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


def test_tap_elsewhere(reader: Reader) -> None:
    """A tap elsewhere closes the card, a tap on another link changes it"""
    reader.tap(FIRST_TERM)
    reader.until_open("lora")
    reader.tap(SECOND_TERM)
    reader.until_open("qlora")
    reader.tap("h1")
    reader.until_closed()


# -- place

EDGES = {
    "left": {"left": "8px", "top": "50%"},
    "right": {"right": "8px", "top": "50%"},
    "top": {"left": "50%", "top": "0"},
    "bottom": {"left": "50%", "bottom": "0"},
    "corner": {"right": "8px", "bottom": "0"},
}
PLACE = """
const { style } = document.querySelector("#place");
for (const side of ["left", "right", "top", "bottom"]) style[side] = arguments[0][side] ?? "auto";
"""


def assert_fits_everywhere(reader: Reader) -> None:
    reader.delays()
    for place in EDGES.values():
        reader.js(PLACE, place)
        reader.hover("#place .ftgloss-term")
        reader.until_open("lora")
        reader.assert_in_view()
        reader.assert_beside("#place .ftgloss-term")
        assert reader.js("return document.documentElement.scrollWidth <= innerWidth")
        reader.press("ESCAPE")
        reader.until_closed()
        reader.leave()


@pytest.mark.parametrize("edge", EDGES)
def test_edge(reader: Reader, edge: str) -> None:
    """At each edge of the window the card is inside, and not on its link [2.4.11]"""
    reader.delays()
    reader.js(PLACE, EDGES[edge])
    reader.hover("#place .ftgloss-term")
    reader.until_open("lora")
    reader.assert_in_view()
    reader.assert_beside("#place .ftgloss-term")


def test_right_to_left(reader: Reader) -> None:
    """Right to left: the card starts at the right of its link, and fits at each edge"""
    reader.js("document.documentElement.dir = 'rtl'")
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    reader.assert_beside(LEAD)
    assert abs(reader.box("#ftcard-lora")["right"] - reader.box(LEAD)["right"]) < 1
    reader.press("ESCAPE")
    assert_fits_everywhere(reader)


@pytest.mark.parametrize("line", [0, 1])
def test_wrapped(reader: Reader, line: int) -> None:
    """A link over two lines: the card starts at the line under the pointer, and covers neither"""
    term = "#wrapped .ftgloss-term"
    rect = reader.js(
        """const term = document.querySelector(arguments[0]);
        for (let width = 400; term.getClientRects().length !== 2; width -= 5)
          term.closest("section").style.width = `${width}px`;
        term.scrollIntoView({ block: "center", behavior: "instant" });
        return term.getClientRects()[arguments[1]].toJSON();""",
        term,
        line,
    )
    reader.delays()
    reader.engine.move(rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)
    reader.until_open("lora")
    reader.assert_beside(term)
    card = reader.box("#ftcard-lora")
    assert abs(card["left"] - rect["left"]) < 1
    assert (card["bottom"] < rect["top"]) == (line == 0)


def test_in_a_table(reader: Reader) -> None:
    """A link in a table: the card opens on top, can be entered, Esc closes it"""
    reader.assert_works("#table")


def test_in_a_tab_set(reader: Reader) -> None:
    """The same in a tab set of sphinx-design"""
    reader.click("#tabs label:nth-of-type(2)")
    reader.assert_works("#tabs")


def test_in_details(reader: Reader) -> None:
    """The same in a `details` that was opened"""
    reader.click("#fold summary")
    reader.assert_works("#fold")


def test_in_a_modal_dialog(reader: Reader) -> None:
    """The same in a modal `dialog`, which Esc leaves open; then again on the page"""
    reader.js("document.querySelector('#modal dialog').showModal()")
    reader.assert_works("#modal")
    assert reader.js("return document.querySelector('#modal dialog').open")
    reader.js("document.querySelector('#modal dialog').close()")
    reader.leave()
    reader.assert_works("#lead")


def test_dialog_that_closes(reader: Reader) -> None:
    """A modal `dialog` closes while a card is open in it: the card closes, the page goes on"""
    reader.delays(hide="")
    reader.js("document.querySelector('#modal dialog').showModal()")
    reader.hover("#modal .ftgloss-term")
    reader.until_open("lora")
    reader.js("document.querySelector('#modal dialog').close()")
    reader.leave()
    reader.until_closed()
    reader.assert_works("#lead")


# -- display


@pytest.mark.parametrize("height", [560, 256])
def test_narrow(reader: Reader, height: int) -> None:
    """320 pixels, and 320 by 256 (1280 by 1024 at 400 %): the card fits at each edge [1.4.10]"""
    reader.engine.viewport(320, height)
    assert_fits_everywhere(reader)


@pytest.mark.careful
def test_reduced_motion(reader: Reader) -> None:
    """The system asks for less motion: the card does not fade in"""
    assert reader.js("return matchMedia('(prefers-reduced-motion: reduce)').matches")
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    assert reader.js("return document.getAnimations().length") == 0


def test_underline(reader: Reader) -> None:
    """A link has a dotted underline [1.4.1]"""
    style = f"return getComputedStyle(document.querySelector('{LEAD}')).textDecoration"
    assert reader.js(style + "Line") == "underline"
    assert reader.js(style + "Style") == "dotted"


OPENED = "return document.querySelector('#ftcard-lora').matches(':popover-open')"


def test_opaque(reader: Reader) -> None:
    """The card is not transparent from the moment on at which it opens"""
    reader.delays()
    reader.hover(LEAD)
    opacity = "return +getComputedStyle(document.querySelector('#ftcard-lora')).opacity"
    reader.until(lambda: reader.js(OPENED), "the card opens")
    assert reader.js(opacity) == 1
    assert reader.js("return document.getAnimations().length") == 0


# A canvas would paint colours that the reader's system does not force.
FORCED = """
const [property, system] = arguments, probe = document.createElement("i");
probe.style.color = system;
document.body.append(probe);
const forced = getComputedStyle(probe).color;
probe.remove();
return getComputedStyle(document.querySelector("#ftcard-lora"))[property] === forced;
"""


@pytest.mark.careful
def test_forced_colours(reader: Reader) -> None:
    """Forced colours: the card has an edge, and text and ground of the system"""
    if not reader.js("return matchMedia('(forced-colors: active)').matches"):
        # No other engine may fall silent here.
        assert reader.engine.name == "webkit"
        pytest.skip("the engine knows no forced colours")
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    assert reader.js(FORCED, "color", "CanvasText")
    assert reader.js(FORCED, "backgroundColor", "Canvas")
    assert not reader.js(FORCED, "borderTopColor", "Canvas")
    card = "getComputedStyle(document.querySelector('#ftcard-lora'))"
    assert reader.js(f"return [{card}.borderTopStyle, {card}.borderTopWidth]") == ["solid", "1px"]


SWITCH = ".theme-toggle-content .theme-toggle"


def test_dark(reader: Reader, tmp_path: Path) -> None:
    """Furo's own switch to dark and back: an open card follows at once"""
    reader.engine.viewport(1280, 800)
    reader.load(url=build(THEMES[0], tmp_path).as_uri() + "/")
    reader.js("localStorage.clear()")
    reader.load(url=reader.engine.url.removesuffix("index.html"))
    reader.delays(hide="60s")
    reader.hover(TERM)
    reader.until_open("sample")

    def ground() -> list[float]:
        found = reader.js(MEASURE, {"page": (PAGE, "color", PAGE), "card": (CARD, "color", CARD)})
        return [luminance(behind) for _, behind in found.values()]

    light = ground()
    assert min(light) > 0.5
    reader.click(SWITCH)
    assert max(ground()) < 0.1
    assert reader.open_cards == ["sample"]
    reader.until(lambda: [reader.click(SWITCH), ground() == light][-1], "it is light again")
    assert reader.open_cards == ["sample"]
    reader.js("localStorage.clear()")


AS_PRINTED = """
const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules])
  .filter(({ media }) => media?.mediaText === "print")
  .flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
const sheet = new CSSStyleSheet();
sheet.replaceSync(rules.join(""));
document.adoptedStyleSheets = [sheet];
"""


def test_print(reader: Reader, tmp_path: Path) -> None:
    """In print there is no card, even if one is open"""
    reader.delays()
    reader.hover(LEAD)
    reader.until_open("lora")
    try:
        printed = reader.engine.pdf()
    except CannotError as why:
        reader.as_if(f"{why}: the rules for print are applied to the screen")
        reader.js(AS_PRINTED)
        assert not reader.open_cards
        return
    if not shutil.which("pdftotext"):
        unavailable("needs pdftotext (Debian: poppler-utils)")
    (tmp_path / "page.pdf").write_bytes(printed)
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "page.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "Train a LoRA adapter" in text
    assert "freezes the model" not in text


# -- where it must work


def test_file(reader: Reader, folder: Path) -> None:
    """From a local file (`file://`)"""
    reader.url = folder.as_uri() + "/"
    reader.load()
    reader.leave()
    reader.assert_works("#lead")
    assert not reader.times("error")


def test_strict_policy(reader: Reader) -> None:
    """Under `Content-Security-Policy: default-src 'self'`, without a complaint"""
    reader.assert_works("#lead")
    reader.assert_works("#wrapped")
    reader.leave()
    reader.tap(LEAD)
    reader.until_open("lora")
    assert not reader.times("securitypolicyviolation")
    assert not reader.times("error")


def test_without_scripts(reader: Reader) -> None:
    """Scripts are blocked: no card, the link works, and the definition describes it"""
    reader.load("?scripts=blocked")
    assert reader.js("return window.record ?? null") is None, "a script ran"
    reader.hover(LEAD)
    reader.stays(lambda: not reader.open_cards, "no card opens", 0.7)
    described = """const term = document.querySelector(arguments[0]);
        return document.getElementById(term.getAttribute("aria-describedby")).textContent;"""
    assert "freezes the model" in reader.js(described, LEAD)
    reader.click(LEAD)
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


def test_without_popover(reader: Reader) -> None:
    """No popover support: no card, and the first tap follows the link"""
    reader.as_if("the engine's own support is taken away by a script")
    reader.load("?popover=none")
    reader.delays()
    reader.hover(LEAD)
    reader.stays(lambda: not reader.open_cards, "no card opens", 0.3)
    reader.tap(LEAD)
    reader.until(lambda: reader.path == ENTRY, "the entry is open")


def test_without_anchors(reader: Reader) -> None:
    """No CSS anchor positioning: the script places the card, and it fits at each edge"""
    reader.as_if("the engine's own support is taken away by a script")
    reader.js("CSS.supports = () => false")
    assert_fits_everywhere(reader)
