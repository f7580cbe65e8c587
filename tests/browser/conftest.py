"""A small site and a real Chromium for the tests of the hover card.

Tests reach terms by section and id (``#neighbours``, ``lora``), never by position, so that any
theme may build the site.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from engines import Chromium
from pages import RECORDER, Page
from staging import TERMS, served
from themes import THEMES, Theme, Themed, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver

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


# The same small page in each theme.


@pytest.fixture(scope="session", params=THEMES, ids=str)
def theme_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Theme, Path]:
    """A theme, and the folder with the site in it."""
    theme: Theme = request.param
    return theme, build(theme, tmp_path_factory.mktemp(theme.package))


@pytest.fixture
def themed(driver: WebDriver, theme_site: tuple[Theme, Path]) -> Iterator[Themed]:
    """The page of a theme, not yet opened."""
    page = Themed(driver, *theme_site)
    yield page
    page.js("localStorage.clear()")
    page.reset()
