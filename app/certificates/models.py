"""The register of certificates: the row decides, the PDF only prints it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.i18n import N_
from app.core.ids import new_public_id


class CertificateState(StrEnum):
    """Where a certificate stands; the allowed steps between states are in `states.py`."""

    RESERVED = "reserved"  # the pass is recorded; waits for the name, then for the signature
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"  # at the holder's request, with the account
    FAILED = "failed"  # could not be rendered or signed; retried with the same code
    CANCELLED = "cancelled"


class RevocationReason(StrEnum):
    """The only thing that the public learns of the grounds of a revocation."""

    ISSUED_IN_ERROR = "issued_in_error"
    EXAM_IRREGULARITY = "exam_irregularity"
    HOLDER_REQUEST = "holder_request"
    KEY_COMPROMISED = "key_compromised"


REASONS: Final[dict[str, str]] = {
    RevocationReason.ISSUED_IN_ERROR: N_("Issued in error"),
    RevocationReason.EXAM_IRREGULARITY: N_("Irregularity in the final quiz"),
    RevocationReason.HOLDER_REQUEST: N_("At the holder's request"),
    RevocationReason.KEY_COMPROMISED: N_("The signing key was no longer safe"),
}

_STATES = ", ".join(f"'{state}'" for state in CertificateState)
_ORIGINAL = "supersedes_id is null and state <> 'cancelled'"
_REPLACEMENT = "supersedes_id is not null and state <> 'cancelled'"


def _unique_where(name: str, *columns: str, where: str) -> Index:
    return Index(
        name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where)
    )


class ProgrammeVersion(Base):
    """The programme that a certificate names: one row for each edition of the course."""

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("slug", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(48))  # course.yml: id
    version: Mapped[str] = mapped_column(String(32))  # course.yml: edition
    title_fr: Mapped[str] = mapped_column(String(200))
    title_ar: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    created_at: Mapped[datetime]


class SigningKey(Base):
    """A key that signed, named by the fingerprint of its certificate; never the private part."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the certificate
    purpose: Mapped[str] = mapped_column(String(16))  # pdf | credential
    algorithm: Mapped[str] = mapped_column(String(32))
    chain_pem: Mapped[str] = mapped_column(Text)
    is_specimen: Mapped[bool]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]


class Certificate(Base):
    """One certificate of one person: its code from the pass, its bytes from the signature."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="state"),
        _unique_where(
            "uq_certificate_learner_programme",
            "learner_id",
            "programme_version_id",
            where=_ORIGINAL,
        ),
        _unique_where("uq_certificate_attempt", "attempt_id", where=_ORIGINAL),
        _unique_where("uq_certificate_supersedes", "supersedes_id", where=_REPLACEMENT),
        Index("ix_certificate_state", "state"),
        Index("ix_certificate_learner_id", "learner_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_public_id)
    public_code: Mapped[str] = mapped_column(String(15), unique=True)  # without dashes
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id", ondelete="SET NULL"))
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    state: Mapped[str] = mapped_column(String(16), default=CertificateState.RESERVED)
    passed_at: Mapped[datetime]
    scaled_score: Mapped[float]  # never shown on the certificate nor to a verifier
    reserved_at: Mapped[datetime]
    name_latin: Mapped[str | None] = mapped_column(String(120))
    name_arabic: Mapped[str | None] = mapped_column(String(120))
    name_confirmed_at: Mapped[datetime | None]
    name_hash_latin: Mapped[bytes | None] = mapped_column(
        LargeBinary(32)
    )  # keyed; survives erasure
    name_hash_arabic: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    initials: Mapped[str | None] = mapped_column(String(16))
    is_name_public: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[datetime | None]
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    pdf_size_bytes: Mapped[int | None]
    template_version: Mapped[str | None] = mapped_column(String(16))
    signing_key_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))
    pades_level: Mapped[str | None] = mapped_column(String(8))  # B-B | B-T | B-LT
    closed_at: Mapped[datetime | None]  # revoked, superseded or withdrawn
    reason_category: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    render_tries: Mapped[int] = mapped_column(default=0)
    programme: Mapped[ProgrammeVersion] = relationship(lazy="joined")
    signing_key: Mapped[SigningKey | None] = relationship(lazy="joined")

    @property
    def is_specimen(self) -> bool:
        """Whether a development key sealed it: a document without value."""
        return self.signing_key is not None and self.signing_key.is_specimen


class CertificateEvent(Base):
    """One step of a certificate's life; append-only, each row sealed with the hash of the last."""

    __tablename__ = "certificate_event"
    __table_args__ = (Index("ix_certificate_event_certificate_id", "certificate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    reason_category: Mapped[str | None] = mapped_column(String(32))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class VerificationCount(Base):
    """How many verifications a day ended in each result; nothing about who asked."""

    __tablename__ = "verification_count"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    result: Mapped[str] = mapped_column(String(16), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
