"""Sends what waits in the outbox: rendered in the receiver's language, by SMTP or to a folder."""

import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.db import Database
from app.core.i18n import Language
from app.core.jobs import Job
from app.core.mail import SEND_MAIL, Mail, list_waiting_mail
from app.core.settings import Settings
from app.web.templating import Templates

FIRST_DELAY: Final = timedelta(minutes=1)  # doubled at each failure
KEEP_SENT: Final = timedelta(days=30)
SMTP_TIMEOUT_S: Final = 20

Transport = Callable[[EmailMessage, str], None]


def mail_job(database: Database, templates: Templates, settings: Settings, clock: Clock) -> Job:
    """Return the job that sends one letter."""
    transport = smtp_transport(settings) if settings.smtp_host else folder_transport(settings)

    def run(row_id: str) -> None:
        send(database, templates, settings, UUID(row_id), transport=transport, now=clock())

    return Job(SEND_MAIL, run, list_waiting_mail, retries=0)


def send(
    database: Database,
    templates: Templates,
    settings: Settings,
    mail_id: UUID,
    *,
    transport: Transport,
    now: datetime,
) -> bool:
    """Send one letter unless another worker has it; tell whether it left.

    Claimed first (with the time of the next try), sent outside any transaction, then marked: a
    crash in between sends it a second time, never loses it. Raises what the transport raises.
    """
    with database.writing() as session:
        mail = _claim(session, mail_id, now)
    if mail is None:
        return False
    message = compose_letter(templates, settings, mail)
    transport(message, str(mail.id))
    with database.writing() as session:
        session.execute(update(Mail).where(Mail.id == mail_id).values(sent_at=now, context={}))
    return True


def compose_letter(templates: Templates, settings: Settings, mail: Mail) -> EmailMessage:
    """Return the letter: the template's first line is its subject, the rest its text."""
    language: Language = "ar" if mail.language == "ar" else "fr"
    text = templates.render(mail.template, language, **mail.context)
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = settings.mail_from
    message["To"] = mail.to_address
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = make_msgid(
        idstring=mail.id.hex, domain=settings.mail_from.split("@")[-1]
    )
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.strip() + "\n", charset="utf-8")
    message["Content-Language"] = language  # last: set_content removes every Content-… header
    return message


def folder_transport(settings: Settings) -> Transport:
    """Return a transport that writes each letter to `data_dir/outbox` as an .eml file."""
    folder: Path = settings.data_dir / "outbox"

    def write(message: EmailMessage, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        draft = folder / f".{name}.part"
        draft.write_bytes(bytes(message))
        draft.replace(folder / f"{stamp}-{name}.eml")

    return write


def smtp_transport(settings: Settings) -> Transport:
    """Return a transport that speaks to the operator's SMTP server, encrypted by STARTTLS."""

    def send_by_smtp(message: EmailMessage, _name: str) -> None:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SMTP_TIMEOUT_S) as server:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)

    return send_by_smtp


def forget_sent_mail(session: Session, now: datetime) -> None:
    """Remove the letters that left, or never could, more than thirty days ago."""
    session.execute(delete(Mail).where(Mail.created_at < now - KEEP_SENT))


def _claim(session: Session, mail_id: UUID, now: datetime) -> Mail | None:
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.sent_at is not None or mail.next_try_at > now:
        return None
    mail.tries += 1
    mail.next_try_at = now + FIRST_DELAY * 2 ** (mail.tries - 1)
    return mail
