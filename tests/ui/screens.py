"""Screenshots in var/screens, laid beside the design pictures where those are at hand."""

from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from tests.server import ROOT

SCREENS: Final = ROOT / "var" / "screens"
# The pictures are not part of the repository: they lie beside it where the design is worked on.
DESIGN: Final = ROOT.parent / "shared" / "design"
_GAP_PX: Final = 24
_GROUND: Final = "#888888"


def shoot(page: Page, name: str, *, design: str = "") -> Path:
    """Write `{name}.png`, and `beside-{name}.png` with ours first and the design picture second.

    The window is made as high as the page: what is fixed to its foot then lies over nothing.
    """
    SCREENS.mkdir(parents=True, exist_ok=True)
    path = SCREENS / f"{name}.png"
    window = page.viewport_size
    assert window is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
    page.screenshot(path=path, animations="disabled")
    page.set_viewport_size(window)
    if design:
        lay_beside(path, DESIGN / f"{design}.png")
    return path


def lay_beside(ours: Path, picture: Path) -> Path | None:
    """Write the two pictures side by side at one width; None where there is no design picture."""
    if not picture.exists():
        return None
    with Image.open(ours) as left, Image.open(picture) as right:
        scaled = right.resize((left.width, round(right.height * left.width / right.width)))
        size = (2 * left.width + _GAP_PX, max(left.height, scaled.height))
        both = Image.new("RGB", size, _GROUND)
        both.paste(left, (0, 0))
        both.paste(scaled, (left.width + _GAP_PX, 0))
    target = ours.with_name(f"beside-{ours.name}")
    both.save(target)
    return target
