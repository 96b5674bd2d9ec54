"""The rows of one attempt: its frozen items, in one language, with what was answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import Base
from app.core.i18n import Language
from app.quiz.frozen import Answer, FrozenItem
from app.quiz.models import AttemptItem, ItemRevision, Response


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An item of an attempt, frozen in one language, with what was answered."""

    position: int
    item: FrozenItem
    answer: Answer | None
    is_marked: bool
    recorded_at: datetime | None


def list_rows(session: Session, attempt_id: UUID, language: Language) -> list[AskedRow]:
    """Return the attempt's items in the order in which they are asked."""
    revision = AttemptItem.revision_ar if language == "ar" else AttemptItem.revision_fr
    found = session.execute(
        select(
            AttemptItem.position,
            ItemRevision.frozen,
            Response.answer,
            Response.is_marked,
            Response.recorded_at,
        )
        .join(ItemRevision, ItemRevision.hash == revision)
        .outerjoin(
            Response,
            and_(
                Response.attempt_id == AttemptItem.attempt_id,
                Response.item_id == AttemptItem.item_id,
            ),
        )
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    return [
        AskedRow(
            position=row.position,
            item=FrozenItem.model_validate(row.frozen),
            answer=row.answer,
            is_marked=bool(row.is_marked),
            recorded_at=row.recorded_at,
        )
        for row in found
    ]


def insert_of(session: Session, table: type[Base]) -> Any:  # noqa: ANN401 - one Insert a dialect
    """Return the insert of this database, which knows `on_conflict_do_…`."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
