"""What anybody learns from a code, and how often that was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.certificates.models import REASONS, Certificate, CertificateState, VerificationCount
from app.certificates.schemas import Outcome, Verification
from app.certificates.service import find_by_code
from app.web.formats import MOROCCO

OUTCOMES: Final[Mapping[CertificateState, Outcome]] = {
    CertificateState.ISSUED: Outcome.VALID,
    CertificateState.SUSPENDED: Outcome.SUSPENDED,
    CertificateState.REVOKED: Outcome.REVOKED,
    CertificateState.SUPERSEDED: Outcome.REPLACED,
    CertificateState.WITHDRAWN: Outcome.WITHDRAWN,
    CertificateState.RESERVED: Outcome.UNKNOWN,
    CertificateState.FAILED: Outcome.UNKNOWN,
    CertificateState.CANCELLED: Outcome.UNKNOWN,
}


def verify(session: Session, code: str) -> Verification:
    """Return what the register says of a code (fifteen symbols, as `parse_code` returns it)."""
    certificate = find_by_code(session, code)
    if certificate is None:
        return Verification(Outcome.UNKNOWN)
    return public_view(certificate)


def public_view(certificate: Certificate) -> Verification:
    """Return what anybody may see of a certificate."""
    outcome = OUTCOMES[CertificateState(certificate.state)]
    if outcome is Outcome.UNKNOWN:
        return Verification(Outcome.UNKNOWN)
    is_standing = outcome in {Outcome.VALID, Outcome.SUSPENDED}
    return Verification(
        outcome=outcome,
        code=certificate.public_code,
        programme_fr=certificate.programme.title_fr,
        programme_ar=certificate.programme.title_ar,
        edition=certificate.programme.version,
        issued_at=certificate.issued_at,
        closed_at=certificate.closed_at,
        reason=REASONS.get(certificate.reason_category or ""),
        initials=certificate.initials if is_standing else None,
        can_check_name=is_standing or outcome is Outcome.WITHDRAWN,
        is_specimen=certificate.is_specimen,
    )


def count_verification(session: Session, outcome: Outcome, *, now: datetime) -> None:
    """Add one to the day's count of this result; nothing is kept about who asked."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    day = now.astimezone(MOROCCO).date()
    counted = dialect.insert(VerificationCount).values(day=day, result=outcome.value, count=1)
    session.execute(
        counted.on_conflict_do_update(
            index_elements=[VerificationCount.day, VerificationCount.result],
            set_={"count": VerificationCount.count + 1},
        )
    )
