"""Chromium, Firefox and WebKit behind one small interface.

Chromium and WebKitGTK are driven by Selenium. Debian's Firefox comes without geckodriver, but
speaks WebDriver BiDi itself: JSON over a web socket.

A careful reader's system asks for less motion and, where the engine knows that, for forced
colours: set as that reader would set it, before the browser starts.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import websocket
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.common.print_page_options import PrintOptions

from helpers import unavailable

CHROMIUM_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


class CannotError(Exception):
    """This engine, or what drives it, cannot do that."""


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        unavailable(f"needs {name} (Debian: {package})")
    return found


class Engine(ABC):
    """A browser with one window; all places are pixels in that window."""

    name: ClassVar[str]
    version: str
    scripted_touch: ClassVar[bool] = False
    """Whether a tap is made of events that a script sends."""

    @abstractmethod
    def __init__(self, folder: Path, *, careful: bool) -> None: ...

    @abstractmethod
    def open(self, url: str) -> None: ...

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def js(self, script: str, *args: Any) -> Any:
        """Run the body of a function on the page, and return what it returns."""

    def move(self, x: float, y: float) -> None:
        self._pointer("mouse", x, y, press=False)

    def click(self, x: float, y: float) -> None:
        self._pointer("mouse", x, y, press=True)

    def tap(self, x: float, y: float) -> None:
        self._pointer("touch", x, y, press=True)

    @abstractmethod
    def _pointer(self, kind: str, x: float, y: float, *, press: bool) -> None:
        """Move a mouse or a finger to a place, and press it there if asked to."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key that Selenium has a name for, such as ``ESCAPE``."""

    @abstractmethod
    def viewport(self, width: int, height: int) -> None: ...

    @abstractmethod
    def pdf(self) -> bytes: ...

    @abstractmethod
    def close(self) -> None: ...


class SeleniumEngine(Engine):
    driver: webdriver.Remote

    def open(self, url: str) -> None:
        self.driver.get(url)

    @property
    def url(self) -> str:
        return self.driver.current_url

    def js(self, script: str, *args: Any) -> Any:
        return self.driver.execute_script(script, *args)  # type: ignore[no-untyped-call]

    def _pointer(self, kind: str, x: float, y: float, *, press: bool) -> None:
        source = PointerInput(kind, kind)  # type: ignore[no-untyped-call]
        actions = ActionBuilder(self.driver, mouse=source, duration=0)
        actions.pointer_action.move_to_location(int(x), int(y))
        if press:
            actions.pointer_action.pointer_down().pointer_up()
        actions.perform()

    def press(self, key: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(getattr(Keys, key)).perform()

    def close(self) -> None:
        self.driver.quit()


class Chromium(SeleniumEngine):
    name = "chromium"

    def __init__(self, folder: Path, *, careful: bool = False) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = program("chromium", "chromium")
        for flag in (*CHROMIUM_FLAGS, f"--user-data-dir={folder}"):
            options.add_argument(flag)
        if careful:
            options.add_argument("--force-prefers-reduced-motion")
            options.add_argument("--force-high-contrast")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(program("chromedriver", "chromium-driver"))
        self.driver: webdriver.Chrome = webdriver.Chrome(options=options, service=service)
        self.version = self.driver.capabilities["browserVersion"]

    def viewport(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def pdf(self) -> bytes:
        return base64.b64decode(self.driver.print_page(PrintOptions()))


CAREFUL_FIREFOX = """
user_pref("ui.prefersReducedMotion", 1);
user_pref("browser.display.document_color_use", 2);
"""
FIREFOX = """
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("services.settings.server", "data:,");
"""


class Firefox(Engine):
    name = "firefox"

    def __init__(self, folder: Path, *, careful: bool = False) -> None:
        command = program("firefox-esr", "firefox-esr")
        (folder / "user.js").write_text(FIREFOX + CAREFUL_FIREFOX * careful)
        with (folder / "log").open("w+") as log:
            self.process = subprocess.Popen(
                [
                    *(command, "--headless", "--no-remote", "--profile", str(folder)),
                    *("--remote-debugging-port=0", "about:blank"),
                ],
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.socket = websocket.create_connection(
            self._address(folder / "log") + "/session", timeout=30, suppress_origin=True
        )
        self.sent = 0
        self.version = self._do("session.new", capabilities={})["capabilities"]["browserVersion"]
        # The first window never has the focus.
        self.window = self._do("browsingContext.create", type="window")["context"]
        self._do("browsingContext.activate", context=self.window)

    def _address(self, log: Path) -> str:
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(r"listening on (ws://\S+)\n", log.read_text()):
                return found[1]
            time.sleep(0.05)
        raise RuntimeError(f"Firefox did not start: {log.read_text()}")

    def _do(self, command: str, **parameters: Any) -> dict[str, Any]:
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": command, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.sent:
            pass
        if answer["type"] != "success":
            raise RuntimeError(f"{command}: {answer['error']}: {answer['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def open(self, url: str) -> None:
        self._do("browsingContext.navigate", context=self.window, url=url, wait="complete")

    @property
    def url(self) -> str:
        (window,) = self._do("browsingContext.getTree", root=self.window)["contexts"]
        return str(window["url"])

    def js(self, script: str, *args: Any) -> Any:
        call = f"JSON.stringify((function () {{ {script} }})(...{json.dumps(args)}) ?? null)"
        answer = self._do(
            "script.evaluate", expression=call, target={"context": self.window}, awaitPromise=False
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _act(self, kind: str, actions: list[dict[str, Any]], **source: Any) -> None:
        listed = [{"type": kind, "id": f"{kind}{source}", "actions": actions, **source}]
        self._do("input.performActions", context=self.window, actions=listed)

    def _pointer(self, kind: str, x: float, y: float, *, press: bool) -> None:
        actions: list[dict[str, Any]] = [{"type": "pointerMove", "x": int(x), "y": int(y)}]
        if press:
            actions += [{"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")]
        self._act("pointer", actions, parameters={"pointerType": kind})

    def press(self, key: str) -> None:
        value = getattr(Keys, key)
        self._act("key", [{"type": f"key{way}", "value": value} for way in ("Down", "Up")])

    def viewport(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._do("browsingContext.setViewport", context=self.window, viewport=size)

    def pdf(self) -> bytes:
        return base64.b64decode(self._do("browsingContext.print", context=self.window)["data"])

    def close(self) -> None:
        self._do("browser.close")
        self.socket.close()
        self.process.wait(30)


# What a finger sends, and the click that follows unless a listener of the page prevents it.
TAP = """
const [x, y] = arguments, place = { bubbles: true, cancelable: true, clientX: x, clientY: y };
const target = document.elementFromPoint(x, y);
for (const type of ["pointerdown", "pointerup"])
  target.dispatchEvent(new PointerEvent(type, { ...place, pointerType: "touch", isPrimary: true }));
target.dispatchEvent(new MouseEvent("click", place));
"""
# Tool bars otherwise keep the window wider than 320 pixels.
SMALL_BARS = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; font-size: 1px }"


class WebKit(SeleniumEngine):
    name = "webkit"
    scripted_touch = True

    def __init__(self, folder: Path, *, careful: bool = False) -> None:
        driver = program("WebKitWebDriver", "webkit2gtk-driver")
        browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), None)
        if not browser:
            unavailable("needs MiniBrowser (Debian: libwebkit2gtk-4.1-0)")
        settings = folder / "gtk-3.0"
        settings.mkdir()
        (settings / "gtk.css").write_text(SMALL_BARS)
        animations = f"[Settings]\ngtk-enable-animations={int(not careful)}\n"
        (settings / "settings.ini").write_text(animations)
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(browser)
        options.add_argument("--automation")
        reading, writing = os.pipe()
        self.screen = subprocess.Popen(
            [
                *(program("Xvfb", "xvfb"), "-displayfd", str(writing), "-nolisten", "tcp"),
                *("-screen", "0", "1400x1100x24"),
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as numbers:
            display = numbers.readline().strip()
        environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "XDG_CONFIG_HOME": str(folder),
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        service = webdriver.WebKitGTKService(driver, env=environment)
        self.driver: webdriver.WebKitGTK = webdriver.WebKitGTK(options, service)
        self.version = self.driver.capabilities["browserVersion"]

    def tap(self, x: float, y: float) -> None:
        """Send what a finger would: the driver turns a finger into a mouse."""
        self.js(TAP, x, y)

    def viewport(self, width: int, height: int) -> None:
        inner, outer = "return [innerWidth, innerHeight]", self.driver.get_window_size()
        bars = [
            size - seen
            for size, seen in zip((outer["width"], outer["height"]), self.js(inner), strict=True)
        ]
        self.driver.set_window_size(width + bars[0], height + bars[1])
        if self.js(inner) != [width, height]:
            raise CannotError(f"the window is {self.js(inner)}, not {[width, height]}")

    def pdf(self) -> bytes:
        raise CannotError("the driver cannot print")

    def close(self) -> None:
        super().close()
        self.screen.terminate()
        self.screen.wait(30)


ENGINES: dict[str, type[Engine]] = {kind.name: kind for kind in (Chromium, Firefox, WebKit)}
