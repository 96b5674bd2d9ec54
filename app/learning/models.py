"""What a learner has read: one row a lesson, and dated facts that no later edition lowers."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class LessonProgress(Base):
    """One learner in one lesson.

    `read_sections` is a set of section ids kept as one packed value: a learner's whole progress
    is then read as at most one row a lesson (docs/decisions/0008).
    """

    __tablename__ = "lesson_progress"

    learner_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    lesson_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    read_sections: Mapped[list[str]] = mapped_column(JSON, default=list)
    last_section: Mapped[str] = mapped_column(String(48))
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    completed_edition: Mapped[str | None] = mapped_column(String(64))  # Edition.hash


class ModuleCompletion(Base):
    """The fact that a learner completed a module, with the edition that was in force."""

    __tablename__ = "module_completion"

    learner_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    module_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    completed_at: Mapped[datetime]
    edition: Mapped[str] = mapped_column(String(64))
