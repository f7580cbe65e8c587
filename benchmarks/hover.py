"""Print how long a card takes to appear once its delay is over.

    python benchmarks/hover.py

A page with 150 different terms and their 150 cards, in Chromium without a window and without a
limit on frames per second. Measured for each term: from the start of the timer's callback, which
is our script's first line, to the end of the frame that shows the card.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from projects import CANDIDATES, Edit, Project, Scenario, term
from selenium import webdriver

TERMS = 150
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
)
MEASURE = """
const done = arguments[arguments.length - 1];
const rest = (time) => new Promise((resolve) => setTimeout(resolve, time));
const later = window.setTimeout;
let start = 0;
// Every delayed call of the script goes through here, so its start is known.
window.setTimeout = (call, time, ...more) =>
  later((...given) => { start = performance.now(); call(...given); }, Math.min(time, 1), ...more);
// A message is handled after the frame that was begun before it has been drawn.
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(0);
}));
(async () => {
  const work = [], total = [];
  for (const term of document.querySelectorAll("p .ftgloss-term")) {
    term.scrollIntoView({ block: "center" });
    await new Promise((resolve) => later(resolve, 30));
    const opened = new Promise((resolve) =>
      document.addEventListener("beforetoggle", resolve, { capture: true, once: true }));
    const over = { bubbles: true, pointerType: "mouse", clientY: term.getBoundingClientRect().top };
    term.dispatchEvent(new PointerEvent("pointerover", over));
    term.dispatchEvent(new PointerEvent("pointermove", over));
    await opened;
    const began = start;
    const card = document.querySelector("[popover]:popover-open") ??
      document.getElementById(term.getAttribute("aria-describedby"));
    card.getBoundingClientRect();
    work.push(performance.now() - began);
    await drawn();
    total.push(performance.now() - began);
    if (!card.matches(":popover-open")) throw new Error("no card for " + term.textContent);
  }
  return [work, total];
})().then(done, (error) => done(String(error)));
"""


def build(folder: Path) -> Path:
    """Build one page with all terms; return its file."""
    scenario = Scenario(pages=1, terms=TERMS, markup="myst")
    project = Project(folder / "source", CANDIDATES["ftgloss"], scenario)
    project.write(Edit())
    text = "# All terms\n\n" + "\n\n".join(
        f"A run that uses {{ftterm}}`{term(number)}` needs fewer steps than one without it."
        for number in range(TERMS)
    )
    (project.folder / "page-0000.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(project.folder), str(folder / "out")]
    subprocess.run(command, check=True)
    return folder / "out" / "page-0000.html"


def main() -> None:
    """Build, measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.parse_args()
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver") or "chromedriver")
    with tempfile.TemporaryDirectory() as name:
        page = build(Path(name))
        with webdriver.Chrome(options, service) as browser:
            browser.set_script_timeout(120)
            browser.get(page.as_uri())
            answer = browser.execute_async_script(MEASURE)
            version = browser.capabilities["browserVersion"]
    if isinstance(answer, str) or len(answer[0]) != TERMS:
        sys.exit(f"not measured: {answer}")
    print(f"Chromium {version}, {platform.machine()}, {TERMS} terms and cards in one page\n")
    print("| from the end of the delay | median ms | 95 % below | longest |\n|---|---|---|---|")
    for label, times in zip(
        ("to the card's layout", "to the frame that shows it"), answer, strict=True
    ):
        high = statistics.quantiles(times, n=20)[-1]
        print(f"| {label} | {statistics.median(times):.1f} | {high:.1f} | {max(times):.1f} |")


if __name__ == "__main__":
    main()
