"""What one certificate prints: the facts of its row and the letterhead of its issuers."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app.certificates.code import format_code, verification_path
from app.certificates.logos import Logo, load_logo
from app.core.settings import Settings

TEMPLATE_VERSION: Final = "1"  # raise it with any change of what is printed

_DUAL, _FEWEST_OF_MANY, _MOST_OF_PLURAL = 2, 3, 10  # Arabic: 2, 3 to 10, 11 and more


@dataclass(frozen=True)
class Issuer:
    """One institution as the page names it, in both languages."""

    key: str
    heading: str
    rest: str
    name_fr: str
    name_ar: str  # the more complete of the two Arabic forms
    logo: Logo | None


@dataclass(frozen=True)
class Letterhead:
    """Everything on the page that does not depend on the holder."""

    commission: Issuer
    iom: Issuer
    base_url: str
    is_specimen: bool
    place_fr: str
    place_ar: str

    def verification_url(self, code: str) -> str:
        """Return the address in the QR: upper case, so that it fits the alphanumeric mode."""
        return f"{self.base_url}{verification_path(code)}".upper()

    @property
    def verification_address(self) -> str:
        """The address that a reader types, without its scheme."""
        return self.base_url.split("://", 1)[-1] + "/v"


@dataclass(frozen=True)
class PrintedCertificate:
    """The holder's facts, fixed when the certificate is issued."""

    code: str
    name_latin: str
    name_arabic: str
    programme_fr: str
    programme_ar: str
    minutes: int
    issued_on: date

    @property
    def formatted_code(self) -> str:
        """The code in three groups."""
        return format_code(self.code)


def letterhead_of(settings: Settings, *, is_specimen: bool) -> Letterhead:
    """Return the letterhead that the operator's settings describe; reads the logos, if any."""
    return Letterhead(
        commission=_issuer(
            "commission",
            short_fr=settings.commission_short_fr,
            name_fr=settings.commission_name_fr,
            names_ar=(settings.commission_short_ar, settings.commission_name_ar),
            logos_dir=settings.logos_dir,
        ),
        iom=_issuer(
            "iom",
            short_fr=settings.iom_short_fr,
            name_fr=settings.iom_name_fr,
            names_ar=(settings.iom_short_ar, settings.iom_name_ar),
            logos_dir=settings.logos_dir,
        ),
        base_url=settings.base_url.rstrip("/"),
        is_specimen=is_specimen,
        place_fr=settings.place_fr,
        place_ar=settings.place_ar,
    )


def _issuer(
    key: str, *, short_fr: str, name_fr: str, names_ar: tuple[str, str], logos_dir: Path | None
) -> Issuer:
    heading, rest = _split_name(short_fr, name_fr)
    return Issuer(
        key=key,
        heading=heading,
        rest=rest,
        name_fr=name_fr,
        name_ar=max(names_ar, key=len),
        logo=load_logo(logos_dir, key) if logos_dir else None,
    )


def _split_name(short: str, full: str) -> tuple[str, str]:
    """Return the line in bold and the one below it; together they are the full name.

    The first words that both names share are the heading ("Commission nationale"); without any,
    the short name stands above the full one ("OIM Maroc").
    """
    shared = []
    for of_short, of_full in zip(short.split(), full.split(), strict=False):
        if of_short != of_full:
            break
        shared.append(of_full)
    heading = " ".join(shared)
    return (heading, full.removeprefix(heading).strip()) if shared else (short, full)


def arabic_duration(minutes: int) -> str:
    """Return a length of study in Arabic words with Western digits, `12 ساعة و25 دقيقة`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(_counted(hours, "ساعة واحدة", "ساعتان", "ساعات", "ساعة"))
    if rest:
        parts.append(_counted(rest, "دقيقة واحدة", "دقيقتان", "دقائق", "دقيقة"))
    return " و".join(parts) or "0 دقيقة"


def french_duration(minutes: int) -> str:
    """Return a length of study in French, `12 h 25`, with no-break spaces."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"


def _counted(number: int, one: str, two: str, few: str, many: str) -> str:
    if number == 1:
        return one
    if number == _DUAL:
        return two
    noun = few if _FEWEST_OF_MANY <= number <= _MOST_OF_PLURAL else many
    return f"{number}\u00a0{noun}"
