"""The start of an attempt: the draw, and each drawn item kept as it stands in both languages."""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.i18n import LANGUAGES, Language
from app.modules.bank import Item
from app.modules.edition import Edition
from app.modules.schemas import Exam
from app.quiz.candidates import Blueprint, Candidate
from app.quiz.draw import draw
from app.quiz.errors import PoolTooSmall
from app.quiz.frozen import freeze, revision_hash
from app.quiz.models import Attempt, AttemptItem, ItemRevision
from app.quiz.rows import insert_of

logger = logging.getLogger(__name__)


def blueprint_of(exam: Exam) -> Blueprint:
    """Return what exam.yml asks of a draw."""
    return Blueprint(
        size=exam.draw,
        per_module=exam.per_module,
        levels=exam.levels,
        every_objective=exam.every_objective,
    )


def candidate_of(item: Item) -> Candidate:
    """Return an item of the pool as the draw knows it."""
    return Candidate(
        item_id=item.id,
        module_id=item.module_id,
        objective=item.objective,
        level=item.level,
        enemies=frozenset(item.enemies),
        vignette=item.vignette,
    )


def freeze_draw(
    session: Session, edition: Edition, attempt_id: UUID, seed: bytes, learner_id: int
) -> None:
    """Draw the items and keep each as it stands now, in both languages."""
    seen = session.scalars(
        select(AttemptItem.item_id).join(Attempt).where(Attempt.learner_id == learner_id)
    )
    pool = [candidate_of(item) for item in edition.exam_items()]
    chosen = _draw(pool, edition, seed, frozenset(seen))
    revisions: dict[tuple[str, Language], dict[str, Any]] = {}
    for item_id in chosen:
        item = edition.item(item_id)
        weight = edition.exam.weights.get(item.type, 1.0)
        for language in LANGUAGES:
            revisions[item_id, language] = _revision(item, language, weight)
    _keep_revisions(session, revisions.values())
    session.execute(
        insert(AttemptItem),
        [
            {
                "attempt_id": attempt_id,
                "position": position,
                "item_id": item_id,
                "module_id": edition.item(item_id).module_id,
                "objective": edition.item(item_id).objective,
                "revision_fr": revisions[item_id, "fr"]["hash"],
                "revision_ar": revisions[item_id, "ar"]["hash"],
            }
            for position, item_id in enumerate(chosen, start=1)
        ],
    )


def _draw(
    pool: list[Candidate], edition: Edition, seed: bytes, seen: frozenset[str]
) -> tuple[str, ...]:
    try:
        return draw(pool, blueprint_of(edition.exam), seed=seed, seen=seen)
    except PoolTooSmall as failure:
        logger.error("the final quiz cannot be drawn: %s", failure.reason)  # noqa: TRY400
        raise


def _revision(item: Item, language: Language, weight: float) -> dict[str, Any]:
    frozen = freeze(item, language, weight=weight).model_dump(mode="json")
    return {
        "hash": revision_hash(frozen),
        "item_id": item.id,
        "language": language,
        "version": item.version,
        "frozen": frozen,
    }


def _keep_revisions(session: Session, revisions: Iterable[dict[str, Any]]) -> None:
    """Insert the revisions that are new, by hash, so that two starts never wait for each other."""
    by_hash = {one["hash"]: one for one in revisions}
    known = session.scalars(select(ItemRevision.hash).where(ItemRevision.hash.in_(by_hash)))
    new = sorted(set(by_hash) - set(known))
    if new:
        statement = insert_of(session, ItemRevision).on_conflict_do_nothing()
        session.execute(statement, [by_hash[one] for one in new])
