"""How large the two names are printed, and on how many lines: always on one page."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from fontTools.ttLib import TTFont

from app.certificates.names import FONTS_FOLDER, Script

_MM_PER_POINT: Final = 25.4 / 72
_WIDEST_MM: Final = 214.0  # between the inner rules, with air
_JOINED: Final = 0.85  # joined Arabic letters are narrower than the isolated forms measured here
_SAFETY: Final = 1.03
_FALLBACK_ADVANCE: Final = 0.6  # of the size, for a character that the first font lacks
_SMALLEST_PT: Final = 6.0
_PAIRED_STEPS: Final = 3  # both names keep the same step down to here


@dataclass(frozen=True)
class Step:
    """One size of type: allowed while the name is at most `widest_mm` on each of its lines."""

    size_pt: float
    lines: int
    widest_mm: float
    line_mm: float  # distance between two lines


@dataclass(frozen=True)
class FittedName:
    """A name cut into lines, and its type."""

    lines: tuple[str, ...]
    size_pt: float
    line_mm: float

    @property
    def height_mm(self) -> float:
        """The height of all lines together."""
        return self.line_mm * len(self.lines)


STEPS: Final[dict[Script, tuple[Step, ...]]] = {
    "latin": (
        Step(34, 1, 140, 14),
        Step(27, 1, 185, 12),
        Step(22, 1, _WIDEST_MM, 10),
        Step(18, 2, 200, 7.2),
        Step(15, 2, _WIDEST_MM, 6.4),
    ),
    "arabic": (
        Step(38, 1, 140, 19),
        Step(31, 1, 185, 17),
        Step(25, 1, _WIDEST_MM, 15),
        Step(20, 1, _WIDEST_MM, 13),
        Step(16, 2, _WIDEST_MM, 7.6),
    ),
}
_FONTS: Final[dict[Script, str]] = {
    "latin": "CertSerif-Regular.otf",
    "arabic": "CertNaskh-Regular.ttf",
}


def fit_names(latin: str, arabic: str) -> tuple[FittedName, FittedName]:
    """Return both names, fitted; a long one takes the other down with it, to stay a pair."""
    steps = _step_of(latin, "latin"), _step_of(arabic, "arabic")
    paired = min(max(steps), _PAIRED_STEPS - 1)
    return (
        _fit(latin, "latin", max(steps[0], paired)),
        _fit(arabic, "arabic", max(steps[1], paired)),
    )


def width_mm(text: str, script: Script, size_pt: float) -> float:
    """Return about how wide the text is: advances of the font, without kerning."""
    advances = _advances(script)
    ems = sum(advances.get(ord(character), _FALLBACK_ADVANCE) for character in text)
    joined = _JOINED if script == "arabic" else 1.0
    return ems * size_pt * _MM_PER_POINT * joined * _SAFETY


def _step_of(name: str, script: Script) -> int:
    """Return the first step that holds the name, or the number of steps if none does."""
    for number, step in enumerate(STEPS[script]):
        lines = _cut(name, step.lines)
        if len(lines) == step.lines and _widest(lines, script, step.size_pt) <= step.widest_mm:
            return number
    return len(STEPS[script])


def _fit(name: str, script: Script, number: int) -> FittedName:
    steps = STEPS[script]
    step = steps[min(number, len(steps) - 1)]
    lines = _cut(name, step.lines)
    widest = _widest(lines, script, step.size_pt)
    size_pt = step.size_pt
    if widest > _WIDEST_MM:
        size_pt = max(_SMALLEST_PT, int(step.size_pt * _WIDEST_MM / widest * 4) / 4)
    return FittedName(lines=lines, size_pt=size_pt, line_mm=step.line_mm)


def _widest(lines: tuple[str, ...], script: Script, size_pt: float) -> float:
    return max(width_mm(line, script, size_pt) for line in lines)


def _cut(name: str, lines: int) -> tuple[str, ...]:
    """Cut the name at the space nearest its middle, if two lines are wanted and it has one."""
    spaces = [place for place, character in enumerate(name) if character == " "]
    if lines == 1 or not spaces:
        return (name,)
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return name[:middle], name[middle + 1 :]


@cache
def _advances(script: Script) -> dict[int, float]:
    """Return the advance of each character of the script's font, as a part of the size."""
    with TTFont(FONTS_FOLDER / _FONTS[script], lazy=True) as font:
        metrics, em = font["hmtx"], font["head"].unitsPerEm
        return {point: metrics[glyph][0] / em for point, glyph in font.getBestCmap().items()}
