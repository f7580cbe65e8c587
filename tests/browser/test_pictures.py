"""An open card and an entry look as they did: pictures in seven themes, light and dark."""

from __future__ import annotations

import base64
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from PIL.PngImagePlugin import PngInfo
from themes import PAGE, THEMES, Themed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "pictures"
FAILED = ROOT / "build" / "pictures"
WIDTH, HEIGHT = 640, 420

# Machines smooth letters differently, or have another font for the letter of a formula. After a
# blur that was seen in 0.04 % of the pixels.
BLUR = 2
TOLERANCE = 16
"""How far a colour may be off, of 255."""
SHARE = 0.001
"""The share of pixels that may be further off."""


def picture(page: Themed) -> Image.Image:
    """What is seen around the term: its card, and the entry below."""
    box = page.box(page.find(PAGE))
    clip = {"x": box["left"] - 16, "y": box["top"] - 8, "width": WIDTH, "height": HEIGHT}
    shot = page.cdp("Page.captureScreenshot", clip=clip | {"scale": 1})
    return Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where the pictures differ."""
    soft = [image.filter(ImageFilter.GaussianBlur(BLUR)) for image in (one, other)]
    red, green, blue = ImageChops.difference(*soft).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (value > TOLERANCE) for value in range(256)])


def share(found: Image.Image) -> float:
    return found.histogram()[255] / (found.width * found.height)


def expected(page: Themed, mode: str) -> Path:
    return PICTURES / f"{page.theme.package}-{mode}.png"


def test_pictures(themed: Themed, pytestconfig: pytest.Config) -> None:
    """The page looks as it did; ``make pictures`` takes new pictures after a wanted change."""
    made_with = version(themed.theme.package)
    wrong = []
    for mode in themed.theme.modes:
        themed.start(mode)
        themed.open_card()
        now, file = picture(themed), expected(themed, mode)
        if pytestconfig.getoption("force_regen"):
            info = PngInfo()
            info.add_text("version", made_with)
            now.save(file, optimize=True, pnginfo=info)
            continue
        before = Image.open(file)
        found = difference(before.convert("RGB"), now)
        if share(found) > SHARE:
            FAILED.mkdir(parents=True, exist_ok=True)
            now.save(FAILED / file.name)
            white = FAILED / f"{file.stem}-difference.png"
            found.save(white)
            wrong.append(
                f"{themed.theme.name} {made_with}, {mode}: {share(found):.1%} of the pixels differ"
                f" from {file}, made with {before.info['version']};"
                f" now: {FAILED / file.name}, the difference: {white}"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("theme_site", THEMES[:1], indirect=True, ids=["furo"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("card-background", "#eaeaea"),
        ("card-text", "#444"),
        ("card-border", "#ddd"),
        ("card-muted", "#999"),
        ("card-width", "21rem"),
        ("accent", "#a33"),
        ("mistake", "#2a7"),
    ],
)
def test_changes_are_found(themed: Themed, name: str, value: str) -> None:
    """A property of the style sheet that is a little different is seen in the picture."""
    themed.start("light")
    themed.js(f"document.body.style.setProperty('--ftgloss-{name}', '{value}')")
    themed.open_card()
    assert share(difference(Image.open(expected(themed, "light")), picture(themed))) > SHARE
