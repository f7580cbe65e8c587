"""What axe-core finds on our pages, in five themes, light and dark.

A fault counts if the element is ours, or if a page of the theme without terms has none of the kind.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import Page

from helpers import SEED_TERMS, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parents[2] / ".venv/npm/node_modules/axe-core/axe.min.js"
THEMES = ["furo", "pydata_sphinx_theme", "sphinx_rtd_theme", "sphinx_book_theme", "alabaster"]
SWITCHED = THEMES[0], THEMES[1], THEMES[3]
"""The themes that have a dark mode; the others stay light whatever the reader's system asks for."""

CONF = """
project = "Guide"
extensions = ["myst_parser", "sphinx_ftgloss"]
ftgloss_page = ""
"""
# Only terms of the list have an entry, so that there are terms without a link, too.
GLOSSARY = f"""\
# Glossary

```{{ftglossary}}
:terms: {" ".join(SEED_TERMS[:14])}
:group: category
```
"""
INDEX = """\
# Guide

```{ftpageterms} Terms on this page
```

## Lead

Train a {ftterm}`lora` adapter or a {ftterm}`dora` adapter, and look at its {ftterm}`rank`.

## Comparison

```{ftcompare} lora qlora full-fine-tuning dpo
:rows: short formula numbers
```

## Entry

```{ftdefinition} qlora
```

```{toctree}
glossary
plain
```
"""
PLAIN = """\
# Plain

## Part

Text with [a link](index) and `code`.
"""

# Entries that are far from the window are not laid out, and axe would not look at them.
LAID_OUT = """
const style = document.createElement("style");
style.textContent = ".ftgloss-glossary:not(#_) > dd { content-visibility: visible }";
document.head.append(style);
"""
DARK = """
for (const element of [document.documentElement, document.body])
  if (element.dataset.theme) element.dataset.theme = arguments[0];
"""
BRIGHTNESS = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d");
canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
canvas.fillRect(0, 0, 1, 1);
return canvas.getImageData(0, 0, 1, 1).data[1];
"""
JUDGE = """
const [rules, done] = arguments;
const ours = (target) => document.querySelector(target)?.closest("[class*=ftgloss-]");
requestAnimationFrame(() => requestAnimationFrame(() =>
  axe.run(document, { rules, resultTypes: ["violations"] }).then(({ violations }) =>
    done(violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html, failureSummary }) =>
      ({ rule: id, help, html, why: failureSummary, ours: Boolean(ours(target.flat()[0])) })))))));
"""


@pytest.fixture(scope="session", params=THEMES)
def themed_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the pages, named as their theme."""
    if not AXE.is_file():
        unavailable("needs axe-core: sh tools/install-npm")
    source = tmp_path_factory.mktemp("axe")
    files = {"conf.py": CONF, "index.md": INDEX, "glossary.md": GLOSSARY, "plain.md": PLAIN}
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    folder = source / str(request.param)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-D", f"html_theme={request.param}"]
    subprocess.run([*command, str(source), str(folder)], check=True)
    return folder


class Judged(Page):
    """A page in one theme and mode, which axe-core looks at."""

    def __init__(self, driver: WebDriver, folder: Path, mode: str) -> None:
        super().__init__(driver, folder.as_uri() + "/")
        self.theme = folder.name
        self.mode = mode
        self.excused: set[str] = set()

    def open(self, name: str) -> None:
        self.load(name)
        self.js(DARK, self.mode)
        self.js(LAID_OUT)
        dark = self.mode == "dark" and self.theme in SWITCHED
        self.until(lambda: (self.js(BRIGHTNESS) < 100) is dark, f"{self.theme} is {self.mode}")
        self.js(AXE.read_text(encoding="utf-8"))

    def judge(self, **rules: bool) -> list[dict[str, Any]]:
        chosen = {name.replace("_", "-"): {"enabled": on} for name, on in rules.items()}
        faults: list[dict[str, Any]] = self.driver.execute_async_script(JUDGE, chosen)
        return faults

    def assert_no_fault(self, **rules: bool) -> None:
        """Fail with the rule, the element and the help for each fault of ours."""
        told = "\n\n".join(
            f"{fault['rule']}: {fault['help']}\n{fault['html'][:200]}\n{fault['why']}"
            for fault in self.judge(**rules)
            if fault["ours"] or fault["rule"] not in self.excused
        )
        assert not told, f"{self.path} in {self.theme}, {self.mode}:\n{told}"


@pytest.fixture(params=["light", "dark"])
def judged(
    request: pytest.FixtureRequest, themed_site: Path, driver: WebDriver
) -> Iterator[Judged]:
    """A page of a theme; what axe-core finds on its page without terms is excused."""
    page = Judged(driver, themed_site, request.param)
    page.viewport(1280, 900)
    page.media(prefers_color_scheme=page.mode, prefers_reduced_motion="reduce")
    page.open("plain.html")
    page.excused = {fault["rule"] for fault in page.judge()}
    yield page
    page.js("localStorage.clear()")
    page.reset()


def test_glossary(judged: Judged) -> None:
    """The list of entries has no fault, and none when it is filtered, at any depth [4.1.2]."""
    judged.open("glossary.html")
    judged.assert_no_fault()

    judged.find(".ftgloss-find input").send_keys("adapter")
    judged.find(".ftgloss-find > [role=group] button").click()
    for depth in judged.driver.find_elements("css selector", ".ftgloss-find > div > div button"):
        depth.click()
        judged.assert_no_fault()


def test_open_card(judged: Judged) -> None:
    """A page with an open card has no fault; on touch, where it has a link, neither [4.1.2]."""
    judged.open("index.html")
    judged.delays()
    judged.hover(judged.term("lead", "lora"))
    judged.until_open("lora")
    judged.assert_no_fault()

    judged.leave()
    judged.until_closed()
    judged.tap(judged.term("lead", "lora"))
    judged.until_open("lora")
    judged.assert_no_fault()


@pytest.mark.parametrize("judged", ["light"], indirect=True)
def test_narrow_window(judged: Judged) -> None:
    """What scrolls on a phone is reached with the keyboard: formulas, a comparison [2.1.1]."""
    judged.viewport(360, 800)
    judged.open("index.html")
    judged.assert_no_fault(color_contrast=False)
    judged.open("glossary.html")
    judged.assert_no_fault(color_contrast=False)
