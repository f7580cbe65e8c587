"""What a reader does and sees in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.keys import Keys
from staging import Watching

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

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

    def drag(self, element: WebElement, elsewhere: WebElement) -> None:
        """Put a finger on an element, and take it away at another one."""
        actions = self._pointer("touch")
        actions.pointer_action.move_to(element).pointer_down().move_to(elsewhere).pointer_up()
        actions.perform()

    def press(self, key: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(getattr(Keys, key, key)).perform()

    def tab_to(self, element: WebElement) -> None:
        """Reach the element with the Tab key, as a keyboard user does."""
        before = self.js(BEFORE, element)
        self.press("TAB")
        self.js("arguments[0].remove()", before)
        assert self.driver.switch_to.active_element == element, "Tab did not reach the term"
