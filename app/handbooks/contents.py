"""What a book holds: the pages of a module, gathered in reading order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.core.i18n import Language
from app.handbooks.book import Kind
from app.handbooks.questions import Question, question_of
from app.modules.bank import Item
from app.modules.blocks import TrainerBlock
from app.modules.edition import Edition
from app.modules.pagebuild import PageBuilder
from app.modules.pagedata import CasePage, LessonPage, ModulePage, RolePlayPage, ScenePage

NotesOfSections = Mapping[str, tuple[TrainerBlock, ...]]


@dataclass(frozen=True)
class PlayedCase:
    """A branching case with its scenes, numbered in the order of its file."""

    page: CasePage
    scenes: tuple[ScenePage, ...]


@dataclass(frozen=True)
class SessionRow:
    """A line of the trainer's plan: what is read alone, what a group does. Minutes."""

    number: int
    title: str
    path: str
    reading_minutes: int
    group_minutes: int


@dataclass(frozen=True)
class Contents:
    """The pages of one module in one language, as the templates of a book receive them."""

    edition: Edition
    module_id: str
    language: Language
    kind: Kind

    @cached_property
    def module(self) -> ModulePage:
        """Return the module's own page."""
        return self._build.module(self.module_id, self.language)

    @cached_property
    def lessons(self) -> tuple[LessonPage, ...]:
        """Return the lessons that exist in this language."""
        pages = (
            self._build.lesson(one.id, self.language)
            for one in self.edition.listed_lessons(self.module_id)
        )
        return tuple(page for page in pages if page.state != "missing")

    @cached_property
    def cases(self) -> tuple[PlayedCase, ...]:
        """Return the branching cases that exist in this language."""
        return tuple(
            PlayedCase(
                self._build.case(case.id, self.language),
                tuple(self._build.scene(case.id, one.id, self.language) for one in case.nodes),
            )
            for case in self.edition.cases(self.module_id)
            if self.edition.case_text(case.id, self.language).state != "missing"
        )

    @cached_property
    def role_plays(self) -> tuple[RolePlayPage, ...]:
        """Return the role plays that exist in this language."""
        pages = (
            self._build.role_play(one.id, self.language)
            for one in self.edition.role_plays(self.module_id)
        )
        return tuple(page for page in pages if page.state != "missing")

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return every check by id: those of the lessons first, then those for practice."""
        items = [*self._lesson_checks(), *self.edition.practice(self.module_id)]
        here = [item for item in items if self.language in item.texts]
        return {
            item.id: question_of(item, self.language, number)
            for number, item in enumerate(here, start=1)
        }

    @cached_property
    def practice(self) -> tuple[Question, ...]:
        """Return the checks that no lesson shows."""
        ids = [item.id for item in self.edition.practice(self.module_id)]
        return tuple(self.questions[one] for one in ids if one in self.questions)

    @property
    def has_content_note(self) -> bool:
        """Tell whether a page of the book describes exploitation."""
        return (
            any(page.content_note for page in self.lessons)
            or any(case.page.content_note for case in self.cases)
            or any(page.content_note for page in self.role_plays)
        )

    def notes(self, unit_id: str) -> NotesOfSections:
        """Return the trainer's notes of a lesson or role play by section; none in a handbook."""
        if self.kind != "guide":
            return {}
        texts = {**self.edition.lesson_texts, **self.edition.role_play_texts}
        notes = texts[unit_id, self.language].trainer_notes
        return {
            section: tuple(note for note in notes if note.section_id == section)
            for section in {note.section_id for note in notes}
        }

    def plan(self) -> Iterator[SessionRow]:
        """Yield the trainer's plan, lesson by lesson."""
        for page in self.lessons:
            notes = self.edition.lesson_text(page.id, self.language).trainer_notes
            minutes = sum(note.minutes for note in notes)
            yield SessionRow(page.number, page.title, page.path, page.minutes, minutes)

    def _lesson_checks(self) -> Iterator[Item]:
        for page in self.lessons:
            yield from self.edition.checks(page.id)

    @property
    def _build(self) -> PageBuilder:
        return PageBuilder(self.edition)
