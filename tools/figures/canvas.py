"""A drawing in the making: shapes and words in reading direction, written as SVG at the end.

Positions count from the side where reading starts: `x` 0 is the left edge in French and the right
edge in Arabic. Whoever describes a figure thinks in one direction, and the other follows.
"""

import re
from collections.abc import Iterable
from html import escape
from itertools import combinations, pairwise
from math import cos, hypot, pi, sin
from typing import Final, NamedTuple

from app.core.i18n import Language
from app.modules.figures import VIEW_WIDTH
from tools.figures.measure import EYE, FACES, INK, Face, Words, lines, width

NOTCH: Final = 0.7654  # of a khatam: where two overlaid squares cross (tools/motif.py)
# The token of a text on a surface of this token; on any other surface it is ink.
ON: Final = {
    "primary": "on-primary",
    "f1": "card",
    "f2": "on-saffron",
    "f3": "card",
    "f4": "card",
    "success": "card",
}
_HYPHENATED: Final = re.compile(r"\d+(?:-\d+)+")
_EDGE: Final = 3  # units that stay free on each side

Step = tuple[str | float, ...]


class Box(NamedTuple):
    """The ink of one line of text."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def meets(self, other: "Box") -> bool:
        """Tell whether two lines touch."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Canvas:
    """One figure in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.height = 0.0
        self._shapes: list[str] = []
        self._texts: dict[tuple[str, str, str], list[str]] = {}
        self._boxes: list[Box] = []

    # Shapes

    def at(self, x: float) -> float:
        """Return where a position counted from the start lies on the drawing."""
        return VIEW_WIDTH - x if self.language == "ar" else x

    def rect(
        self, x: float, y: float, across: float, down: float, *, radius: float = 8, **paint: object
    ) -> None:
        """Draw a rectangle from its corner at the start."""
        left = self.at(x + across) if self.language == "ar" else x
        self._add("rect", _paint(paint), x=left, y=y, width=across, height=down, rx=radius or None)

    def circle(self, x: float, y: float, radius: float, **paint: object) -> None:
        """Draw a circle."""
        self._add("circle", _paint(paint), cx=self.at(x), cy=y, r=radius)

    def path(self, *steps: Step, **paint: object) -> None:
        """Draw a path of absolute steps: ("M", x, y), ("C", …), ("A", radius, sweep, x, y)."""
        self._shapes.append(f'<path d="{self._data(steps)}"{_paint(paint)}/>')

    def line(self, *points: tuple[float, float], **paint: object) -> None:
        """Draw a broken line."""
        first, *others = points
        self.path(("M", *first), *(("L", *point) for point in others), **paint)

    def arrow(self, *steps: Step, colour: str = "border", size: float = 6, **paint: object) -> None:
        """Draw a path that ends in an open head, along its last direction."""
        flat = [value for step in steps for value in step[1:] if isinstance(value, int | float)]
        from_x, from_y, x, y = flat[-4:]
        length = hypot(x - from_x, y - from_y)
        along = (x - from_x) / length * size, (y - from_y) / length * size
        back = x - along[0], y - along[1]
        one = back[0] + along[1] * 0.7, back[1] - along[0] * 0.7
        other = back[0] - along[1] * 0.7, back[1] + along[0] * 0.7
        head = (("M", *one), ("L", x, y), ("L", *other))
        self.path(*steps, **{"stroke": colour, "stroke_width": 2, **paint})
        self.path(*head, stroke=colour, stroke_width=2)

    def khatam(self, x: float, y: float, radius: float, **paint: object) -> None:
        """Draw the eight-pointed star."""
        turns = [(radius * (NOTCH if k % 2 else 1), k * pi / 8) for k in range(16)]
        points = [(r * sin(turn), -r * cos(turn)) for r, turn in turns]
        moves = [(round(b[0] - a[0], 1), round(b[1] - a[1], 1)) for a, b in pairwise(points)]
        data = f"M{_number(self.at(x))} {_number(y - radius)}l" + _pairs(moves) + "z"
        self._shapes.append(f'<path d="{data}"{_paint(paint)}/>')

    def diamond(self, x: float, y: float, radius: float, **paint: object) -> None:
        """Draw a square that stands on its corner."""
        half, top = _number(radius), f"{_number(self.at(x))} {_number(y - radius)}"
        data = f"M{top}l{half} {half}-{half} {half}-{half}-{half}z"
        self._shapes.append(f'<path d="{data}"{_paint(paint)}/>')

    def _add(self, name: str, painted: str, **places: float | None) -> None:
        written = "".join(
            f' {key}="{_number(value)}"' for key, value in places.items() if value is not None
        )
        self._shapes.append(f"<{name}{written}{painted}/>")

    def _data(self, steps: Iterable[Step]) -> str:
        written = []
        for name, *values in steps:
            numbers = [float(value) for value in values]
            if name == "A":
                radius, sweep, x, y = numbers
                turn = int(sweep) if self.language == "fr" else 1 - int(sweep)
                written.append(f"A{_pairs([(radius, radius)])} 0 0 {turn} ")
                written.append(_pairs([(self.at(x), y)]))
                continue
            pairs = [(self.at(x), y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            written.append(f"{name}{_pairs(pairs)}")
        return "".join(written)

    # Words

    def face(self, name: str) -> Face:
        """Return a face in the figure's language."""
        return FACES[self.language][name]

    def lines(self, words: Words, face: str, limit: float) -> list[str]:
        """Return the lines of a text."""
        return lines(words.of(self.language), self.language, self.face(face), limit)

    def depth(self, words: Words, face: str, limit: float) -> float:
        """Return the height of a text as the eye sees it."""
        set_in, count = self.face(face), len(self.lines(words, face, limit))
        return sum(EYE[self.language]) * set_in.size + (count - 1) * set_in.leading

    def width(self, words: Words, face: str) -> float:
        """Return the width of a text on one line."""
        return width(words.of(self.language), self.language, self.face(face))

    def write(
        self,
        x: float,
        y: float,
        words: Words,
        face: str = "body",
        *,
        limit: float,
        anchor: str = "start",
        colour: str = "ink",
        middle: bool = False,
    ) -> float:
        """Write a text below `y`, or around it if `middle`; return where it ends."""
        set_in = self.face(face)
        rise, drop = (share * set_in.size for share in EYE[self.language])
        depth = self.depth(words, face, limit)
        base = y + rise - (depth / 2 if middle else 0)
        for text in self.lines(words, face, limit):
            self._line(self.at(x), base, text, face, anchor, colour)
            base += set_in.leading
        return base - set_in.leading + drop

    def _line(self, x: float, base: float, text: str, face: str, anchor: str, colour: str) -> None:
        set_in = self.face(face)
        across = width(text, self.language, set_in)
        forward = across if self.language == "fr" else -across
        start = x - {"start": 0.0, "middle": forward / 2, "end": forward}[anchor]
        rise, drop = (share * set_in.size for share in INK[self.language])
        left, right = sorted((start, start + forward))
        self._boxes.append(Box(left, base - rise, right, base + drop, text))
        written = escape(text, quote=False)
        if self.language == "ar" and not _HYPHENATED.fullmatch(written):
            written = _HYPHENATED.sub(_isolated, written)
        place = f'x="{_number(x)}" y="{_number(base)}"'
        self._texts.setdefault((face, anchor, colour), []).append(f"<text {place}>{written}</text>")

    # The file

    def faults(self) -> list[str]:
        """Return what a reader would see as wrong: lines that touch, or leave the drawing."""
        wrong = [
            f"“{one.text}” leaves the drawing"
            for one in self._boxes
            if one.left < _EDGE
            or one.right > VIEW_WIDTH - _EDGE
            or not 0 <= one.top < one.bottom <= self.height
        ]
        touching = (pair for pair in combinations(self._boxes, 2) if pair[0].meets(pair[1]))
        return [*wrong, *(f"“{one.text}” meets “{other.text}”" for one, other in touching)]

    def svg(self) -> str:
        """Return the file."""
        direction = ' direction="rtl"' if self.language == "ar" else ""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {VIEW_WIDTH} {self.height:.0f}"'
            f'{direction} fill="none" stroke-linecap="round" stroke-linejoin="round">'
        )
        return "\n".join((head, *self._shapes, *self._groups(), "</svg>", ""))

    def _groups(self) -> Iterable[str]:
        for (name, anchor, colour), texts in self._texts.items():
            face = self.face(name)
            weight = f' font-weight="{face.weight}"' if face.weight != 400 else ""  # noqa: PLR2004
            side = f' text-anchor="{anchor}"' if anchor != "start" else ""
            yield f'<g fill="var(--{colour})" font-size="{face.size:g}"{weight}{side}>'
            yield from texts
            yield "</g>"


def _isolated(number: re.Match[str]) -> str:
    return f'<tspan direction="ltr" unicode-bidi="isolate">{number[0]}</tspan>'


def _paint(paint: dict[str, object]) -> str:
    written = ""
    for name, value in paint.items():
        token = name in {"fill", "stroke"} and value != "none"
        written += f' {name.replace("_", "-")}="{f"var(--{value})" if token else value}"'
    return written


def _number(value: float) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _pairs(pairs: Iterable[tuple[float, float]]) -> str:
    """Return coordinates with no more between them than they need."""
    text = ""
    for value in (number for pair in pairs for number in pair):
        written = _number(value)
        text += written if not text or written.startswith("-") else f" {written}"
    return text
