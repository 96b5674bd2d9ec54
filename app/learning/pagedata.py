"""What the learner's own page shows, worded from the edition in force."""

from dataclasses import dataclass

from app.core.i18n import Language
from app.learning.schemas import LearnerState
from app.modules.edition import Edition
from app.web.panels import FilledPanel


@dataclass(frozen=True)
class ModuleRow:
    """One module with the learner's progress; `segments` holds one word a listed lesson."""

    id: str
    number: int
    title: str
    state: str  # todo, begun, done
    segments: tuple[str, ...]  # "", begun, done
    done: int
    total: int
    is_current: bool


@dataclass(frozen=True)
class ResumeLink:
    """Where to go on."""

    title: str
    path: str


@dataclass(frozen=True)
class MyPage:
    """`/me/`: where to go on, what the packages above add, and the modules."""

    done: int
    is_started: bool
    kites: tuple[str, ...]
    resume: ResumeLink | None
    modules: tuple[ModuleRow, ...]
    panels: tuple[FilledPanel, ...]


def my_page(
    edition: Edition, state: LearnerState, language: Language, panels: tuple[FilledPanel, ...]
) -> MyPage:
    """Return the page of one learner."""
    current = edition.lesson(state.resume.lesson_id).module_id if state.resume else None
    rows = tuple(
        _row(edition, state, module.id, number, language, is_current=module.id == current)
        for number, module in enumerate(edition.modules(), start=1)
    )
    return MyPage(
        done=state.completed_modules,
        is_started=bool(state.lessons),
        kites=tuple("" if row.state == "todo" else row.state for row in rows),
        resume=_resume(edition, state, language),
        modules=rows,
        panels=panels,
    )


def _row(
    edition: Edition,
    state: LearnerState,
    module_id: str,
    number: int,
    language: Language,
    *,
    is_current: bool,
) -> ModuleRow:
    module = state.modules[module_id]
    segments = tuple(_segment(state, lesson.id) for lesson in edition.listed_lessons(module_id))
    word = "done" if module.is_completed else "begun" if any(segments) else "todo"
    title = edition.module(module_id).title.text(language)
    return ModuleRow(
        module_id, number, title, word, segments, module.done, module.total, is_current
    )


def _segment(state: LearnerState, lesson_id: str) -> str:
    lesson = state.lessons.get(lesson_id)
    if lesson is None:
        return ""
    return "done" if lesson.is_completed else "begun"


def _resume(edition: Edition, state: LearnerState, language: Language) -> ResumeLink | None:
    if state.resume is None:
        return None
    lesson = edition.lesson(state.resume.lesson_id)
    anchor = f"#{state.resume.section}" if state.resume.section else ""
    return ResumeLink(
        title=edition.lesson_text(lesson.id, language).title,
        path=f"/modules/{lesson.module_id}/lessons/{lesson.id}{anchor}",
    )
