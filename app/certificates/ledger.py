"""The certificates' events, each sealed with the hash of the one before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.certificates.models import Certificate, CertificateEvent

FIRST: Final = "0" * 64
_LOCK: Final = 0x43455254  # "CERT": any number that nobody else uses


def append_event(
    session: Session,
    certificate: Certificate,
    *,
    kind: str,
    from_state: str | None,
    actor_id: int | None,
    now: datetime,
    reason_category: str | None = None,
) -> None:
    """Write one event at the end of the chain, in this transaction.

    One transaction at a time writes here: SQLite has one writer, PostgreSQL takes a lock that ends
    with the transaction.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    event = CertificateEvent(
        certificate_id=certificate.id,
        at=now,
        actor_id=actor_id,
        kind=kind,
        from_state=from_state,
        to_state=certificate.state,
        reason_category=reason_category,
        prev_hash=_last_hash(session),
    )
    event.hash = hash_of(event)
    session.add(event)
    session.flush()


def hash_of(event: CertificateEvent) -> str:
    """Return the SHA-256 of the event and of the hash before it.

    The actor is left out: it is emptied when the person is erased, and kept in the audit trail.
    """
    sealed = [
        event.prev_hash,
        str(event.certificate_id),
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.kind,
        event.from_state,
        event.to_state,
        event.reason_category,
    ]
    return hashlib.sha256(json.dumps(sealed, separators=(",", ":")).encode()).hexdigest()


def find_broken_event(session: Session) -> int | None:
    """Return the id of the first event that does not fit the chain, or None when all do."""
    before = FIRST
    for event in session.scalars(select(CertificateEvent).order_by(CertificateEvent.id)):
        if event.prev_hash != before or event.hash != hash_of(event):
            return event.id
        before = event.hash
    return None


def _last_hash(session: Session) -> str:
    last = select(CertificateEvent.hash).order_by(CertificateEvent.id.desc()).limit(1)
    return session.scalar(last) or FIRST
