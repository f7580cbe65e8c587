"""What tests of the card share: terms, a strict server, looking at cards until something holds."""

from __future__ import annotations

import http.server
import threading
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
OPEN_CARDS = """
return [...document.querySelectorAll(".ftgloss-cards > *")]
  .filter((card) => card.checkVisibility({ opacityProperty: true }))
  .map((card) => card.id.replace("ftcard-", ""));
"""
DELAYS = """
for (const [name, value] of Object.entries(arguments[0]))
  document.documentElement.style.setProperty(`--ftgloss-${name}-delay`, value);
"""


class StrictHandler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        policy = "default-src 'self'"
        if self.path.endswith("?scripts=blocked"):
            policy += "; script-src 'none'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is the base class's)
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder under ``Content-Security-Policy: default-src 'self'``."""
    handler = partial(StrictHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Watching:
    """Wait for cards, and see that nothing happens."""

    def js(self, script: str, *args: Any) -> Any:
        raise NotImplementedError

    @property
    def open_cards(self) -> list[str]:
        """The slugs of the cards that are really painted."""
        slugs: list[str] = self.js(OPEN_CARDS)
        return slugs

    def delays(self, show: str = "0ms", hide: str = "0ms") -> None:
        """Set the delays the way a theme does, for tests not about them; "" leaves one alone."""
        self.js(DELAYS, {"show": show, "hide": hide})

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
