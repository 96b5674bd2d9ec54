"""How much of an item an answer is worth, from 0 to 1 (content-format.md, section 4).

Exact fractions, so that a score on the threshold is never lost to rounding.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from app.modules.items import Scoring
from app.quiz.frozen import Answer, FrozenItem

NOTHING: Final = Fraction(0)
WHOLE: Final = Fraction(1)
SHORTEST_RUN: Final = 2  # one step alone is in no order (Moodle, "longest ordered subset")


def score(item: FrozenItem, answer: Answer | None) -> Fraction:
    """Return the share of the item that the answer earns; no answer earns nothing."""
    share = _share(item, answer or [])
    if item.scoring == "all":
        return WHOLE if share == WHOLE else NOTHING
    return share


def scaled(scores: Sequence[tuple[Fraction, float]]) -> Fraction:
    """Return the weighted mean of (score, weight) pairs, from 0 to 1; 0 when there is none."""
    total = sum((Fraction(weight) for _, weight in scores), NOTHING)
    earned = sum((one * Fraction(weight) for one, weight in scores), NOTHING)
    return earned / total if total else NOTHING


def _share(item: FrozenItem, answer: Answer) -> Fraction:
    if isinstance(answer, dict):
        return share_of_pairs(item.map_key, answer)
    if item.type == "multi":
        return share_of_ticks(item.list_key, item.choice_ids, answer)
    if item.type == "order":
        return share_of_order(item.list_key, answer, method=item.scoring)
    return WHOLE if tuple(answer) == item.list_key else NOTHING


def share_of_ticks(key: Sequence[str], options: Sequence[str], ticked: Sequence[str]) -> Fraction:
    """Return hits/keys - false/distractors, never below 0: ticking everything earns nothing."""
    right, given = set(key), set(ticked)
    distractors = set(options) - right
    earned = Fraction(len(given & right), len(right))
    if distractors:
        earned -= Fraction(len(given & distractors), len(distractors))
    return max(NOTHING, earned)


def share_of_pairs(key: Mapping[str, str], given: Mapping[str, str]) -> Fraction:
    """Return the share of rows or gaps that were given their own choice."""
    right = sum(given.get(slot) == choice for slot, choice in key.items())
    return Fraction(right, len(key))


def share_of_order(
    key: Sequence[str], given: Sequence[str], *, method: Scoring = "partial"
) -> Fraction:
    """Return how well the steps are ordered.

    `partial`: 2 x pairs in order / pairs - 1, never below 0, so that chance earns little;
    `pairs`, `absolute`, `longest` are Moodle's methods. A step without a place earns nothing.
    """
    place = {step: index for index, step in enumerate(given) if step}
    if method == "absolute":
        return Fraction(sum(place.get(step) == index for index, step in enumerate(key)), len(key))
    if method == "longest":
        longest = _longest_increasing([place[step] for step in key if step in place])
        return Fraction(longest, len(key)) if longest >= SHORTEST_RUN else NOTHING
    pairs = list(combinations(key, 2))
    ordered = sum(a in place and b in place and place[a] < place[b] for a, b in pairs)
    raw = Fraction(ordered, len(pairs))
    return raw if method == "pairs" else max(NOTHING, 2 * raw - 1)


def _longest_increasing(places: Sequence[int]) -> int:
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)
