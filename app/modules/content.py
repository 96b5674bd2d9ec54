"""The course as parsed: units, items and the files that hold them, before anything is compiled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from app.core.i18n import Language, other_language
from app.modules.figures import Figure
from app.modules.findings import Finding
from app.modules.items import AnyItemSource, AnyItemTwin
from app.modules.kinds import State
from app.modules.schemas import (
    CaseFront,
    Course,
    Exam,
    LessonFront,
    Refs,
    RolePlayFront,
    TwinFront,
)
from app.modules.source import ContentTree
from app.modules.stamps import STAMP_LENGTH, state_of
from app.modules.syntax import Document, parse_document
from app.modules.yamltext import YamlText, parse_yaml

FrontT = TypeVar("FrontT", bound=LessonFront | CaseFront | RolePlayFront)

COURSE_FILE: Final = "course.yml"
EXAM_FILE: Final = "exam.yml"
REFS_FILE: Final = "refs.yml"


@dataclass(frozen=True, slots=True)
class Unit(Generic[FrontT]):
    """A lesson or a case: its source, and its translation if there is one."""

    id: str
    front: FrontT
    source: Document
    hash: str
    twin_front: TwinFront | None = None
    twin: Document | None = None

    @property
    def module_id(self) -> str:
        """Return the module that the unit's id begins with."""
        return self.id.partition("-")[0]

    @property
    def state(self) -> State:
        """Return the state of the translation."""
        return state_of(self.twin_front.source if self.twin_front else None, self.hash)

    def document(self, language: Language) -> Document | None:
        """Return the file in this language, or None."""
        return self.source if language == self.source.language else self.twin


AnyUnit = Unit[LessonFront] | Unit[CaseFront] | Unit[RolePlayFront]


@dataclass(frozen=True, slots=True)
class Parsers:
    """What parses the files: whoever reads a folder again and again may remember the results."""

    yaml: Callable[[str, str, list[Finding]], YamlText | None] = parse_yaml
    document: Callable[[str, str, Language, Mapping[str, Any], list[Finding]], Document | None] = (
        parse_document
    )


@dataclass(frozen=True, slots=True)
class ItemUnit:
    """An item of the bank: its source, its translation, and where both stand."""

    source: AnyItemSource
    module_id: str
    language: Language
    hash: str
    path: str
    position: int
    vignettes: Mapping[Language, str]
    twin: AnyItemTwin | None = None
    twin_path: str = ""
    twin_position: int = 0

    @property
    def id(self) -> str:
        """Return the item's id."""
        return self.source.id

    @property
    def state(self) -> State:
        """Return the state of the translation."""
        return state_of(self.twin.source if self.twin else None, self.hash)


@dataclass(slots=True)
class Content:
    """A content folder, parsed. `findings` are those of reading alone; the lint adds its own."""

    tree: ContentTree
    parsers: Parsers = field(default_factory=Parsers)
    course: Course | None = None
    exam: Exam | None = None
    refs: Refs = field(default_factory=Refs)
    lessons: dict[str, Unit[LessonFront]] = field(default_factory=dict)
    cases: dict[str, Unit[CaseFront]] = field(default_factory=dict)
    role_plays: dict[str, Unit[RolePlayFront]] = field(default_factory=dict)
    items: dict[str, ItemUnit] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)  # by path
    yaml: dict[str, YamlText] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    hash: str = ""  # of every file, the private exam folder included

    @property
    def source_language(self) -> Language:
        """Return the language in which the course is drafted."""
        return self.course.source_lang if self.course else "fr"

    def units(self) -> list[AnyUnit]:
        """Return every lesson, then every case and every role play."""
        return [*self.lessons.values(), *self.cases.values(), *self.role_plays.values()]

    def line(self, path: str, *location: str | int) -> int:
        """Return the line of a value in a YAML file of the folder."""
        return self.yaml[path].line(location) if path in self.yaml else 0

    def item_words(self) -> Iterator["ItemWords"]:
        """Yield each item's words in the source language, then in the other where it has them."""
        for unit in self.items.values():
            yield ItemWords(self, unit, unit.source, unit.language, is_twin=False)
            if unit.twin is not None:
                yield ItemWords(self, unit, unit.twin, other_language(unit.language), is_twin=True)

    def item_line(self, unit: ItemUnit, *field: str | int) -> int:
        """Return the line of an item's source, or of one of its fields."""
        return self.line(unit.path, "items", unit.position, *field)

    def twin_line(self, unit: ItemUnit, *field: str | int) -> int:
        """Return the line of an item's translation, or of one of its fields."""
        return self.line(unit.twin_path, "items", unit.twin_position, *field)


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What an item says in one language, and where that stands."""

    content: Content
    item: ItemUnit
    words: AnyItemSource | AnyItemTwin
    language: Language
    is_twin: bool

    @property
    def path(self) -> str:
        """Return the file that holds these words."""
        return self.item.twin_path if self.is_twin else self.item.path

    def line(self, field: str) -> int:
        """Return the line of one field."""
        place = self.content.twin_line if self.is_twin else self.content.item_line
        return place(self.item, field)


def stamp_of(unit: AnyUnit | ItemUnit) -> str:
    """Return the stamp that a translation of the unit carries once it has been re-read."""
    return unit.hash[:STAMP_LENGTH]
