"""Progress: sections add up to lessons, lessons to modules, and nothing is ever lowered."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.learning import service
from app.learning.errors import UnknownSection
from app.learning.events import LessonCompleted, ModuleCompleted
from app.learning.models import LessonProgress, ModuleCompletion
from app.learning.schemas import LearnerState, Place
from app.modules.edition import Edition
from tests import factories
from tests.factories import NOON


@pytest.fixture
def learner(database: Database) -> int:
    with database.writing() as session:
        session.add(person := factories.person())
        session.flush()
        return person.id


def read(
    database: Database, edition: Edition, learner: int, lesson: str, *sections: str, day: int = 0
) -> None:
    with database.writing() as session:
        for section in sections or edition.lesson(lesson).sections:
            service.record_section(
                session,
                edition,
                learner,
                lesson_id=lesson,
                section_id=section,
                now=NOON + timedelta(days=day),
            )


def state(database: Database, edition: Edition, learner: int) -> LearnerState:
    with database.reading() as session:
        return service.learner_state(session, edition, learner)


def with_new_section(edition: Edition, lesson_id: str) -> Edition:
    """Return a later edition in which the lesson has one section more."""
    lesson = edition.lesson(lesson_id)
    longer = replace(lesson, sections=(*lesson.sections, "new-section"))
    return replace(edition, hash="later", lessons={**edition.lessons, lesson_id: longer})


def test_a_section_read_counts_in_its_lesson(
    database: Database, edition: Edition, learner: int
) -> None:
    first, *_rest = edition.lesson("m01-l01").sections

    read(database, edition, learner, "m01-l01", first)

    lesson = state(database, edition, learner).lessons["m01-l01"]
    assert lesson.read == (first,)
    assert not lesson.is_completed


def test_reading_a_section_again_changes_nothing_but_the_place_to_resume(
    database: Database, edition: Edition, learner: int
) -> None:
    first, second, *_rest = edition.lesson("m01-l01").sections
    read(database, edition, learner, "m01-l01", first, second)

    read(database, edition, learner, "m01-l01", first, day=1)

    lesson = state(database, edition, learner).lessons["m01-l01"]
    assert lesson.read == (first, second)
    assert lesson.last_section == first


def test_a_lesson_is_completed_when_every_section_was_read_in_any_order(
    database: Database, edition: Edition, learner: int
) -> None:
    read(database, edition, learner, "m01-l01", *reversed(edition.lesson("m01-l01").sections))

    assert state(database, edition, learner).lessons["m01-l01"].is_completed


def test_a_module_is_completed_with_its_last_listed_lesson(
    database: Database, edition: Edition, learner: int
) -> None:
    first, *others = [lesson.id for lesson in edition.listed_lessons("m01")]
    read(database, edition, learner, first)
    before = state(database, edition, learner).modules["m01"].is_completed

    for lesson in others:
        read(database, edition, learner, lesson)

    assert not before
    assert state(database, edition, learner).modules["m01"].is_completed


def test_the_facts_of_completion_are_stated_once(
    database: Database, edition: Edition, learner: int
) -> None:
    facts: list[object] = []

    def note(_session: Session, fact: object) -> None:
        facts.append(fact)

    database.subscriptions.subscribe(LessonCompleted, note)
    database.subscriptions.subscribe(ModuleCompleted, note)

    for _twice in range(2):
        for lesson in edition.listed_lessons("m01"):
            read(database, edition, learner, lesson.id)

    lessons = [LessonCompleted(learner, one.id, NOON) for one in edition.listed_lessons("m01")]
    assert facts == [*lessons, ModuleCompleted(learner, "m01", NOON)]


def test_a_later_edition_never_lowers_a_completed_lesson_or_module(
    database: Database, edition: Edition, learner: int
) -> None:
    for lesson in edition.listed_lessons("m01"):
        read(database, edition, learner, lesson.id)

    later = state(database, with_new_section(edition, "m01-l01"), learner)

    assert later.lessons["m01-l01"].is_completed
    assert later.modules["m01"].is_completed


def test_a_section_added_later_does_not_move_the_date_of_completion(
    database: Database, edition: Edition, learner: int
) -> None:
    read(database, edition, learner, "m01-l01")
    later = with_new_section(edition, "m01-l01")

    read(database, later, learner, "m01-l01", "new-section", day=5)

    with database.reading() as session:
        row = session.scalars(select(LessonProgress)).one()
        assert (row.completed_at, row.completed_edition) == (NOON, edition.hash)


def test_an_unfinished_lesson_must_be_read_as_the_edition_in_force_has_it(
    database: Database, edition: Edition, learner: int
) -> None:
    later = with_new_section(edition, "m01-l01")

    read(database, later, learner, "m01-l01", *edition.lesson("m01-l01").sections)

    assert not state(database, later, learner).lessons["m01-l01"].is_completed


def test_progress_never_passes_the_whole(
    database: Database, edition: Edition, learner: int
) -> None:
    read(database, with_new_section(edition, "m01-l01"), learner, "m01-l01")

    lesson = state(database, edition, learner).lessons["m01-l01"]
    assert lesson.read == edition.lesson("m01-l01").sections


@pytest.mark.parametrize(
    ("lesson", "section"),
    [("m01-l01", "unknown"), ("m99-l01", "elements"), ("m01-l02", "elements")],
)
def test_what_the_edition_does_not_list_cannot_be_read(
    database: Database, edition: Edition, learner: int, lesson: str, section: str
) -> None:
    with pytest.raises(UnknownSection):
        read(database, edition, learner, lesson, section)


def test_what_a_device_kept_is_added_and_the_unknown_left_out(
    database: Database, edition: Edition, learner: int
) -> None:
    first, second, *_rest = edition.lesson("m01-l01").sections
    read(database, edition, learner, "m01-l01", first)
    device = {"m01-l01": [second, "gone"], "m99-l01": ["x"]}

    with database.writing() as session:
        merged = service.merge_device_progress(session, edition, learner, device, now=NOON)

    assert merged == 1
    assert state(database, edition, learner).lessons["m01-l01"].read == (first, second)


def test_a_device_that_read_everything_completes_the_lesson(
    database: Database, edition: Edition, learner: int
) -> None:
    device = {"m01-l01": edition.lesson("m01-l01").sections}

    with database.writing() as session:
        service.merge_device_progress(session, edition, learner, device, now=NOON)

    assert state(database, edition, learner).lessons["m01-l01"].is_completed


def test_two_sections_read_at_once_are_both_kept(
    database: Database, edition: Edition, learner: int
) -> None:
    sections = edition.lesson("m01-l01").sections
    threads = [
        threading.Thread(target=read, args=(database, edition, learner, "m01-l01", section))
        for section in sections
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lesson = state(database, edition, learner).lessons["m01-l01"]
    assert lesson.read == sections
    assert lesson.is_completed


def test_a_new_learner_starts_at_the_first_lesson(
    database: Database, edition: Edition, learner: int
) -> None:
    assert state(database, edition, learner).resume == Place("m01-l01", None)


def test_one_resumes_at_the_first_unread_section_of_the_last_lesson(
    database: Database, edition: Edition, learner: int
) -> None:
    first, second, *_rest = edition.lesson("m03-l01").sections

    read(database, edition, learner, "m03-l01", first)

    assert state(database, edition, learner).resume == Place("m03-l01", second)


def test_after_a_completed_lesson_one_goes_on_with_the_next(
    database: Database, edition: Edition, learner: int
) -> None:
    read(database, edition, learner, "m03-l01")

    assert state(database, edition, learner).resume == Place("m03-l02", None)


def test_there_is_nothing_to_resume_when_everything_is_read(
    database: Database, edition: Edition, learner: int
) -> None:
    for lesson in edition.all_listed_lessons():
        read(database, edition, learner, lesson.id)

    assert state(database, edition, learner).resume is None
    with database.reading() as session:
        assert service.remaining_lessons(session, edition, learner) == {}


def test_the_lessons_that_remain_are_named_by_module(
    database: Database, edition: Edition, learner: int
) -> None:
    read(database, edition, learner, "m01-l01")

    with database.reading() as session:
        remaining = service.remaining_lessons(session, edition, learner)

    assert remaining["m01"] == [one.id for one in edition.listed_lessons("m01")[1:]]
    assert len(remaining) == 8


def test_a_module_completed_under_an_earlier_edition_does_not_come_back(
    database: Database, edition: Edition, learner: int
) -> None:
    with database.writing() as session:
        session.add(
            ModuleCompletion(learner_id=learner, module_id="m02", completed_at=NOON, edition="old")
        )

    with database.reading() as session:
        assert "m02" not in service.remaining_lessons(session, edition, learner)


@pytest.mark.parametrize(
    ("lesson", "position", "leads_to"),
    [
        ("m01-l01", 0, "/modules/m01/lessons/m01-l01#{next}"),
        ("m01-l01", -1, "/modules/m01/lessons/m01-l02"),
        ("m08-l06", -1, "/me/"),
    ],
)
def test_after_a_section_comes_the_next_one_then_the_next_lesson_then_ones_own_page(
    edition: Edition, lesson: str, position: int, leads_to: str
) -> None:
    sections = edition.lesson(lesson).sections

    path = service.place_after(edition, lesson, sections[position])

    assert path == leads_to.format(next=sections[1])


def test_the_export_holds_every_lesson_and_module(
    database: Database, edition: Edition, learner: int
) -> None:
    for lesson in edition.listed_lessons("m01"):
        read(database, edition, learner, lesson.id)

    with database.reading() as session:
        exported = service.export_progress(session, learner)

    lessons, modules = exported["lessons"], exported["modules"]
    assert isinstance(lessons, list)
    assert [row["lesson"] for row in lessons] == [f"m01-l0{number}" for number in range(1, 7)]
    assert modules == [{"module": "m01", "completed_at": NOON.isoformat()}]
