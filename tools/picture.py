"""Make the picture of the README: the card on a page of the manual, light and dark.

Run it with ``make picture`` after ``make docs``; it needs Chromium and its driver.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import visibility_of
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "example_docs" / "_build" / "html" / "index.html"
TARGET = ROOT / "example_docs" / "_static"
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
)
SIZE = {"width": 760, "height": 480, "deviceScaleFactor": 2, "mobile": False}


def main() -> None:
    """Write ``card-light.png`` and ``card-dark.png``."""
    options = webdriver.ChromeOptions()
    for option in OPTIONS:
        options.add_argument(option)
    # Named, because Selenium would look for another one on the network.
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options, service)
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SIZE)
        for theme in ("light", "dark"):
            driver.get(PAGE.as_uri())
            driver.execute_script(f"document.body.dataset.theme = '{theme}'")
            term = driver.find_element(By.CSS_SELECTOR, "p a[href$='#ftterm-lora']")
            driver.execute_script("window.scrollTo(0, 0)")
            ActionChains(driver).move_to_element(term).perform()
            card = driver.find_element(By.ID, "ftcard-lora")
            WebDriverWait(driver, 5).until(visibility_of(card))
            # The card fades in for a moment.
            driver.execute_async_script("setTimeout(arguments[0], 400)")
            driver.save_screenshot(str(TARGET / f"card-{theme}.png"))
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
