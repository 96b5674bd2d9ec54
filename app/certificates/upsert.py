"""A row that several may write at once: inserted by one of them, on both databases."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import Base


def insert_unless_there(session: Session, table: type[Base], **values: Any) -> bool:  # noqa: ANN401
    """Insert a row unless a unique constraint speaks against it; tell whether it is new."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.flush()
    insert = dialect.insert(table).values(**values).on_conflict_do_nothing()
    inserted = session.execute(insert.returning(*table.__table__.primary_key))
    return inserted.first() is not None
