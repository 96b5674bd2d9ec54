"""What a sent attempt tells its learner: score, modules, lessons to revise; never a key."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.modules.edition import Edition
from app.quiz.models import Attempt, AttemptItem
from app.quiz.schemas import ModuleResult, Result

_TINY: Final = 1e-9  # below any real difference of scores


def result_of(session: Session, edition: Edition, attempt: Attempt) -> Result:
    """Return the result of a sent attempt, with the parts that exam.yml shows.

    Lessons to revise are those of the edition in force, for each module the one that would mend
    most first.
    """
    items = session.scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt.id)
        .order_by(AttemptItem.position)
    ).all()
    if attempt.completed_at is None or attempt.scaled_score is None:
        raise ValueError("only a sent attempt has a result")
    total = len(items)
    review = edition.exam.review
    shown = review.passed if attempt.has_passed else review.failed
    pass_points = attempt.pass_pct * total / 100
    short = math.ceil(pass_points - attempt.scaled_score * total - _TINY)
    return Result(
        attempt_id=attempt.id,
        number=attempt.number,
        completed_at=attempt.completed_at,
        has_passed=attempt.has_passed,
        scaled_score=attempt.scaled_score,
        points=_tenths(attempt.scaled_score * total),
        total=total,
        pass_pct=attempt.pass_pct,
        pass_points=_tenths(pass_points),
        answers_short=0 if attempt.has_passed else max(1, short),
        by_module=_by_module(edition, items),
        shows_score="score" in shown,
        shows_modules="by_module" in shown,
        shows_lessons="lesson_links" in shown,
    )


def _tenths(points: float) -> float:
    """Return points rounded down to a tenth, so that 27.96 is never shown as the 28 that passes."""
    rounded = math.floor(points * 10 + _TINY) / 10
    return int(rounded) if rounded == int(rounded) else rounded


def _by_module(edition: Edition, items: Sequence[AttemptItem]) -> tuple[ModuleResult, ...]:
    grouped: dict[str, list[AttemptItem]] = defaultdict(list)
    for item in items:
        grouped[item.module_id].append(item)
    known = {module.id for module in edition.modules()}
    return tuple(
        _module_result(edition, module_id, grouped[module_id])
        for module_id in sorted(grouped)
        if module_id in known
    )


def _module_result(edition: Edition, module_id: str, items: Sequence[AttemptItem]) -> ModuleResult:
    earned = sum(item.scaled_score or 0.0 for item in items)
    return ModuleResult(
        module_id=module_id,
        points=_tenths(earned),
        total=len(items),
        share=earned / len(items),
        lesson_ids=_lessons_to_revise(edition, module_id, items),
    )


def _lessons_to_revise(
    edition: Edition, module_id: str, items: Iterable[AttemptItem]
) -> tuple[str, ...]:
    lost: Counter[str] = Counter()
    for item in items:
        missed = 1.0 - (item.scaled_score or 0.0)
        if missed > _TINY:
            for lesson in edition.lessons_teaching(module_id, item.objective):
                lost[lesson.id] += round(missed * 1000)
    return tuple(lesson_id for lesson_id, _ in lost.most_common())
