"""A term file full of markup, in a real browser without any policy: nothing of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from pages import Page

from conftest import GLOSSARY
from test_hostile_pages import HOSTILE, hostile_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

    from conftest import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WATCH = """
window.ran = [];
window.hit = window.alert = () => ran.push("hit");
"""
FETCHED = """
return performance.getEntriesByType("resource").map((entry) => entry.name)
  .filter((name) => !/_static|searchindex|genindex/.test(name));
"""


@pytest.fixture
def hostile(driver: WebDriver, make_project: Make) -> Iterator[Page]:
    """A page that uses a term with markup in each field, opened from the disk."""
    project = make_project(
        hostile_files(),
        ftgloss_terms=["terms/own.toml"],
        # Without HTML of the page's own, which runs wherever it stands.
        myst_disable_syntax=["html_inline", "html_block"],
    )
    page = Page(driver, project.build(warns=None).out.as_uri() + "/")
    page.before_load(WATCH)
    page.load()
    yield page
    page.reset()


def assert_nothing_ran(page: Page, place: str) -> None:
    assert page.js("return ran") == []
    assert page.js(FETCHED) == []
    assert page.path.startswith(place)


def test_nothing_runs_in_cards(hostile: Page) -> None:
    """The card shows the markup as text, and so do comparison, map, entry and list."""
    link = hostile.find("[aria-describedby='ftcard-probe']")
    hostile.js("arguments[0].focus()", link)
    hostile.until_open("probe")

    assert "<script>hit()</script>" in hostile.card("probe").text
    assert "<script>hit()</script>" in hostile.find(".ftgloss-comparison").text
    for term in hostile.driver.find_elements("css selector", "[aria-describedby^=ftcard]"):
        hostile.js("arguments[0].focus()", term)
    assert_nothing_ran(hostile, "index.html")


def test_nothing_runs_on_the_glossary_page(hostile: Page) -> None:
    """Entries show the markup as text; markup in the filter and in the address is words."""
    hostile.load(f"{GLOSSARY}?find={quote(HOSTILE)}")
    hostile.find(".ftgloss-find input").send_keys("<img src=x onerror=hit()>")
    hostile.load(f"{GLOSSARY}?find=short#ftterm-probe")
    hostile.js("document.querySelectorAll('details').forEach((part) => { part.open = true })")

    assert "<script>hit()</script>" in hostile.find("#ftterm-probe + dd").text
    assert_nothing_ran(hostile, GLOSSARY)


def test_what_would_run_is_noticed(hostile: Page) -> None:
    """The same markup, put in as HTML, is found by what the tests above look at."""
    hostile.js("document.body.insertAdjacentHTML('beforeend', arguments[0])", HOSTILE)
    hostile.until(lambda: "hit" in hostile.js("return ran"), "the handler has run")

    with pytest.raises(AssertionError):
        assert_nothing_ran(hostile, "index.html")
