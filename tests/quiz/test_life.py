"""Whatever a learner does in whatever order, an attempt keeps its rules."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import AppError
from app.modules.edition import Edition
from app.quiz import errors, service
from app.quiz.events import AttemptPassed
from app.quiz.models import Attempt
from app.quiz.schemas import ExamState, ResponseChange
from tests import factories
from tests.quiz import answering
from tests.quiz.conftest import new_learner

REFUSED = {
    ExamState.PASSED: errors.AlreadyPassed,
    ExamState.USED_UP: errors.NoAttemptLeft,
    ExamState.WAITING: errors.TooEarly,
}


class LifeOfAttempts(RuleBasedStateMachine):
    """One learner with two tabs: starts, answers, marks, sends and waits, in any order."""

    def __init__(self, database: Database, edition: Edition) -> None:
        super().__init__()
        self.database = database
        self.edition = edition
        self.learner_id = new_learner(database)
        self.now: datetime = factories.NOON
        self.open_id: UUID | None = None
        self.sent: list[tuple[UUID, datetime, float]] = []
        self.right: dict[str, bool] = {}
        self.passes: list[AttemptPassed] = []
        database.subscriptions.subscribe(
            AttemptPassed, lambda _session, fact: self.passes.append(fact)
        )

    def expected(self) -> ExamState:
        if any(score >= 0.7 for _, _, score in self.sent):
            return ExamState.PASSED
        if self.open_id:
            return ExamState.OPEN
        if len(self.sent) >= 3:
            return ExamState.USED_UP
        if self.sent and self.now < self.sent[-1][1] + timedelta(hours=24):
            return ExamState.WAITING
        return ExamState.READY

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def start(self) -> None:
        expected = self.expected()
        with self.database.writing() as session:
            if expected in REFUSED:
                with pytest.raises(REFUSED[expected]):
                    self._start(session)
                return
            attempt = self._start(session)
        if expected is ExamState.OPEN:
            assert attempt.id == self.open_id
        else:
            assert attempt.number == len(self.sent) + 1
            self.open_id, self.right = attempt.id, {}

    @precondition(lambda self: self.open_id is not None)
    @rule(share=st.sampled_from([0.3, 0.7, 1.0]), rightly=st.booleans(), marked=st.booleans())
    def answer(self, share: float, *, rightly: bool, marked: bool) -> None:
        assert self.open_id
        with self.database.writing() as session:
            items = answering.asked_items(session, self.open_id)
            for item, naming in items[: round(share * len(items))]:
                make = answering.right_answer if rightly else answering.wrong_answer
                change = ResponseChange(answer=make(item, naming), is_marked=marked)
                service.record_response(
                    session,
                    self.open_id,
                    item.item_id,
                    change,
                    learner_id=self.learner_id,
                    now=self.now,
                )
                self.right[item.item_id] = rightly

    @precondition(lambda self: self.open_id is not None)
    @rule(times=st.integers(1, 2))
    def send(self, times: int) -> None:
        assert self.open_id
        for _ in range(times):
            with self.database.writing() as session:
                attempt = service.complete(
                    session, self.open_id, learner_id=self.learner_id, now=self.now
                )
        assert attempt.scaled_score == pytest.approx(sum(self.right.values()) / 40)
        self.sent.append((self.open_id, self.now, attempt.scaled_score or 0.0))
        self.open_id = None

    @precondition(lambda self: bool(self.sent))
    @rule()
    def answer_after_sending(self) -> None:
        attempt_id = self.sent[-1][0]
        with self.database.writing() as session:
            item, naming = answering.asked_items(session, attempt_id)[0]
            change = ResponseChange(answer=answering.right_answer(item, naming))
            with pytest.raises(errors.AttemptClosed):
                service.record_response(
                    session,
                    attempt_id,
                    item.item_id,
                    change,
                    learner_id=self.learner_id,
                    now=self.now,
                )

    @invariant()
    def the_status_says_what_may_be_done(self) -> None:
        with self.database.reading() as session:
            status = service.exam_status(
                session, self.edition, self.learner_id, remaining={}, now=self.now
            )
        assert status.state is self.expected()
        assert status.open_attempt_id == self.open_id
        assert 0 <= status.attempts_left <= 3

    @invariant()
    def a_pass_is_stated_once(self) -> None:
        with self.database.reading() as session:
            attempts = session.scalars(
                select(Attempt).where(Attempt.learner_id == self.learner_id)
            ).all()
        passed = [one.id for one in attempts if one.has_passed]
        assert [fact.attempt_id for fact in self.passes] == passed
        assert len(passed) <= 1
        assert len(attempts) <= 3

    def _start(self, session: Session) -> Attempt:
        return service.start_attempt(
            session, self.edition, self.learner_id, remaining={}, now=self.now
        )


def test_the_rules_of_attempts_hold_in_any_order(
    migrated_sqlite: Path, tmp_path: Path, edition: Edition
) -> None:
    opened: list[Database] = []

    def machine() -> LifeOfAttempts:
        path = tmp_path / f"{len(opened)}.sqlite3"
        shutil.copyfile(migrated_sqlite, path)
        opened.append(Database(f"sqlite:///{path}"))
        return LifeOfAttempts(opened[-1], edition)

    run_state_machine_as_test(
        machine,  # type: ignore[arg-type]  # hypothesis calls it, whatever it is
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    for database in opened:
        database.dispose()


def test_every_refusal_has_a_sentence_and_a_code() -> None:
    refusals = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, AppError)
        and kind.__module__ == errors.__name__
    ]

    assert len({kind.code for kind in refusals}) == len(refusals)
    assert all(kind.code.startswith("quiz.") and kind.message.endswith(".") for kind in refusals)
