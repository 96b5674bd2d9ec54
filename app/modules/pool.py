"""The pool of the final quiz: what can be drawn, how much there is, whether it suffices."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.modules.compile import listed_ids
from app.modules.content import Content, ItemUnit
from app.modules.profiles import Profile, Shape, profiles_of, shape_of, totals_of
from app.modules.syntax import learner_marks


@dataclass(frozen=True, slots=True)
class Margin:
    """One line of the blueprint: how many items are drawn from it and how many there are."""

    kind: str  # module, level, objective
    name: str
    drawn: int
    available: int

    @property
    def ratio(self) -> float:
        """Return how many items there are for each one drawn."""
        return self.available / self.drawn if self.drawn else float(self.available)


def taught(content: Content) -> frozenset[tuple[str, str]]:
    """Return (module, objective) for each objective that a listed lesson teaches."""
    listed = listed_ids(content)
    return frozenset(
        (unit.module_id, objective)
        for unit in content.lessons.values()
        if unit.id in listed
        for objective in unit.front.objectives
    )


def practice_items(content: Content, module_id: str) -> list[ItemUnit]:
    """Return the reviewed checks of a module that none of its listed lessons shows.

    They are those of `Edition.practice`, before an edition exists.
    """
    listed = listed_ids(content)
    shown = {
        mark.target
        for unit in content.lessons.values()
        if unit.id in listed
        for mark in learner_marks(unit.source)
        if mark.scheme == "check"
    }
    return [
        item
        for item in content.items.values()
        if (item.module_id, item.source.use) == (module_id, "check")
        and item.source.status == "reviewed"
        and item.id not in shown
    ]


def servable(content: Content) -> list[ItemUnit]:
    """Return the exam items that may be drawn (`Edition.exam_items`, before an edition exists)."""
    objectives = taught(content)
    return [
        item
        for item in content.items.values()
        if item.source.use == "exam"
        and item.source.status == "reviewed"
        and item.state == "current"
        and (item.module_id, item.source.objective) in objectives
        and _is_verified(content, item)
    ]


def _is_verified(content: Content, item: ItemUnit) -> bool:
    laws = (content.refs.laws.get(law_id) for law_id in item.source.refs)
    return all(law is not None and law.confidence == "verified" for law in laws)


def gradable(content: Content) -> frozenset[tuple[str, str]]:
    """Return the taught objectives that a verified reference grounds, by their exam items."""
    grounded = {
        (item.module_id, item.source.objective)
        for item in content.items.values()
        if item.source.use == "exam" and _is_verified(content, item)
    }
    return taught(content) & grounded


def margins(content: Content) -> list[Margin]:
    """Return every margin of the blueprint with what the pool holds for it."""
    exam, pool = content.exam, servable(content)
    if exam is None:
        return []
    by_module = Counter(item.module_id for item in pool)
    by_level = Counter(item.source.level for item in pool)
    by_objective = Counter((item.module_id, item.source.objective) for item in pool)
    return [
        *(Margin("module", one, drawn, by_module[one]) for one, drawn in exam.per_module.items()),
        *(Margin("level", str(one), drawn, by_level[one]) for one, drawn in exam.levels.items()),
        *(
            Margin("objective", f"{one[0]} {one[1]}", exam.every_objective, by_objective[one])
            for one in sorted(gradable(content))
        ),
    ]


def missing_from_draw(
    pool: Iterable[ItemUnit],
    per_module: Mapping[str, int],
    levels: Mapping[int, int],
    every_objective: int = 1,
) -> int:
    """Return how many items cannot be placed so that modules, levels and objectives get theirs.

    A vignette's items are drawn together. Enemies stay aside: they can make a draw fail that is
    said to be feasible here.
    """
    by_module: dict[str, list[ItemUnit]] = {module_id: [] for module_id in per_module}
    for item in pool:
        if item.module_id in by_module:
            by_module[item.module_id].append(item)
    wanted = tuple(levels[level] for level in sorted(levels))
    choices = [
        _widest_profiles(_shapes(items, sorted(levels)), per_module[module_id], every_objective)
        or frozenset({(0,) * len(levels)})
        for module_id, items in by_module.items()
    ]
    placed = max(sum(map(min, total, wanted)) for total in totals_of(choices, len(levels))[0])
    return max(sum(per_module.values()) - placed, 0)


def _shapes(items: Iterable[ItemUnit], levels: Sequence[int]) -> tuple[Shape, ...]:
    """Return what each item, or each vignette, adds; a level that nobody asks for is not drawn."""
    units: dict[str, list[ItemUnit]] = defaultdict(list)
    for item in items:
        units[item.source.vignette or item.id].append(item)
    cells = [[(one.source.objective, one.source.level) for one in unit] for unit in units.values()]
    objectives = sorted({objective for unit in cells for objective, _ in unit})
    return tuple(sorted(filter(None, (shape_of(unit, levels, objectives) for unit in cells))))


def _widest_profiles(shapes: tuple[Shape, ...], places: int, every: int) -> frozenset[Profile]:
    """Return the levels of each way to fill the places, or as many of them as can be filled."""
    held = sum(sum(levels) for levels, _ in shapes)
    fillings = (profiles_of(shapes, some, every) for some in range(min(places, held), 0, -1))
    return next(filter(None, fillings), frozenset())
