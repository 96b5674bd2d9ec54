"""The register: reserve with the pass, confirm the name once, issue once, close, replace.

A certificate is reserved in the transaction of the pass, with its code. The holder's confirmation
of the name fixes what will be printed; a worker then claims the row, draws, signs and keeps the
bytes. The digest is set once: a crash and a retry give the same code and one certificate.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.checks import check_together
from app.certificates import ledger, states
from app.certificates.archive import Archive
from app.certificates.claims import ISSUE
from app.certificates.code import new_code
from app.certificates.errors import (
    CertificateNotFound,
    NameAlreadyConfirmed,
    UnknownCode,
    WrongState,
)
from app.certificates.models import (
    Certificate,
    CertificateState,
    ProgrammeVersion,
    RevocationReason,
)
from app.certificates.names import check_name, initials
from app.certificates.upsert import insert_unless_there
from app.core import audit
from app.core.db import after_commit
from app.core.ids import new_public_id
from app.core.jobs import enqueue
from app.core.text import fold_name
from app.modules.edition import Edition
from app.quiz.events import AttemptPassed

NAME_CORRECTED: Final = "name_corrected"
_CODE_TRIES: Final = 5  # a new code exists already with probability 2^-50 or so


# ---- Reserving ---------------------------------------------------------------------------------


def reserve(session: Session, passed: AttemptPassed, edition: Edition, *, now: datetime) -> None:
    """Reserve the certificate of a pass: row and code, in the pass's own transaction.

    A learner has one certificate for each edition of the programme, whatever its state.
    """
    programme_id = _programme_id(session, passed.edition_label, edition, now)
    for _ in range(_CODE_TRIES):
        certificate_id = new_public_id()
        is_new = insert_unless_there(
            session,
            Certificate,
            id=certificate_id,
            public_code=new_code(),
            learner_id=passed.learner_id,
            attempt_id=passed.attempt_id,
            programme_version_id=programme_id,
            state=CertificateState.RESERVED.value,
            passed_at=passed.passed_at,
            scaled_score=passed.scaled_score,
            reserved_at=now,
        )
        if is_new:
            certificate = session.get_one(Certificate, certificate_id)
            _record_reserved(session, certificate, actor_id=passed.learner_id, now=now)
            return
        if _find_original(session, passed, programme_id) is not None:
            return


def _find_original(
    session: Session, passed: AttemptPassed, programme_id: int
) -> Certificate | None:
    """Return the certificate that already stands for this pass or this learner and programme."""
    of_learner = (Certificate.learner_id == passed.learner_id) & (
        Certificate.programme_version_id == programme_id
    )
    return session.scalar(
        select(Certificate).where(
            or_(Certificate.attempt_id == passed.attempt_id, of_learner),
            Certificate.supersedes_id.is_(None),
            Certificate.state != CertificateState.CANCELLED,
        )
    )


def _programme_id(session: Session, label: str, edition: Edition, now: datetime) -> int:
    insert_unless_there(
        session,
        ProgrammeVersion,
        slug=edition.course.id,
        version=label,
        title_fr=edition.course.title.fr,
        title_ar=edition.course.title.ar,
        minutes=_listed_minutes(edition),
        created_at=now,
    )
    return session.scalars(
        select(ProgrammeVersion.id).where(
            ProgrammeVersion.slug == edition.course.id, ProgrammeVersion.version == label
        )
    ).one()


def _listed_minutes(edition: Edition) -> int:
    """Return the length of what learners could really follow: listed lessons and cases."""
    lessons = sum(lesson.minutes for lesson in edition.all_listed_lessons())
    entries = (case for module in edition.modules() for case in module.cases)
    return lessons + sum(case.minutes for case in entries if case.id in edition.all_cases)


def _record_reserved(
    session: Session, certificate: Certificate, *, actor_id: int | None, now: datetime
) -> None:
    ledger.append_event(
        session, certificate, kind="reserved", from_state=None, actor_id=actor_id, now=now
    )


# ---- The name ----------------------------------------------------------------------------------


def confirm_name(
    session: Session,
    certificate: Certificate,
    *,
    name_latin: str,
    name_arabic: str,
    now: datetime,
) -> None:
    """Fix the name that is printed, once, and have the certificate made after the commit.

    The same names sent twice are one confirmation. Raises what is wrong with a name,
    NameAlreadyConfirmed, or WrongState when the certificate is no longer reserved.
    """
    latin, arabic = check_names(name_latin, name_arabic)
    session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.name_confirmed_at is not None:
        if (certificate.name_latin, certificate.name_arabic) == (latin, arabic):
            return
        raise NameAlreadyConfirmed
    if certificate.state != CertificateState.RESERVED:
        raise WrongState
    _set_name(certificate, latin, arabic, now)
    ledger.append_event(
        session,
        certificate,
        kind="name_confirmed",
        from_state=certificate.state,
        actor_id=certificate.learner_id,
        now=now,
    )
    enqueue(session, ISSUE, certificate.id)


def check_names(name_latin: str, name_arabic: str) -> tuple[str, str]:
    """Return both forms of a name as they are printed; raises all that is wrong with them."""
    latin, arabic = check_together(
        lambda: check_name(name_latin, "latin", field="name_latin"),
        lambda: check_name(name_arabic, "arabic", field="name_arabic"),
    )
    return latin or "", arabic or ""


def _set_name(certificate: Certificate, latin: str, arabic: str, now: datetime) -> None:
    certificate.name_latin, certificate.name_arabic = latin, arabic
    certificate.initials = f"{initials(latin)} · {initials(arabic)}"
    certificate.name_confirmed_at = now


def name_matches(certificate: Certificate, written: str, *, secret: str) -> bool:
    """Tell whether a name is the one on the certificate, in either script.

    Case, accents, vowels, alef forms, spaces and the order of words do not count. An erased
    holder's name is compared by its keyed hash.
    """
    folded = fold_name(written)
    if not folded:
        return False
    names = (certificate.name_latin, certificate.name_arabic)
    if any(
        name and hmac.compare_digest(fold_name(name).encode(), folded.encode()) for name in names
    ):
        return True
    digest = _name_hash(certificate, folded, secret)
    hashes = (certificate.name_hash_latin, certificate.name_hash_arabic)
    return any(kept is not None and hmac.compare_digest(kept, digest) for kept in hashes)


def _name_hash(certificate: Certificate, folded: str, secret: str) -> bytes:
    """Return the keyed hash of a folded name, different on each certificate."""
    message = f"certificate name\0{certificate.public_code}\0{folded}".encode()
    return hmac.new(secret.encode(), message, sha256).digest()


# ---- Closing, suspending, replacing ------------------------------------------------------------


def revoke(
    session: Session,
    certificate: Certificate,
    reason: RevocationReason,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Revoke for good; the public page shows it at once, with the reason's category only."""
    _act(session, certificate, CertificateState.REVOKED, actor_id, now, reason=reason.value)


def suspend(
    session: Session, certificate: Certificate, *, actor_id: int | None, now: datetime
) -> None:
    """Suspend for the time of an inquiry."""
    _act(session, certificate, CertificateState.SUSPENDED, actor_id, now)


def reinstate(
    session: Session, certificate: Certificate, *, actor_id: int | None, now: datetime
) -> None:
    """End a suspension."""
    if certificate.state != CertificateState.SUSPENDED:
        raise WrongState
    _act(session, certificate, CertificateState.ISSUED, actor_id, now)


def reissue(
    session: Session,
    certificate: Certificate,
    *,
    name_latin: str,
    name_arabic: str,
    actor_id: int | None,
    now: datetime,
) -> Certificate:
    """Replace a certificate whose name was wrong by a new one with a new code.

    The old one is superseded at once; the new one is made after the commit. Raises WrongState
    unless the old one is issued.
    """
    latin, arabic = check_names(name_latin, name_arabic)
    _act(session, certificate, CertificateState.SUPERSEDED, actor_id, now, reason=NAME_CORRECTED)
    new = Certificate(
        id=new_public_id(),
        public_code=new_code(),
        learner_id=certificate.learner_id,
        attempt_id=certificate.attempt_id,
        programme_version_id=certificate.programme_version_id,
        supersedes_id=certificate.id,
        state=CertificateState.RESERVED.value,
        passed_at=certificate.passed_at,
        scaled_score=certificate.scaled_score,
        reserved_at=now,
    )
    _set_name(new, latin, arabic, now)
    session.add(new)
    _record_reserved(session, new, actor_id=actor_id, now=now)
    enqueue(session, ISSUE, new.id)
    return new


def withdraw(
    session: Session, learner_id: int, *, secret: str, archive: Archive, now: datetime
) -> None:
    """Forget a person who is being erased: names and PDF go, code, state and digest stay.

    An issued certificate then answers "withdrawn at the holder's request"; one that was never
    issued is cancelled.
    """
    own = select(Certificate).where(Certificate.learner_id == learner_id)
    for certificate in session.scalars(own.with_for_update(of=Certificate)).all():
        for state in (CertificateState.WITHDRAWN, CertificateState.CANCELLED):
            if states.may_become(certificate, state):
                states.move(session, certificate, state, actor_id=None, now=now)
        _forget_name(certificate, secret)
        if certificate.pdf_sha256 is not None:
            _remove_after_commit(session, archive, certificate.pdf_sha256)


def _forget_name(certificate: Certificate, secret: str) -> None:
    if certificate.name_latin:
        folded = fold_name(certificate.name_latin)
        certificate.name_hash_latin = _name_hash(certificate, folded, secret)
    if certificate.name_arabic:
        folded = fold_name(certificate.name_arabic)
        certificate.name_hash_arabic = _name_hash(certificate, folded, secret)
    certificate.name_latin = certificate.name_arabic = certificate.initials = None


def remove_withdrawn_files(session: Session, archive: Archive) -> None:
    """Remove the PDF of every erased person again, should a crash have come before the first time.

    Erasing removes the file after its commit; a process that ends in between leaves it.
    """
    gone = select(Certificate.pdf_sha256).where(
        Certificate.learner_id.is_(None), Certificate.pdf_sha256.is_not(None)
    )
    for digest in session.scalars(gone):
        if digest and archive.holds(digest):
            _remove_after_commit(session, archive, digest)


def _remove_after_commit(session: Session, archive: Archive, digest: str) -> None:
    after_commit(session, lambda: archive.remove(digest))


def _act(
    session: Session,
    certificate: Certificate,
    state: CertificateState,
    actor_id: int | None,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    """Take an audited step on a row that nobody else changes meanwhile."""
    session.refresh(certificate, with_for_update={"of": Certificate})
    states.move(session, certificate, state, actor_id=actor_id, reason_category=reason, now=now)
    details = {"reason": reason} if reason else {}
    subject = f"certificate:{certificate.id}"
    audit.record(session, actor_id, f"certificate.{state.value}", subject, now=now, **details)


# ---- Finding -----------------------------------------------------------------------------------


def find_by_code(session: Session, code: str) -> Certificate | None:
    """Return the certificate with this code (fifteen symbols, as `parse_code` returns it)."""
    return session.scalar(select(Certificate).where(Certificate.public_code == code))


def get_by_code(session: Session, code: str) -> Certificate:
    """Return the certificate with this code; raises UnknownCode."""
    found = find_by_code(session, code)
    if found is None:
        raise UnknownCode
    return found


def get_own(session: Session, certificate_id: UUID, *, learner_id: int) -> Certificate:
    """Return the learner's own certificate; another's does not exist for them."""
    found = session.scalar(
        select(Certificate).where(
            Certificate.id == certificate_id,
            Certificate.learner_id == learner_id,
            Certificate.state != CertificateState.CANCELLED,
        )
    )
    if found is None:
        raise CertificateNotFound
    return found
