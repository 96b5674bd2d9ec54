"""An attempt's life: started once, saved at every word, sent and scored once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.core.db import Database
from app.modules.edition import Edition
from app.quiz import freezing, service
from app.quiz.draw import draw
from app.quiz.errors import (
    AlreadyPassed,
    AnswerUnfit,
    AttemptClosed,
    NoAttemptLeft,
    NotEligible,
    PlaceTakenTwice,
    PoolTooSmall,
    TimeIsOver,
    TooEarly,
    UnknownAttempt,
)
from app.quiz.events import AttemptCompleted, AttemptPassed
from app.quiz.export import export_attempts
from app.quiz.frozen import FrozenItem, revision_hash
from app.quiz.models import Attempt, AttemptItem, ItemRevision, Response
from app.quiz.naming import Naming
from app.quiz.schemas import ExamState, ExamStatus, Given, ResponseChange
from tests import factories
from tests.quiz import answering
from tests.quiz.conftest import new_learner

NOON = factories.NOON
LATER = NOON + timedelta(hours=25)
TO_READ = {"m01": ["m01-l01"], "m02": []}


def start(database: Database, edition: Edition, learner_id: int, *, now: datetime = NOON) -> UUID:
    with database.writing() as session:
        attempt = service.start_attempt(session, edition, learner_id, remaining={}, now=now)
        return attempt.id


def answer(
    database: Database, attempt_id: UUID, learner_id: int, *, right: int, now: datetime = NOON
) -> None:
    """Answer every item, the first `right` of them rightly."""
    with database.writing() as session:
        for number, (item, naming) in enumerate(answering.asked_items(session, attempt_id)):
            make = answering.right_answer if number < right else answering.wrong_answer
            change = ResponseChange(answer=make(item, naming))
            service.record_response(
                session, attempt_id, item.item_id, change, learner_id=learner_id, now=now
            )


def send(database: Database, attempt_id: UUID, learner_id: int, *, now: datetime = NOON) -> Attempt:
    with database.writing() as session:
        return service.complete(session, attempt_id, learner_id=learner_id, now=now)


def sit(
    database: Database, edition: Edition, learner_id: int, *, right: int, now: datetime = NOON
) -> Attempt:
    attempt_id = start(database, edition, learner_id, now=now)
    answer(database, attempt_id, learner_id, right=right, now=now)
    return send(database, attempt_id, learner_id, now=now)


def status_of(
    database: Database,
    edition: Edition,
    learner_id: int,
    *,
    remaining: dict[str, list[str]] | None = None,
    now: datetime = NOON,
) -> ExamStatus:
    with database.reading() as session:
        return service.exam_status(session, edition, learner_id, remaining=remaining or {}, now=now)


def with_exam(edition: Edition, **changes: object) -> Edition:
    return replace(edition, exam=edition.exam.model_copy(update=changes))


def in_threads(work: Callable[[], Any], *, count: int = 2) -> list[Any]:
    """Do the same work at the same moment; return what each gave or raised."""
    gate = threading.Barrier(count)
    outcomes: list[Any] = []

    def run() -> None:
        gate.wait()
        try:
            outcomes.append(work())
        except Exception as failure:
            outcomes.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


# ---- Starting


def test_an_attempt_holds_forty_items_of_the_blueprint_in_both_languages(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)

    with database.reading() as session:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        french = service.attempt_page(session, attempt, "fr", now=NOON)
        arabic = service.attempt_page(session, attempt, "ar", now=NOON)
    assert [one.item.id for one in french.questions] == [one.item.id for one in arabic.questions]
    assert len(french.questions) == edition.exam.draw
    for one, other in zip(french.questions, arabic.questions, strict=True):
        assert one.item.stem_html != other.item.stem_html
        assert [c.id for c in one.item.choices] == [c.id for c in other.item.choices]
        assert {row.id for row in one.item.rows} == {row.id for row in other.item.rows}


def test_an_auditor_can_draw_the_attempt_again_from_its_seed(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)

    with database.reading() as session:
        seed = session.get_one(Attempt, attempt_id).seed
        asked = [item.item_id for item, _ in answering.asked_items(session, attempt_id)]
    pool = [freezing.candidate_of(item) for item in edition.exam_items()]
    assert list(draw(pool, freezing.blueprint_of(edition.exam), seed=seed)) == asked
    assert len(seed) == 16


def test_starting_again_gives_the_attempt_that_is_open(
    database: Database, edition: Edition, learner_id: int
) -> None:
    first = start(database, edition, learner_id)

    assert start(database, edition, learner_id, now=LATER) == first


def test_two_starts_at_once_give_one_attempt(
    database: Database, edition: Edition, learner_id: int
) -> None:
    outcomes = in_threads(lambda: start(database, edition, learner_id), count=4)

    with database.reading() as session:
        ids = session.scalars(select(Attempt.id)).all()
        items = session.scalar(select(func.count()).select_from(AttemptItem))
    assert outcomes == [ids[0]] * 4
    assert items == edition.exam.draw


def test_two_learners_at_once_share_the_revisions(database: Database, edition: Edition) -> None:
    learners = [new_learner(database) for _ in range(4)]
    waiting = list(learners)

    outcomes = in_threads(lambda: start(database, edition, waiting.pop()), count=4)

    assert len({one for one in outcomes if isinstance(one, UUID)}) == 4
    with database.reading() as session:
        revisions = session.execute(select(ItemRevision.hash, ItemRevision.frozen)).all()
    assert all(revision_hash(frozen) == name for name, frozen in revisions)


def test_a_learner_who_has_lessons_to_read_cannot_start(
    database: Database, edition: Edition, learner_id: int
) -> None:
    with database.writing() as session, pytest.raises(NotEligible):
        service.start_attempt(session, edition, learner_id, remaining=TO_READ, now=NOON)

    assert status_of(database, edition, learner_id, remaining=TO_READ).state == "not_eligible"


def test_an_open_attempt_stays_open_when_a_new_edition_adds_lessons(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)

    status = status_of(database, edition, learner_id, remaining=TO_READ)

    assert (status.state, status.open_attempt_id) == (ExamState.OPEN, attempt_id)


def test_a_pool_that_is_too_small_starts_nothing(
    database: Database, edition: Edition, learner_id: int
) -> None:
    small = replace(edition, items={})

    with pytest.raises(PoolTooSmall, match="module m01 has 0 items of 5"):
        start(database, small, learner_id)

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0


# ---- Whose it is


def test_another_learners_attempt_does_not_exist(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    other = new_learner(database)

    with database.writing() as session:
        item_id = session.scalars(select(AttemptItem.item_id)).first()
        assert item_id is not None
        with pytest.raises(UnknownAttempt):
            service.get_attempt(session, attempt_id, learner_id=other)
        with pytest.raises(UnknownAttempt):
            service.record_response(
                session,
                attempt_id,
                item_id,
                ResponseChange(is_marked=True),
                learner_id=other,
                now=NOON,
            )
        with pytest.raises(UnknownAttempt):
            service.complete(session, attempt_id, learner_id=other, now=NOON)


def test_an_item_that_was_not_drawn_cannot_be_answered(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)

    with database.writing() as session:
        drawn = {item.item_id for item, _ in answering.asked_items(session, attempt_id)}
        other = next(item.id for item in edition.exam_items() if item.id not in drawn)
        with pytest.raises(UnknownAttempt):
            service.record_response(
                session,
                attempt_id,
                other,
                ResponseChange(answer=[]),
                learner_id=learner_id,
                now=NOON,
            )


# ---- Saving


def test_what_was_saved_is_shown_in_both_languages(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=20)

    with database.reading() as session:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        french = service.attempt_page(session, attempt, "fr", now=NOON)
        arabic = service.attempt_page(session, attempt, "ar", now=NOON)
        items = answering.asked_items(session, attempt_id)
    assert french.answered == 40
    assert french.saved_at == NOON
    for number, (question, (item, naming)) in enumerate(zip(french.questions, items, strict=True)):
        if number < 20:
            right = answering.right_answer(item, naming)
            given = question.given
            assert sorted(given) == sorted(right) if item.type == "multi" else given == right
    assert [one.given for one in french.questions] == [one.given for one in arabic.questions]


def test_the_last_word_wins_and_the_mark_stays(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    with database.writing() as session:
        item, naming = answering.asked_items(session, attempt_id)[0]
        changes = [
            ResponseChange(answer=answering.right_answer(item, naming)),
            ResponseChange(is_marked=True),
            ResponseChange(answer=answering.wrong_answer(item, naming)),
        ]

        for change in changes:
            service.record_response(
                session, attempt_id, item.item_id, change, learner_id=learner_id, now=NOON
            )

    with database.reading() as session:
        response = session.scalars(select(Response)).one()
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        question = service.attempt_page(session, attempt, "fr", now=NOON).questions[0]
    assert response.is_marked
    assert question.given == answering.wrong_answer(item, naming)


def test_a_mark_alone_is_no_answer(database: Database, edition: Edition, learner_id: int) -> None:
    attempt_id = start(database, edition, learner_id)
    with database.writing() as session:
        item, _ = answering.asked_items(session, attempt_id)[0]

        service.record_response(
            session,
            attempt_id,
            item.item_id,
            ResponseChange(is_marked=True),
            learner_id=learner_id,
            now=NOON,
        )

    with database.reading() as session:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        page = service.attempt_page(session, attempt, "fr", now=NOON)
    assert (page.answered, page.marked, len(page.unanswered)) == (0, 1, 40)


def items_of_type(
    database: Database, attempt_id: UUID, kind: str
) -> list[tuple[FrozenItem, Naming]]:
    with database.reading() as session:
        items = answering.asked_items(session, attempt_id)
    return [pair for pair in items if pair[0].type == kind]


@pytest.mark.parametrize("kind", ["single", "multi", "match"])
@pytest.mark.parametrize(
    "bad",
    [["unknown"], {"unknown": "x"}, {"": "a"}, ["", ""], ["a"]],
)
def test_an_answer_that_does_not_fit_is_refused_and_nothing_changes(
    database: Database, edition: Edition, learner_id: int, kind: str, bad: Given
) -> None:
    attempt_id = start(database, edition, learner_id)
    item, _ = items_of_type(database, attempt_id, kind)[0]

    with database.writing() as session, pytest.raises(AnswerUnfit):
        service.record_response(
            session,
            attempt_id,
            item.item_id,
            ResponseChange(answer=bad),
            learner_id=learner_id,
            now=NOON,
        )

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_one_choice_is_one_choice(database: Database, edition: Edition, learner_id: int) -> None:
    attempt_id = start(database, edition, learner_id)
    item, naming = items_of_type(database, attempt_id, "single")[0]
    two = list(naming.choices.values())[:2]

    with database.writing() as session, pytest.raises(AnswerUnfit):
        service.record_response(
            session,
            attempt_id,
            item.item_id,
            ResponseChange(answer=two),
            learner_id=learner_id,
            now=NOON,
        )


def test_a_sent_attempt_takes_no_more_answers(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt = sit(database, edition, learner_id, right=0)

    with pytest.raises(AttemptClosed):
        answer(database, attempt.id, learner_id, right=40)


def test_where_the_commission_sets_a_time_nothing_is_saved_after_it(
    database: Database, edition: Edition, learner_id: int
) -> None:
    timed = with_exam(edition, minutes=60)
    attempt_id = start(database, timed, learner_id)
    answer(database, attempt_id, learner_id, right=40, now=NOON + timedelta(minutes=59))

    with pytest.raises(TimeIsOver):
        answer(database, attempt_id, learner_id, right=0, now=NOON + timedelta(minutes=60))

    sent = send(database, attempt_id, learner_id, now=NOON + timedelta(hours=9))
    assert sent.has_passed


# ---- Sending


@pytest.mark.parametrize(("right", "has_passed"), [(0, False), (27, False), (28, True), (40, True)])
def test_the_threshold_decides(
    database: Database, edition: Edition, learner_id: int, right: int, *, has_passed: bool
) -> None:
    attempt = sit(database, edition, learner_id, right=right)

    assert attempt.scaled_score == pytest.approx(right / 40)
    assert attempt.has_passed is has_passed


def test_an_unanswered_item_counts_as_wrong(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)

    sent = send(database, attempt_id, learner_id)

    assert (sent.scaled_score, sent.has_passed) == (0.0, False)


def test_sending_twice_at_once_scores_and_states_the_pass_once(
    database: Database, edition: Edition, learner_id: int
) -> None:
    facts: list[object] = []
    database.subscriptions.subscribe(AttemptPassed, lambda _session, fact: facts.append(fact))
    database.subscriptions.subscribe(AttemptCompleted, lambda _session, fact: facts.append(fact))
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=40)

    outcomes = in_threads(lambda: send(database, attempt_id, learner_id).scaled_score, count=4)

    assert outcomes == [1.0] * 4
    assert [type(fact) for fact in facts] == [AttemptCompleted, AttemptPassed]


def test_sending_again_later_changes_nothing(
    database: Database, edition: Edition, learner_id: int
) -> None:
    first = sit(database, edition, learner_id, right=30)

    again = send(database, first.id, learner_id, now=LATER)

    assert (again.completed_at, again.scaled_score) == (NOON, first.scaled_score)


def test_a_failed_follower_of_a_pass_undoes_the_sending(
    database: Database, edition: Edition, learner_id: int
) -> None:
    def refuse(_session: object, _fact: AttemptPassed) -> None:
        raise RuntimeError

    database.subscriptions.subscribe(AttemptPassed, refuse)
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=40)

    with pytest.raises(RuntimeError):
        send(database, attempt_id, learner_id)

    with database.reading() as session:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
    assert (attempt.completed_at, attempt.has_passed) == (None, False)


def test_an_answer_and_a_sending_at_once_leave_no_answer_after_the_score(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=0)
    work: list[Callable[[], object]] = [
        partial(send, database, attempt_id, learner_id),
        partial(answer, database, attempt_id, learner_id, right=40),
    ]

    outcomes = in_threads(lambda: work.pop()())  # noqa: PLW0108 - each thread takes its own

    sent = next(one for one in outcomes if isinstance(one, Attempt))
    refused = any(isinstance(one, AttemptClosed) for one in outcomes)
    assert sent.scaled_score == (0.0 if refused else 1.0)


# ---- Limits


def test_the_next_attempt_waits_a_day_after_the_last_one(
    database: Database, edition: Edition, learner_id: int
) -> None:
    sit(database, edition, learner_id, right=0)

    with pytest.raises(TooEarly):
        start(database, edition, learner_id, now=NOON + timedelta(hours=23, minutes=59))

    status = status_of(database, edition, learner_id)
    assert (status.state, status.waits_until) == (ExamState.WAITING, NOON + timedelta(hours=24))
    assert status.attempts_left == 2
    assert start(database, edition, learner_id, now=NOON + timedelta(hours=24))


def test_three_attempts_and_no_more(database: Database, edition: Edition, learner_id: int) -> None:
    for number in range(3):
        sit(database, edition, learner_id, right=number, now=NOON + number * timedelta(days=2))

    with pytest.raises(NoAttemptLeft):
        start(database, edition, learner_id, now=NOON + timedelta(days=30))

    status = status_of(database, edition, learner_id, now=NOON + timedelta(days=30))
    assert (status.state, status.attempts_left) == (ExamState.USED_UP, 0)
    assert status.best_score == pytest.approx(2 / 40)


def test_a_second_attempt_asks_what_was_not_asked_before(
    database: Database, edition: Edition, learner_id: int
) -> None:
    first = sit(database, edition, learner_id, right=0)
    second = start(database, edition, learner_id, now=LATER)

    with database.reading() as session:
        before = {item.item_id for item, _ in answering.asked_items(session, first.id)}
        after = {item.item_id for item, _ in answering.asked_items(session, second)}
    assert len(before & after) < 15  # a random draw of 40 in 112 would share about 14


def test_after_a_pass_there_is_no_new_attempt(
    database: Database, edition: Edition, learner_id: int
) -> None:
    passed = sit(database, edition, learner_id, right=40)

    with pytest.raises(AlreadyPassed):
        start(database, edition, learner_id, now=LATER)

    status = status_of(database, edition, learner_id, now=LATER, remaining=TO_READ)
    assert (status.state, status.passed_attempt_id) == (ExamState.PASSED, passed.id)
    assert status.attempts_left == 0


# ---- What is kept


def test_an_old_attempt_is_shown_and_scored_as_it_was_frozen(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=40)
    with database.reading() as session:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        before = service.attempt_page(session, attempt, "fr", now=NOON)

    emptied = replace(edition, items={}, hash="another")

    assert status_of(database, emptied, learner_id).open_attempt_id == attempt_id
    with database.reading() as session:
        assert service.attempt_page(session, attempt, "fr", now=NOON) == before
    assert send(database, attempt_id, learner_id).scaled_score == 1.0


def test_the_export_words_the_answers_and_names_no_id_of_the_authors(
    database: Database, edition: Edition, learner_id: int
) -> None:
    sit(database, edition, learner_id, right=40)

    with database.reading() as session:
        (exported,) = export_attempts(session, learner_id)

    assert (exported["number"], exported["scaled_score"]) == (1, 1.0)
    responses = exported["responses"]
    assert isinstance(responses, list)
    assert len(responses) == 40
    for response in responses:
        said = response["answer"]
        words = list(said.values()) if isinstance(said, dict) else said
        assert words
        assert all(len(one) > 2 for one in words), response


def test_the_export_of_an_open_attempt_shows_no_answer(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    answer(database, attempt_id, learner_id, right=40)

    with database.reading() as session:
        (exported,) = export_attempts(session, learner_id)

    responses = exported["responses"]
    assert isinstance(responses, list)
    assert len(responses) == 40
    assert {name for one in responses for name in one} == {"position", "is_marked", "recorded_at"}


# ---- Forms without a script


def test_a_form_is_kept_like_a_script_would(
    database: Database, edition: Edition, learner_id: int
) -> None:
    attempt_id = start(database, edition, learner_id)
    with database.writing() as session:
        for item, naming in answering.asked_items(session, attempt_id):
            form = answering.form_of(item, answering.right_answer(item, naming))
            fields = {k: v if isinstance(v, list) else [v] for k, v in form.items()}
            service.record_form(
                session, attempt_id, item.item_id, fields, learner_id=learner_id, now=NOON
            )

    assert send(database, attempt_id, learner_id).scaled_score == 1.0


def order_attempt(database: Database, edition: Edition) -> tuple[int, UUID, FrozenItem, Naming]:
    """Return an attempt that holds an item to put in order."""
    orders = {item.id for item in edition.items.values() if item.type == "order"}
    for _ in range(30):
        learner_id = new_learner(database)
        attempt_id = start(database, edition, learner_id)
        for item, naming in items_of_type(database, attempt_id, "order"):
            return learner_id, attempt_id, item, naming
    raise AssertionError(f"no draw held one of {orders}")


def test_two_steps_cannot_have_one_place(database: Database, edition: Edition) -> None:
    learner_id, attempt_id, item, naming = order_attempt(database, edition)
    fields = {token: ["1"] for token in naming.choices.values()}

    with database.writing() as session:
        with pytest.raises(PlaceTakenTwice):
            service.record_form(
                session, attempt_id, item.item_id, fields, learner_id=learner_id, now=NOON
            )
        attempt = service.get_attempt(session, attempt_id, learner_id=learner_id)
        draft = service.Draft(item.item_id, fields)
        page = service.attempt_page(session, attempt, "fr", now=NOON, draft=draft)
    shown = page.questions[page.number_of(item.item_id) - 1]
    first = next(iter(naming.choices.values()))
    assert shown.given == [first, *[""] * (len(naming.choices) - 1)]


@pytest.mark.parametrize("place", ["0", "99", "-1", "1.0", "٢", "9" * 5000])
def test_a_place_that_does_not_exist_is_refused(
    database: Database, edition: Edition, place: str
) -> None:
    learner_id, attempt_id, item, naming = order_attempt(database, edition)
    fields = {next(iter(naming.choices.values())): [place]}

    with database.writing() as session, pytest.raises(AnswerUnfit):
        service.record_form(
            session, attempt_id, item.item_id, fields, learner_id=learner_id, now=NOON
        )
