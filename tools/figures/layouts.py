"""The kinds of figures: each lays out words that it is given, and knows nothing of the course."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin, sqrt
from typing import Final, NamedTuple

from app.modules.figures import VIEW_WIDTH
from tools.figures.canvas import ON, Canvas
from tools.figures.measure import Words

MARGIN: Final = 8
FULL: Final = VIEW_WIDTH - 2 * MARGIN
CENTRE: Final = VIEW_WIDTH / 2

Point = tuple[float, float]

# On paper saffron has a contrast of 2.4: enough for a surface, too little for a line (WCAG 1.4.11).
EDGES: Final = {"f2": "warning"}


class Entry(NamedTuple):
    """One thing of a figure: what it is called, and a little more about it."""

    title: Words
    more: Words | None = None


# Pieces


def card(
    c: Canvas,
    x: float,
    y: float,
    across: float,
    down: float,
    *,
    top: str | None = None,
    fill: str = "card",
    stroke: str = "line",
) -> None:
    """Draw one object: a surface with a thin edge, under a coloured rule if `top` names one."""
    c.rect(x, y, across, down, fill=fill, stroke=stroke)
    if top is not None:
        c.line((x + 7, y), (x + across - 7, y), stroke=top, stroke_width=4)


def entry_depth(c: Canvas, entry: Entry, limit: float, gap: float = 9) -> float:
    """Return the height of a title with its second text."""
    depth = c.depth(entry.title, "label", limit)
    return depth + (gap + c.depth(entry.more, "small", limit) if entry.more else 0)


def write_entry(
    c: Canvas,
    x: float,
    middle: float,
    entry: Entry,
    limit: float,
    *,
    anchor: str = "start",
    colours: tuple[str, str] = ("ink", "muted"),
    gap: float = 9,
) -> None:
    """Write a title and its second text, together around `middle`."""
    top = middle - entry_depth(c, entry, limit, gap) / 2
    end = c.write(x, top, entry.title, "label", limit=limit, anchor=anchor, colour=colours[0])
    if entry.more:
        c.write(x, end + gap, entry.more, "small", limit=limit, anchor=anchor, colour=colours[1])


def entry_card(
    c: Canvas, y: float, entry: Entry, top: str, *, x: float = 48, across: float = 264
) -> float:
    """Draw a card that holds an entry in its middle; return where it ends."""
    depth = entry_depth(c, entry, across - 26) + 26
    card(c, x, y, across, depth, top=top)
    write_entry(c, x + across / 2, y + depth / 2 + 1, entry, across - 26, anchor="middle")
    return y + depth


def label_box(
    c: Canvas, corner: Point, size: Point, words: Words, colour: str = "ink", **paint: object
) -> None:
    """Draw a box with one label in its middle."""
    (x, y), (across, down) = corner, size
    c.rect(x, y, across, down, radius=6, **paint)
    middle = x + across / 2, y + down / 2
    c.write(*middle, words, "label", limit=across - 8, anchor="middle", colour=colour, middle=True)


def numbered_star(
    c: Canvas, x: float, y: float, number: int, colour: str, *, radius: float = 16
) -> None:
    """Draw a khatam that holds a number."""
    c.khatam(x, y, radius, fill=colour)
    text = Words(str(number), str(number))
    c.write(x, y, text, "label", limit=99, anchor="middle", colour=ON[colour], middle=True)


def star_with_words(
    c: Canvas,
    x: float,
    y: float,
    radius: float,
    entry: Entry,
    colour: str = "primary",
    *,
    limit: float | None = None,
) -> None:
    """Draw the khatam that stands in the middle of a figure."""
    c.khatam(x, y, radius, fill=colour)
    if radius > 40:  # noqa: PLR2004 - in a smaller one the words need the room
        c.khatam(x, y, radius - 4, stroke=ON[colour], stroke_opacity=0.45)
    write_entry(
        c, x, y, entry, limit or radius * 1.5,
        anchor="middle", colours=(ON[colour], ON[colour]), gap=7,
    )  # fmt: skip


# Kinds


def overlapping_sets(
    c: Canvas, sets: Sequence[tuple[float, float, str, Entry, tuple[float, float]]], radius: float
) -> None:
    """Draw circles that overlap: (x, y, colour, words, where the words stand) for each."""
    for x, y, colour, _entry, _place in sets:
        edge = EDGES.get(colour, colour)
        c.circle(x, y, radius, fill=colour, fill_opacity=0.16, stroke=edge, stroke_width=2)
    for *_circle, entry, (text_x, text_y) in sets:
        write_entry(c, text_x, text_y, entry, radius + 6, anchor="middle", gap=8)


def ladder(
    c: Canvas, y: float, steps: Sequence[tuple[Callable[[float, float], float], str]]
) -> float:
    """Draw steps that rise towards the end side, the last on top; return where they end.

    Each is (what writes inside, given the start and the top, and returns the height; its colour).
    """
    for rank, (write, colour) in reversed(list(enumerate(steps))):
        x = MARGIN + 15 * rank
        depth = write(x + 18, y + 12) - y + 12
        card(c, x, y, VIEW_WIDTH - MARGIN - x, depth)
        c.line((x, y + 6), (x, y + depth - 6), stroke=colour, stroke_width=6)
        y += depth + 7
    return y - 7


def hub(
    c: Canvas,
    y: float,
    centre: Entry,
    sides: tuple[Sequence[Entry], Sequence[Entry]],
    *,
    radius: float,
    colour: str,
    across: float,
    limit: float,
    boxes: bool = False,
) -> float:
    """Draw a star with cards on both sides, tied to it; return where they end.

    The words in the star keep to `limit`. With `boxes` each card begins with an empty box, for a
    learner to tick.
    """
    inset, inner = (28.0, across - 34) if boxes else (10.0, across - 18)
    rows = list(zip(*sides, strict=True))
    depths = [max(entry_depth(c, one, inner, 8) for one in row) + 26 for row in rows]
    total = sum(depths) + 9 * (len(depths) - 1)
    middle = y + total / 2
    for depth, row in zip(depths, rows, strict=True):
        for entry, x in zip(row, (MARGIN, VIEW_WIDTH - MARGIN - across), strict=True):
            edge = x + across if x < CENTRE else x
            c.line((edge, y + depth / 2), (CENTRE, middle), stroke="border", stroke_width=1.5)
            card(c, x, y, across, depth)
            if boxes:
                c.rect(
                    x + 9, y + depth / 2 - 6, 12, 12, radius=2, stroke="border", stroke_width=1.5
                )
            write_entry(c, x + inset, y + depth / 2, entry, inner, gap=8)
        y += depth + 9
    star_with_words(c, CENTRE, middle, radius, centre, colour, limit=limit)
    return y - 9


def wheel(
    c: Canvas,
    x: float,
    y: float,
    radius: float,
    hole: float,
    parts: Sequence[Words],
    rows: Sequence[float],
    colour: str,
) -> None:
    """Draw numbered sectors, in reading direction from the top, each tied to its words.

    The number of parts is odd: half on each side, where `rows` puts them, one below.
    """
    count, half = len(parts), len(parts) // 2
    for rank, words in enumerate(parts):
        turn, step = (rank + 0.5) * 2 * pi / count, pi / count
        edges = [
            (turn - step, hole),
            (turn - step, radius),
            (turn + step, radius),
            (turn + step, hole),
        ]
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (
            (x + r * sin(angle), y - r * cos(angle)) for angle, r in edges
        )
        outside = ("M", ax, ay), ("L", bx, by), ("A", radius, 1, cx, cy)
        inside = ("L", dx, dy), ("A", hole, 0, ax, ay), ("Z",)
        c.path(*outside, *inside, fill=colour, stroke="paper", stroke_width=2.5)
        at = (hole + radius) / 2
        number = Words(str(rank + 1), str(rank + 1))
        c.write(
            *(x + at * sin(turn), y - at * cos(turn)), number, "label",
            limit=40, anchor="middle", colour=ON[colour], middle=True,
        )  # fmt: skip
        if rank == half:
            c.line((x, y + radius), (x, y + radius + 16), stroke="border", stroke_width=1.5)
            c.write(x, y + radius + 24, words, "body", limit=110, anchor="middle")
            continue
        after = rank < half
        place = rank if after else count - 1 - rank
        row = y + rows[place]
        edge = x + radius * sin(turn), y - radius * cos(turn)
        far = _half_chord(radius, row - y) + 14 if row < y + radius else radius  # one stands below
        near = (x + far, row) if after else (x - far, row)
        c.line(edge, near, stroke="border", stroke_width=1.5)
        text_x = near[0] + 6 if after else near[0] - 6
        limit = VIEW_WIDTH - 4 - text_x if after else text_x - 4
        c.write(
            text_x, row, words, "body", limit=limit, anchor="start" if after else "end", middle=True
        )


def _half_chord(radius: float, away: float) -> float:
    """Return half the width of a circle at a distance from its middle, and a little outside it."""
    return max(16.0, sqrt(max(0.0, radius**2 - away**2)))


def pathway(c: Canvas, y: float, steps: Sequence[Entry], colour: str) -> float:
    """Draw numbered stars on one line that goes down; return where it ends."""
    x, limit, gap = 26, VIEW_WIDTH - MARGIN - 56, 20
    depths = [max(entry_depth(c, one, limit), 26) for one in steps]
    middles = [y + sum(depths[:rank]) + gap * rank + depth / 2 for rank, depth in enumerate(depths)]
    c.line((x, middles[0]), (x, middles[-1]), stroke=EDGES.get(colour, colour), stroke_width=3)
    for rank, (entry, middle) in enumerate(zip(steps, middles, strict=True), start=1):
        numbered_star(c, x, middle, rank, colour)
        write_entry(c, 56, middle, entry, limit)
    return y + sum(depths) + gap * (len(steps) - 1)


def levels(c: Canvas, y: float, steps: Sequence[Entry], colour: str, rise: float = 34) -> float:
    """Draw a staircase seen from the side, numbered from below; return where it ends."""
    limits = [VIEW_WIDTH - MARGIN - 54 - rise * rank for rank in range(len(steps))]
    depths = [
        entry_depth(c, entry, limit - 12) + 30 for entry, limit in zip(steps, limits, strict=True)
    ]
    for rank in reversed(range(len(steps))):
        x, depth = MARGIN + rise * rank, depths[rank]
        c.rect(
            x, y, VIEW_WIDTH - MARGIN - x, depth, radius=0, fill=colour,
            fill_opacity=round(0.1 + 0.06 * rank, 2),
        )  # fmt: skip
        c.line((x, y + depth), (x, y), (VIEW_WIDTH - MARGIN, y), stroke=colour, stroke_width=2)
        numbered_star(c, x + 24, y + depth / 2, rank + 1, colour)
        write_entry(c, x + 48, y + depth / 2, steps[rank], limits[rank] - 12)
        y += depth
    return y
