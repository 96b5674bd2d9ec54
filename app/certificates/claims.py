"""The worker's side of the register: one claim at a time, and a digest that is set once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.accounts import people as accounts
from app.certificates import states
from app.certificates.code import format_code
from app.certificates.models import Certificate, CertificateState, SigningKey
from app.certificates.upsert import insert_unless_there
from app.core.jobs import enqueue
from app.core.mail import queue_mail

ISSUE: Final = "certificates.issue"  # the job's name
LEASE: Final = timedelta(minutes=2)  # how long one worker may take; drawing takes under a second
RETRY_DELAY: Final = timedelta(seconds=30)
MAX_TRIES: Final = 5  # then the row is `failed` and waits for the operator


@dataclass(frozen=True)
class Claim:
    """A row that this worker alone may finish, until its lease is over."""

    certificate_id: UUID
    lease_until: datetime
    code: str
    name_latin: str
    name_arabic: str
    programme_fr: str
    programme_ar: str
    minutes: int


@dataclass(frozen=True)
class SignedFile:
    """What was made for a claim."""

    digest: str
    size_bytes: int
    issued_at: datetime
    template_version: str
    pades_level: str


def claim(session: Session, certificate_id: UUID, *, now: datetime) -> Claim | None:
    """Take a reserved, name-confirmed certificate for this worker; None if there is nothing to do.

    Compare-and-set on state and lease: of many workers one gets it.
    """
    lease_until = now + LEASE
    taken = session.execute(
        update(Certificate)
        .where(
            Certificate.id == certificate_id,
            Certificate.state == CertificateState.RESERVED,
            Certificate.name_confirmed_at.is_not(None),
            Certificate.pdf_sha256.is_(None),
            or_(Certificate.lease_until.is_(None), Certificate.lease_until <= now),
        )
        .values(lease_until=lease_until, render_tries=Certificate.render_tries + 1)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    certificate = session.get_one(Certificate, certificate_id, populate_existing=True)
    return Claim(
        certificate_id=certificate.id,
        lease_until=lease_until,
        code=certificate.public_code,
        name_latin=certificate.name_latin or "",
        name_arabic=certificate.name_arabic or "",
        programme_fr=certificate.programme.title_fr,
        programme_ar=certificate.programme.title_ar,
        minutes=certificate.programme.minutes,
    )


def record_issued(
    session: Session, claimed: Claim, made: SignedFile, *, signing_key_id: int
) -> bool:
    """Write down the signed file, once; tell whether this claim was still the one that counts."""
    certificate = _get_for_update(session, claimed.certificate_id)
    is_ours = certificate.lease_until == claimed.lease_until and certificate.pdf_sha256 is None
    if not is_ours or certificate.state != CertificateState.RESERVED:
        return False
    certificate.pdf_sha256 = made.digest
    certificate.pdf_size_bytes = made.size_bytes
    certificate.issued_at = made.issued_at
    certificate.template_version = made.template_version
    certificate.pades_level = made.pades_level
    certificate.signing_key_id = signing_key_id
    certificate.lease_until = None
    states.move(session, certificate, CertificateState.ISSUED, actor_id=None, now=made.issued_at)
    _write_to_holder(session, certificate, now=made.issued_at)
    return True


def record_failure(session: Session, claimed: Claim, *, now: datetime) -> None:
    """Give a claim back for another try, or set the row aside after the last one."""
    certificate = _get_for_update(session, claimed.certificate_id)
    if certificate.lease_until != claimed.lease_until:
        return
    certificate.lease_until = now + RETRY_DELAY
    if certificate.render_tries >= MAX_TRIES:
        certificate.lease_until = None
        states.move(session, certificate, CertificateState.FAILED, actor_id=None, now=now)


def retry(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Have a failed certificate made again, with the same code; raises WrongState."""
    states.move(session, certificate, CertificateState.RESERVED, actor_id=None, now=now)
    certificate.render_tries = 0
    certificate.lease_until = None
    enqueue(session, ISSUE, certificate.id)


def list_waiting(session: Session, now: datetime) -> Iterable[str]:
    """Return the ids of the certificates that wait for a worker, oldest first."""
    waiting = select(Certificate.id).where(
        Certificate.state == CertificateState.RESERVED,
        Certificate.name_confirmed_at.is_not(None),
        or_(Certificate.lease_until.is_(None), Certificate.lease_until <= now),
    )
    oldest = waiting.order_by(Certificate.name_confirmed_at).limit(200)
    return [str(certificate_id) for certificate_id in session.scalars(oldest)]


def signing_key_id(session: Session, **facts: Any) -> int:  # noqa: ANN401
    """Return the register's number of a key, entered now if it signs for the first time."""
    insert_unless_there(session, SigningKey, purpose="pdf", **facts)
    return session.scalars(
        select(SigningKey.id).where(SigningKey.fingerprint == facts["fingerprint"])
    ).one()


def _write_to_holder(session: Session, certificate: Certificate, *, now: datetime) -> None:
    if certificate.learner_id is None:
        return
    person = accounts.get_person(session, certificate.learner_id)
    queue_mail(
        session,
        to=person.email,
        language="ar" if person.language == "ar" else "fr",
        template="certificates/mail/issued.txt",
        context={
            "path": f"/certificates/{certificate.id}",
            "code": format_code(certificate.public_code),
        },
        now=now,
    )


def _get_for_update(session: Session, certificate_id: UUID) -> Certificate:
    return session.get_one(
        Certificate,
        certificate_id,
        with_for_update={"of": Certificate},
        populate_existing=True,
    )
