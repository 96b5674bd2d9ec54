"""An edition: the whole course as learners get it, immutable, named by a hash."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from app.core.i18n import LANGUAGES, Language
from app.modules.bank import Item, ItemText
from app.modules.blocks import Lesson, LessonText, RolePlay
from app.modules.cases import Case, CaseText
from app.modules.errors import ContentNotFound
from app.modules.findings import Finding
from app.modules.schemas import Course, Exam, Law, LessonEntry, Module, Objective, Part, Refs, Term

K = TypeVar("K")
T = TypeVar("T")
GRADED_CONFIDENCE: Final = "verified"


@dataclass(frozen=True, slots=True)
class BrokenContent:
    """No edition could be made of a folder; `findings` say why."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The course in force. Every getter raises ContentNotFound (a NotFound) for an unknown id."""

    hash: str
    course: Course
    exam: Exam
    refs: Refs
    lessons: Mapping[str, Lesson]
    lesson_texts: Mapping[tuple[str, Language], LessonText]
    all_cases: Mapping[str, Case]
    case_texts: Mapping[tuple[str, Language], CaseText]
    all_role_plays: Mapping[str, RolePlay]
    role_play_texts: Mapping[tuple[str, Language], LessonText]
    items: Mapping[str, Item]
    findings: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """Return the edition's name for people, as printed on certificates."""
        return self.course.edition

    @property
    def law_as_of(self) -> date:
        """Return the day whose state of the law the course describes."""
        return self.course.law_as_of

    def modules(self) -> tuple[Module, ...]:
        """Return the modules in order."""
        return self.course.modules

    def module(self, module_id: str) -> Module:
        """Return a module."""
        return _get({module.id: module for module in self.course.modules}, module_id)

    def part_of(self, module_id: str) -> Part:
        """Return the family that a module belongs to."""
        parts = {module: part for part in self.course.parts for module in part.modules}
        return _get(parts, module_id)

    def objective(self, module_id: str, objective_id: str) -> Objective:
        """Return an objective of a module."""
        objectives = {one.id: one for one in self.module(module_id).objectives}
        return _get(objectives, objective_id)

    def listed_lessons(self, module_id: str) -> tuple[Lesson, ...]:
        """Return the lessons of a module that learners see: written, and present."""
        entries = self.module(module_id).lessons
        return tuple(self.lessons[entry.id] for entry in entries if entry.id in self.lessons)

    def all_listed_lessons(self) -> tuple[Lesson, ...]:
        """Return every listed lesson, in the order of the course."""
        return tuple(
            lesson for module in self.modules() for lesson in self.listed_lessons(module.id)
        )

    def planned_lessons(self, module_id: str) -> tuple[LessonEntry, ...]:
        """Return the lessons announced but not listed yet."""
        entries = self.module(module_id).lessons
        return tuple(entry for entry in entries if entry.id not in self.lessons)

    def lesson(self, lesson_id: str) -> Lesson:
        """Return a listed lesson."""
        return _get(self.lessons, lesson_id)

    def lesson_text(self, lesson_id: str, language: Language) -> LessonText:
        """Return a lesson in one language; `state` is `missing` when it was never translated."""
        return _get(self.lesson_texts, (self.lesson(lesson_id).id, language))

    def cases(self, module_id: str) -> tuple[Case, ...]:
        """Return the branching cases of a module."""
        entries = self.module(module_id).cases
        return tuple(self.all_cases[entry.id] for entry in entries if entry.id in self.all_cases)

    def case(self, case_id: str) -> Case:
        """Return a branching case."""
        return _get(self.all_cases, case_id)

    def case_text(self, case_id: str, language: Language) -> CaseText:
        """Return a case in one language; `state` is `missing` when it was never translated."""
        return _get(self.case_texts, (self.case(case_id).id, language))

    def role_plays(self, module_id: str) -> tuple[RolePlay, ...]:
        """Return the role plays of a module."""
        entries = self.module(module_id).role_plays
        return tuple(
            self.all_role_plays[entry.id] for entry in entries if entry.id in self.all_role_plays
        )

    def role_play(self, play_id: str) -> RolePlay:
        """Return a role play."""
        return _get(self.all_role_plays, play_id)

    def role_play_text(self, play_id: str, language: Language) -> LessonText:
        """Return a role play in one language; `state` is `missing` when it was never translated."""
        return _get(self.role_play_texts, (self.role_play(play_id).id, language))

    def law(self, law_id: str) -> Law:
        """Return an article or a standard."""
        return _get(self.refs.laws, law_id)

    def laws(self) -> Mapping[str, Law]:
        """Return every article and standard by id, in the order of refs.yml."""
        return self.refs.laws

    def term(self, slug: str) -> Term:
        """Return a glossary term."""
        return _get(self.refs.terms, slug)

    def terms(self) -> Mapping[str, Term]:
        """Return the glossary by slug."""
        return self.refs.terms

    def item(self, item_id: str) -> Item:
        """Return an item of the bank with its key: for the server only."""
        return _get(self.items, item_id)

    def item_text(self, item_id: str, language: Language) -> ItemText:
        """Return an item's texts, explanations included: for the server only."""
        return _get(self.item(item_id).texts, language)

    def exam_items(self) -> tuple[Item, ...]:
        """Return the pool of the final quiz.

        Reviewed, current in both languages, resting on a verified reference, and on an objective
        that a listed lesson teaches (content-format.md, section 6).
        """
        taught = self.taught_objectives()
        return tuple(
            item
            for item in self.items.values()
            if item.use == "exam"
            and item.status == "reviewed"
            and item.state == "current"
            and (item.module_id, item.objective) in taught
            and all(self.is_verified(law_id) for law_id in item.refs)
        )

    def is_verified(self, law_id: str) -> bool:
        """Tell whether a reference was read in the text itself: only those may be graded."""
        law = self.refs.laws.get(law_id)
        return law is not None and law.confidence == GRADED_CONFIDENCE

    def taught_objectives(self) -> frozenset[tuple[str, str]]:
        """Return (module, objective) for each objective that a listed lesson teaches."""
        return frozenset(
            (lesson.module_id, objective)
            for lesson in self.lessons.values()
            for objective in lesson.objectives
        )

    def lessons_teaching(self, module_id: str, objective_id: str) -> tuple[Lesson, ...]:
        """Return the lessons to revise for an objective."""
        lessons = self.listed_lessons(module_id)
        return tuple(lesson for lesson in lessons if objective_id in lesson.objectives)

    def checks(self, lesson_id: str) -> tuple[Item, ...]:
        """Return the knowledge checks of a lesson, in order."""
        embedded = self.lesson(lesson_id).checks
        return tuple(self.items[item_id] for item_id in embedded if item_id in self.items)

    def practice(self, module_id: str) -> tuple[Item, ...]:
        """Return the reviewed checks of a module that no lesson shows: for practice."""
        shown = {one for lesson in self.listed_lessons(module_id) for one in lesson.checks}
        return tuple(
            item
            for item in self.items.values()
            if item.module_id == module_id
            and item.use == "check"
            and item.status == "reviewed"
            and item.id not in shown
        )

    def previous_and_next(self, lesson_id: str) -> tuple[Lesson | None, Lesson | None]:
        """Return the listed lessons before and after, across modules."""
        lessons = self.all_listed_lessons()
        position = lessons.index(self.lesson(lesson_id))
        before = lessons[position - 1] if position > 0 else None
        after = lessons[position + 1] if position + 1 < len(lessons) else None
        return before, after

    def lessons_citing(self, law_id: str) -> tuple[Lesson, ...]:
        """Return the listed lessons that cite an article, in order."""
        return self._lessons_with(law_id, lambda text: text.references)

    def lessons_using(self, slug: str) -> tuple[Lesson, ...]:
        """Return the listed lessons that use a glossary term, in order."""
        return self._lessons_with(slug, lambda text: text.terms)

    def _lessons_with(
        self, wanted: str, names: Callable[[LessonText], Iterable[str]]
    ) -> tuple[Lesson, ...]:
        return tuple(
            lesson
            for lesson in self.all_listed_lessons()
            if any(wanted in names(self.lesson_texts[lesson.id, one]) for one in LANGUAGES)
        )


def _get(mapping: Mapping[K, T], key: K) -> T:
    found = mapping.get(key)
    if found is None:
        raise ContentNotFound(id=str(key))
    return found
