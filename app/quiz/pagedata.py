"""What the pages around an attempt receive, in one language: titles and ways to lessons."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.i18n import Language
from app.modules.edition import Edition
from app.quiz.schemas import ExamStatus, ModuleResult, Result


@dataclass(frozen=True)
class LessonWay:
    """A lesson and the way to it; `number` is its place in the module, as the lesson page says."""

    number: int
    title: str
    path: str


@dataclass(frozen=True)
class RemainingModule:
    """A module that is not completed yet."""

    number: int
    title: str
    path: str
    lessons: tuple[LessonWay, ...]


@dataclass(frozen=True)
class IntroPage:
    """The page before an attempt: the rules, and where the learner stands."""

    status: ExamStatus
    remaining: tuple[RemainingModule, ...]
    questions: int
    pass_pct: int
    pass_points: int
    minutes: int
    wait_hours: int


@dataclass(frozen=True)
class ModuleRow:
    """One module in the table of a result."""

    number: int
    title: str
    path: str
    result: ModuleResult
    lessons: tuple[LessonWay, ...]


@dataclass(frozen=True)
class ResultPage:
    """A result, its modules in words, and what may come next."""

    result: Result
    rows: tuple[ModuleRow, ...]
    weakest: ModuleRow | None
    status: ExamStatus


def intro_page(edition: Edition, status: ExamStatus, language: Language) -> IntroPage:
    """Return the page that opens the final quiz."""
    exam = edition.exam
    return IntroPage(
        status=status,
        remaining=tuple(
            RemainingModule(
                edition.module(module_id).number,
                edition.module(module_id).title.text(language),
                f"/modules/{module_id}",
                _lesson_ways(edition, module_id, lesson_ids, language),
            )
            for module_id, lesson_ids in status.remaining.items()
            if lesson_ids
        ),
        questions=exam.draw,
        pass_pct=exam.pass_pct,
        pass_points=-(-exam.pass_pct * exam.draw // 100),
        minutes=exam.minutes,
        wait_hours=exam.attempts.wait_hours,
    )


def result_page(
    edition: Edition, result: Result, status: ExamStatus, language: Language
) -> ResultPage:
    """Return the page of a sent attempt."""
    rows = {one.module_id: _module_row(edition, one, language) for one in result.by_module}
    weakest = result.weakest
    return ResultPage(
        result=result,
        rows=tuple(rows.values()),
        weakest=rows[weakest.module_id] if weakest else None,
        status=status,
    )


def _module_row(edition: Edition, result: ModuleResult, language: Language) -> ModuleRow:
    module = edition.module(result.module_id)
    return ModuleRow(
        number=module.number,
        title=module.title.text(language),
        path=f"/modules/{module.id}",
        result=result,
        lessons=_lesson_ways(edition, module.id, result.lesson_ids, language),
    )


def _lesson_ways(
    edition: Edition, module_id: str, lesson_ids: Iterable[str], language: Language
) -> tuple[LessonWay, ...]:
    wanted = set(lesson_ids)
    return tuple(
        LessonWay(
            number,
            edition.lesson_text(lesson.id, language).title,
            f"/modules/{module_id}/lessons/{lesson.id}",
        )
        for number, lesson in enumerate(edition.listed_lessons(module_id), start=1)
        if lesson.id in wanted
    )
