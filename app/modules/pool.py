"""The pool of the final quiz: what can be drawn, how much there is, whether it suffices."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.modules.compile import listed_ids
from app.modules.reader import Content, ItemUnit

Cell = tuple[str, int]  # module, level


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
    pool: Iterable[ItemUnit], per_module: Mapping[str, int], levels: Mapping[int, int]
) -> int:
    """Return how many items cannot be placed so that both modules and levels get their numbers.

    A transport problem: modules supply, levels demand, a cell holds as many items as the pool.
    """
    capacity = Counter((item.module_id, item.source.level) for item in pool)
    placed: Counter[Cell] = Counter()
    supply, demand = Counter(per_module), Counter(levels)
    while path := _augmenting_path(supply, demand, capacity, placed):
        for step, cell in enumerate(path):
            placed[cell] += 1 if step % 2 == 0 else -1
        supply[path[0][0]] -= 1
        demand[path[-1][1]] -= 1
    return max(sum(per_module.values()) - sum(placed.values()), 0)


def _augmenting_path(
    supply: Mapping[str, int],
    demand: Mapping[int, int],
    capacity: Mapping[Cell, int],
    placed: Mapping[Cell, int],
) -> list[Cell]:
    """Return the cells to add to and take from, in turn, so that one more item is placed."""
    paths: deque[tuple[str, list[Cell], frozenset[str]]] = deque(
        (module, [], frozenset({module})) for module, left in supply.items() if left > 0
    )
    while paths:
        module, path, seen = paths.popleft()
        for level, wanted in demand.items():
            if placed.get((module, level), 0) >= capacity.get((module, level), 0):
                continue
            onward = [*path, (module, level)]
            if wanted > 0:
                return onward
            for other, at in list(placed):
                if at == level and placed[other, at] > 0 and other not in seen:
                    paths.append((other, [*onward, (other, at)], seen | {other}))
    return []
