"""The promises of the hover card, each tried in a browser.

The numbers in brackets are success criteria of WCAG 2.2.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pages import Page

pytestmark = pytest.mark.browser


def assert_in_view(page: Page, slug: str, margin: float = 4) -> None:
    box = page.box(page.card(slug))
    width, height = page.js("return [document.documentElement.clientWidth, innerHeight]")
    assert box["left"] >= margin
    assert box["right"] <= width - margin
    assert box["top"] >= margin
    assert box["bottom"] <= height - margin


def assert_beside(page: Page, slug: str, section: str) -> None:
    """The card is above or below every line of its term, and close to it."""
    card = page.box(page.card(slug))
    term = page.box(page.term(section, slug))
    gap = max(card["top"] - term["bottom"], term["top"] - card["bottom"])
    assert 0 <= gap <= 8, f"gap of {gap} px between term and card"


# -- pointer

# What Chromium sends, sooner or later, when a term comes to lie under a pointer that does not move.
ENTER = """
const over = new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" });
arguments[0].dispatchEvent(over);
"""


def test_hover_opens_after_the_delay_and_not_before(page: Page) -> None:
    """A pointer that crosses the text opens nothing; one that rests for 500 ms opens the card."""
    page.js("record.length = 0")
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    (_, moved), *_, (kind, opened) = page.record
    assert kind == "open"
    assert 490 <= opened - moved < 700


def test_crossing_a_term_opens_nothing(page: Page) -> None:
    page.hover(page.term("lead", "lora"))
    page.leave()
    page.stays(lambda: not page.open_cards, "no card opens", 0.7)


def test_leaving_closes_after_the_delay(page: Page) -> None:
    page.delays(hide="")
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    page.js("record.length = 0")
    page.leave()
    page.until_closed()
    (_, moved), *_, (kind, closed) = page.record
    assert kind == "closed"
    assert 290 <= closed - moved < 500


def test_leaving_the_window_closes(page: Page) -> None:
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    page.js("document.documentElement.dispatchEvent(new PointerEvent('pointerleave'))")
    page.until_closed()


def test_pointer_may_enter_the_card(page: Page) -> None:
    """Hoverable [1.4.13]: the pointer crosses the gap and rests on the card, which stays."""
    page.delays(hide="")
    term = page.term("lead", "lora")
    page.hover(term)
    page.until_open("lora")
    bottom, top = page.box(term)["bottom"], page.box(page.card("lora"))["top"]
    assert 0 <= top - bottom <= 8
    left = page.box(term)["left"] + 5
    for y in range(int(bottom), int(top) + 10, 2):
        page.point(left, y)
    page.stays(
        lambda: page.open_cards == ["lora"], "the card stays while the pointer is on it", 0.6
    )
    page.leave()
    page.until_closed()


def test_no_automatic_closing(page: Page) -> None:
    """Persistent [1.4.13]: the card stays for as long as the pointer rests (here: 1.5 s)."""
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    page.stays(lambda: page.open_cards == ["lora"], "the card stays", 1.5)


def test_moving_to_a_neighbour_is_immediate_and_one_card_is_open(page: Page) -> None:
    page.hover(page.term("neighbours", "lora"))
    page.until_open("lora")
    page.js("record.length = 0")
    page.hover(page.term("neighbours", "qlora"))
    page.until_open("qlora")
    times = dict(page.record)
    assert times["open"] - page.record[0][1] <= 100


def test_next_card_is_immediate_shortly_after_one_closed(page: Page) -> None:
    page.delays(show="")
    page.hover(page.term("neighbours", "lora"))
    page.until_open("lora")
    page.js("""addEventListener("beforetoggle", ({ newState, target }) => {
        if (newState === "closed")
            document.querySelector("#neighbours [aria-describedby=ftcard-qlora]")
                .dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
    }, true)""")
    page.js("record.length = 0")
    page.leave()
    page.until_open("qlora")
    closed, opened = (when for kind, when in page.record if kind in ("closed", "open"))
    assert opened - closed <= 100


def test_scrolling_a_term_under_a_resting_pointer_opens_nothing(page: Page) -> None:
    page.delays()
    term = page.term("neighbours", "lora")
    box = page.box(term)
    page.point(box["left"] + 5, box["top"] - 90)
    page.js("scrollBy({ top: 100, behavior: 'instant' })")
    page.js(ENTER, term)
    page.stays(lambda: not page.open_cards, "no card opens", 0.3)


def test_clicking_with_the_mouse_follows_the_link(page: Page) -> None:
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    page.term("lead", "lora").click()
    page.until(lambda: page.path == "fine-tuning-glossary.html#ftterm-lora", "the entry is open")


# -- keyboard


def test_keyboard_focus_opens_and_blur_closes(page: Page) -> None:
    """Keyboard [2.1.1]: Tab to the term opens its card after the same 500 ms, leaving closes it."""
    term = page.term("lead", "lora")
    page.js("record.length = 0")
    page.tab_to(term)
    page.until_open("lora")
    focused = [when for kind, when in page.record if kind == "focusin"][-1]
    opened = [when for kind, when in page.record if kind == "open"][-1]
    assert 490 <= opened - focused < 700
    page.js("arguments[0].blur()", term)
    page.until_closed()


def test_tabbing_on_switches_the_card(page: Page) -> None:
    """No trap [2.1.2]: with a card open, Tab goes to the next term."""
    page.tab_to(page.term("neighbours", "lora"))
    page.until_open("lora")
    page.press("TAB")
    page.until_open("qlora")


def test_focused_card_stays_when_the_pointer_leaves(page: Page) -> None:
    """Persistent [1.4.13]: a mouse that is moved aside does not close what the keyboard opened."""
    page.delays()
    term = page.term("lead", "lora")
    page.tab_to(term)
    page.until_open("lora")
    page.hover(term)
    page.leave()
    page.stays(lambda: page.open_cards == ["lora"], "the card stays", 0.3)


def test_enter_follows_the_link(page: Page) -> None:
    """On focus [3.2.1] there is a card, and no other page before Enter."""
    page.delays()
    page.tab_to(page.term("lead", "lora"))
    page.until_open("lora")
    assert page.path == "index.html"
    page.press("ENTER")
    page.until(lambda: page.path == "fine-tuning-glossary.html#ftterm-lora", "the entry is open")


def test_return_to_the_window_opens_nothing(page: Page) -> None:
    page.delays()
    page.tab_to(page.term("lead", "lora"))
    page.until_open("lora")
    # What a window does that loses and gets back the focus: the element stays the active one.
    page.js("document.activeElement.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))")
    page.until_closed()
    page.js("document.activeElement.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))")
    page.stays(lambda: not page.open_cards, "no card opens", 0.3)


# -- Esc

COUNT_ESCAPES = """
window.escapes = 0;
document.addEventListener("keydown", (event) => { if (event.key === "Escape") escapes++; }, true);
"""


def test_escape_closes_and_moves_nothing(page: Page) -> None:
    """Dismissible [1.4.13]: Esc closes the card, moves neither focus nor page, and ends there."""
    page.delays()
    term = page.term("bottom", "qlora")
    page.js("arguments[0].scrollIntoView({ block: 'center' })", term)
    page.js(COUNT_ESCAPES)
    page.tab_to(term)
    page.until_open("qlora")
    scrolled = page.js("return scrollY")
    page.press("ESCAPE")
    page.until_closed()
    assert page.driver.switch_to.active_element == term
    assert page.js("return scrollY") == scrolled
    assert page.js("return escapes") == 0


def test_second_escape_reaches_the_page(page: Page) -> None:
    page.delays()
    page.js(COUNT_ESCAPES)
    page.tab_to(page.term("lead", "lora"))
    page.until_open("lora")
    page.press("ESCAPE")
    page.until_closed()
    page.press("ESCAPE")
    assert page.js("return escapes") == 1


def test_no_reopening_after_escape_until_the_pointer_comes_again(page: Page) -> None:
    page.delays()
    term = page.term("lead", "lora")
    page.hover(term)
    page.until_open("lora")
    page.press("ESCAPE")
    page.until_closed()
    page.hover(term, dx=3)
    page.stays(
        lambda: not page.open_cards,
        "the card stays closed while the pointer is still on the term",
        0.3,
    )
    page.leave()
    page.hover(term)
    page.until_open("lora")


def test_escape_on_the_card_does_not_open_the_term_below_it(page: Page) -> None:
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    card = page.box(page.card("lora"))
    below = page.term("neighbours", "qlora")
    page.js(
        """const [term, left, top] = arguments;
        Object.assign(term.style, { position: "fixed", left: `${left}px`, top: `${top}px` });""",
        below,
        card["left"] + 20,
        card["top"] + 20,
    )
    page.point(card["left"] + 30, card["top"] + 30)
    page.press("ESCAPE")
    page.until_closed()
    page.js(ENTER, below)
    page.stays(lambda: not page.open_cards, "no other card opens", 0.3)


# -- touch


def test_first_tap_opens_and_second_tap_follows(page: Page) -> None:
    """One tap must not throw the reader off the page; the link still works."""
    term = page.term("lead", "lora")
    page.tap(term)
    page.until_open("lora")
    page.stays(lambda: page.path == "index.html", "the page stays", 0.2)
    page.tap(term)
    page.until(lambda: page.path == "fine-tuning-glossary.html#ftterm-lora", "the entry is open")


def test_finger_that_is_taken_away(page: Page) -> None:
    """Pointer cancellation [2.5.2]: what counts is where the finger leaves the page."""
    page.drag(page.term("lead", "lora"), page.find("h1"))

    page.stays(lambda: page.open_cards == [] and page.path == "index.html", "nothing opens", 0.5)


def test_tap_outside_closes(page: Page) -> None:
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    page.tap(page.card("lora"))
    page.stays(lambda: page.open_cards == ["lora"], "a tap on the card leaves it open", 0.5)
    page.tap(page.find("h1"))
    page.until_closed()


def test_tap_on_another_term_switches(page: Page) -> None:
    page.tap(page.term("neighbours", "lora"))
    page.until_open("lora")
    page.tap(page.term("neighbours", "qlora"))
    page.until_open("qlora")
    assert page.path == "index.html"


def test_escape_closes_a_tapped_card(page: Page) -> None:
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    page.press("ESCAPE")
    page.until_closed()
    page.js("arguments[0].focus()", page.term("lead", "lora"))
    page.press("ENTER")
    page.until(
        lambda: page.path.startswith("fine-tuning"),
        "Enter follows, although the last pointer was a finger",
    )


def test_full_entry_link_is_for_touch_only(page: Page) -> None:
    """Target size [2.5.8]: the link is at least 24 px tall; a tooltip has nothing to focus."""
    page.delays()
    controls = ".ftgloss-cards :is(a, button, input, [tabindex])"
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    assert not page.driver.find_elements("css selector", controls)
    page.leave()
    page.until_closed()

    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    link = page.find("#ftcard-lora a")
    assert link.text.startswith("Full entry")
    assert page.box(link)["height"] >= 24
    page.tap(page.find("h1"))
    page.until_closed()
    assert not page.driver.find_elements("css selector", controls)


def test_full_entry_link_leads_to_the_entry(page: Page) -> None:
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    page.tap(page.find("#ftcard-lora a"))
    page.until(lambda: page.path == "fine-tuning-glossary.html#ftterm-lora", "the entry is open")


# -- names and roles


def test_tooltip_for_the_pointer_and_dialog_for_touch(page: Page) -> None:
    """Name, role, value [4.1.2]."""
    page.delays()
    card = page.card("lora")

    def role_and_label() -> Any:
        return page.js(
            "return ['role', 'aria-label'].map((n) => arguments[0].getAttribute(n))", card
        )

    assert role_and_label() == [None, None]
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    assert role_and_label() == ["tooltip", None]
    page.leave()
    page.until_closed()
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    assert role_and_label() == ["dialog", "LoRA"]
    page.tap(page.find("h1"))
    page.until_closed()
    assert role_and_label() == [None, None]


def test_term_is_described_by_its_definition_and_has_no_title(page: Page) -> None:
    """The definition describes the link also for those who never see the card [1.3.1, 3.1.3]."""
    terms = page.driver.find_elements("css selector", ".ftgloss-term")
    assert len(terms) >= 8
    for term in terms:
        card = page.find("#" + (term.get_dom_attribute("aria-describedby") or ""))
        assert re.search(r"\w+ \w+ \w+", str(card.get_property("textContent")))
        assert term.get_dom_attribute("title") is None
    tree = page.cdp("Accessibility.getFullAXTree")["nodes"]
    described = [
        node.get("description", {}).get("value", "")
        for node in tree
        if node["role"].get("value") == "link"
    ]
    assert sum("low-rank adaptation A method that freezes" in text for text in described) >= 3


# A project without a glossary page has terms that are no links.
UNLINK = """
const span = Object.assign(document.createElement("span"), {
  className: "ftgloss-term", role: "term", tabIndex: 0, textContent: "LoRA" });
span.setAttribute("aria-describedby", "ftcard-lora");
arguments[0].replaceWith(span);
"""


def test_focus_that_is_not_visible_opens_nothing(page: Page) -> None:
    """A click, or a script after a click, moves the focus of someone who uses no keyboard."""
    page.js(UNLINK, page.term("lead", "lora"))
    page.term("lead", "lora").click()
    page.leave()
    page.js("arguments[0].focus()", page.term("neighbours", "lora"))
    page.stays(lambda: not page.open_cards, "no card opens", 0.7)


def test_term_without_a_page_opens_by_keyboard_and_tap(page: Page) -> None:
    """With no glossary page the term is not a link: no "Full entry", all else the same."""
    page.delays()
    page.js(UNLINK, page.term("lead", "lora"))
    term = page.term("lead", "lora")
    page.tab_to(term)
    page.until_open("lora")
    page.press("ESCAPE")
    page.until_closed()
    page.tap(term)
    page.until_open("lora")
    assert not page.driver.find_elements("css selector", "#ftcard-lora a")


# -- place


@pytest.fixture(params=["anchor", "script"])
def placed(request: pytest.FixtureRequest, page: Page) -> Page:
    """Once with CSS anchor positioning, once as in a browser that has none."""
    if request.param == "script":
        page.before_load("CSS.supports = () => false")
        page.load()
    page.delays()
    return page


def test_card_starts_under_its_term(placed: Page) -> None:
    placed.hover(placed.term("lead", "lora"))
    placed.until_open("lora")
    assert_beside(placed, "lora", "lead")
    assert (
        abs(
            placed.box(placed.card("lora"))["left"]
            - placed.box(placed.term("lead", "lora"))["left"]
        )
        < 1
    )


def test_card_right_to_left(placed: Page) -> None:
    placed.js("document.documentElement.dir = 'rtl'")
    placed.hover(placed.term("lead", "lora"))
    placed.until_open("lora")
    assert_beside(placed, "lora", "lead")
    assert (
        abs(
            placed.box(placed.card("lora"))["right"]
            - placed.box(placed.term("lead", "lora"))["right"]
        )
        < 1
    )


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_card_at_the_far_edge(placed: Page, direction: str) -> None:
    """Focus not obscured [2.4.11]: the card turns round at the edge and never covers its term."""
    placed.js("document.documentElement.dir = arguments[0]", direction)
    placed.js("document.getElementById('edge').style.textAlign = 'end'")
    placed.hover(placed.term("edge", "lora"))
    placed.until_open("lora")
    assert_in_view(placed, "lora")
    assert_beside(placed, "lora", "edge")


def test_card_at_the_bottom(placed: Page) -> None:
    """Focus not obscured [2.4.11]: no room below, so it goes above."""
    term = placed.term("bottom", "qlora")
    placed.js("arguments[0].scrollIntoView({ block: 'end' })", term)
    placed.hover(term)
    placed.until_open("qlora")
    assert_in_view(placed, "qlora")
    assert_beside(placed, "qlora", "bottom")


@pytest.mark.parametrize("line", [0, 1])
def test_card_of_a_wrapped_link_is_at_the_line_pointed_at(placed: Page, line: int) -> None:
    """A link over two lines is not covered, and the card starts at the line under the pointer."""
    term = placed.term("wrapped", "lora")
    lines = placed.js(
        """const [term] = arguments, style = term.closest("section").style;
        for (let width = 400; term.getClientRects().length !== 2; width -= 5)
          style.width = `${width}px`;
        term.scrollIntoView({ block: "center" });
        return [...term.getClientRects()].map((r) => r.toJSON());""",
        term,
    )
    rect = lines[line]
    placed.point(rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)
    placed.until_open("lora")
    assert_beside(placed, "lora", "wrapped")
    card = placed.box(placed.card("lora"))
    assert abs(card["left"] - rect["left"]) < 1
    assert (card["bottom"] < rect["top"]) == (line == 0)
    # The next use of the card has a place of its own.
    placed.press("ESCAPE")
    placed.until_closed()
    placed.hover(placed.term("lead", "lora"))
    placed.until_open("lora")
    assert_beside(placed, "lora", "lead")


def test_card_fits_a_window_of_320_pixels(placed: Page) -> None:
    """Reflow [1.4.10]: the card is inside the window and the page does not scroll sideways."""
    placed.viewport(320, 560)
    for section, slug in (
        ("lead", "lora"),
        ("table", "qlora"),
        ("heading-rank", "rank"),
        ("bottom", "qlora"),
    ):
        placed.hover(placed.term(section, slug))
        placed.until_open(slug)
        assert_in_view(placed, slug)
        assert_beside(placed, slug, section)
        assert placed.js("return document.documentElement.scrollWidth") <= 320
        placed.press("ESCAPE")
        placed.until_closed()


SPACED = """
for (const { style, localName } of document.querySelectorAll("body *:not([popover])")) {
  style.setProperty("line-height", "1.5", "important");
  style.setProperty("letter-spacing", "0.12em", "important");
  style.setProperty("word-spacing", "0.16em", "important");
  if (localName === "p") style.setProperty("margin-bottom", "2em", "important");
}
"""
CUT_OFF = """
const card = arguments[0];
const room = card.getBoundingClientRect();
card.scrollTop = card.scrollHeight;
const last = card.lastElementChild.getBoundingClientRect();
return [...card.querySelectorAll("*")].filter((part) => {
  const { left, right } = part.getBoundingClientRect();
  return left < room.left || right > room.right || part.scrollWidth > part.clientWidth + 1
    && getComputedStyle(part).display !== "inline";
}).length + (last.bottom > room.bottom);
"""


@pytest.mark.parametrize("width", [1000, 320])
def test_card_with_text_set_wider(placed: Page, width: int) -> None:
    """Text spacing [1.4.12]: lines, words and letters set apart by the reader stay in the card."""
    placed.viewport(width, 700)
    term = placed.term("neighbours", "qlora")
    placed.tab_to(term)
    placed.until_open("qlora")
    before = placed.box(placed.card("qlora"))["height"]
    placed.js(SPACED)

    assert placed.box(placed.card("qlora"))["height"] > before
    assert placed.js(CUT_OFF, placed.card("qlora")) == 0
    assert_in_view(placed, "qlora")


def test_card_fits_at_400_percent_zoom(placed: Page) -> None:
    """Resize text [1.4.4]: at 400 % of 1280 x 1024 the card is inside, off its term, may scroll."""
    placed.viewport(320, 256)
    term = placed.term("lead", "lora")
    placed.js("arguments[0].scrollIntoView({ block: 'center' })", term)
    placed.hover(term)
    placed.until_open("lora")
    assert_in_view(placed, "lora")
    assert_beside(placed, "lora", "lead")


def test_card_moves_with_the_page(placed: Page) -> None:
    term = placed.term("lead", "lora")
    placed.tab_to(term)
    placed.until_open("lora")
    placed.js("scrollBy({ top: 30, behavior: 'instant' })")
    placed.until(
        lambda: 0 <= placed.box(placed.card("lora"))["top"] - placed.box(term)["bottom"] <= 8,
        "it follows",
    )


# -- look


def luminance(color: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# Any CSS color, as the browser would paint it.
PAINTED = """
const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
return arguments[0].map(([selector, property]) => {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = getComputedStyle(document.querySelector(selector))[property];
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map((c) => c / 255);
});
"""
FURO_DARK = {
    "color-background-primary": "#131416",
    "color-foreground-primary": "#cfd0d0",
    "color-foreground-secondary": "#9ca0a5",
    "color-brand-content": "#5ca5ff",
}
PYDATA_LIGHT = {
    "pst-color-background": "#ffffff",
    "pst-color-text-base": "#222832",
    "pst-color-text-muted": "#48566b",
    "pst-color-link": "#0a7d91",
}


@pytest.mark.parametrize(
    ("variables", "background"),
    [({}, "#ffffff"), (FURO_DARK, "#131416"), (PYDATA_LIGHT, "#ffffff")],
    ids=["no variables", "furo dark", "pydata light"],
)
def test_contrast(page: Page, variables: dict[str, str], background: str) -> None:
    """Text 4.5:1 [1.4.3], underline and edge 3:1 [1.4.11]; in the colours of the theme."""
    page.js(
        """const { style } = document.body, [variables, background] = arguments;
        for (const [n, value] of Object.entries(variables)) style.setProperty(`--${n}`, value);
        style.background = background;""",
        variables,
        background,
    )
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    card, text, edge, muted, pill, link, line, body = map(
        tuple,
        page.js(
            PAINTED,
            [
                ["#ftcard-lora", "backgroundColor"],
                ["#ftcard-lora", "color"],
                ["#ftcard-lora", "borderBlockStartColor"],
                ["#ftcard-lora span", "color"],
                ["#ftcard-lora > p:nth-child(3)", "color"],
                ["#ftcard-lora a", "color"],
                ["#lead .ftgloss-term", "textDecorationColor"],
                ["body", "backgroundColor"],
            ],
        ),
    )
    assert min(contrast(card, other) for other in (text, muted, pill, link)) >= 4.5
    assert contrast(body, edge) >= 3
    assert contrast(body, line) >= 3
    if variables is FURO_DARK:
        assert luminance(body) < luminance(card) < 0.05, "raised above a dark page, and still dark"


def test_colours_follow_the_switch_of_the_theme_not_the_system(page: Page) -> None:
    page.media(prefers_color_scheme="dark")
    page.tap(page.term("lead", "lora"))
    page.until_open("lora")
    assert page.js(PAINTED, [["#ftcard-lora", "backgroundColor"]]) == [[1, 1, 1]]
    page.js("document.documentElement.style.colorScheme = 'dark'")
    ((red, _, _),) = page.js(PAINTED, [["#ftcard-lora", "backgroundColor"]])
    assert red < 0.3


def test_term_keeps_the_color_of_the_text_in_any_link_style(page: Page) -> None:
    page.js("""
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`main a:visited, main a:hover, main a {
            color: red; font-weight: 700; text-decoration: underline solid red }`);
        document.adoptedStyleSheets = [sheet];
    """)
    page.hover(page.term("lead", "lora"))
    color, style, parent = page.js(
        "const t = document.querySelector('#lead .ftgloss-term'), s = getComputedStyle(t);"
        "return [s.color, s.textDecorationStyle, getComputedStyle(t.parentElement).color]"
    )
    assert (color, style) == (parent, "dotted")


def test_print_has_no_card_and_no_underline(page: Page) -> None:
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    page.media("print")
    assert not page.open_cards
    line = page.js(
        "return getComputedStyle(arguments[0]).textDecorationLine", page.term("lead", "lora")
    )
    assert line == "none"


def test_forced_colors_keep_the_border(page: Page) -> None:
    page.media(forced_colors="active")
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until_open("lora")
    edge, back = map(
        tuple,
        page.js(PAINTED, [["#ftcard-lora", "borderTopColor"], ["#ftcard-lora", "backgroundColor"]]),
    )
    assert contrast(edge, back) >= 3


# -- where it must work


def test_from_the_disk(file_page: Page) -> None:
    """file:// is how many people read documentation they built."""
    file_page.hover(file_page.term("lead", "lora"))
    file_page.until_open("lora")
    assert_beside(file_page, "lora", "lead")
    assert file_page.console == []


def test_strict_content_security_policy(page: Page) -> None:
    """Under ``default-src 'self'`` every way to open and place a card works, no complaint."""
    page.before_load("CSS.supports = () => false")
    page.load()
    page.delays()
    term = page.term("lead", "lora")
    for act in (page.hover, page.tap):
        act(term)
        page.until_open("lora")
        page.press("ESCAPE")
        page.until_closed()
        page.leave()
    assert page.console == []


def test_without_javascript_the_link_works(page: Page) -> None:
    page.cdp("Emulation.setScriptExecutionDisabled", value=True)
    page.load()
    assert not page.card("lora").is_displayed()
    page.term("lead", "lora").click()
    page.until(lambda: page.path == "fine-tuning-glossary.html#ftterm-lora", "the entry is open")


def test_without_popover_support_the_script_stays_away(page: Page) -> None:
    page.before_load("delete HTMLElement.prototype.popover")
    page.load()
    page.delays()
    term = page.term("lead", "lora")
    page.hover(term)
    page.stays(lambda: not page.open_cards, "no card opens", 0.2)
    page.tap(term)
    page.until(
        lambda: page.path == "fine-tuning-glossary.html#ftterm-lora",
        "the first tap follows the link",
    )


def test_terms_added_later_work(page: Page) -> None:
    """No work per term at load: a term that another script adds is as good as the others."""
    page.delays()
    page.js(
        "document.querySelector('#lead p').append(arguments[0].cloneNode(true))",
        page.term("neighbours", "lora"),
    )
    page.hover(page.driver.find_elements("css selector", "#lead .ftgloss-term")[1])
    page.until_open("lora")


def test_a_card_is_painted_in_the_frame_in_which_it_opens(page: Page) -> None:
    page.before_load("""document.addEventListener("beforetoggle", ({ newState }) => {
        const start = performance.now(), painted = () => window.cost = performance.now() - start;
        if (newState === "open") requestAnimationFrame(() => setTimeout(painted));
    }, true)""")
    page.load()
    page.delays()
    page.hover(page.term("lead", "lora"))
    page.until(lambda: page.js("return window.cost"), "a frame is painted")
    assert page.js("return window.cost") < 50


def test_script_and_style_are_small(site: Path) -> None:
    """Together they cost a reader less than 5,000 bytes."""
    sizes = {
        name: len(gzip.compress((site / "_static" / name).read_bytes()))
        for name in ("ftgloss.js", "ftgloss.css")
    }
    assert sum(sizes.values()) < 5000, sizes
