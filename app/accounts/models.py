"""People and how they prove who they are; never an identity number, phone or birth date."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base
from app.core.ids import new_public_id


class Role(StrEnum):
    """What a person may do beyond learning; everybody with an account is a learner."""

    LEARNER = "learner"
    TRAINER = "trainer"
    STAFF = "staff"


class TokenPurpose(StrEnum):
    """What a link in a letter is for."""

    REGISTER = "register"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a secret
    CHANGE_ADDRESS = "change_address"


class Person(Base):
    """An account with a confirmed address; names and the four facts below are optional."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("language in ('fr', 'ar')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True, default=new_public_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)  # folded: see service.fold_email
    password_hash: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(2))
    name_latin: Mapped[str | None] = mapped_column(String(120))
    name_arabic: Mapped[str | None] = mapped_column(String(120))
    sector: Mapped[str | None] = mapped_column(String(32))
    institution: Mapped[str | None] = mapped_column(String(120))
    region: Mapped[str | None] = mapped_column(String(32))
    sex: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]
    roles: Mapped[list["PersonRole"]] = relationship(cascade="all, delete-orphan")


class PersonRole(Base):
    """A role given to a person by the operator."""

    __tablename__ = "person_role"
    __table_args__ = (CheckConstraint("role in ('trainer', 'staff')", name="role"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    given_at: Mapped[datetime]


class LoginSession(Base):
    """One signed-in browser; deleting the row signs it out at once."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_person_id", "person_id"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # absolute; the idle limit is counted from seen_at


class AccountToken(Base):
    """A single-use link sent by letter; only the hash of its secret is kept.

    A registration becomes a person when its link is used: until then nobody's account exists,
    and two registrations of one address do not disturb each other.
    """

    __tablename__ = "account_token"
    __table_args__ = (
        CheckConstraint(
            "purpose in ('register', 'reset_password', 'change_address')", name="purpose"
        ),
        Index("ix_account_token_person_id", "person_id"),
        Index("ix_account_token_expires_at", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))  # the address that the letter went to
    password_hash: Mapped[str | None] = mapped_column(String(255))  # of a registration
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
