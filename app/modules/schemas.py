"""Shapes of the course's files: course.yml, exam.yml, refs.yml and the front matter of texts.

Values arrive as text (see `yamltext`) and Pydantic gives them their type. Unknown keys are refused.
"""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.core.i18n import Language
from app.modules.kinds import Confidence, ItemType

ModuleId = Annotated[str, StringConstraints(pattern=r"^m\d{2}$")]
LessonId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-l\d{2}$")]
CaseId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-c\d{1,2}$")]
RolePlayId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-r\d{1,2}$")]
ObjectiveId = Annotated[str, StringConstraints(pattern=r"^o\d{1,2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Duration = Annotated[str, StringConstraints(pattern=r"^P\d{1,2}[YMD]$")]  # ISO 8601
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Level = Annotated[int, Field(ge=1, le=3)]  # 1 recall, 2 apply, 3 decide in a case
Stamp = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
NO_STAMP: Final = "000000000000"  # written by authors: not re-read yet, therefore stale


def _truth(value: object) -> object:
    """Read `true` and `false` only: `no`, `off` and `0` are answers that nobody meant as such."""
    words = {"true": True, "false": False}
    if isinstance(value, str):
        if value not in words:
            raise ValueError("write true or false")
        return words[value]
    return value


Truth = Annotated[bool, BeforeValidator(_truth)]


class FileModel(BaseModel):
    """A part of a content file: immutable, and nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(FileModel):
    """A short text in both languages, side by side."""

    fr: Text
    ar: Text

    def text(self, language: Language) -> str:
        """Return the label in this language."""
        return self.ar if language == "ar" else self.fr


class Objective(Label):
    """What a learner can do after the module."""

    id: ObjectiveId


class LessonEntry(FileModel):
    """A lesson as the syllabus announces it; only `written` ones can be listed to learners."""

    id: LessonId
    minutes: int = Field(ge=1, le=120)
    status: Literal["written", "planned"]
    title: Label


class CaseEntry(FileModel):
    """A branching case as the syllabus announces it."""

    id: CaseId
    minutes: int = Field(ge=1, le=120)
    status: Literal["written", "planned"]
    title: Label


class RolePlayEntry(FileModel):
    """A role play for a group: a file to print, roles, deliverables, a debriefing."""

    id: RolePlayId
    minutes: int = Field(ge=1, le=480)
    status: Literal["written", "planned"]
    title: Label


class Module(FileModel):
    """One of the eight modules."""

    id: ModuleId
    minutes: int = Field(ge=1, le=600)
    title: Label
    audience: Label
    advised_after: tuple[ModuleId, ...] = ()
    objectives: tuple[Objective, ...] = Field(min_length=1)
    lessons: tuple[LessonEntry, ...] = Field(min_length=1)
    cases: tuple[CaseEntry, ...] = ()
    role_plays: tuple[RolePlayEntry, ...] = ()

    @property
    def number(self) -> int:
        """Return the module's place in the course, from 1, as its id says."""
        return int(self.id[1:])


class Part(FileModel):
    """A family of modules: one of the four duties of the law."""

    id: Slug
    title: Label
    says: Label
    modules: tuple[ModuleId, ...] = Field(min_length=1)


class Course(FileModel):
    """course.yml: parts, modules, lessons, objectives, order and edition."""

    id: Slug
    edition: Text
    source_lang: Language
    law_as_of: date
    title: Label
    parts: tuple[Part, ...]
    modules: tuple[Module, ...] = Field(min_length=1)


class AttemptLimits(FileModel):
    """How many sittings a learner has, and the wait between two."""

    max: int = Field(ge=1)
    wait_hours: int = Field(ge=0)


ReviewPart = Literal["score", "by_module", "lesson_links"]


def _none_is_empty(value: object) -> object:
    return () if value == "none" else value


ReviewParts = Annotated[tuple[ReviewPart, ...], BeforeValidator(_none_is_empty)]


class Review(FileModel):
    """What a learner sees of an attempt during it and after it: never a key nor an explanation."""

    during: ReviewParts
    failed: ReviewParts
    passed: ReviewParts


class Exam(FileModel):
    """exam.yml: blueprint and policy of the final quiz, set by the Commission."""

    id: Slug
    draw: int = Field(ge=1)
    pass_pct: int = Field(alias="pass", ge=1, le=100)
    minutes: int = Field(ge=0)
    attempts: AttemptLimits
    per_module: dict[ModuleId, int]
    levels: dict[Level, int]
    every_objective: int = Field(ge=0)
    pool_ratio: int = Field(ge=1)
    review: Review
    weights: dict[ItemType, float] = Field(default_factory=dict)


MandatoryExtra = Literal[
    "confiscation",
    "publicity",
    "dissolution",
    "objects-and-closure",
    "total-confiscation",
    "vehicle-confiscation",
    "licence-withdrawal",
    "confiscation-and-destruction",
]


class Repeat(FileModel):
    """What a second offence brings: the fine multiplied, imprisonment, or both."""

    multiplier: int = Field(ge=2)
    min: Duration
    max: Duration
    link: Literal["and_or"]


class Penalty(FileModel):
    """One penalty of an article; what is absent is not fixed by the text, it is not zero.

    `extra` is what the court must order besides; `of` and `multiplier` say that it is another
    penalty of the registry, multiplied. `cumulative`: beside the natural person's penalties.
    `subsidiary`: without prejudice to more severe provisions.
    """

    id: Slug
    case_fr: Text
    case_ar: Text
    kind: Literal["reclusion", "imprisonment", "none"] | None = None
    min: Duration | None = None
    max: Duration | None = None
    life: Truth | None = None
    fine_min: int | None = Field(default=None, ge=0)
    fine_max: int | None = Field(default=None, ge=0)
    fine_status: Literal["unspecified"] | None = None
    currency: Literal["MAD"] = "MAD"
    link: Literal["and", "or", "and_or"] | None = None
    extra: tuple[MandatoryExtra, ...] = ()
    multiplier: int | None = Field(default=None, ge=2)
    of: Slug | None = None
    same_as: Literal["completed-offence"] | None = None
    subsidiary: Truth = False
    cumulative: Truth = False
    attempt: Truth = False
    complaint: Truth = False
    repeat: Repeat | None = None
    rule_fr: Text | None = None
    rule_ar: Text | None = None

    def spans(self) -> tuple[tuple[str, str], ...]:
        """Return the bounds of deprivation of liberty: at first, and for a second offence."""
        first = ((self.min, self.max),) if self.min and self.max else ()
        return (*first, *(((self.repeat.min, self.repeat.max),) if self.repeat else ()))

    def rule(self, language: Language) -> str | None:
        """Return the rule that goes with the penalty, if there is one."""
        return self.rule_ar if language == "ar" else self.rule_fr

    def case(self, language: Language) -> str:
        """Return whom or what this penalty is for."""
        return self.case_ar if language == "ar" else self.case_fr


class Exemption(FileModel):
    """Whom an article exempts from punishment; `discretionary`: the court may, need not."""

    who_fr: Text
    who_ar: Text
    discretionary: Truth
    unless_fr: Text | None = None
    unless_ar: Text | None = None


class Law(FileModel):
    """An article or a professional standard: its label, and a dated summary in our own words."""

    fr: Text
    ar: Text
    says_fr: Text | None = None
    says_ar: Text | None = None
    source: Text
    official_fr: Text | None = None
    official_ar: Text | None = None
    as_of: date | None = None
    confidence: Confidence
    penalties: tuple[Penalty, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    def label(self, language: Language) -> str:
        """Return the official label, as it is cited."""
        return self.ar if language == "ar" else self.fr

    def says(self, language: Language) -> str | None:
        """Return our summary, or None when the article was not loaded: reference only."""
        return self.says_ar if language == "ar" else self.says_fr

    def official(self, language: Language) -> str | None:
        """Return the name of the official publication."""
        return self.official_ar if language == "ar" else self.official_fr


class Term(FileModel):
    """A glossary term with its definition in both languages."""

    fr: Text
    ar: Text
    def_fr: Text
    def_ar: Text
    source: Text | None = None
    confidence: Confidence | None = None

    def name(self, language: Language) -> str:
        """Return the term."""
        return self.ar if language == "ar" else self.fr

    def definition(self, language: Language) -> str:
        """Return the definition, one sentence."""
        return self.def_ar if language == "ar" else self.def_fr


class Captions(FileModel):
    """The captions of a video, a file for each language, beside the video."""

    fr: Text
    ar: Text


class Media(FileModel):
    """A figure or a video; variants `.fr.svg` and `.ar.svg` of `src` are found by name."""

    src: Annotated[str, StringConstraints(pattern=r"^media/[A-Za-z0-9][A-Za-z0-9._-]*$")]
    captions: Captions | None = None
    seconds: int | None = Field(default=None, ge=1)
    width: int | None = Field(default=None, ge=1)
    height: int | None = Field(default=None, ge=1)
    credit: Text | None = None


class Refs(FileModel):
    """refs.yml: laws, glossary, media."""

    laws: dict[Slug, Law] = Field(default_factory=dict)
    terms: dict[Slug, Term] = Field(default_factory=dict)
    media: dict[Slug, Media] = Field(default_factory=dict)


class LessonFront(FileModel):
    """Front matter of a lesson in its source language."""

    id: LessonId
    version: int = Field(ge=1)
    title: Text
    minutes: int = Field(ge=1, le=120)
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    content_note: Truth = False
    revisit: Truth = False
    source_lang: Language | None = None


class CaseFront(FileModel):
    """Front matter of a branching case in its source language."""

    id: CaseId
    version: int = Field(ge=1)
    title: Text
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    start: Slug
    max: int = Field(ge=0)
    content_note: Truth = False
    source_lang: Language | None = None


class RolePlayFront(FileModel):
    """Front matter of a role play in its source language. `case`: its form for one reader."""

    id: RolePlayId
    version: int = Field(ge=1)
    title: Text
    minutes: int = Field(ge=1, le=480)
    case: CaseId | None = None
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    content_note: Truth = False
    source_lang: Language | None = None


class TwinFront(FileModel):
    """Front matter of a translation: no version, no objectives, no score."""

    id: LessonId | CaseId | RolePlayId
    source: Stamp
    title: Text
