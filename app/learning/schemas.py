"""What comes in about progress, and what a page or a script receives of it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LessonId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-l\d{2}$")]
SectionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,48}$")]


class SectionRead(BaseModel):
    """One section that a learner says to have read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lesson: LessonId
    section: SectionId


class DeviceProgress(BaseModel):
    """What a device kept while nobody was signed in: lesson id to section ids."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lessons: dict[LessonId, Annotated[list[SectionId], Field(max_length=40)]] = Field(
        max_length=200
    )


@dataclass(frozen=True)
class LessonState:
    """A learner in one lesson; `read` holds sections of the edition in force, in their order."""

    read: tuple[str, ...]
    is_completed: bool
    last_section: str | None


@dataclass(frozen=True)
class ModuleState:
    """A learner in one module: counts of listed lessons; `done` never passes `total`."""

    done: int
    total: int
    is_completed: bool

    @property
    def is_started(self) -> bool:
        """Whether anything in it was completed."""
        return self.done > 0 or self.is_completed


@dataclass(frozen=True)
class Place:
    """Where to go on: a lesson, and the section to open (None for its beginning)."""

    lesson_id: str
    section: str | None


@dataclass(frozen=True)
class LearnerState:
    """All that the pages show of a learner's progress."""

    lessons: dict[str, LessonState]
    modules: dict[str, ModuleState]
    resume: Place | None  # None when everything listed is read

    @property
    def completed_modules(self) -> int:
        """How many modules are completed."""
        return sum(module.is_completed for module in self.modules.values())
