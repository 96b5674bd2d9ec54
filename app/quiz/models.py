"""Attempts at the final quiz: what was drawn, what was answered, what came out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_public_id


class ItemRevision(Base):
    """An item as it stood when somebody was asked it; append-only, named by its own hash."""

    __tablename__ = "item_revision"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(16), index=True)
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    frozen: Mapped[dict[str, Any]] = mapped_column(JSON)  # the whole item of that day, key included


class Attempt(Base):
    """One sitting of one learner at one exam; at most one open, and at most one passed."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("learner_id", "exam_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("scaled_score is null or scaled_score between 0 and 1", name="score"),
        Index(
            "uq_attempt_open",
            "learner_id",
            "exam_id",
            unique=True,
            sqlite_where=text("completed_at is null"),
            postgresql_where=text("completed_at is null"),
        ),
        Index(
            "uq_attempt_passed",
            "learner_id",
            "exam_id",
            unique=True,
            sqlite_where=text("has_passed"),
            postgresql_where=text("has_passed"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_public_id)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    exam_id: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]  # 1 for the first attempt
    content_edition: Mapped[str] = mapped_column(String(64))  # Edition.hash: what was really seen
    edition_label: Mapped[str] = mapped_column(String(32))
    seed: Mapped[bytes] = mapped_column(LargeBinary(16))  # the order of items and choices
    pass_pct: Mapped[int]  # the threshold in force at the start
    started_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]  # only where exam.yml sets `minutes`
    completed_at: Mapped[datetime | None]
    scaled_score: Mapped[float | None]  # 0.0 to 1.0, xAPI score.scaled
    has_passed: Mapped[bool] = mapped_column(default=False)
    items: Mapped[list["AttemptItem"]] = relationship(
        order_by="AttemptItem.position", cascade="all, delete-orphan", passive_deletes=True
    )


class AttemptItem(Base):
    """One item of an attempt, at its place, frozen in both languages."""

    __tablename__ = "attempt_item"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)  # 1 to 40
    item_id: Mapped[str] = mapped_column(String(16))
    module_id: Mapped[str] = mapped_column(String(8))
    objective: Mapped[str] = mapped_column(String(8))
    revision_fr: Mapped[str] = mapped_column(ForeignKey("item_revision.hash"))
    revision_ar: Mapped[str] = mapped_column(ForeignKey("item_revision.hash"))
    scaled_score: Mapped[float | None]  # of this item, once the attempt is completed


class Response(Base):
    """What the learner last answered to one item, and whether they marked it for review.

    `answer` is the shape of the item's type: a list of choice ids (single, multi, truefalse,
    order) or a mapping (match, cloze); None when only the mark was set.
    """

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(
            ["attempt_id", "item_id"],
            ["attempt_item.attempt_id", "attempt_item.item_id"],
            ondelete="CASCADE",
        ),
    )

    attempt_id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    answer: Mapped[list[str] | dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    is_marked: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
