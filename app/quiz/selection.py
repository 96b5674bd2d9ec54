"""The search of a selection that satisfies the blueprint: the first one in the order of the ranks.

What each module can give is known beforehand (`profiles`), so that a choice made in the first
module is not found wrong in the last one; only enemies can still send the search back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import le, sub
from typing import Final

from app.modules.profiles import Profile, Shape, owed, plus, profiles_of, shape_of, totals_of
from app.quiz.candidates import Blueprint, Unit
from app.quiz.errors import PoolTooSmall

MAX_STEPS: Final = 50_000  # about half a second


@dataclass(frozen=True)
class ModuleShare:
    """The units of one module, best first, and what is wanted of them."""

    units: Sequence[Unit]
    blueprint: Blueprint
    module_id: str

    @property
    def places(self) -> int:
        """Return how many items are drawn from it."""
        return self.blueprint.per_module[self.module_id]

    @cached_property
    def objectives(self) -> list[str]:
        """Return the objectives that its items ask about."""
        return sorted({item.objective for unit in self.units for item in unit.items})

    @cached_property
    def nothing(self) -> Shape:
        """Return the levels and objectives of an empty choice."""
        return (0,) * len(self.blueprint.levels), (0,) * len(self.objectives)

    @cached_property
    def shapes(self) -> list[Shape | None]:
        """Return, for each unit, how many items of each level and of each objective it adds.

        None for a unit with an item of a level that the blueprint does not ask for.
        """
        levels = sorted(self.blueprint.levels)
        return [
            shape_of([(one.objective, one.level) for one in unit.items], levels, self.objectives)
            for unit in self.units
        ]

    @cached_property
    def profiles(self) -> frozenset[Profile]:
        """Return the levels of each way in which the module can be filled, enemies aside."""
        usable = tuple(sorted(shape for shape in self.shapes if shape))
        if not self.places:
            return frozenset({self.nothing[0]})
        return profiles_of(usable, self.places, self.blueprint.every_objective)


@dataclass
class Search:
    """One search: what is chosen so far, and where it was seen to end."""

    modules: Sequence[ModuleShare]
    chosen: list[Unit] = field(default_factory=list)
    barred: Counter[str] = field(default_factory=Counter)  # items, by how many chosen enemies
    dead_ends: set[tuple[int, Profile, frozenset[str]]] = field(default_factory=set)
    steps: int = 0

    def run(self, levels: Mapping[int, int]) -> list[Unit]:
        """Return the first selection, in the order of the ranks, that satisfies everything.

        Raises PoolTooSmall when there is none, or none was found in MAX_STEPS steps.
        """
        if not self._complete(0, tuple(levels[level] for level in sorted(levels))):
            raise PoolTooSmall("no selection satisfies modules, levels, objectives and enemies")
        return self.chosen

    @cached_property
    def _totals(self) -> list[set[Profile]]:
        return totals_of(
            [module.profiles for module in self.modules], len(self.modules[0].blueprint.levels)
        )

    def _complete(self, at: int, left: Profile) -> bool:
        """Choose for the modules from `at` on, together of the levels `left`."""
        if at == len(self.modules):
            return True
        here = (at, left, frozenset(self._barred_from(at)))
        if here in self.dead_ends:
            return False
        wanted = [
            profile
            for profile in self.modules[at].profiles
            if _minus(left, profile) in self._totals[at + 1]
        ]
        for profile in self._fill(self.modules[at], wanted, 0, *self.modules[at].nothing):
            if self._complete(at + 1, _minus(left, profile)):
                return True
        self.dead_ends.add(here)
        return False

    def _fill(
        self,
        module: ModuleShare,
        wanted: Sequence[Profile],
        start: int,
        levels: Profile,
        covered: Profile,
    ) -> Iterator[Profile]:
        """Yield the levels of each full choice that is wanted, its units being chosen meanwhile."""
        self._count_step()
        places = module.places - sum(levels)
        wanted = [profile for profile in wanted if all(map(le, levels, profile))]
        if not wanted or owed(covered, module.blueprint.every_objective) > places:
            return
        if not places:
            yield levels
            return
        for index in range(start, len(module.units)):
            unit, shape = module.units[index], module.shapes[index]
            if shape is None or len(unit.items) > places or self._is_barred(unit):
                continue
            self._take(unit)
            yield from self._fill(
                module, wanted, index + 1, plus(levels, shape[0]), plus(covered, shape[1])
            )
            self._give_back(unit)

    def _count_step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise PoolTooSmall(f"no selection was found in {MAX_STEPS} steps")

    def _is_barred(self, unit: Unit) -> bool:
        return any(self.barred[item_id] for item_id in unit.ids)

    def _barred_from(self, at: int) -> Iterator[str]:
        for module in self.modules[at:]:
            for unit in module.units:
                yield from (item_id for item_id in unit.ids if self.barred[item_id])

    def _take(self, unit: Unit) -> None:
        self.chosen.append(unit)
        self.barred.update(unit.enemies)

    def _give_back(self, unit: Unit) -> None:
        self.chosen.pop()
        self.barred.subtract(unit.enemies)


def _minus(one: Profile, other: Profile) -> Profile:
    return tuple(map(sub, one, other))
