"""Draw the motif: the kite star, the khatam, the lattice and the frise.

Run by hand (`python tools/motif.py`), its results committed: three SVG files in
`app/web/static/img/` and the path data `app/web/templates/macros/star_paths.html`.

The drawing unit is the star's radius, 100. Eight kites, one a module, clockwise from the top in
French and counter-clockwise in Arabic; a khatam has 16 vertices alternating R and 0.7654 R.
"""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin
from pathlib import Path

ROOT = Path(__file__).parent.parent / "app" / "web"
NOTCH = 0.7654  # cos(45 deg) / cos(22.5 deg): where two overlaid squares cross
KITE_INNER, HERO_INNER = 30.0, 34.0
FAMILY_OF_KITE = (1, 1, 1, 2, 2, 2, 3, 4)  # Comprendre 1-3, Protéger 4-6, Juger 7, Prévenir 8
FAMILY_COLOURS = ("#1B6A84", "#D9982B", "#B4532F", "#4C7C58")

Point = tuple[float, float]


def at(turn: float, radius: float) -> Point:
    """Return the point `turn` eighths of a turn clockwise from the top, at `radius`."""
    return radius * sin(turn * pi / 4), -radius * cos(turn * pi / 4)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal and no needless sign or zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path(points: Sequence[Point]) -> str:
    """Return closed SVG path data through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "z"


def kite(turn: float, inner: float) -> str:
    """Return the pentagon whose tip points at `turn`."""
    before, after = turn - 0.5, turn + 0.5
    corners = (before, inner), (before, 100 * NOTCH), (turn, 100.0), (after, 100 * NOTCH)
    return path([at(*corner) for corner in (*corners, (after, inner))])


def begun(turn: float) -> str:
    """Return the inner part of a kite: what is filled while its module is under way."""
    low, high = KITE_INNER + 4, KITE_INNER + 17
    corners = (turn - 0.42, low), (turn - 0.42, high), (turn + 0.42, high), (turn + 0.42, low)
    return path([at(*corner) for corner in corners])


def khatam(radius: float, centre: Point = (0, 0)) -> str:
    """Return the eight-pointed star of the given radius."""
    x, y = centre
    turns = [at(step / 2, radius * (NOTCH if step % 2 else 1)) for step in range(16)]
    return path([(px + x, py + y) for px, py in turns])


def links(radius: float, centre: Point) -> str:
    """Return the eight short lines from the inner khatam's notches to the outer one's."""
    x, y = centre
    pairs = ((at(k + 0.5, radius * NOTCH / 2), at(k + 0.5, radius * NOTCH)) for k in range(8))
    return "".join(
        f"M{number(a + x)} {number(b + y)}L{number(c + x)} {number(d + y)}"
        for (a, b), (c, d) in pairs
    )


def tile(side: float, stroke: str, width: float) -> str:
    """Return the square tile of the frise and the lattice."""
    radius, centre = side / 2, (side / 2, side / 2)
    data = khatam(radius, centre) + khatam(radius / 2, centre) + links(radius, centre)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side:g}" height="{side:g}">'
        f'<path fill="none" stroke="{stroke}" stroke-width="{width:g}" d="{data}"/></svg>\n'
    )


def families(inner: float, turns: Iterable[int]) -> list[str]:
    """Return the path data of each of the four parts, its kites joined."""
    drawn: dict[int, str] = {}
    for turn, family in zip(turns, FAMILY_OF_KITE, strict=True):
        drawn[family] = drawn.get(family, "") + kite(turn, inner)
    return [drawn[family] for family in sorted(drawn)]


def mark() -> str:
    """Return the finished star as a file: the icon of the site."""
    parts = zip(families(KITE_INNER, range(8)), FAMILY_COLOURS, strict=True)
    paths = "".join(f'<path fill="{colour}" d="{data}"/>' for data, colour in parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-104 -104 208 208">'
        f'<g stroke="#fff" stroke-width="5">{paths}</g></svg>\n'
    )


def quoted(values: Iterable[str]) -> str:
    """Return a Jinja list of strings, one a line."""
    return "[\n" + "".join(f'    "{value}",\n' for value in values) + "]"


def path_data() -> str:
    """Return the Jinja `set` lines that hold every path, by direction of reading."""
    lines = []
    for direction, turns in (("ltr", range(8)), ("rtl", (0, 7, 6, 5, 4, 3, 2, 1))):
        suffix = direction.upper()
        lines += [
            f"{{% set KITES_{suffix} = {quoted(kite(t, KITE_INNER) for t in turns)} %}}",
            f"{{% set BEGUN_{suffix} = {quoted(begun(t) for t in turns)} %}}",
            f"{{% set HERO_{suffix} = {quoted(kite(t, HERO_INNER) for t in turns)} %}}",
            f"{{% set FAMILIES_{suffix} = {quoted(families(KITE_INNER, turns))} %}}",
            f"{{% set NUMERALS_{suffix} = {numerals(turns)} %}}",
        ]
    every = "".join(kite(turn, KITE_INNER) for turn in range(8))
    lines += [
        f'{{% set EMPTY = "{every}" %}}',
        f'{{% set KHATAM = "{khatam(100)}" %}}',
        f'{{% set KHATAM_INNER = "{khatam(80)}" %}}',
        f'{{% set CENTRE = "{khatam(25)}" %}}',
        f'{{% set CENTRE_INNER = "{khatam(12.5)}" %}}',
        f"{{% set FAMILY = {list(FAMILY_OF_KITE)} %}}",
    ]
    return "\n".join(lines)


def numerals(turns: Iterable[int]) -> str:
    """Return where the numeral of each kite stands in the large star."""
    points = (at(turn, 66) for turn in turns)
    return "[" + ", ".join(f"({number(x)}, {number(y + 5.4)})" for x, y in points) + "]"


def main() -> None:
    """Write the three drawings and renew the path data of the star macros."""
    images = ROOT / "static" / "img"
    images.mkdir(parents=True, exist_ok=True)
    (images / "mark.svg").write_text(mark(), encoding="utf-8")
    (images / "frise.svg").write_text(tile(28, "#47747F", 0.8), encoding="utf-8")
    (images / "lattice.svg").write_text(tile(112, "#31606C", 1), encoding="utf-8")
    macros = ROOT / "templates" / "macros"
    (macros / "star_paths.html").write_text(
        "{# Made by tools/motif.py: change it there. #}\n" + path_data() + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
