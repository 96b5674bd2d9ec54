"""Makes the README's pictures from the screenshots of the browser tests.

make browser                 screenshots in var/screens
python tools/pictures.py     docs/pictures: 900 px wide, few colours, under 150 kB each
"""

import sys
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).parent.parent
SCREENS: Final = ROOT / "var" / "screens"
PICTURES: Final = ROOT / "docs" / "pictures"
WIDTH_PX: Final = 900
MOST_BYTES: Final = 150_000
# Picture, screenshot, and how much of its height is shown, as a share of its width.
SHOWN: Final = (
    ("landing-fr", "landing-fr-1200", 1.1),
    ("landing-ar", "landing-ar-1200", 1.1),
    ("lesson-fr", "lesson-fr-1200", 1.1),
    ("lesson-ar", "lesson-ar-1200", 1.1),
    ("certificate-fr-ar", "certificate-pdf", 0.75),
)


def make(name: str, screenshot: str, share: float) -> Path:
    """Write one picture: cut at the top, scaled, with as many colours as its size allows."""
    with Image.open(SCREENS / f"{screenshot}.png") as whole:
        cut = whole.convert("RGB").crop(
            (0, 0, whole.width, min(whole.height, round(whole.width * share)))
        )
    height = round(cut.height * WIDTH_PX / cut.width)
    scaled = cut.resize((WIDTH_PX, height), Image.Resampling.LANCZOS)
    target = PICTURES / f"{name}.png"
    for colours in (256, 128, 64, 32):
        fewer = scaled.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        fewer.save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            return target
    raise ValueError(f"{target} stays above {MOST_BYTES} bytes")


def main() -> None:
    """Make every picture; say which screenshot is missing."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, screenshot, share in SHOWN:
        try:
            made = make(name, screenshot, share)
        except FileNotFoundError as missing:
            sys.exit(f"{missing.filename} is not there: run `make browser` first.")
        print(f"{made.relative_to(ROOT)}: {made.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
