"""The outbox: letters in their receiver's language, sent at least once, never after success."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPException
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from sqlalchemy import select

from app.core.db import Database
from app.core.i18n import Language
from app.core.jobs import Job
from app.core.mail import MAX_TRIES, SEND_MAIL, Mail, list_waiting_mail, queue_mail
from app.core.settings import Settings
from app.web import letters
from app.web.letters import FIRST_DELAY, KEEP_SENT, forget_sent_mail, mail_job
from app.web.templating import Templates
from app.web.translations import load_translations
from tests import factories
from tests.conftest import MovingClock

LETTER = """{{ _("Sign in") }}

{{ _("Page not found") }}: {{ link }}
"""
SECRET = "https://test/fr/confirm/secret-token"
MakeSettings = Callable[..., Settings]


@pytest.fixture
def templates(tmp_path: Path, make_settings: MakeSettings) -> Templates:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "test.txt").write_text(LETTER, "utf-8")
    settings = make_settings()
    return Templates(
        settings,
        folders={"test": folder},
        translations=load_translations(tmp_path),
        static_url=str,
    )


def write_letter(database: Database, *, language: Language = "fr", link: str = SECRET) -> UUID:
    with database.writing() as session:
        queue_mail(
            session,
            to="zineb@example.org",
            language=language,
            template="test/test.txt",
            context={"link": link},
            now=factories.NOON,
        )
        session.flush()
        return session.scalars(select(Mail.id)).one()


def the_letter(database: Database) -> Mail:
    with database.reading() as session:
        return session.scalars(select(Mail)).one()


def due(database: Database, now: datetime) -> list[str]:
    with database.reading() as session:
        return list(list_waiting_mail(session, now))


def job(
    database: Database, templates: Templates, settings: Settings, clock: MovingClock
) -> Callable[[], None]:
    """Return a call that sends the one letter as the worker would."""
    send: Job = mail_job(database, templates, settings, clock)
    return lambda: send.run(str(the_letter(database).id))


def written(settings: Settings) -> list[EmailMessage]:
    folder = settings.data_dir / "outbox"
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [("fr", "Se connecter", "Page introuvable"), ("ar", "تسجيل الدخول", "غير موجودة")],
)
def test_a_letter_is_in_its_receivers_language(
    database: Database,
    templates: Templates,
    make_settings: MakeSettings,
    clock: MovingClock,
    language: Language,
    subject: str,
    words: str,
) -> None:
    settings = make_settings(mail_from="formation@cnlcteh.example")
    write_letter(database, language=language)

    job(database, templates, settings, clock)()

    (message,) = written(settings)
    assert message["Subject"] == subject
    assert message["To"] == "zineb@example.org"
    assert message["From"] == "formation@cnlcteh.example"
    assert message["Content-Language"] == language
    assert message["Message-ID"].endswith("@cnlcteh.example>")
    assert words in message.get_content()
    assert SECRET in message.get_content()


def test_a_letter_is_plain_text_and_escapes_nothing(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    settings = make_settings()
    write_letter(database, link="https://test/?a=1&b='<x>'")

    job(database, templates, settings, clock)()

    (message,) = written(settings)
    assert message.get_content_type() == "text/plain"
    assert "https://test/?a=1&b='<x>'" in message.get_content()


def test_once_a_letter_left_its_secret_is_gone_from_the_database(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    write_letter(database)
    assert the_letter(database).context == {"link": SECRET}

    job(database, templates, make_settings(), clock)()

    assert the_letter(database).context == {}
    assert the_letter(database).sent_at == factories.NOON


def test_a_letter_is_never_sent_again_after_success(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    settings = make_settings()
    write_letter(database)
    send = job(database, templates, settings, clock)

    send()
    clock.now += timedelta(days=1)
    send()

    assert len(written(settings)) == 1
    assert due(database, clock.now) == []


def test_two_workers_with_the_same_letter_send_it_once(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    settings = make_settings()
    write_letter(database)
    send = job(database, templates, settings, clock)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(written(settings)) == 1


def test_a_letter_waits_until_the_transaction_that_wrote_it_is_durable(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    carried: list[tuple[str, str]] = []

    class ListCarrier:
        def carry(self, name: str, row_id: str) -> None:
            carried.append((name, row_id))

    database.carrier = ListCarrier()

    mail_id = write_letter(database)

    assert carried == [(SEND_MAIL, str(mail_id))]


def test_a_letter_whose_words_cannot_be_made_is_kept(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    settings = make_settings()
    with database.writing() as session:
        queue_mail(
            session,
            to="zineb@example.org",
            language="fr",
            template="test/test.txt",
            context={},
            now=factories.NOON,
        )

    with pytest.raises(Exception, match="link"):
        job(database, templates, settings, clock)()

    assert written(settings) == []
    assert the_letter(database).sent_at is None
    assert len(due(database, factories.NOON + FIRST_DELAY)) == 1


def test_letters_are_forgotten_after_a_month_sent_or_not(database: Database) -> None:
    write_letter(database)

    for after, left in ((KEEP_SENT, 1), (KEEP_SENT + timedelta(minutes=1), 0)):
        with database.writing() as session:
            forget_sent_mail(session, factories.NOON + after)
        with database.reading() as session:
            assert len(session.scalars(select(Mail)).all()) == left


class Inbox:
    """An SMTP server's handler that keeps what it gets."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 taken"


class Refusing(Inbox):
    """Refuses the receiver."""

    async def handle_RCPT(self, *_request: object) -> str:  # noqa: N802
        return "451 try again later"


class Stalling(Inbox):
    """Answers nothing for a while."""

    async def handle_MAIL(self, *_request: object) -> str:  # noqa: N802
        await asyncio.sleep(1.5)
        return "451 too late"


class Dropping(Inbox):
    """Hangs up in the middle."""

    async def handle_DATA(self, server: SMTP, _session: object, _envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "250 never said"


@contextmanager
def smtp_server(handler: Inbox) -> Iterator[dict[str, Any]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_starttls": False}
    finally:
        controller.stop()


def test_a_letter_goes_to_the_operators_server(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    write_letter(database, language="ar")

    with smtp_server(inbox := Inbox()) as smtp:
        job(database, templates, make_settings(**smtp), clock)()

    (raw,) = inbox.received
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == "تسجيل الدخول"
    assert SECRET in message.get_content()
    assert the_letter(database).sent_at == factories.NOON


@pytest.mark.parametrize("trouble", [Refusing, Stalling, Dropping])
def test_a_letter_that_could_not_be_handed_over_is_tried_again_later_and_then_leaves(
    database: Database,
    templates: Templates,
    make_settings: MakeSettings,
    clock: MovingClock,
    trouble: type[Inbox],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(letters, "SMTP_TIMEOUT_S", 0.5)
    write_letter(database)

    with smtp_server(trouble()) as smtp:
        started = time.perf_counter()
        with pytest.raises((SMTPException, OSError)):
            job(database, templates, make_settings(**smtp), clock)()
        waited_s = time.perf_counter() - started

    assert waited_s < 1.4
    assert the_letter(database).sent_at is None
    assert the_letter(database).context == {"link": SECRET}
    assert due(database, clock.now + FIRST_DELAY - timedelta(seconds=1)) == []
    clock.now += FIRST_DELAY
    assert len(due(database, clock.now)) == 1

    with smtp_server(inbox := Inbox()) as smtp:
        job(database, templates, make_settings(**smtp), clock)()

    assert len(inbox.received) == 1
    assert the_letter(database).context == {}


def test_a_letter_does_not_leave_unencrypted_when_encryption_is_asked_for(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    write_letter(database)

    with smtp_server(inbox := Inbox()) as smtp:  # a server without STARTTLS
        settings = make_settings(**smtp | {"smtp_starttls": True})
        with pytest.raises(SMTPException, match="STARTTLS"):
            job(database, templates, settings, clock)()

    assert inbox.received == []
    assert the_letter(database).sent_at is None


def test_the_pauses_double_until_the_service_gives_up(
    database: Database, templates: Templates, make_settings: MakeSettings, clock: MovingClock
) -> None:
    write_letter(database)
    pauses: list[timedelta] = []

    with smtp_server(Refusing()) as smtp:
        send = job(database, templates, make_settings(**smtp), clock)
        while due(database, clock.now):
            with pytest.raises(SMTPException):
                send()
            pauses.append(the_letter(database).next_try_at - clock.now)
            clock.now = the_letter(database).next_try_at

    assert pauses == [FIRST_DELAY * 2**number for number in range(MAX_TRIES)]
