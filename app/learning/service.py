"""The rules of progress: sections make lessons, lessons make modules; nothing is ever lowered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.db import insert_if_absent
from app.core.errors import NotFound
from app.core.events import publish
from app.learning.errors import UnknownSection
from app.learning.events import LessonCompleted, ModuleCompleted
from app.learning.models import LessonProgress, ModuleCompletion
from app.learning.schemas import LearnerState, LessonState, ModuleState, Place
from app.modules.edition import Edition

# Built once: building them and their cache keys at each page costs more than running them.
_PROGRESS: Final = select(
    LessonProgress.lesson_id,
    LessonProgress.read_sections,
    LessonProgress.last_section,
    LessonProgress.updated_at,
    LessonProgress.completed_at,
).where(LessonProgress.learner_id == bindparam("learner_id"))
_COMPLETED: Final = select(ModuleCompletion.module_id).where(
    ModuleCompletion.learner_id == bindparam("learner_id")
)


def record_section(
    session: Session,
    edition: Edition,
    learner_id: int,
    *,
    lesson_id: str,
    section_id: str,
    now: datetime,
) -> LessonProgress:
    """Note that the learner read a section; reading it again changes only the place to resume.

    When it was the lesson's last unread section the lesson is completed, and with the last lesson
    the module. Raises UnknownSection for what the edition in force does not list.
    """
    sections = _sections(edition, lesson_id)
    if section_id not in sections:
        raise UnknownSection
    return _add(session, edition, learner_id, lesson_id, [section_id], now)


def merge_device_progress(
    session: Session,
    edition: Edition,
    learner_id: int,
    lessons: Mapping[str, Iterable[str]],
    *,
    now: datetime,
) -> int:
    """Add what a device kept before sign-in; return how many sections were known.

    What this edition does not list is left out: a device may hold an older edition's sections.
    """
    merged = 0
    for lesson_id, given in lessons.items():
        try:
            sections = _sections(edition, lesson_id)
        except UnknownSection:
            continue
        known = [section for section in sections if section in set(given)]
        if known:
            _add(session, edition, learner_id, lesson_id, known, now)
            merged += len(known)
    return merged


def learner_state(session: Session, edition: Edition, learner_id: int) -> LearnerState:
    """Return the learner's whole progress, in the terms of the edition in force."""
    rows = {
        row.lesson_id: row
        for row in session.connection().execute(_PROGRESS, {"learner_id": learner_id})
    }
    completed = _completed_modules(session, learner_id)
    lessons, modules = {}, {}
    for module in edition.modules():
        listed = edition.listed_lessons(module.id)
        for lesson in listed:
            row = rows.get(lesson.id)
            if row is not None:
                lessons[lesson.id] = LessonState(
                    read=tuple(s for s in lesson.sections if s in row.read_sections),
                    is_completed=row.completed_at is not None,
                    last_section=row.last_section if row.last_section in lesson.sections else None,
                )
        done = sum(lesson.id in lessons and lessons[lesson.id].is_completed for lesson in listed)
        is_completed = module.id in completed or (bool(listed) and done == len(listed))
        modules[module.id] = ModuleState(done, len(listed), is_completed)
    latest = max(rows.values(), key=lambda row: row.updated_at, default=None)
    resume = _place_to_resume(edition, lessons, latest.lesson_id if latest else None)
    return LearnerState(lessons, modules, resume)


def remaining_lessons(session: Session, edition: Edition, learner_id: int) -> dict[str, list[str]]:
    """Return, for each module not completed, the ids of its listed lessons still to complete."""
    state = learner_state(session, edition, learner_id)
    remaining = {}
    for module in edition.modules():
        if not state.modules[module.id].is_completed:
            listed = edition.listed_lessons(module.id)
            remaining[module.id] = [
                lesson.id
                for lesson in listed
                if lesson.id not in state.lessons or not state.lessons[lesson.id].is_completed
            ]
    return remaining


def place_after(edition: Edition, lesson_id: str, section_id: str) -> str:
    """Return the path, without language, of what follows a section that was just read."""
    lesson = edition.lesson(lesson_id)
    here = f"/modules/{lesson.module_id}/lessons/{lesson_id}"
    position = lesson.sections.index(section_id)
    if position + 1 < len(lesson.sections):
        return f"{here}#{lesson.sections[position + 1]}"
    _before, after = edition.previous_and_next(lesson_id)
    return f"/modules/{after.module_id}/lessons/{after.id}" if after else "/me/"


def export_progress(session: Session, learner_id: int) -> dict[str, object]:
    """Return the learner's progress for the export of their own data."""
    lessons = session.scalars(
        select(LessonProgress)
        .where(LessonProgress.learner_id == learner_id)
        .order_by(LessonProgress.lesson_id)
    )
    modules = session.scalars(
        select(ModuleCompletion)
        .where(ModuleCompletion.learner_id == learner_id)
        .order_by(ModuleCompletion.module_id)
    )
    return {
        "lessons": [
            {
                "lesson": row.lesson_id,
                "read_sections": row.read_sections,
                "started_at": row.started_at.isoformat(),
                "completed_at": row.completed_at and row.completed_at.isoformat(),
            }
            for row in lessons
        ],
        "modules": [
            {"module": row.module_id, "completed_at": row.completed_at.isoformat()}
            for row in modules
        ],
    }


def _sections(edition: Edition, lesson_id: str) -> tuple[str, ...]:
    try:
        lesson = edition.lesson(lesson_id)
    except NotFound:
        raise UnknownSection from None
    if lesson not in edition.listed_lessons(lesson.module_id):
        raise UnknownSection
    return lesson.sections


def _add(
    session: Session,
    edition: Edition,
    learner_id: int,
    lesson_id: str,
    sections: list[str],
    now: datetime,
) -> LessonProgress:
    key = {"learner_id": learner_id, "lesson_id": lesson_id}
    insert_if_absent(
        session,
        LessonProgress,
        {
            **key,
            "read_sections": [],
            "last_section": sections[-1],
            "started_at": now,
            "updated_at": now,
        },
    )
    row = session.get_one(LessonProgress, key, with_for_update=True, populate_existing=True)
    row.read_sections = [*row.read_sections, *(s for s in sections if s not in row.read_sections)]
    row.last_section = sections[-1]
    row.updated_at = now
    wanted = edition.lesson(lesson_id).sections
    if row.completed_at is None and set(wanted) <= set(row.read_sections):
        row.completed_at = now
        row.completed_edition = edition.hash
        publish(session, LessonCompleted(learner_id, lesson_id, now))
        session.flush()
        _complete_module(session, edition, learner_id, edition.lesson(lesson_id).module_id, now)
    return row


def _complete_module(
    session: Session, edition: Edition, learner_id: int, module_id: str, now: datetime
) -> None:
    listed = [lesson.id for lesson in edition.listed_lessons(module_id)]
    done = session.scalars(
        select(LessonProgress.lesson_id).where(
            LessonProgress.learner_id == learner_id,
            LessonProgress.lesson_id.in_(listed),
            LessonProgress.completed_at.is_not(None),
        )
    ).all()
    if len(done) < len(listed):
        return
    is_new = insert_if_absent(
        session,
        ModuleCompletion,
        {
            "learner_id": learner_id,
            "module_id": module_id,
            "completed_at": now,
            "edition": edition.hash,
        },
    )
    if is_new:
        publish(session, ModuleCompleted(learner_id, module_id, now))


def _completed_modules(session: Session, learner_id: int) -> set[str]:
    return set(session.connection().execute(_COMPLETED, {"learner_id": learner_id}).scalars())


def _place_to_resume(
    edition: Edition, lessons: dict[str, LessonState], latest: str | None
) -> Place | None:
    """Return the last lesson if it is unfinished, else the next unfinished one in the course."""
    order = [
        lesson.id for module in edition.modules() for lesson in edition.listed_lessons(module.id)
    ]
    start = order.index(latest) if latest in order else 0
    for lesson_id in [*order[start:], *order[:start]]:
        state = lessons.get(lesson_id)
        if state is None:
            return Place(lesson_id, None)
        if not state.is_completed:
            unread = (s for s in edition.lesson(lesson_id).sections if s not in state.read)
            return Place(lesson_id, next(unread, None))
    return None
