"""Facts that a learner's progress states to whoever is above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LessonCompleted:
    """Every section of the lesson's edition in force was read."""

    learner_id: int
    lesson_id: str
    completed_at: datetime


@dataclass(frozen=True)
class ModuleCompleted:
    """Every listed lesson of the module was completed."""

    learner_id: int
    module_id: str
    completed_at: datetime
