"""The outbox: a letter is a row, written with the act that causes it and sent afterwards."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base
from app.core.i18n import Language
from app.core.ids import new_public_id
from app.core.jobs import enqueue

SEND_MAIL = "mail.send"
MAX_TRIES = 8  # with doubling delays about two hours; afterwards the operator sees it in doctor


class Mail(Base):
    """One letter to one address, in its receiver's language.

    `context` fills the template; it may hold a secret link and is emptied once the letter left.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("language in ('fr', 'ar')", name="language"),
        Index("ix_mail_waiting", "sent_at", "next_try_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_public_id)
    to_address: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(2))
    template: Mapped[str] = mapped_column(String(64))  # "accounts/mail/confirm.txt"
    context: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]


def queue_mail(
    session: Session,
    *,
    to: str,
    language: Language,
    template: str,
    context: dict[str, str],
    now: datetime,
) -> None:
    """Write a letter into the outbox; it is sent after the commit, at least once."""
    mail = Mail(
        id=new_public_id(),
        to_address=to,
        language=language,
        template=template,
        context=context,
        created_at=now,
        next_try_at=now,
    )
    session.add(mail)
    enqueue(session, SEND_MAIL, mail.id)


def list_waiting_mail(session: Session, now: datetime) -> Iterable[str]:
    """Return the ids of the letters that are due and not yet sent, oldest first."""
    due = select(Mail.id).where(
        Mail.sent_at.is_(None), Mail.next_try_at <= now, Mail.tries < MAX_TRIES
    )
    return [str(mail_id) for mail_id in session.scalars(due.order_by(Mail.created_at).limit(200))]
