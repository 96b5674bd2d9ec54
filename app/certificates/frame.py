"""The drawn part of the certificate: frame, corner stars, ornaments and seal, as PDF operators.

Drawn with the page by WeasyPrint this costs 230 to 600 ms for each certificate. Written once as
the content of a form XObject and laid under the page it costs nothing and weighs a few kilobytes.
Lengths are millimetres from the top left corner of an A4 sheet in landscape.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import cos, pi, radians, sin
from typing import Final

Point = tuple[float, float]

PAGE_MM: Final = (297.0, 210.0)
AXIS_MM: Final = PAGE_MM[0] / 2

PETROL: Final = "#0A4F60"
BLUE: Final = "#1B6A84"
SAFFRON: Final = "#D9982B"
TERRACOTTA: Final = "#B4532F"
GREEN: Final = "#4C7C58"
SAND: Final = "#EFE6D8"
INK: Final = "#4A5763"
PALE: Final = "#8CB1BA"
WHITE: Final = "#FFFFFF"

_POINTS_PER_MM: Final = 72 / 25.4
_NOTCH: Final = 0.7654  # the khatam's notches, as a part of its radius
TILE_MM: Final = 7.25  # divides both sides: 275.5 x 188.5 mm is 38 x 26 tiles
_COLUMNS: Final = 38
_ROWS: Final = 26
_MARGIN: Final = 10.75
_CORNER_TILES: Final = 2
_KITES: Final = 8
_KITE_INNER: Final = 0.30
_JOINT: Final = 0.05  # the grout between kites, as a part of the star's radius
# The eight modules in their four parts, clockwise from the top.
_SEAL_COLOURS: Final = (BLUE, BLUE, BLUE, SAFFRON, SAFFRON, SAFFRON, TERRACOTTA, GREEN)
_CIRCLE_HANDLE: Final = 0.5523  # a quarter of a circle as one Bézier curve


class Drawing:
    """A list of PDF drawing operators in millimetres, y downwards."""

    def __init__(self) -> None:
        self._operators: list[str] = []

    def polygon(
        self,
        points: Iterable[Point],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.2,
    ) -> None:
        """Draw a closed shape."""
        first, *others = points
        path = [f"{_pair(first)} m", *(f"{_pair(point)} l" for point in others), "h"]
        self._paint(path, fill=fill, stroke=stroke, width=width)

    def line(self, start: Point, end: Point, *, stroke: str, width: float) -> None:
        """Draw a straight line."""
        self._paint([f"{_pair(start)} m", f"{_pair(end)} l"], stroke=stroke, width=width)

    def rectangle(self, left: float, top: float, width: float, height: float, *, fill: str) -> None:
        """Draw a filled rectangle."""
        self._paint([f"{_pair((left, top))} {_pair((width, height))} re"], fill=fill)

    def circle(self, centre: Point, radius: float, *, stroke: str, width: float) -> None:
        """Draw the outline of a circle."""
        x, y = centre
        r, h = radius, radius * _CIRCLE_HANDLE
        curves = (
            ((x + r, y + h), (x + h, y + r), (x, y + r)),
            ((x - h, y + r), (x - r, y + h), (x - r, y)),
            ((x - r, y - h), (x - h, y - r), (x, y - r)),
            ((x + h, y - r), (x + r, y - h), (x + r, y)),
        )
        path = [f"{_pair((x + r, y))} m"]
        path += [f"{' '.join(_pair(point) for point in curve)} c" for curve in curves]
        self._paint([*path, "h"], stroke=stroke, width=width)

    def stamp(self, name: str, centre: Point) -> None:
        """Draw the form XObject of this name, its origin at `centre`."""
        self._operators.append(f"q 1 0 0 1 {_pair(centre)} cm /{name} Do Q")

    def content(self) -> bytes:
        """Return the operators, in millimetres."""
        return "\n".join(self._operators).encode("ascii")

    def page_content(self) -> bytes:
        """Return the operators, scaled to a page of A4 in landscape."""
        flip = f"{_n(_POINTS_PER_MM)} 0 0 {_n(-_POINTS_PER_MM)} 0 {_n(page_points()[1])} cm\n"
        return b"q " + flip.encode("ascii") + self.content() + b"\nQ"

    def _paint(
        self,
        path: Sequence[str],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.2,
    ) -> None:
        if fill:
            self._operators.append(f"{_rgb(fill)} rg")
        if stroke:
            self._operators.append(f"{_rgb(stroke)} RG {_n(width)} w")
        self._operators.extend(path)
        self._operators.append(
            {(True, True): "B", (True, False): "f"}.get((bool(fill), bool(stroke)), "S")
        )


def page_points() -> Point:
    """Return the width and height of the page in PostScript points."""
    return PAGE_MM[0] * _POINTS_PER_MM, PAGE_MM[1] * _POINTS_PER_MM


@cache
def frame_content() -> bytes:
    """Return the whole drawing as the content stream of a form XObject of the page's size.

    It stamps the tiles of `tile_contents`, which its resources must hold under their names.
    """
    drawing = Drawing()
    _draw_band(drawing)
    _draw_rules(drawing)
    _draw_ornaments(drawing)
    _draw_seal(drawing, (AXIS_MM, 151.4))
    return drawing.page_content()


@cache
def tile_contents() -> dict[str, bytes]:
    """Return the two tiles of the band by name, drawn around the origin, in millimetres."""
    return {"TileWhite": _tile(WHITE), "TileSaffron": _tile(SAFFRON)}


def khatam(centre: Point, radius: float) -> list[Point]:
    """Return the sixteen vertices of an eight-pointed star, from the top, clockwise."""
    return [_polar(centre, radius * (_NOTCH if step % 2 else 1), 22.5 * step) for step in range(16)]


def kites(centre: Point, radius: float) -> list[list[Point]]:
    """Return the eight kites of the star, from the top, clockwise, five vertices each."""
    return [
        [
            _polar(centre, radius * _KITE_INNER, 45 * k - 22.5),
            _polar(centre, radius * _NOTCH, 45 * k - 22.5),
            _polar(centre, radius, 45 * k),
            _polar(centre, radius * _NOTCH, 45 * k + 22.5),
            _polar(centre, radius * _KITE_INNER, 45 * k + 22.5),
        ]
        for k in range(_KITES)
    ]


def _draw_band(drawing: Drawing) -> None:
    """Draw the ring of tiles on sand and the four corner stars."""
    width, height = _COLUMNS * TILE_MM, _ROWS * TILE_MM
    inner_right, inner_bottom = _MARGIN + width - TILE_MM, _MARGIN + height - TILE_MM
    drawing.rectangle(_MARGIN, _MARGIN, width, TILE_MM, fill=SAND)
    drawing.rectangle(_MARGIN, inner_bottom, width, TILE_MM, fill=SAND)
    drawing.rectangle(_MARGIN, _MARGIN, TILE_MM, height, fill=SAND)
    drawing.rectangle(inner_right, _MARGIN, TILE_MM, height, fill=SAND)
    for column, row in ((0, 0), (_COLUMNS - 2, 0), (0, _ROWS - 2), (_COLUMNS - 2, _ROWS - 2)):
        _draw_corner(drawing, _MARGIN + column * TILE_MM, _MARGIN + row * TILE_MM)
    for column in range(_CORNER_TILES, _COLUMNS - _CORNER_TILES):
        for row in (0, _ROWS - 1):
            drawing.stamp(_tile_name(column, _COLUMNS), _tile_centre(column, row))
    for row in range(_CORNER_TILES, _ROWS - _CORNER_TILES):
        for column in (0, _COLUMNS - 1):
            drawing.stamp(_tile_name(row, _ROWS), _tile_centre(column, row))


def _tile_name(place: int, length: int) -> str:
    """Return which tile stands there: white and saffron in turn, the same from both ends."""
    return "TileSaffron" if min(place, length - 1 - place) % 2 else "TileWhite"


def _tile(heart: str) -> bytes:
    drawing, centre = Drawing(), (0.0, 0.0)
    inner, outer = TILE_MM / 2 * 0.62, TILE_MM / 2 * 0.985
    drawing.polygon(khatam(centre, outer), fill=PETROL)
    drawing.polygon(khatam(centre, inner), stroke=WHITE, width=0.2)
    for step in range(_KITES):
        angle = 22.5 + 45 * step
        drawing.line(
            _polar(centre, inner * _NOTCH, angle),
            _polar(centre, outer * _NOTCH, angle),
            stroke=WHITE,
            width=0.2,
        )
    drawing.polygon(khatam(centre, TILE_MM / 2 * 0.34), fill=heart)
    return drawing.content()


def _draw_corner(drawing: Drawing, left: float, top: float) -> None:
    side = _CORNER_TILES * TILE_MM
    centre = (left + side / 2, top + side / 2)
    radius = 7.14
    drawing.rectangle(left, top, side, side, fill=SAND)
    _draw_star(drawing, centre, radius, (PETROL, TERRACOTTA) * 4)
    drawing.polygon(khatam(centre, radius * 0.255), fill=SAFFRON)
    drawing.polygon(khatam(centre, radius * 0.115), fill=WHITE)


def _draw_star(drawing: Drawing, centre: Point, radius: float, colours: Sequence[str]) -> None:
    for kite, colour in zip(kites(centre, radius), colours, strict=True):
        drawing.polygon(kite, fill=colour, stroke=WHITE, width=radius * _JOINT)


def _draw_rules(drawing: Drawing) -> None:
    """Draw the rule around the band and the two stepped rules inside it."""
    drawing.polygon(_box(_MARGIN - 1.5), stroke=PETROL, width=0.55)
    drawing.polygon(_stepped_box(1.75), stroke=SAFFRON, width=0.5)
    drawing.polygon(_stepped_box(2.72), stroke=PETROL, width=0.18)


def _box(inset: float) -> list[Point]:
    right, bottom = PAGE_MM[0] - inset, PAGE_MM[1] - inset
    return [(inset, inset), (right, inset), (right, bottom), (inset, bottom)]


def _stepped_box(gap: float) -> list[Point]:
    """Return a box inside the band, stepped around the corner stars."""
    near = _MARGIN + TILE_MM + gap
    far = _MARGIN + _CORNER_TILES * TILE_MM + gap
    width, height = PAGE_MM
    corner = [(near, far), (far, far), (far, near)]
    top_right = [(width - x, y) for x, y in reversed(corner)]
    bottom_right = [(width - x, height - y) for x, y in corner]
    bottom_left = [(x, height - y) for x, y in reversed(corner)]
    return [*corner, *top_right, *bottom_right, *bottom_left]


def _draw_ornaments(drawing: Drawing) -> None:
    """Draw the two khatams of the axis and the thin rules that order the page."""
    for y, radius, colour in ((53.2, 3.16, SAFFRON), (105.2, 2.17, TERRACOTTA)):
        drawing.polygon(khatam((AXIS_MM, y), radius), fill=colour)
        drawing.polygon(khatam((AXIS_MM, y), radius * 0.44), fill=WHITE)
    _draw_pair(drawing, 66.4, 143.4, 105.2, stroke=SAFFRON, width=0.37)
    drawing.line((AXIS_MM, 111.4), (AXIS_MM, 131.5), stroke=PETROL, width=0.2)
    _draw_pair(drawing, 45.0, 115.0, 154.6, stroke=INK, width=0.2)
    _draw_pair(drawing, 36.0, 120.0, 170.1, stroke=PALE, width=0.22)


def _draw_pair(
    drawing: Drawing, left: float, right: float, y: float, *, stroke: str, width: float
) -> None:
    """Draw a horizontal line and its mirror image about the axis."""
    drawing.line((left, y), (right, y), stroke=stroke, width=width)
    mirror = (PAGE_MM[0] - right, y), (PAGE_MM[0] - left, y)
    drawing.line(*mirror, stroke=stroke, width=width)


def _draw_seal(drawing: Drawing, centre: Point) -> None:
    """Draw the finished star of the eight modules within two rings."""
    drawing.circle(centre, 15.4, stroke=SAFFRON, width=0.42)
    drawing.circle(centre, 14.6, stroke=PETROL, width=0.18)
    for tick in range(64):
        angle = tick * 360 / 64
        drawing.line(
            _polar(centre, 13.55, angle), _polar(centre, 14.2, angle), stroke=PETROL, width=0.2
        )
    _draw_star(drawing, centre, 12.6, _SEAL_COLOURS)
    drawing.polygon(khatam(centre, 3.24), stroke=PETROL, width=0.2)
    drawing.polygon(khatam(centre, 1.6), fill=PETROL)


def _tile_centre(column: int, row: int) -> Point:
    return _MARGIN + (column + 0.5) * TILE_MM, _MARGIN + (row + 0.5) * TILE_MM


def _polar(centre: Point, radius: float, degrees: float) -> Point:
    """Return the point at this distance and angle, counted clockwise from the top."""
    angle = radians(degrees) - pi / 2
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)


def _rgb(colour: str) -> str:
    return " ".join(_n(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")
