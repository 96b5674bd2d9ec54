"""The draw of an attempt: which items, in which order, from a seed that an auditor can replay.

Per module, units (an item, or all items of one vignette) are ranked by (seen before,
SHA-256 of "seed:name"), the seed in lower-case hex. The search takes them greedily in that order
and goes back on a choice when the other constraints can no longer be met (content-format.md,
section 7). A hash, unlike a library's shuffle, gives the same order in every Python version.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Final

from app.quiz.errors import PoolTooSmall

SEED_BYTES: Final = 16  # 128 random bits
MAX_STEPS: Final = 5_000  # about a second; the specimen pool takes 60 to 120
_TOKEN_LENGTH: Final = 10
Cell = tuple[str, str]  # module and objective


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the pool, as far as the draw needs to know it."""

    item_id: str
    module_id: str
    objective: str
    level: int
    enemies: frozenset[str] = frozenset()
    vignette: str | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What an attempt is made of, from exam.yml."""

    size: int
    per_module: Mapping[str, int]
    levels: Mapping[int, int]
    every_objective: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What is drawn together: one item, or the items of one vignette in the order of their ids."""

    name: str
    items: tuple[Candidate, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of its items."""
        return frozenset(item.item_id for item in self.items)

    @property
    def enemies(self) -> frozenset[str]:
        """Return the ids that may not stand beside it."""
        return frozenset().union(*(item.enemies for item in self.items))


def draw(
    pool: Iterable[Candidate],
    blueprint: Blueprint,
    *,
    seed: bytes,
    seen: Collection[str] = (),
) -> tuple[str, ...]:
    """Return the item ids of an attempt, in the order in which they are asked.

    The same pool, blueprint, seed and `seen` (ids of earlier attempts) give the same answer.
    Raises PoolTooSmall when no selection satisfies the blueprint.
    """
    units = [unit for unit in make_units(pool) if not unit.ids & unit.enemies]
    ranked = _rank(units, blueprint, seed, frozenset(seen))
    _refuse_impossible(ranked, blueprint)
    chosen = _Search(ranked, blueprint).run()
    in_order = sorted(chosen, key=lambda unit: digest(seed, unit.name))
    return tuple(item.item_id for unit in in_order for item in unit.items)


def digest(seed: bytes, *names: str) -> str:
    """Return the hex digest that ranks a thing under a seed: SHA-256 of "seed:name:…"."""
    return hashlib.sha256(":".join((seed.hex(), *names)).encode()).hexdigest()


def choice_token(seed: bytes, item_id: str, choice_id: str) -> str:
    """Return the name under which an attempt's pages know a choice.

    The authors' ids (s1, s2, s3…) often follow the key; a token says nothing.
    """
    return "c" + digest(seed, item_id, choice_id)[:_TOKEN_LENGTH]


def order_choices(seed: bytes, item_id: str, choice_ids: Iterable[str]) -> list[str]:
    """Return the choices in the attempt's own order, the same in both languages."""
    return sorted(choice_ids, key=lambda choice_id: digest(seed, item_id, choice_id))


def make_units(pool: Iterable[Candidate]) -> list[Unit]:
    """Return the pool as units; enemies are made mutual."""
    candidates = {item.item_id: item for item in pool}
    hated_by: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for item in candidates.values():
        for enemy in item.enemies:
            hated_by[enemy].add(item.item_id)
    for item_id in sorted(candidates):
        item = candidates[item_id]
        mutual = item.enemies | hated_by[item_id]
        groups[item.vignette or item_id].append(
            Candidate(
                item_id,
                item.module_id,
                item.objective,
                item.level,
                frozenset(mutual),
                item.vignette,
            )
        )
    return [Unit(name, tuple(items)) for name, items in groups.items()]


def _rank(
    units: Iterable[Unit], blueprint: Blueprint, seed: bytes, seen: frozenset[str]
) -> dict[str, list[Unit]]:
    ranked: dict[str, list[Unit]] = {module_id: [] for module_id in sorted(blueprint.per_module)}
    for unit in units:
        if unit.items[0].module_id in ranked:
            ranked[unit.items[0].module_id].append(unit)
    for listed in ranked.values():
        listed.sort(key=lambda unit: (bool(unit.ids & seen), digest(seed, unit.name)))
    return ranked


def _refuse_impossible(ranked: Mapping[str, list[Unit]], blueprint: Blueprint) -> None:
    """Raise PoolTooSmall with the simplest reason that a person can act on."""
    sums = {blueprint.size, sum(blueprint.per_module.values()), sum(blueprint.levels.values())}
    if len(sums) > 1:
        raise PoolTooSmall("draw, per_module and levels of exam.yml do not add up to one number")
    per_level: Counter[int] = Counter()
    for module_id, units in ranked.items():
        items = [item for unit in units for item in unit.items]
        per_level.update(item.level for item in items)
        wanted = blueprint.per_module[module_id]
        if len(items) < wanted:
            raise PoolTooSmall(f"module {module_id} has {len(items)} items of {wanted}")
        objectives = {item.objective for item in items}
        if len(objectives) * blueprint.every_objective > wanted:
            raise PoolTooSmall(f"module {module_id} has more objectives than drawn items")
    for level, wanted in blueprint.levels.items():
        if per_level[level] < wanted:
            raise PoolTooSmall(f"level {level} has {per_level[level]} items of {wanted}")


@dataclass(slots=True)
class _Search:
    """One search: what is chosen so far, and what it still has to satisfy."""

    ranked: Mapping[str, list[Unit]]
    blueprint: Blueprint
    chosen: list[Unit] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)  # left in each module
    levels: Counter[int] = field(default_factory=Counter)  # left of each level
    missing: Counter[Cell] = field(default_factory=Counter)  # left of each objective; may be < 0
    barred: Counter[str] = field(default_factory=Counter)  # items that an enemy keeps out
    steps: int = 0

    def run(self) -> list[Unit]:
        """Return the first selection, in the order of the ranks, that satisfies everything."""
        self.places.update(self.blueprint.per_module)
        self.levels.update(self.blueprint.levels)
        for item in self._items(chain.from_iterable(self.ranked.values())):
            self.missing[item.module_id, item.objective] = self.blueprint.every_objective
            self.levels.setdefault(item.level, 0)
        modules = list(self.ranked)
        if not self._can_be_completed(modules, 0, 0) or not self._extend(modules, 0, 0):
            raise PoolTooSmall("no selection satisfies modules, levels, objectives and enemies")
        return self.chosen

    def _extend(self, modules: Sequence[str], at: int, start: int) -> bool:
        while at < len(modules) and self.places[modules[at]] == 0:
            at, start = at + 1, 0
        if at == len(modules):
            return True
        units = self.ranked[modules[at]]
        for index in range(start, len(units)):
            if not self._fits(units[index]):
                continue
            self._take(units[index])
            if self._can_be_completed(modules, at, index + 1) and self._extend(
                modules, at, index + 1
            ):
                return True
            self._give_back(units[index])
        return False

    def _fits(self, unit: Unit) -> bool:
        wanted = Counter(item.level for item in unit.items)
        return (
            len(unit.items) <= self.places[unit.items[0].module_id]
            and all(self.levels[level] >= count for level, count in wanted.items())
            and not any(self.barred[item_id] for item_id in unit.ids)
        )

    def _take(self, unit: Unit) -> None:
        self.chosen.append(unit)
        self._count(unit, 1)

    def _give_back(self, unit: Unit) -> None:
        self.chosen.pop()
        self._count(unit, -1)

    def _count(self, unit: Unit, sign: int) -> None:
        for item in unit.items:
            self.places[item.module_id] -= sign
            self.levels[item.level] -= sign
            self.missing[item.module_id, item.objective] -= sign
        for enemy in unit.enemies:
            self.barred[enemy] += sign

    def _can_be_completed(self, modules: Sequence[str], at: int, start: int) -> bool:
        """Tell whether modules, levels and objectives can still be met by what remains.

        Exact but for enemies and vignettes. Items flow from modules through objectives to
        levels; by max-flow = min-cut it is enough to look at every set of levels that a cut
        leaves open, and to take in each module the cheaper way of cutting it.
        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise PoolTooSmall(f"no selection was found in {MAX_STEPS} steps")
        left = self._left(modules, at, start)
        total = sum(self.places[module_id] for module_id in modules[at:])
        return all(
            sum(self.levels[level] for level in levels)
            + sum(self._cut(module_id, left, levels) for module_id in modules[at:])
            >= total
            for levels in _subsets(list(self.levels))
        )

    def _cut(
        self, module_id: str, left: Mapping[str, dict[str, Counter[int]]], cut: Collection[int]
    ) -> int:
        """Return the least capacity between a module and the levels that are not cut."""
        must, open_to = 0, 0
        for objective, cells in left[module_id].items():
            needed = max(0, self.missing[module_id, objective])
            reachable = sum(count for level, count in cells.items() if level not in cut)
            must += needed - min(needed, reachable)
            open_to += reachable
        return min(self.places[module_id] - must, open_to)

    def _left(
        self, modules: Sequence[str], at: int, start: int
    ) -> dict[str, dict[str, Counter[int]]]:
        """Return, by module and objective, how many items of each level may still be taken."""
        left: dict[str, dict[str, Counter[int]]] = {
            module_id: {
                objective: Counter()
                for (owner, objective), needed in self.missing.items()
                if owner == module_id and needed > 0
            }
            for module_id in modules[at:]
        }
        for number, module_id in enumerate(modules[at:]):
            units = self.ranked[module_id][start if number == 0 else 0 :]
            for item in self._items(units):
                if not self.barred[item.item_id]:
                    left[module_id].setdefault(item.objective, Counter())[item.level] += 1
        return left

    @staticmethod
    def _items(units: Iterable[Unit]) -> Iterator[Candidate]:
        return chain.from_iterable(unit.items for unit in units)


def _subsets(levels: Sequence[int]) -> Iterator[frozenset[int]]:
    for size in range(len(levels) + 1):
        yield from map(frozenset, combinations(levels, size))
