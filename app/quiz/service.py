"""The rules of the final quiz: one open attempt, frozen at its start, sent and scored once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import insert_if_absent
from app.core.events import publish
from app.core.i18n import Language
from app.core.ids import new_public_id
from app.modules.edition import Edition
from app.modules.schemas import Exam
from app.quiz import answers, scoring
from app.quiz.draw import SEED_BYTES
from app.quiz.errors import (
    AlreadyPassed,
    AttemptClosed,
    NoAttemptLeft,
    NotEligible,
    TimeIsOver,
    TooEarly,
    UnknownAttempt,
)
from app.quiz.events import AttemptCompleted, AttemptPassed
from app.quiz.freezing import freeze_draw
from app.quiz.frozen import FrozenItem
from app.quiz.models import Attempt, AttemptItem, ItemRevision, Response
from app.quiz.naming import Naming
from app.quiz.questions import for_page, given_on_page
from app.quiz.rows import AskedRow, list_rows
from app.quiz.schemas import (
    AttemptPage,
    AttemptQuestion,
    ExamState,
    ExamStatus,
    ResponseChange,
)

Remaining = Mapping[str, list[str]]  # of learning.service.remaining_lessons
# Built once: building it and its cache key at each answer costs more than running it.
_ASKED: Final = (
    select(Attempt.completed_at, Attempt.closes_at, Attempt.seed, ItemRevision.frozen)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(ItemRevision, ItemRevision.hash == AttemptItem.revision_fr)
    .where(
        Attempt.id == bindparam("attempt_id"),
        Attempt.learner_id == bindparam("learner_id"),
        AttemptItem.item_id == bindparam("item_id"),
    )
    .with_for_update(read=True, of=Attempt)
)
_REFUSALS: Final = {
    ExamState.PASSED: AlreadyPassed,
    ExamState.NOT_ELIGIBLE: NotEligible,
    ExamState.USED_UP: NoAttemptLeft,
    ExamState.WAITING: TooEarly,
}


def exam_status(
    session: Session, edition: Edition, learner_id: int, *, remaining: Remaining, now: datetime
) -> ExamStatus:
    """Return where the learner stands with the final quiz; `remaining` says what is still to read.

    An open attempt stays open whatever a later edition adds to the course.
    """
    exam = edition.exam
    attempts = _list_attempts(session, exam.id, learner_id)
    open_one = next((one for one in attempts if one.completed_at is None), None)
    passed = next((one for one in attempts if one.has_passed), None)
    sent = [one for one in attempts if one.completed_at is not None]
    waits_until = _waits_until(exam, sent, now)
    return ExamStatus(
        state=_state(
            exam, attempts, is_eligible=not any(remaining.values()), is_waiting=bool(waits_until)
        ),
        remaining=remaining,
        attempts_used=len(attempts),
        attempts_max=exam.attempts.max,
        open_attempt_id=open_one.id if open_one else None,
        last_attempt_id=sent[-1].id if sent else None,
        passed_attempt_id=passed.id if passed else None,
        waits_until=waits_until,
        best_score=max((one.scaled_score or 0.0 for one in sent), default=None),
    )


def find_open_attempt(session: Session, edition: Edition, learner_id: int) -> Attempt | None:
    """Return the learner's attempt that is not sent yet, or None."""
    return session.scalar(
        select(Attempt).where(
            Attempt.learner_id == learner_id,
            Attempt.exam_id == edition.exam.id,
            Attempt.completed_at.is_(None),
        )
    )


def get_attempt(session: Session, attempt_id: UUID, *, learner_id: int) -> Attempt:
    """Return the learner's own attempt; raises UnknownAttempt for another learner's."""
    attempt = session.scalar(_own_attempt(attempt_id, learner_id))
    if attempt is None:
        raise UnknownAttempt
    return attempt


def start_attempt(
    session: Session, edition: Edition, learner_id: int, *, remaining: Remaining, now: datetime
) -> Attempt:
    """Draw and freeze a new attempt, or return the one that is open.

    Two starts at once give one attempt. Raises NotEligible, AlreadyPassed, NoAttemptLeft,
    TooEarly, or PoolTooSmall when the pool cannot satisfy the blueprint.
    """
    status = exam_status(session, edition, learner_id, remaining=remaining, now=now)
    if status.open_attempt_id is not None:
        return get_attempt(session, status.open_attempt_id, learner_id=learner_id)
    refusal = _REFUSALS.get(status.state)
    if refusal is not None:
        raise refusal
    values = _new_attempt(edition, learner_id, number=status.attempts_used + 1, now=now)
    if insert_if_absent(session, Attempt, values):
        freeze_draw(session, edition, values["id"], values["seed"], learner_id)
    attempt = find_open_attempt(session, edition, learner_id)
    if attempt is None:  # started and sent elsewhere in the meantime
        raise TooEarly
    return attempt


@dataclass(frozen=True)
class Draft:
    """A form that could not be kept, to be shown again as it was filled in."""

    item_id: str
    fields: answers.Fields


def attempt_page(
    session: Session,
    attempt: Attempt,
    language: Language,
    *,
    now: datetime,
    draft: Draft | None = None,
) -> AttemptPage:
    """Return the attempt as its pages show it, re-rendered from what was frozen at its start."""
    rows = list_rows(session, attempt.id, language)
    return AttemptPage(
        attempt_id=attempt.id,
        number=attempt.number,
        questions=tuple(_question(row, attempt.seed, draft) for row in rows),
        closes_at=attempt.closes_at,
        is_over=attempt.closes_at is not None and now >= attempt.closes_at,
    )


def record_response(
    session: Session,
    attempt_id: UUID,
    item_id: str,
    change: ResponseChange,
    *,
    learner_id: int,
    now: datetime,
) -> datetime:
    """Keep what the learner answered or marked; the last word wins; return when it was kept.

    Raises UnknownAttempt, AttemptClosed, TimeIsOver, AnswerUnfit or PlaceTakenTwice.
    """
    item, naming = _get_asked(session, attempt_id, item_id, learner_id, now)
    changed: dict[str, Any] = {}
    if change.answer is not None:
        changed["answer"] = answers.read_answer(item, naming, change.answer)
    if change.is_marked is not None:
        changed["is_marked"] = change.is_marked
    _keep(session, attempt_id, item_id, changed, now)
    return now


def record_form(
    session: Session,
    attempt_id: UUID,
    item_id: str,
    fields: answers.Fields,
    *,
    learner_id: int,
    now: datetime,
) -> None:
    """Keep what a form without a script holds: the whole answer, and the mark.

    Raises as `record_response` does.
    """
    item, naming = _get_asked(session, attempt_id, item_id, learner_id, now)
    given = answers.given_in_form(item, naming, fields)
    answer = answers.read_answer(item, naming, given)
    is_marked = bool(fields.get(answers.MARK_FIELD))
    _keep(session, attempt_id, item_id, {"answer": answer, "is_marked": is_marked}, now)


def position_of(session: Session, attempt_id: UUID, item_id: str) -> int:
    """Return the place of an item in an attempt, from 1."""
    return session.execute(
        select(AttemptItem.position).where(
            AttemptItem.attempt_id == attempt_id, AttemptItem.item_id == item_id
        )
    ).scalar_one()


def complete(session: Session, attempt_id: UUID, *, learner_id: int, now: datetime) -> Attempt:
    """Send the attempt: score every item as it was frozen and state the facts. Once.

    Sent twice, or from two tabs at once, it gives the same result. An item without an answer
    counts as wrong.
    """
    attempt = session.scalar(
        _own_attempt(attempt_id, learner_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attempt is None:
        raise UnknownAttempt
    if attempt.completed_at is not None:
        return attempt
    total = _score_items(session, attempt.id)
    attempt.scaled_score = float(total)
    attempt.has_passed = total >= Fraction(attempt.pass_pct, 100)
    attempt.completed_at = now
    session.flush()
    _publish_completion(session, attempt, now)
    return attempt


def _get_asked(
    session: Session, attempt_id: UUID, item_id: str, learner_id: int, now: datetime
) -> tuple[FrozenItem, Naming]:
    """Return an item of the learner's open attempt; the attempt cannot be sent meanwhile."""
    asked = {"attempt_id": attempt_id, "learner_id": learner_id, "item_id": item_id}
    found = session.connection().execute(_ASKED, asked).one_or_none()
    if found is None:
        raise UnknownAttempt
    if found.completed_at is not None:
        raise AttemptClosed
    if found.closes_at is not None and now >= found.closes_at:
        raise TimeIsOver
    item = FrozenItem.model_validate(found.frozen)
    return item, Naming.of_attempt(item, found.seed)


def _keep(
    session: Session, attempt_id: UUID, item_id: str, changed: dict[str, Any], now: datetime
) -> None:
    """Write a response; columns that are not in `changed` stay as they are."""
    given = changed | {"recorded_at": now}
    fresh = {"attempt_id": attempt_id, "item_id": item_id, "answer": None, "is_marked": False}
    statement = _keeping(session.get_bind().dialect.name, frozenset(given))
    session.connection().execute(statement, fresh | given)


@cache
def _keeping(dialect_name: str, changed: frozenset[str]) -> Any:  # noqa: ANN401 - one Insert a dialect
    """Return the statement that writes a response and, when there is one, these columns of it."""
    dialect = sqlite if dialect_name == "sqlite" else postgresql
    insert = dialect.insert(Response)
    named: dict[str, Any] = {
        column.key: bindparam(column.key) for column in Response.__table__.columns
    }
    return insert.values(**named).on_conflict_do_update(
        index_elements=[Response.attempt_id, Response.item_id],
        set_={name: insert.excluded[name] for name in sorted(changed)},
    )


def _own_attempt(attempt_id: UUID, learner_id: int) -> Select[Attempt]:
    return select(Attempt).where(Attempt.id == attempt_id, Attempt.learner_id == learner_id)


def _list_attempts(session: Session, exam_id: str, learner_id: int) -> Sequence[Attempt]:
    return session.scalars(
        select(Attempt)
        .where(Attempt.learner_id == learner_id, Attempt.exam_id == exam_id)
        .order_by(Attempt.number)
    ).all()


def _waits_until(exam: Exam, sent: Sequence[Attempt], now: datetime) -> datetime | None:
    last = max((one.completed_at for one in sent if one.completed_at), default=None)
    opens_at = last + timedelta(hours=exam.attempts.wait_hours) if last else now
    return opens_at if opens_at > now else None


def _state(
    exam: Exam, attempts: Sequence[Attempt], *, is_eligible: bool, is_waiting: bool
) -> ExamState:
    if any(one.has_passed for one in attempts):
        return ExamState.PASSED
    if any(one.completed_at is None for one in attempts):
        return ExamState.OPEN
    if not is_eligible:
        return ExamState.NOT_ELIGIBLE
    if len(attempts) >= exam.attempts.max:
        return ExamState.USED_UP
    return ExamState.WAITING if is_waiting else ExamState.READY


def _new_attempt(
    edition: Edition, learner_id: int, *, number: int, now: datetime
) -> dict[str, Any]:
    minutes = edition.exam.minutes
    return {
        "id": new_public_id(),
        "learner_id": learner_id,
        "exam_id": edition.exam.id,
        "number": number,
        "content_edition": edition.hash,
        "edition_label": edition.label,
        "seed": secrets.token_bytes(SEED_BYTES),
        "pass_pct": edition.exam.pass_pct,
        "started_at": now,
        "closes_at": now + timedelta(minutes=minutes) if minutes else None,
        "has_passed": False,
    }


def _question(row: AskedRow, seed: bytes, draft: Draft | None) -> AttemptQuestion:
    naming = Naming.of_attempt(row.item, seed)
    given = given_on_page(naming, row.answer)
    if draft is not None and draft.item_id == row.item.item_id:
        given = answers.given_in_form(row.item, naming, draft.fields, strict=False)
    return AttemptQuestion(
        number=row.position,
        item=for_page(row.item, naming),
        given=given,
        is_answered=answers.is_complete(row.item, row.answer),
        is_begun=bool(row.answer),
        is_marked=row.is_marked,
        saved_at=row.recorded_at,
    )


def _score_items(session: Session, attempt_id: UUID) -> Fraction:
    """Write each item's score and return the scaled score of the whole."""
    rows = {row.item.item_id: row for row in list_rows(session, attempt_id, "fr")}
    drawn = session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt_id))
    scores = []
    for one in drawn:
        row = rows[one.item_id]
        earned = scoring.score(row.item, row.answer)
        one.scaled_score = float(earned)
        scores.append((earned, row.item.weight))
    return scoring.scaled(scores)


def _publish_completion(session: Session, attempt: Attempt, now: datetime) -> None:
    scaled_score = attempt.scaled_score or 0.0
    publish(
        session,
        AttemptCompleted(
            attempt_id=attempt.id,
            learner_id=attempt.learner_id,
            exam_id=attempt.exam_id,
            completed_at=now,
            scaled_score=scaled_score,
            has_passed=attempt.has_passed,
        ),
    )
    if attempt.has_passed:
        publish(
            session,
            AttemptPassed(
                attempt_id=attempt.id,
                learner_id=attempt.learner_id,
                exam_id=attempt.exam_id,
                passed_at=now,
                scaled_score=scaled_score,
                edition_label=attempt.edition_label,
                content_edition=attempt.content_edition,
            ),
        )
