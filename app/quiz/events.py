"""Facts that the final quiz states to whoever is above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class AttemptCompleted:
    """An attempt was sent and scored; `scaled_score` is from 0.0 to 1.0."""

    attempt_id: UUID
    learner_id: int
    exam_id: str
    completed_at: datetime
    scaled_score: float
    has_passed: bool


@dataclass(frozen=True)
class AttemptPassed:
    """The attempt reached the threshold: at most once a learner and exam.

    `edition_label` and `content_edition` name what the learner was really asked.
    """

    attempt_id: UUID
    learner_id: int
    exam_id: str
    passed_at: datetime
    scaled_score: float
    edition_label: str
    content_edition: str
