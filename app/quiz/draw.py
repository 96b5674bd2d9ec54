"""The draw of an attempt: which items, in which order, from a seed that an auditor can replay.

Per module, units (an item, or all items of one vignette) are ranked by (seen before,
SHA-256 of "seed:name"), the seed in lower-case hex; `selection` takes them greedily in that order
(content-format.md, section 7). A hash, unlike a library's shuffle, gives the same order in every
Python version.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from app.quiz.candidates import Blueprint, Candidate, Unit
from app.quiz.errors import PoolTooSmall
from app.quiz.selection import ModuleShare, Search

SEED_BYTES: Final = 16  # 128 random bits
_TOKEN_LENGTH: Final = 10


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
    modules = [ModuleShare(units, blueprint, module_id) for module_id, units in ranked.items()]
    chosen = Search(modules).run(blueprint.levels)
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
