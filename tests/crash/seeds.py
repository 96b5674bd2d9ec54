"""Learners written straight into a database: ready for the quiz, signed in, some before sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.cookies import SESSION_COOKIE
from app.core.db import Database
from app.learning import service as learning
from app.modules.edition import Edition
from app.quiz import service as quiz
from app.quiz.models import AttemptItem, ItemRevision, Response
from tests import factories
from tests.driver import Driver

HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Seed:
    """A learner with an open attempt, and the token of a session of theirs."""

    learner_id: int
    token: str
    attempt_id: UUID

    def driver(self, url: str, *, language: str = "fr") -> Driver:
        """Return this learner's browser, signed in."""
        driver = Driver(url, language=language)
        driver.cookies[SESSION_COOKIE] = self.token
        return driver


def plant(database: Database, edition: Edition, count: int, *, is_answered: bool) -> list[Seed]:
    """Write learners who read the whole course and started the quiz; answered, all is right."""
    return [_plant_one(database, edition, is_answered=is_answered) for _ in range(count)]


def _plant_one(database: Database, edition: Edition, *, is_answered: bool) -> Seed:
    now = datetime.now(UTC)
    with database.writing() as session:
        person = factories.person(created_at=now)
        session.add(person)
        session.flush()
        token = sessions.open_session(session, person.id, now=now, lifetime=HALF_A_DAY)
        lessons = {one.id: one.sections for one in edition.all_listed_lessons()}
        learning.merge_device_progress(session, edition, person.id, lessons, now=now)
        attempt = quiz.start_attempt(session, edition, person.id, remaining={}, now=now)
        if is_answered:
            session.add_all(_right_answers(session, attempt.id, now))
        return Seed(person.id, token, attempt.id)


def _right_answers(session: Session, attempt_id: UUID, now: datetime) -> list[Response]:
    rows = session.execute(
        select(AttemptItem.item_id, ItemRevision.frozen)
        .join(ItemRevision, ItemRevision.hash == AttemptItem.revision_fr)
        .where(AttemptItem.attempt_id == attempt_id)
    )
    return [
        Response(attempt_id=attempt_id, item_id=item_id, answer=_key(frozen), recorded_at=now)
        for item_id, frozen in rows
    ]


def _key(frozen: Mapping[str, Any]) -> list[str] | dict[str, str]:
    key: list[str] | dict[str, str] = frozen["key"]
    return key
