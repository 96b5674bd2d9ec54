"""What forms of accounts bring in, and what pages of every package learn of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.core.i18n import N_

SECTORS: Final[Mapping[str, str]] = {
    "police": N_("Police (DGSN)"),
    "gendarmerie": N_("Royal Gendarmerie"),
    "customs": N_("Customs"),
    "auxiliary_forces": N_("Auxiliary Forces"),
    "justice": N_("Justice"),
    "social": N_("Social action"),
    "health": N_("Health"),
    "education": N_("Education"),
    "labour_inspection": N_("Labour inspection"),
    "association": N_("Association"),
    "media": N_("Media"),
    "other": N_("Another sector"),
}
# The twelve regions of decree 2-15-40 (20 February 2015), in its order.
REGIONS: Final[Mapping[str, str]] = {
    "tanger-tetouan-al-hoceima": N_("Tanger-Tétouan-Al Hoceïma"),
    "oriental": N_("Oriental"),
    "fes-meknes": N_("Fès-Meknès"),
    "rabat-sale-kenitra": N_("Rabat-Salé-Kénitra"),
    "beni-mellal-khenifra": N_("Béni Mellal-Khénifra"),
    "casablanca-settat": N_("Casablanca-Settat"),
    "marrakech-safi": N_("Marrakech-Safi"),
    "draa-tafilalet": N_("Drâa-Tafilalet"),
    "souss-massa": N_("Souss-Massa"),
    "guelmim-oued-noun": N_("Guelmim-Oued Noun"),
    "laayoune-sakia-el-hamra": N_("Laâyoune-Sakia El Hamra"),
    "dakhla-oued-ed-dahab": N_("Dakhla-Oued Ed-Dahab"),
}
SEXES: Final[Mapping[str, str]] = {"female": N_("A woman"), "male": N_("A man")}


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request; satisfies `app.web.viewer.Viewer`."""

    id: int
    public_id: UUID
    email: str
    name_latin: str | None
    name_arabic: str | None
    language: str
    roles: frozenset[str]
    session_key: bytes  # the hash under which this browser's session is stored
    seen_at: datetime

    @property
    def name(self) -> str:
        """What the header calls them: a name in their language, or the start of their address."""
        names = (self.name_latin, self.name_arabic)
        preferred = reversed(names) if self.language == "ar" else names
        return next((name for name in preferred if name), self.email.split("@")[0])


@dataclass(frozen=True)
class Credentials:
    """What a passphrase is checked against."""

    person_id: int
    password_hash: str


class _Form(BaseModel):
    """A form of ours: known fields only; what they hold is judged by the service."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RegistrationForm(_Form):
    """Somebody who wants an account."""

    email: str = ""
    password: str = ""


@dataclass(frozen=True)
class Registration:
    """A registration whose address and passphrase were accepted."""

    email: str
    password: str


class SignInForm(_Form):
    """Somebody who has one; `kept` and `kept_action` bring back a form that met a dead session."""

    email: str = ""
    password: str = ""
    next: str = ""
    kept: str = ""
    kept_action: str = ""


class ConfirmForm(_Form):
    """Somebody with the link of a letter; a registration is confirmed with its passphrase."""

    password: str = ""


class ForgottenForm(_Form):
    """Somebody who lost the passphrase."""

    email: str = ""


class NewPasswordForm(_Form):
    """The new passphrase, after a letter."""

    password: str = ""


class ChangePasswordForm(_Form):
    """The present passphrase and the new one."""

    present_password: str = ""
    password: str = ""


class ChangeAddressForm(_Form):
    """The new address, and the passphrase as proof."""

    email: str = ""
    present_password: str = ""


class DeleteForm(_Form):
    """The passphrase, as proof that the account may go."""

    present_password: str = ""


class LanguageForm(_Form):
    """A choice of language, and the page to return to."""

    language: str = ""
    next: str = ""


class ProfileForm(_Form):
    """The names and the four facts, all optional."""

    name_latin: str = ""
    name_arabic: str = ""
    sector: str = ""
    institution: str = ""
    region: str = ""
    sex: str = ""
