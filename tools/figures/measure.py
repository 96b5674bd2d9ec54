"""How wide words are in the fonts of the site, and where their lines break."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from fontTools.ttLib import TTFont
from PIL import ImageFont

from app.core.i18n import Language
from app.modules.typesetting import plain_french

FONTS: Final = Path(__file__).parent.parent.parent / "app" / "web" / "static" / "fonts"
_FILES: Final[dict[Language, str]] = {"fr": "sans", "ar": "arabic"}
_MEASURED_AT: Final = 200  # pixels: large enough for the rounding of advances not to matter


class Words(NamedTuple):
    """A text of a figure in both languages."""

    fr: str
    ar: str

    def of(self, language: Language) -> str:
        """Return the text as it is printed: the French one with its no-break spaces."""
        return self.ar if language == "ar" else plain_french(self.fr)


@dataclass(frozen=True)
class Face:
    """A size in units, a weight, and the distance between lines."""

    size: float
    weight: int
    leading: float


# Arabic is set larger and wider apart, as on the page.
FACES: Final[dict[Language, dict[str, Face]]] = {
    "fr": {
        "figure": Face(22, 600, 26),
        "title": Face(15, 600, 19),
        "label": Face(13.5, 600, 17),
        "body": Face(13.5, 400, 17),
        "small": Face(12.5, 400, 16),
    },
    "ar": {
        "figure": Face(22, 600, 30),
        "title": Face(17, 600, 24),
        "label": Face(15.5, 600, 22),
        "body": Face(15.5, 400, 22),
        "small": Face(14.5, 400, 20),
    },
}
# Above and below the base line, in shares of the size: what the eye centres, and what ink covers.
EYE: Final[dict[Language, tuple[float, float]]] = {"fr": (0.7, 0.0), "ar": (0.66, 0.14)}
INK: Final[dict[Language, tuple[float, float]]] = {"fr": (0.74, 0.22), "ar": (0.8, 0.36)}


@cache
def _font(language: Language, weight: int) -> ImageFont.FreeTypeFont:
    font = TTFont(FONTS / f"{_FILES[language]}-{weight}.woff2")
    font.flavor = None
    plain = BytesIO()
    font.save(plain)
    plain.seek(0)
    return ImageFont.truetype(plain, _MEASURED_AT, layout_engine=ImageFont.Layout.RAQM)


@cache
def _letters(language: Language, weight: int) -> frozenset[int]:
    return frozenset(TTFont(FONTS / f"{_FILES[language]}-{weight}.woff2").getBestCmap())


def width(text: str, language: Language, face: Face) -> float:
    """Return the width of one line in units; raises ValueError for a letter that no font has."""
    absent = {letter for letter in text if ord(letter) not in _letters(language, face.weight)}
    if absent:
        raise ValueError(f"“{text}”: the font of {language} has no {sorted(absent)}")
    direction = "rtl" if language == "ar" else "ltr"
    return _font(language, face.weight).getlength(text, direction) * face.size / _MEASURED_AT


def lines(text: str, language: Language, face: Face, limit: float) -> list[str]:
    """Return the text in as few lines as `limit` allows, of lengths as equal as can be.

    Raises ValueError when one word is wider than the limit.
    """
    greedy = _filled(text, language, face, limit)
    tighter, best = limit - 1, greedy
    while tighter > 0:
        try:
            candidate = _filled(text, language, face, tighter)
        except ValueError:
            break
        if len(candidate) > len(greedy):
            break
        tighter, best = tighter - 1, candidate
    return best


def _filled(text: str, language: Language, face: Face, limit: float) -> list[str]:
    found: list[str] = []
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, language, face) <= limit:
            found[-1] = longer
        elif width(word, language, face) <= limit:
            found.append(word)
        else:
            raise ValueError(f"“{word}” of “{text}” is wider than {limit:g}")
    return found
