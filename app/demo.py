"""Invented people for trying the platform: learners at each point, certificates in each state.

Made through the services, in time order, so that the demo shows what the service does. Its people
have addresses under `demo.example` and one passphrase, random for each installation.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts import service as accounts
from app.accounts.models import Person, Role
from app.certificates import issuing
from app.certificates import service as certificates
from app.certificates.models import Certificate, RevocationReason
from app.compose import Service
from app.core.i18n import Language
from app.core.settings import DEMO_DOMAIN, Settings
from app.learning import service as learning
from app.modules.edition import Edition
from app.quiz import service as quiz
from app.quiz.frozen import freeze
from app.quiz.models import Attempt, AttemptItem
from app.quiz.naming import Naming
from app.quiz.schemas import Given, ResponseChange


@dataclass(frozen=True)
class DemoPerson:
    """One invented person and what became of them."""

    name: str
    language: Language
    role: Role
    says_fr: str
    modules: int = 0  # completed
    lessons: int = 0  # completed beyond them
    share: float | None = None  # of right answers at the final quiz; None: no attempt
    latin: str = ""
    arabic: str = ""
    then: str = ""  # revoked | replaced | erased


PEOPLE: Final = (
    DemoPerson("commission", "fr", Role.STAFF, "personnel de la Commission"),
    DemoPerson("formatrice", "fr", Role.TRAINER, "formatrice"),
    DemoPerson("nouvelle", "fr", Role.LEARNER, "n’a rien lu encore"),
    DemoPerson("en-cours", "fr", Role.LEARNER, "deux modules, une leçon", modules=2, lessons=1),
    DemoPerson("mutaallim", "ar", Role.LEARNER, "cinq modules, en arabe", modules=5),
    DemoPerson("prete", "fr", Role.LEARNER, "huit modules, quiz ouvert", modules=8),
    DemoPerson("ajourne", "fr", Role.LEARNER, "n’a pas atteint le seuil", modules=8, share=0.45),
    DemoPerson("recue", "ar", Role.LEARNER, "a réussi, nom à confirmer", modules=8, share=0.9),
    DemoPerson(
        "salma", "fr", Role.LEARNER, "certificat délivré", 8, 0, 0.95, "Salma Bennani", "سلمى بناني"
    ),
    DemoPerson(
        "youssef", "ar", Role.LEARNER, "certificat annulé", 8, 0, 0.85,
        "Youssef El Amrani", "يوسف العمراني", "revoked",
    ),
    DemoPerson(
        "khadija", "fr", Role.LEARNER, "certificat remplacé", 8, 0, 0.9,
        "Khadija Ait Lahcen", "خديجة أيت لحسن", "replaced",
    ),
    DemoPerson(
        "effacee", "fr", Role.LEARNER, "compte effacé", 8, 0, 0.9,
        "Nadia Tazi", "نادية التازي", "erased",
    ),
)  # fmt: skip


def email_of(name: str) -> str:
    """Return the address of an invented person."""
    return f"{name}@{DEMO_DOMAIN}"


def passphrase(settings: Settings) -> str:
    """Return this installation's demo passphrase, made at the first call."""
    path = settings.data_dir / "secrets" / "demo_passphrase"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(f"demo-{secrets.token_hex(6)}", "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8").strip()


def print_credentials(console: Console, settings: Settings) -> None:
    """Show who can sign in; in demo mode only."""
    table = Table("address", "language", "who", title="Demonstration: all of this is invented")
    for person in PEOPLE:
        if person.then != "erased":
            table.add_row(email_of(person.name), person.language, person.says_fr)
    console.print(table)
    console.print(f"Passphrase of all of them: [bold]{passphrase(settings)}[/bold]")


def load_if_empty(service: Service) -> int:
    """Make the demo's people unless they are there; return how many were made."""
    with service.database.reading() as session:
        known = session.scalar(
            select(func.count()).select_from(Person).where(Person.email.endswith(f"@{DEMO_DOMAIN}"))
        )
    if known:
        return 0
    password_hash = passwords.hash_password(passphrase(service.settings))
    start = service.clock() - timedelta(days=20)
    for number, person in enumerate(PEOPLE):
        _live(service, person, password_hash, start + timedelta(days=number))
    return len(PEOPLE)


def _live(service: Service, person: DemoPerson, password_hash: str, start: datetime) -> None:
    """Take one person through what became of them."""
    edition = service.editions.current
    with service.database.writing() as session:
        made = accounts.create_person(
            session,
            email=email_of(person.name),
            password_hash=password_hash,
            language=person.language,
            roles=() if person.role is Role.LEARNER else (person.role,),
            now=start,
        )
        made.name_latin, made.name_arabic = person.latin or None, person.arabic or None
        _read(session, edition, made.id, person, start)
        learner_id = made.id
    if person.share is not None:
        with service.database.writing() as session:
            _sit(session, edition, learner_id, person.share, start + timedelta(hours=30))
    if person.latin:
        _receive(service, learner_id, person, start + timedelta(hours=31))


def _read(
    session: Session, edition: Edition, learner_id: int, person: DemoPerson, start: datetime
) -> None:
    moment = start
    modules = edition.modules()
    lessons = [one for m in modules[: person.modules] for one in edition.listed_lessons(m.id)]
    if person.lessons:
        lessons += edition.listed_lessons(modules[person.modules].id)[: person.lessons]
    for lesson in lessons:
        for section in lesson.sections:
            moment += timedelta(minutes=3)
            learning.record_section(
                session, edition, learner_id, lesson_id=lesson.id, section_id=section, now=moment
            )


def _sit(
    session: Session, edition: Edition, learner_id: int, share: float, moment: datetime
) -> Attempt:
    """Sit the final quiz with about this share of right answers, the rest left open."""
    remaining = learning.remaining_lessons(session, edition, learner_id)
    attempt = quiz.start_attempt(session, edition, learner_id, remaining=remaining, now=moment)
    items = session.scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id == attempt.id)
        .order_by(AttemptItem.position)
    ).all()
    for asked in items[: round(share * len(items))]:
        moment += timedelta(seconds=40)
        quiz.record_response(
            session,
            attempt.id,
            asked.item_id,
            ResponseChange(answer=right_answer(edition, asked.item_id, attempt.seed)),
            learner_id=learner_id,
            now=moment,
        )
    return quiz.complete(session, attempt.id, learner_id=learner_id, now=moment)


def right_answer(edition: Edition, item_id: str, seed: bytes) -> Given:
    """Return the right answer to an item, in the tokens of an attempt."""
    frozen = freeze(edition.item(item_id), "fr")
    naming = Naming.of_attempt(frozen, seed)
    if isinstance(frozen.key, tuple):
        return [naming.choices[one] for one in frozen.key]
    return {naming.slots[slot]: naming.in_slot[slot][one] for slot, one in dict(frozen.key).items()}


def _receive(service: Service, learner_id: int, person: DemoPerson, moment: datetime) -> None:
    """Confirm the name, have the certificate made, and do what was to become of it."""
    with service.database.writing() as session:
        certificate = _only_certificate(session, learner_id)
        certificates.confirm_name(
            session,
            certificate,
            name_latin=person.latin,
            name_arabic=person.arabic,
            now=moment,
        )
        certificate_id = certificate.id
    issuing.issue(service.database, service.settings, certificate_id, now=moment)
    steps: dict[str, Callable[[], None]] = {
        "revoked": lambda: _revoke(service, learner_id, moment + timedelta(days=2)),
        "replaced": lambda: _replace(service, learner_id, moment + timedelta(days=1)),
        "erased": lambda: _erase(service, learner_id, moment + timedelta(days=1)),
    }
    if person.then:
        steps[person.then]()


def _only_certificate(session: Session, learner_id: int) -> Certificate:
    return session.scalars(select(Certificate).where(Certificate.learner_id == learner_id)).one()


def _revoke(service: Service, learner_id: int, moment: datetime) -> None:
    with service.database.writing() as session:
        certificate = _only_certificate(session, learner_id)
        certificates.revoke(
            session, certificate, RevocationReason.EXAM_IRREGULARITY, actor_id=None, now=moment
        )


def _replace(service: Service, learner_id: int, moment: datetime) -> None:
    with service.database.writing() as session:
        certificate = _only_certificate(session, learner_id)
        successor = certificates.reissue(
            session,
            certificate,
            name_latin="Khadija Aït Lahcen",
            name_arabic="خديجة آيت لحسن",
            actor_id=None,
            now=moment,
        )
        successor_id = successor.id
    issuing.issue(service.database, service.settings, successor_id, now=moment)


def _erase(service: Service, learner_id: int, moment: datetime) -> None:
    accounts.delete_account(
        service.database, learner_id, password=passphrase(service.settings), now=moment
    )
