"""A small site and a real Chromium for the tests of the hover card.

Tests reach terms by section and id (``#neighbours``, ``lora``), never by position, so that the site may be built by
any theme.
"""

from __future__ import annotations

import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

STATIC = Path(__file__).parents[2] / "src" / "sphinx_ftgloss" / "static"
CHROMIUM_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-quic --no-first-run"
    " --disable-component-update --disable-sync"
).split()

# ---------------------------------------------------------------------------------------------------------------------
# The site. Replace the body of `write_site` by a Sphinx build and the tests stay as they are.

TERMS = {
    "lora": (
        "LoRA",
        "low-rank adaptation",
        "A parameter-efficient method that freezes the model and trains, beside chosen weight matrices, two thin"
        " matrices whose product is the change.",
    ),
    "qlora": (
        "QLoRA",
        "quantized LoRA",
        "LoRA on a base model held in 4-bit <code>nf4</code> blocks, with gradients in 16 bit.",
    ),
    "rank": (
        "rank",
        "",
        "The width <math><mi>r</mi></math> of the two thin matrices of an adapter; it bounds the rank of the change.",
    ),
}
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="_static/page.css"><link rel="stylesheet" href="_static/ftgloss.css">
<script defer src="_static/ftgloss.js"></script></head>
<body><main><section id="guide"><h1>{title}</h1>{body}</section>{cards}</main></body></html>
"""
PAGE_CSS = "body { margin: 0; font: 16px/1.5 sans-serif } main { padding: 1rem } table { width: 100% }"


def term(slug: str, text: str = "") -> str:
    """The link that the role writes."""
    return (
        f'<a class="ftgloss-term reference internal" href="fine-tuning-glossary.html#ftterm-{slug}"'
        f' aria-describedby="ftcard-{slug}">{text or TERMS[slug][0]}</a>'
    )


def write_site(folder: Path) -> None:
    filler = "".join(f"<p>Paragraph {n} of a page that is longer than the window.</p>" for n in range(30))
    cards = "".join(
        f'<div id="ftcard-{slug}" popover="manual"><p><b>{name}</b> <span>{expansion}</span></p>'
        f"<p>{definition}</p><p>Parameter-efficient methods</p></div>\n"
        for slug, (name, expansion, definition) in TERMS.items()
    )
    body = f"""
<p>A page about adapters.</p>
<section id="lead"><h2>Lead</h2><p>Train a {term("lora")} adapter instead of all weights.</p></section>
<section id="neighbours"><h2>Neighbours</h2><p>Choose {term("lora")} or {term("qlora")}.</p></section>
<section id="heading"><h2>Heading with {term("rank")}</h2><p>Text.</p></section>
<section id="table"><h2>Table</h2><table><tr><th>Method</th><td>{term("qlora")}</td></tr></table></section>
<section id="wrapped"><h2>Wrapped</h2><p>Some words before
{term("lora", "low-rank adaptation of large language models")} and after.</p></section>
<section id="edge"><h2>Edge</h2><p>{term("lora")}</p></section>
{filler}
<section id="bottom"><h2>Bottom</h2><p>{term("qlora")}</p></section>
"""
    entries = "".join(
        f'<dt class="ftgloss-name" id="ftterm-{slug}">{name} <span class="ftgloss-expansion">{expansion}</span></dt>'
        f'<dd><p class="ftgloss-short">{definition}</p></dd>'
        for slug, (name, expansion, definition) in TERMS.items()
    )
    static = folder / "_static"
    static.mkdir(parents=True)
    (static / "page.css").write_text(PAGE_CSS, encoding="utf-8")
    for name in ("ftgloss.js", "ftgloss.css"):
        shutil.copy(STATIC / name, static)
    wrapper = f'<div class="ftgloss-cards" data-more="Full entry">\n{cards}</div>'
    pages = {
        "index.html": PAGE.format(title="Guide", body=body, cards=wrapper),
        "fine-tuning-glossary.html": PAGE.format(
            title="Fine-tuning glossary", body=f'<dl class="ftgloss-glossary">{entries}</dl>', cards=""
        ),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def fixture_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card") / "site"
    write_site(folder)
    return folder


@pytest.fixture(scope="session")
def site(fixture_site: Path) -> Path:
    """The folder with index.html and fine-tuning-glossary.html."""
    return fixture_site


class StrictHandler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        pass


@pytest.fixture(scope="session")
def strict_url(site: Path) -> Iterator[str]:
    """The site under ``Content-Security-Policy: default-src 'self'``."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(StrictHandler, directory=str(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


# ---------------------------------------------------------------------------------------------------------------------
# The browser


def unavailable(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    try:
        from selenium import webdriver
    except ImportError:
        unavailable("browser tests need selenium: pip install selenium")
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not chromedriver:
        unavailable("browser tests need chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*CHROMIUM_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    yield browser
    browser.quit()


# Remembers when the pointer moved and when a card opened or closed, in milliseconds of one clock.
RECORDER = """
window.record = [];
for (const type of ["pointermove", "focusin", "beforetoggle"])
  addEventListener(type, (e) => record.push([e.newState ?? type, performance.now()]), true);
"""


class Page:
    """What a reader does and sees."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        self.url = url
        self._scripts: list[str] = []

    # -- setting the stage

    def load(self, name: str = "index.html") -> None:
        self.driver.get(self.url + name)

    def cdp(self, command: str, **parameters: Any) -> dict[str, Any]:
        return self.driver.execute_cdp_cmd(command, parameters)

    def js(self, script: str, *args: Any) -> Any:
        return self.driver.execute_script(script, *args)

    def before_load(self, script: str) -> None:
        added = self.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._scripts.append(added["identifier"])

    def viewport(self, width: int, height: int) -> None:
        self.cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def media(self, media: str = "", **features: str) -> None:
        listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.cdp("Emulation.setEmulatedMedia", media=media, features=listed)

    def delays(self, show: str = "0ms", hide: str = "0ms") -> None:
        """Set the delays the way a theme does, for tests that are not about them."""
        self.js(
            "for (const [name, value] of Object.entries(arguments[0]))"
            " document.documentElement.style.setProperty(`--ftgloss-${name}-delay`, value)",
            {"show": show, "hide": hide},
        )

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

    @property
    def open_cards(self) -> list[str]:
        """The slugs of the cards that are really painted."""
        return self.js(
            "return [...document.querySelectorAll('.ftgloss-cards > *')]"
            ".filter((card) => card.checkVisibility()).map((card) => card.id.replace('ftcard-', ''))"
        )

    def box(self, element: WebElement) -> dict[str, float]:
        return self.js("return arguments[0].getBoundingClientRect().toJSON()", element)

    @property
    def record(self) -> list[tuple[str, float]]:
        return [(kind, when) for kind, when in self.js("return record")]

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.url)

    # -- what the reader does

    def _pointer(self, kind: str) -> Any:
        from selenium.webdriver.common.actions.action_builder import ActionBuilder
        from selenium.webdriver.common.actions.pointer_input import PointerInput

        return ActionBuilder(self.driver, mouse=PointerInput(kind, kind), duration=0)

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
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        ActionChains(self.driver, duration=0).send_keys(getattr(Keys, key, key)).perform()

    def tab_to(self, element: WebElement) -> None:
        """Reach the element with the Tab key, as a keyboard user does."""
        before = self.js(
            "const before = document.createElement('span'); before.tabIndex = -1; arguments[0].before(before);"
            " before.focus({ preventScroll: true }); return before",
            element,
        )
        self.press("TAB")
        self.js("arguments[0].remove()", before)
        assert self.driver.switch_to.active_element == element, "Tab did not reach the term"

    # -- waiting

    def until(self, condition: Callable[[], Any], what: str, timeout: float = 4) -> None:
        end = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > end:
                pytest.fail(f"not within {timeout} s: {what} (open cards: {self.open_cards})")
            time.sleep(0.01)

    def until_open(self, *slugs: str) -> None:
        self.until(lambda: self.open_cards == list(slugs), f"open cards are exactly {list(slugs)}")

    def until_closed(self) -> None:
        self.until_open()

    def stays(self, condition: Callable[[], Any], what: str, seconds: float) -> None:
        """Assert that something holds and goes on to hold."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert condition(), f"not for {seconds} s: {what} (open cards: {self.open_cards})"
            time.sleep(0.02)


def _page(driver: WebDriver, url: str) -> Iterator[Page]:
    page = Page(driver, url)
    page.viewport(1000, 700)
    page.before_load(RECORDER)
    page.load()
    page.leave()
    driver.get_log("browser")
    yield page
    page.reset()
    driver.get("about:blank")


@pytest.fixture
def page(driver: WebDriver, strict_url: str) -> Iterator[Page]:
    """index.html under a strict content security policy, pointer in a corner."""
    yield from _page(driver, strict_url)


@pytest.fixture
def file_page(driver: WebDriver, site: Path) -> Iterator[Page]:
    """index.html opened from the disk."""
    yield from _page(driver, site.as_uri() + "/")
