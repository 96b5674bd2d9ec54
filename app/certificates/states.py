"""The one place that says which step a certificate may take, and takes it.

reserved: issued; failed (then reserved again, same code); cancelled (final)
issued: suspended (and back); revoked, superseded, withdrawn (final)
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.certificates.errors import WrongState
from app.certificates.ledger import append_event
from app.certificates.models import Certificate, CertificateState

STEPS: Final[Mapping[CertificateState, frozenset[CertificateState]]] = {
    CertificateState.RESERVED: frozenset(
        {CertificateState.ISSUED, CertificateState.FAILED, CertificateState.CANCELLED}
    ),
    CertificateState.FAILED: frozenset({CertificateState.RESERVED, CertificateState.CANCELLED}),
    CertificateState.ISSUED: frozenset(
        {
            CertificateState.SUSPENDED,
            CertificateState.REVOKED,
            CertificateState.SUPERSEDED,
            CertificateState.WITHDRAWN,
        }
    ),
    CertificateState.SUSPENDED: frozenset(
        {CertificateState.ISSUED, CertificateState.REVOKED, CertificateState.WITHDRAWN}
    ),
    CertificateState.REVOKED: frozenset(),
    CertificateState.SUPERSEDED: frozenset(),
    CertificateState.WITHDRAWN: frozenset(),
    CertificateState.CANCELLED: frozenset(),
}
CLOSED: Final = frozenset(
    {CertificateState.REVOKED, CertificateState.SUPERSEDED, CertificateState.WITHDRAWN}
)


def may_become(certificate: Certificate, state: CertificateState) -> bool:
    """Tell whether the certificate may take this step."""
    return state in STEPS[CertificateState(certificate.state)]


def move(
    session: Session,
    certificate: Certificate,
    state: CertificateState,
    *,
    actor_id: int | None,
    now: datetime,
    reason_category: str | None = None,
) -> None:
    """Take one step and write it into the ledger; raises WrongState when it is not allowed."""
    if not may_become(certificate, state):
        raise WrongState
    before, certificate.state = certificate.state, state.value
    if state in CLOSED:
        certificate.closed_at = now
    if reason_category is not None:
        certificate.reason_category = reason_category
    append_event(
        session,
        certificate,
        kind=state.value,
        from_state=before,
        actor_id=actor_id,
        reason_category=reason_category,
        now=now,
    )
