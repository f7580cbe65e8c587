"""A small site and a real Chromium for the tests of the hover card.

Tests reach terms by section and id (``#neighbours``, ``lora``), never by position, so that any
theme may build the site.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from engines import Chromium
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.keys import Keys
from staging import Watching, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

GLOSSARY = "fine-tuning-glossary.html"

# The site: sections are reached by their ids.

INDEX = """\
# Guide

A page about adapters.

## Lead

Train a {ftterm}`lora` adapter instead of all weights.

## Neighbours

Choose {ftterm}`lora` or {ftterm}`qlora`.

## Heading {ftterm}`rank`

Text.

## Table

| Method | Bits |
| --- | --- |
| {ftterm}`qlora` | 4 |

## Wrapped

Some words before {ftterm}`low-rank adaptation of large language models <lora>` and after.

## Edge

{ftterm}`lora`
"""
FILLER = "\nOne paragraph of a page that is longer than the window.\n"
BOTTOM = "\n## Bottom\n\n{ftterm}`qlora`\n"
# Code and math in a card, and texts that no change of the shipped terms touches.
TERMS = """
[[term]]
id = "lora"
short = "A method that freezes the model and trains beside it two thin matrices of low rank."

[[term]]
id = "qlora"
short = "LoRA on a base model held in 4-bit `nf4` blocks, with gradients in 16 bit."

[[term]]
id = "rank"
short = "The width $r$ of the two matrices of an adapter, which bounds it."
"""
CONF = """
project = "Guide"
extensions = ["myst_parser", "sphinx_ftgloss"]
ftgloss_terms = ["terms.toml"]
html_theme = "basic"
html_sidebars = {"**": []}
html_static_path = ["page.css"]
html_css_files = ["page.css"]
html_favicon = "icon.svg"
templates_path = ["templates"]
"""
# The theme's own bars carry inline styles, which a strict policy blocks.
LAYOUT = """\
{% extends "!layout.html" %}
{% block relbar1 %}{% endblock %}
{% block relbar2 %}{% endblock %}
"""
PAGE_CSS = "body { margin: 0; font: 16px/1.5 sans-serif } div.body { min-width: 0; padding: 1rem }"
ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with index.html and fine-tuning-glossary.html, built by Sphinx."""
    source = tmp_path_factory.mktemp("card")
    files = {
        "conf.py": CONF,
        "index.md": INDEX + FILLER * 30 + BOTTOM,
        "terms.toml": TERMS,
        "page.css": PAGE_CSS,
        "icon.svg": ICON,
        "templates/layout.html": LAYOUT,
    }
    (source / "templates").mkdir()
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    folder = source / "site"
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(folder)], check=True
    )
    # Some themes scroll smoothly, which takes time in which a page may change.
    page = (folder / GLOSSARY).read_text(encoding="utf-8")
    link = '<link rel="stylesheet" href="_static/smooth.css"/></head>'
    (folder / "smooth.html").write_text(page.replace("</head>", link), encoding="utf-8")
    (folder / "_static" / "smooth.css").write_text("html { scroll-behavior: smooth }")
    return folder


@pytest.fixture(scope="session")
def strict_url(site: Path) -> Iterator[str]:
    """The site under ``Content-Security-Policy: default-src 'self'``."""
    with served(site) as url:
        yield url


# The browser.


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    browser = Chromium(tmp_path_factory.mktemp("chromium"))
    yield browser.driver
    browser.close()


# Remembers when the pointer moved and when a card opened or closed, in milliseconds of one clock.
RECORDER = """
window.record = [];
for (const type of ["pointermove", "focusin", "beforetoggle"])
  addEventListener(type, (e) => record.push([e.newState ?? type, performance.now()]), true);
"""


# Puts something to start from right before an element, and focuses it.
BEFORE = """
const before = document.createElement("span");
before.tabIndex = -1;
arguments[0].before(before);
before.focus({ preventScroll: true });
return before;
"""


class Page(Watching):
    """What a reader does and sees."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        self.url = url
        self._scripts: list[str] = []

    # -- setting the stage

    def load(self, name: str = "index.html") -> None:
        self.driver.get(self.url + name)

    def cdp(self, command: str, **parameters: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.driver.execute_cdp_cmd(command, parameters)
        return answer

    def js(self, script: str, *args: Any) -> Any:
        return self.driver.execute_script(script, *args)

    def before_load(self, script: str) -> None:
        added = self.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._scripts.append(added["identifier"])

    def viewport(self, width: int, height: int) -> None:
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def media(self, media: str = "", **features: str) -> None:
        listed = [
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()
        ]
        self.cdp("Emulation.setEmulatedMedia", media=media, features=listed)

    def reset(self) -> None:
        for identifier in self._scripts:
            self.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=identifier)
        self.cdp("Emulation.clearDeviceMetricsOverride")
        self.cdp("Emulation.setScriptExecutionDisabled", value=False)
        self.media()

    # -- what is there

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def term(self, section: str, slug: str) -> WebElement:
        return self.find(f"#{section} [aria-describedby='ftcard-{slug}']")

    def card(self, slug: str) -> WebElement:
        return self.find(f"#ftcard-{slug}")

    def box(self, element: WebElement) -> dict[str, float]:
        edges: dict[str, float] = self.js(
            "return arguments[0].getBoundingClientRect().toJSON()", element
        )
        return edges

    @property
    def record(self) -> list[tuple[str, float]]:
        return [(kind, when) for kind, when in self.js("return record")]

    @property
    def console(self) -> list[str]:
        """What the browser complained about since it was last asked."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in log]

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.url)

    # -- what the reader does

    def _pointer(self, kind: str) -> Any:
        source = PointerInput(kind, kind)  # type: ignore[no-untyped-call]
        return ActionBuilder(self.driver, mouse=source, duration=0)

    def hover(self, element: WebElement, dx: int = 0, dy: int = 0) -> None:
        """Move the mouse to the middle of the element, or away from it by (dx, dy)."""
        self.js("arguments[0].scrollIntoView({block: 'nearest'})", element)
        actions = self._pointer("mouse")
        actions.pointer_action.move_to(element, dx, dy)
        actions.perform()

    def point(self, x: float, y: float) -> None:
        actions = self._pointer("mouse")
        actions.pointer_action.move_to_location(int(x), int(y))
        actions.perform()

    def leave(self) -> None:
        self.point(1, 1)

    def tap(self, element: WebElement) -> None:
        actions = self._pointer("touch")
        actions.pointer_action.move_to(element).pointer_down().pointer_up()
        actions.perform()

    def press(self, key: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(getattr(Keys, key, key)).perform()

    def tab_to(self, element: WebElement) -> None:
        """Reach the element with the Tab key, as a keyboard user does."""
        before = self.js(BEFORE, element)
        self.press("TAB")
        self.js("arguments[0].remove()", before)
        assert self.driver.switch_to.active_element == element, "Tab did not reach the term"


def _page(driver: WebDriver, url: str) -> Iterator[Page]:
    page = Page(driver, url)
    page.viewport(1000, 700)
    page.before_load(RECORDER)
    page.console  # noqa: B018 (what is asked for later starts here)
    page.load()
    page.leave()
    yield page
    page.reset()


@pytest.fixture
def page(driver: WebDriver, strict_url: str) -> Iterator[Page]:
    """index.html under a strict content security policy, pointer in a corner."""
    yield from _page(driver, strict_url)


@pytest.fixture
def file_page(driver: WebDriver, site: Path) -> Iterator[Page]:
    """index.html opened from the disk."""
    yield from _page(driver, site.as_uri() + "/")
