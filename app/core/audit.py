"""Who did what to which thing, and when: append-only, written with the act itself."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base


class AuditEvent(Base):
    """One act of a person (or of the operator, when `actor_id` is empty)."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(64))  # "certificate.revoked"
    subject: Mapped[str] = mapped_column(String(96))  # "certificate:5f3e…", never a name
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    subject: str,
    *,
    now: datetime,
    **details: object,
) -> None:
    """Write one line of the audit trail in this transaction; `details` hold codes, no prose."""
    session.add(
        AuditEvent(
            at=now,
            actor_id=actor_id,
            action=action,
            subject=subject,
            details={key: str(value) for key, value in details.items()},
        )
    )
