"""What a module can give to an attempt: the numbers of items of each level, all at once.

A module that owes five items over four objectives cannot give any five levels: its vignettes are
taken whole and each objective wants its item. Its profiles are what is left of the choice. Enemies
are not considered: a profile may turn out to be impossible because of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import add

Profile = tuple[int, ...]  # items of each level, or of each objective
Shape = tuple[Profile, Profile]  # what a unit adds: levels, objectives


def shape_of(
    cells: Sequence[tuple[str, int]], levels: Sequence[int], objectives: Sequence[str]
) -> Shape | None:
    """Return what a unit adds, from the (objective, level) of each of its items.

    None when an item has a level that is not asked for: the unit is never drawn.
    """
    if not all(level in levels for _, level in cells):
        return None
    return (
        tuple(sum(one == level for _, one in cells) for level in levels),
        tuple(sum(one == objective for one, _ in cells) for objective in objectives),
    )


@lru_cache(maxsize=128)
def profiles_of(shapes: tuple[Shape, ...], places: int, every: int) -> frozenset[Profile]:
    """Return the levels of every way to fill `places` with at least `every` of each objective.

    `shapes` are sorted, so that the order of an attempt does not matter to the cache.
    """
    if not shapes:
        return frozenset()
    nothing = (0,) * len(shapes[0][0]), (0,) * len(shapes[0][1])
    reached: set[Shape] = {nothing}
    for levels, objectives in shapes:
        reached |= {
            (plus(some, levels), _capped(plus(covered, objectives), every))
            for some, covered in reached
            if sum(some) + sum(levels) <= places
        }
    return frozenset(
        some for some, covered in reached if sum(some) == places and not owed(covered, every)
    )


def totals_of(modules: Sequence[frozenset[Profile]], levels: int) -> list[set[Profile]]:
    """Return, for each module, what it and those after it can give together; then nothing."""
    totals: list[set[Profile]] = [{(0,) * levels}]
    for profiles in reversed(modules):
        totals.append({plus(one, total) for one in profiles for total in totals[-1]})
    return totals[::-1]


def plus(one: Profile, other: Profile) -> Profile:
    """Return the two together."""
    return tuple(map(add, one, other))


def owed(covered: Profile, every: int) -> int:
    """Return how many items the objectives still want."""
    return sum(max(0, every - count) for count in covered)


def _capped(covered: Profile, every: int) -> Profile:
    return tuple(min(every, count) for count in covered)
