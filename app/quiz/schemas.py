"""What comes in about the quiz, and what its pages receive: nothing here can hold a key.

The classes for pages carry no key, explanation, level or weight of an item: not by care, but
because they have no field for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.modules.bank import LearnerItem

Token = Annotated[str, StringConstraints(max_length=16)]  # see app.quiz.naming
# A list of tokens (order: one a place, "" for an empty one), or row or gap token to choice token.
Given = list[str] | dict[str, str]


class ResponseChange(BaseModel):
    """What a learner changed in one response; what is absent stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: (
        Annotated[list[Token], Field(max_length=30)]
        | Annotated[dict[Token, Token], Field(max_length=30)]
        | None
    ) = None
    is_marked: bool | None = None


@dataclass(frozen=True)
class AttemptQuestion:
    """A question at its place in an attempt."""

    number: int
    item: LearnerItem  # named by tokens: see app.quiz.naming
    given: Given
    is_answered: bool  # completely: an order with an empty place is not
    is_begun: bool
    is_marked: bool
    saved_at: datetime | None


@dataclass(frozen=True)
class AttemptPage:
    """An open attempt, as its pages show it."""

    attempt_id: UUID
    number: int
    questions: tuple[AttemptQuestion, ...]
    closes_at: datetime | None
    is_over: bool

    @property
    def answered(self) -> int:
        """How many questions are answered completely."""
        return sum(one.is_answered for one in self.questions)

    @property
    def marked(self) -> int:
        """How many questions are marked to come back to."""
        return sum(one.is_marked for one in self.questions)

    @property
    def saved_at(self) -> datetime | None:
        """When the last answer was saved."""
        return max((one.saved_at for one in self.questions if one.saved_at), default=None)

    def number_of(self, item_id: str) -> int:
        """Return the place of a question, from 1; 0 when it was not drawn."""
        return next((one.number for one in self.questions if one.item.id == item_id), 0)

    @property
    def unanswered(self) -> tuple[AttemptQuestion, ...]:
        """The questions without a complete answer, in order."""
        return tuple(one for one in self.questions if not one.is_answered)


class ExamState(StrEnum):
    """Where a learner stands with the final quiz."""

    NOT_ELIGIBLE = "not_eligible"
    READY = "ready"
    OPEN = "open"
    WAITING = "waiting"
    USED_UP = "used_up"
    PASSED = "passed"


@dataclass(frozen=True)
class ExamStatus:
    """Where a learner stands, and why."""

    state: ExamState
    remaining: Mapping[str, list[str]]  # module id to lesson ids still to complete
    attempts_used: int
    attempts_max: int
    open_attempt_id: UUID | None = None
    last_attempt_id: UUID | None = None  # the last one sent
    passed_attempt_id: UUID | None = None
    waits_until: datetime | None = None
    best_score: float | None = None

    @property
    def attempts_left(self) -> int:
        """How many attempts may still be started; none after a pass."""
        if self.state is ExamState.PASSED:
            return 0
        return max(0, self.attempts_max - self.attempts_used)


@dataclass(frozen=True)
class ModuleResult:
    """What one module's items earned; `points` of `total`, both in items."""

    module_id: str
    points: float
    total: int
    share: float
    lesson_ids: tuple[str, ...]  # to revise, the most useful first

    @property
    def is_low(self) -> bool:
        """Whether less than half was earned."""
        return self.share < 0.5  # noqa: PLR2004 - design/README.md: terracotta under half


@dataclass(frozen=True)
class Result:
    """A sent attempt, as far as exam.yml lets its learner see it."""

    attempt_id: UUID
    number: int
    completed_at: datetime
    has_passed: bool
    scaled_score: float
    points: float  # of `total`, in items, rounded down to a tenth
    total: int
    pass_pct: int
    pass_points: float
    answers_short: int
    by_module: tuple[ModuleResult, ...]
    shows_score: bool
    shows_modules: bool
    shows_lessons: bool

    @property
    def weakest(self) -> ModuleResult | None:
        """The module to revise first, or None when nothing was lost."""
        lost = [one for one in self.by_module if one.lesson_ids]
        return min(lost, key=lambda one: one.share, default=None)

    @property
    def low_modules(self) -> int:
        """How many modules earned less than half."""
        return sum(one.is_low for one in self.by_module)


@dataclass(frozen=True)
class Reason:
    """Why one chosen option is not right."""

    token: str
    html: Markup


@dataclass(frozen=True)
class CheckFeedback:
    """The answer to an answered check.

    `why_html` is empty until the answer is right; before that, only the options that the learner
    chose are explained. `right_count` of `count` is told where an answer has several parts.
    """

    is_right: bool
    why_html: Markup
    reasons: tuple[Reason, ...] = ()
    right_count: int | None = None
    count: int | None = None
    is_incomplete: bool = False  # nothing chosen is wrong, but something is missing
