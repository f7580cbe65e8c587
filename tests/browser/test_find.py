"""Finding entries on the glossary page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import GLOSSARY

if TYPE_CHECKING:
    from pathlib import Path

    from pages import Page
    from selenium.webdriver.remote.webelement import WebElement

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = """
return [...document.querySelectorAll("dt.ftgloss-name")]
  .filter((name) => name.checkVisibility()).map((name) => name.id.replace("ftterm-", ""));
"""
SHOWN_PARTS = """
return [...document.querySelector("#ftterm-lora + dd").children]
  .filter((part) => part.checkVisibility())
  .map((part) => part.className.split(" ")[0] || part.tagName);
"""
UNFOLDED = """
return [...document.querySelectorAll("#ftterm-lora + dd .ftgloss-deep")].map((part) => part.open);
"""
FORGET = "const kept = localStorage.length; localStorage.clear(); return kept"


@pytest.fixture
def glossary(page: Page) -> Page:
    page.load(GLOSSARY)
    if page.js(FORGET):
        page.load(GLOSSARY)
    return page


def shown(page: Page) -> list[str]:
    ids: list[str] = page.js(SHOWN)
    return ids


def box(page: Page) -> WebElement:
    return page.find(".ftgloss-find input")


def button(page: Page, text: str) -> WebElement:
    return page.driver.find_element("xpath", f"//*[@class='ftgloss-find']//button[.='{text}']")


def count(page: Page) -> str:
    return str(page.find(".ftgloss-find output").text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("nf4", ["nf4", "qlora"], id="name, or short definition"),
        pytest.param("low-rank adapter", ["lora"], id="alias"),
        pytest.param("LowRank  ADAPTER", ["lora"], id="case, hyphen and blanks"),
        pytest.param(
            "low\u2011rank ad\xadapt\u200ber", ["lora"], id="signs that look like nothing"
        ),
        pytest.param("lora_r", ["rank"], id="hidden form"),
        pytest.param("thin matrices", ["lora"], id="words of the short definition"),
        pytest.param("matrices thin", ["lora"], id="in any order"),
        pytest.param("no such thing", [], id="nothing"),
    ],
)
def test_typing_leaves_what_fits(glossary: Page, typed: str, found: list[str]) -> None:
    """Names, aliases, hidden forms and short definitions are searched, hits are told [4.1.3]."""
    everything = shown(glossary)
    box(glossary).send_keys(typed)

    assert set(found) <= set(shown(glossary))
    assert len(shown(glossary)) < 12
    assert count(glossary) == f"{len(shown(glossary))} of {len(everything)} terms"
    assert glossary.find(".ftgloss-find output").get_attribute("role") == "status"


def test_group_without_a_hit_goes(glossary: Page) -> None:
    """The heading of a category is not left over."""
    box(glossary).send_keys("catastrophic forgetting")

    assert not glossary.find("#data-concepts").is_displayed()
    assert glossary.find("#common-challenges").is_displayed()


def test_escape_clears(glossary: Page) -> None:
    """Esc in the field brings back all entries."""
    everything = shown(glossary)
    box(glossary).send_keys("rank")
    assert shown(glossary) != everything

    glossary.press("ESCAPE")
    assert shown(glossary) == everything
    assert box(glossary).get_attribute("value") == ""


@pytest.mark.parametrize("key", ["/", "f", "1", "?", "PAGE_DOWN"])
def test_no_key_is_taken(glossary: Page, key: str) -> None:
    """Outside the field a key does nothing of ours, so that spoken words start nothing [2.1.4]."""
    everything = shown(glossary)
    glossary.press(key)

    assert glossary.driver.switch_to.active_element == glossary.find("body")
    assert shown(glossary) == everything
    assert glossary.path == GLOSSARY


@pytest.mark.parametrize(
    ("typed", "term_id"),
    [
        pytest.param("rank", "rank", id="the name itself, though others hold it"),
        pytest.param("catastr", "catastrophic-forgetting", id="beginning of a name"),
        pytest.param("thin matrices", "lora", id="nothing but the text"),
    ],
)
def test_enter_goes_to_the_best_hit(glossary: Page, typed: str, term_id: str) -> None:
    """Enter leads to the entry that has the name, begins so, or comes first."""
    box(glossary).send_keys(typed + "\n")

    assert glossary.js("return location.hash") == f"#ftterm-{term_id}"
    entry = glossary.find(f"#ftterm-{term_id}")
    glossary.until(lambda: -2 < glossary.box(entry)["top"] < 650, "the entry is in the window")


def test_by_touch_on_a_phone(glossary: Page) -> None:
    """Chips, folded parts and terms inside entries answer to a finger at 360 px."""
    glossary.viewport(360, 740)
    everything = shown(glossary)
    glossary.tap(button(glossary, "Parameter-efficient methods"))
    assert set(shown(glossary)) < set(everything)

    fold = glossary.find("#ftterm-lora + dd .ftgloss-facts .ftgloss-deep")
    glossary.js("arguments[0].scrollIntoView({block: 'center'})", fold)
    glossary.tap(fold.find_element("css selector", "summary"))
    assert not glossary.js("return arguments[0].open", fold)

    term = glossary.find("#ftterm-lora + dd a[href='#ftterm-peft']")
    glossary.js("arguments[0].scrollIntoView({block: 'center'})", term)
    glossary.tap(term)
    glossary.until_open("peft")
    card = glossary.box(glossary.card("peft"))
    assert card["left"] >= 0
    assert card["right"] <= 360


def test_category_and_letter(glossary: Page) -> None:
    """Pressed category and letter narrow the list, and nothing else changes [3.2.2]."""
    everything = shown(glossary)
    button(glossary, "Parameter-efficient methods").click()
    in_category = shown(glossary)
    button(glossary, "L").click()

    assert "lora" in shown(glossary)
    assert set(shown(glossary)) < set(in_category) < set(everything)
    assert button(glossary, "L").get_attribute("aria-pressed") == "true"

    button(glossary, "L").click()
    assert shown(glossary) == in_category
    button(glossary, "Data concepts").click()
    assert set(shown(glossary)).isdisjoint(in_category)
    button(glossary, "Data concepts").click()
    assert shown(glossary) == everything


def test_search_is_in_the_address(page: Page, strict_url: str) -> None:
    """What was typed is kept in the URL and found again when it is opened."""
    page.url = strict_url
    page.load(GLOSSARY)
    box(page).send_keys("nf4")
    kept = page.path
    found = shown(page)

    assert kept == f"{GLOSSARY}?find=nf4"
    page.load(kept)
    assert shown(page) == found
    assert box(page).get_attribute("value") == "nf4"
    box(page).send_keys("\b\b\b")
    assert page.path == GLOSSARY


def test_link_to_an_entry_that_is_filtered_out(glossary: Page) -> None:
    """An address that names an entry shows it, and lets go of the filter."""
    box(glossary).send_keys("catastrophic")
    assert "lora" not in shown(glossary)

    glossary.js("location.hash = '#ftterm-lora'")
    glossary.until(lambda: "lora" in shown(glossary), "the entry is shown")
    assert box(glossary).get_attribute("value") == ""
    lora = glossary.find("#ftterm-lora")
    glossary.until(lambda: -2 < glossary.box(lora)["top"] < 200, "the entry is in the window")


def test_link_to_an_entry_among_others(page: Page) -> None:
    """An address with words and an entry that has them keeps the words and shows the entry."""
    page.load(f"{GLOSSARY}?find=adapter#ftterm-lora")

    assert box(page).get_attribute("value") == "adapter"
    lora = page.find("#ftterm-lora")
    page.until(lambda: -2 < page.box(lora)["top"] < 200, "the entry is in the window")


def test_depth(glossary: Page) -> None:
    """Plain, applied and deep show more and more of an entry, and the choice is remembered."""
    deep = glossary.js(SHOWN_PARTS)
    assert glossary.js(UNFOLDED) == [True, True]
    button(glossary, "Applied").click()
    assert glossary.js(SHOWN_PARTS) == deep
    assert glossary.js(UNFOLDED) == [False, False]
    button(glossary, "Plain").click()
    plain = glossary.js(SHOWN_PARTS)

    assert plain == ["ftgloss-short", "ftgloss-plain"]
    assert set(plain) < set(deep)
    glossary.load(GLOSSARY)
    assert glossary.js(SHOWN_PARTS) == plain
    assert button(glossary, "Plain").get_attribute("aria-pressed") == "true"
    glossary.js(FORGET)


def test_without_script(page: Page) -> None:
    """Without JavaScript all entries are there, in full, and no dead field."""
    page.cdp("Emulation.setScriptExecutionDisabled", value=True)
    page.load(GLOSSARY)

    assert not page.find(".ftgloss-find").is_displayed()
    for part in ("", " + dd .ftgloss-formula", " + dd .ftgloss-facts", " + dd .ftgloss-uses"):
        assert page.find(f"#ftterm-lora{part}").is_displayed()


@pytest.mark.parametrize("width", [1280, 360])
def test_fits_the_window(glossary: Page, width: int) -> None:
    """Nothing sticks out at the width of a desktop or phone; buttons can be hit [1.4.10, 2.5.8]."""
    glossary.viewport(width, 800)

    assert glossary.js("return document.documentElement.scrollWidth") <= width
    for made in glossary.driver.find_elements("css selector", ".ftgloss-find button"):
        assert min(glossary.box(made)["width"], glossary.box(made)["height"]) >= 24


def test_formula_that_scrolls_is_reached_by_tab(glossary: Page) -> None:
    """A formula wider than its box is a stop of the Tab key; one that fits is none [2.1.1]."""
    formula = glossary.find("#ftterm-lora + dd .ftgloss-formula")
    glossary.js("arguments[0].scrollIntoView({ block: 'center' })", formula)
    glossary.js("arguments[0].style.inlineSize = '3rem'", formula)
    glossary.until(lambda: formula.get_attribute("tabindex"), "the formula can be focused")
    glossary.tab_to(formula)

    glossary.js("arguments[0].style.inlineSize = ''", formula)
    glossary.until(lambda: not formula.get_attribute("tabindex"), "it is no stop any more")


def test_no_complaint(page: Page, strict_url: str) -> None:
    """The page works under ``default-src 'self'`` without an error in the console."""
    page.url = strict_url
    page.load(GLOSSARY)
    box(page).send_keys("rank")
    button(page, "Plain").click()

    assert page.console == []
    page.js(FORGET)


def test_pages_without_a_long_list_do_not_load_it(site: Path) -> None:
    """The script is on the glossary page only."""
    assert "ftgloss-find.js" in (site / GLOSSARY).read_text(encoding="utf-8")
    assert "ftgloss-find" not in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("term_id", ["epoch", "lora", "dpo", "kv-cache"])
def test_link_leads_to_its_entry(page: Page, term_id: str, scripts: bool) -> None:
    """A link to an entry ends there and stays, with smooth scrolling and in a list not yet seen."""
    page.cdp("Emulation.setScriptExecutionDisabled", value=not scripts)
    page.load(f"smooth.html#ftterm-{term_id}")
    entry = page.find(f"#ftterm-{term_id}")

    page.until(lambda: -2 < page.box(entry)["top"] < 200, "the entry is in the window")
    page.stays(lambda: -2 < page.box(entry)["top"] < 200, "the entry is in the window", 1)
