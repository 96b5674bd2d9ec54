"""What a draw is made from: the items of the pool as it sees them, and the blueprint."""

from collections.abc import Mapping
from dataclasses import dataclass


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
