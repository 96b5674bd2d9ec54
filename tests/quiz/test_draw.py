"""Which items an attempt is made of."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.quiz.candidates import Blueprint, Candidate
from app.quiz.draw import (
    choice_token,
    digest,
    draw,
    make_units,
    order_choices,
)
from app.quiz.errors import PoolTooSmall
from tests.quiz.builders import SEED

BLUEPRINT = Blueprint(
    size=40,
    per_module={f"m0{n}": 5 for n in range(1, 9)},
    levels={1: 12, 2: 18, 3: 10},
    every_objective=1,
)


def candidate(item_id: str, objective: str = "o1", level: int = 1, **more: object) -> Candidate:
    return Candidate(item_id, item_id[:3], objective, level, **more)  # type: ignore[arg-type]


def specimen_pool() -> list[Candidate]:
    """Return eight modules of fourteen items over four objectives and three levels."""
    levels = (1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3)
    return [
        candidate(f"m0{module}-q{number + 11}", f"o{number % 4 + 1}", level)
        for module in range(1, 9)
        for number, level in enumerate(levels)
    ]


@st.composite
def pools(draw_: st.DrawFn) -> tuple[list[Candidate], Blueprint]:
    """Return a small pool with enemies and vignettes, and a blueprint that may be impossible."""
    pool: list[Candidate] = []
    for module in ("m01", "m02"):
        for number in range(draw_(st.integers(2, 6))):
            enemy = draw_(st.none() | st.sampled_from([f"{module}-q1{n}" for n in range(6)]))
            in_vignette = draw_(st.integers(0, 3)) == 0
            pool.append(
                candidate(
                    f"{module}-q1{number}",
                    draw_(st.sampled_from(["o1", "o2"])),
                    draw_(st.integers(1, 2)),
                    enemies=frozenset({enemy} if enemy else ()),
                    vignette=f"{module}-v1" if in_vignette else None,
                )
            )
    per_module = {"m01": draw_(st.integers(0, 3)), "m02": draw_(st.integers(1, 3))}
    size = sum(per_module.values())
    first = draw_(st.integers(0, size))
    blueprint = Blueprint(size, per_module, {1: first, 2: size - first}, draw_(st.integers(0, 1)))
    return pool, blueprint


def satisfies(chosen: Iterable[str], pool: list[Candidate], blueprint: Blueprint) -> bool:
    """Check a selection by the words of the format, not by the way the draw is made."""
    ids = set(chosen)
    items = [item for item in pool if item.item_id in ids]
    usable = [
        item for unit in make_units(pool) if not unit.ids & unit.enemies for item in unit.items
    ]
    wanted = {
        (one.module_id, one.objective) for one in usable if one.module_id in blueprint.per_module
    }
    covered = Counter((item.module_id, item.objective) for item in items)
    return (
        len(items) == blueprint.size
        and Counter(item.module_id for item in items) == +Counter(blueprint.per_module)
        and Counter(item.level for item in items) == +Counter(blueprint.levels)
        and all(covered[one] >= blueprint.every_objective for one in wanted)
        and not any(enemy in ids for item in items for enemy in item.enemies)
        and all(
            item.item_id in ids
            for item in pool
            if item.vignette and item.vignette in {one.vignette for one in items}
        )
    )


def exists(pool: list[Candidate], blueprint: Blueprint) -> bool:
    """Tell by trying every selection whether one satisfies the blueprint."""
    ids = [item.item_id for item in pool]
    return any(satisfies(some, pool, blueprint) for some in combinations(ids, blueprint.size))


@settings(max_examples=150, deadline=None)
@given(pools(), st.binary(min_size=16, max_size=16))
def test_a_selection_is_found_exactly_when_one_exists(
    given_pool: tuple[list[Candidate], Blueprint], seed: bytes
) -> None:
    pool, blueprint = given_pool

    try:
        chosen = draw(pool, blueprint, seed=seed)
    except PoolTooSmall:
        assert not exists(pool, blueprint)
    else:
        assert satisfies(chosen, pool, blueprint)


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=16, max_size=16))
def test_the_specimen_pool_always_gives_forty_items_of_the_blueprint(seed: bytes) -> None:
    pool = specimen_pool()

    assert satisfies(draw(pool, BLUEPRINT, seed=seed), pool, BLUEPRINT)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_draw_whatever_the_order_of_the_pool(random: object) -> None:
    pool = specimen_pool()
    shuffled = list(pool)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert draw(shuffled, BLUEPRINT, seed=SEED) == draw(pool, BLUEPRINT, seed=SEED)


def test_two_seeds_give_two_draws() -> None:
    pool = specimen_pool()

    assert draw(pool, BLUEPRINT, seed=SEED) != draw(pool, BLUEPRINT, seed=bytes(16))


def test_items_are_asked_in_the_order_of_their_digests() -> None:
    chosen = draw(specimen_pool(), BLUEPRINT, seed=SEED)

    assert list(chosen) == sorted(chosen, key=lambda item_id: digest(SEED, item_id))


def test_the_digest_can_be_computed_again_with_any_sha256_tool() -> None:
    # printf 000102030405060708090a0b0c0d0e0f:m01-q11:a | sha256sum
    text = b"000102030405060708090a0b0c0d0e0f:m01-q11:a"

    assert digest(SEED, "m01-q11", "a") == hashlib.sha256(text).hexdigest()


def test_unseen_items_come_first() -> None:
    pool = [candidate(f"m01-q{n}") for n in range(11, 21)]
    blueprint = Blueprint(5, {"m01": 5}, {1: 5}, 1)
    first = draw(pool, blueprint, seed=SEED)

    second = draw(pool, blueprint, seed=SEED, seen=first)

    assert not set(first) & set(second)


def test_a_seen_item_comes_back_when_nothing_else_fits() -> None:
    pool = [candidate("m01-q11"), candidate("m01-q12")]
    blueprint = Blueprint(2, {"m01": 2}, {1: 2}, 1)

    assert set(draw(pool, blueprint, seed=SEED, seen={"m01-q11"})) == {"m01-q11", "m01-q12"}


def test_items_of_one_vignette_are_drawn_together_and_asked_one_after_the_other() -> None:
    vignette = [candidate(f"m01-q2{n}", vignette="m01-v1") for n in range(3)]
    pool = [*vignette, *(candidate(f"m01-q1{n}") for n in range(4))]
    blueprint = Blueprint(5, {"m01": 5}, {1: 5}, 1)

    for seed in (bytes([n]) * 16 for n in range(20)):
        chosen = draw(pool, blueprint, seed=seed)
        places = [index for index, item_id in enumerate(chosen) if item_id.startswith("m01-q2")]
        assert places in ([], [places[0], places[0] + 1, places[0] + 2] if places else [])


def test_one_side_is_enough_to_declare_enemies() -> None:
    pool = [
        candidate("m01-q11", enemies=frozenset({"m01-q12"})),
        candidate("m01-q12"),
        candidate("m01-q13"),
    ]
    blueprint = Blueprint(2, {"m01": 2}, {1: 2}, 1)

    for seed in (bytes([n]) * 16 for n in range(20)):
        assert "m01-q13" in draw(pool, blueprint, seed=seed)


def test_an_early_choice_is_undone_when_an_enemy_would_make_the_rest_impossible() -> None:
    pool = [
        candidate("m01-q11", "o1", enemies=frozenset({"m02-q11"})),
        candidate("m01-q12", "o1"),
        candidate("m02-q11", "o1"),
    ]
    blueprint = Blueprint(2, {"m01": 1, "m02": 1}, {1: 2}, 1)

    for seed in (bytes([n]) * 16 for n in range(20)):
        assert set(draw(pool, blueprint, seed=seed)) == {"m01-q12", "m02-q11"}


@pytest.mark.parametrize(
    ("pool", "blueprint", "reason"),
    [
        (
            [candidate("m01-q11")],
            Blueprint(2, {"m01": 2}, {1: 2}, 1),
            "module m01 has 1 items of 2",
        ),
        (
            [candidate("m01-q11")],
            Blueprint(1, {"m01": 1}, {1: 0, 2: 1}, 1),
            "level 2 has 0 items of 1",
        ),
        ([candidate("m01-q11")], Blueprint(2, {"m01": 1}, {1: 1}, 1), "do not add up"),
        (
            [candidate("m01-q11", "o1"), candidate("m01-q12", "o2")],
            Blueprint(1, {"m01": 1}, {1: 1}, 1),
            "more objectives than drawn items",
        ),
        (
            [
                candidate("m01-q11", "o1", 1),
                candidate("m01-q12", "o2", 2),
                candidate("m01-q13", "o1", 2),
            ],
            Blueprint(2, {"m01": 2}, {1: 2}, 1),
            "level 1 has 1 items of 2",
        ),
        (
            [
                candidate("m01-q11", "o1", 1),
                candidate("m01-q12", "o1", 1),
                candidate("m01-q13", "o2", 2),
            ],
            Blueprint(2, {"m01": 2}, {1: 2}, 1),
            "no selection satisfies",
        ),
    ],
)
def test_an_impossible_blueprint_says_why(
    pool: list[Candidate], blueprint: Blueprint, reason: str
) -> None:
    with pytest.raises(PoolTooSmall, match=reason):
        draw(pool, blueprint, seed=SEED)


def test_choices_have_one_order_an_attempt_and_tokens_that_say_nothing() -> None:
    ids = ["s1", "s2", "s3", "s4"]

    orders = {tuple(order_choices(bytes([n]) * 16, "m01-q11", ids)) for n in range(30)}
    tokens = {choice_token(bytes([n]) * 16, "m01-q11", "s1") for n in range(30)}

    assert len(orders) > 10
    assert len(tokens) == 30
    assert order_choices(SEED, "m01-q11", reversed(ids)) == order_choices(SEED, "m01-q11", ids)
