"""What the holder sees of their own certificates, and takes away."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.certificates.code import format_code
from app.certificates.errors import NameNotConfirmed, NotReadyYet, WrongState
from app.certificates.models import REASONS, Certificate, CertificateState
from app.certificates.schemas import OwnCertificate


def panel(session: Session, learner_id: int, _now: datetime) -> list[OwnCertificate] | None:
    """Return what the learner's own page shows of certificates, None before a pass."""
    return list_own(session, learner_id) or None


def list_own(session: Session, learner_id: int) -> list[OwnCertificate]:
    """Return the learner's certificates that still count, newest first."""
    own = select(Certificate).where(
        Certificate.learner_id == learner_id,
        Certificate.state.not_in([CertificateState.CANCELLED, CertificateState.SUPERSEDED]),
    )
    return [
        describe(session, one)
        for one in session.scalars(own.order_by(Certificate.reserved_at.desc()))
    ]


def describe(session: Session, certificate: Certificate) -> OwnCertificate:
    """Return what the holder's page shows."""
    replacement_id = session.scalar(
        select(Certificate.id).where(Certificate.supersedes_id == certificate.id)
    )
    return OwnCertificate(
        id=certificate.id,
        code=format_code(certificate.public_code),
        state=certificate.state,
        waits_for_name=certificate.name_confirmed_at is None,
        programme_fr=certificate.programme.title_fr,
        programme_ar=certificate.programme.title_ar,
        edition=certificate.programme.version,
        minutes=certificate.programme.minutes,
        passed_at=certificate.passed_at,
        name_latin=certificate.name_latin or "",
        name_arabic=certificate.name_arabic or "",
        issued_at=certificate.issued_at,
        closed_at=certificate.closed_at,
        reason=REASONS.get(certificate.reason_category or ""),
        size_bytes=certificate.pdf_size_bytes or 0,
        replacement_id=replacement_id,
        is_specimen=certificate.is_specimen,
    )


def get_file_digest(certificate: Certificate) -> str:
    """Return the digest of the PDF that the holder may download.

    Raises NameNotConfirmed or NotReadyYet before it is made, WrongState once it is closed.
    """
    if certificate.state == CertificateState.ISSUED and certificate.pdf_sha256 is not None:
        return certificate.pdf_sha256
    if certificate.name_confirmed_at is None:
        raise NameNotConfirmed
    if certificate.state in {CertificateState.RESERVED, CertificateState.FAILED}:
        raise NotReadyYet
    raise WrongState


def export_certificates(session: Session, learner_id: int) -> list[dict[str, object]]:
    """Return the learner's certificates for the export of their own data."""
    predecessor = aliased(Certificate)
    rows = session.execute(
        select(Certificate, predecessor.public_code)
        .outerjoin(predecessor, predecessor.id == Certificate.supersedes_id)
        .where(Certificate.learner_id == learner_id)
        .order_by(Certificate.reserved_at)
    )
    return [_export(certificate, replaces) for certificate, replaces in rows]


def _export(certificate: Certificate, replaces: str | None) -> dict[str, object]:
    return {
        "code": format_code(certificate.public_code),
        "state": certificate.state,
        "programme": certificate.programme.title_fr,
        "edition": certificate.programme.version,
        "passed_at": certificate.passed_at.isoformat(),
        "scaled_score": certificate.scaled_score,
        "name_latin": certificate.name_latin,
        "name_arabic": certificate.name_arabic,
        "issued_at": certificate.issued_at.isoformat() if certificate.issued_at else None,
        "pdf_sha256": certificate.pdf_sha256,
        "replaces": format_code(replaces) if replaces else None,
    }
