"""The quizzes that the shipped course can draw."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest

from app.modules.edition import Edition
from app.quiz.draw import draw
from app.quiz.freezing import blueprint_of, candidate_of

LEARNERS = 40
ATTEMPTS = 3


def seed_of(learner: int, attempt: int) -> bytes:
    return hashlib.sha256(f"{learner}:{attempt}".encode()).digest()[:16]


@pytest.fixture(scope="module")
def attempts(edition: Edition) -> list[tuple[str, ...]]:
    """Three attempts of forty learners, each avoiding what the learner has seen."""
    pool = [candidate_of(item) for item in edition.exam_items()]
    drawn = []
    for learner in range(LEARNERS):
        seen: set[str] = set()
        for attempt in range(ATTEMPTS):
            chosen = draw(
                pool, blueprint_of(edition.exam), seed=seed_of(learner, attempt), seen=seen
            )
            seen.update(chosen)
            drawn.append(chosen)
    return drawn


def test_each_attempt_asks_what_the_blueprint_wants(
    edition: Edition, attempts: list[tuple[str, ...]]
) -> None:
    for chosen in attempts:
        items = [edition.item(item_id) for item_id in chosen]
        assert len(set(chosen)) == edition.exam.draw
        assert Counter(item.module_id for item in items) == dict(edition.exam.per_module)
        assert Counter(item.level for item in items) == dict(edition.exam.levels)
        assert not {enemy for item in items for enemy in item.enemies} & set(chosen)


def test_every_reviewed_item_is_asked_of_somebody(
    edition: Edition, attempts: list[tuple[str, ...]]
) -> None:
    asked = {item_id for chosen in attempts for item_id in chosen}

    assert {item.id for item in edition.exam_items()} == asked


def test_a_second_attempt_repeats_few_questions(attempts: list[tuple[str, ...]]) -> None:
    repeated = [
        len(set(attempts[ATTEMPTS * learner]) & set(attempts[ATTEMPTS * learner + 1]))
        for learner in range(LEARNERS)
    ]

    assert sum(repeated) / LEARNERS <= 2


def test_vignettes_that_can_never_be_drawn_do_not_stand_in_the_way(edition: Edition) -> None:
    """The items of a vignette all ask about one objective: no room is left for the others."""
    pool = [candidate_of(item) for item in edition.exam_items()]
    first = {item.vignette: item.objective for item in reversed(pool)}
    crowded = [
        replace(item, objective=first[item.vignette]) if item.vignette else item for item in pool
    ]

    for learner in range(LEARNERS):
        chosen = draw(crowded, blueprint_of(edition.exam), seed=seed_of(learner, 0))
        assert len(chosen) == edition.exam.draw
