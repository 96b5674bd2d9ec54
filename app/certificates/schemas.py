"""What forms of certificates bring in, and what its pages receive."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.core.i18n import Language


class NameForm(BaseModel):
    """The name as it is to be printed, in both scripts; `checked` is the holder's word for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name_latin: str = ""
    name_arabic: str = ""
    checked: str = ""


class CodeForm(BaseModel):
    """A code, however it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = ""


class NameCheckForm(BaseModel):
    """The name that a verifier reads on the paper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""


class Outcome(StrEnum):
    """What a verification answers."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class Verification:
    """All that anybody may learn from a code: nothing else of the person leaves the register."""

    outcome: Outcome
    code: str | None = None
    programme_fr: str | None = None
    programme_ar: str | None = None
    edition: str | None = None
    issued_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None  # a msgid of REASONS
    initials: str | None = None
    can_check_name: bool = False
    is_specimen: bool = False

    def programme(self, language: Language) -> str | None:
        """Return the programme's title in one language."""
        return self.programme_ar if language == "ar" else self.programme_fr


@dataclass(frozen=True)
class OwnCertificate:
    """What the holder's page shows."""

    id: UUID
    code: str  # in three groups
    state: str
    waits_for_name: bool
    programme_fr: str
    programme_ar: str
    edition: str
    minutes: int
    passed_at: datetime
    name_latin: str
    name_arabic: str
    issued_at: datetime | None
    closed_at: datetime | None
    reason: str | None
    size_bytes: int
    replacement_id: UUID | None
    is_specimen: bool

    def programme(self, language: Language) -> str:
        """Return the programme's title in one language."""
        return self.programme_ar if language == "ar" else self.programme_fr

    @property
    def path(self) -> str:
        """Where the holder's page is, without language."""
        return f"/certificates/{self.id}"
