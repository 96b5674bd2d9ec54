"""Makes a reserved, name-confirmed certificate: claim, draw, sign, keep, write down."""

import atexit
import logging
from datetime import datetime
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from app.certificates import claims
from app.certificates.archive import Archive
from app.certificates.keys import SigningKey, load_signing_key, new_development_key
from app.certificates.printed import (
    TEMPLATE_VERSION,
    Letterhead,
    PrintedCertificate,
    letterhead_of,
)
from app.core.db import Database
from app.core.settings import Settings
from app.web.formats import MOROCCO

logger = logging.getLogger(__name__)


class Press(Protocol):
    """Whoever draws the unsigned PDF."""

    def render(self, printed: PrintedCertificate) -> bytes:
        """Return the unsigned PDF."""


def issue(database: Database, settings: Settings, certificate_id: UUID, *, now: datetime) -> bool:
    """Make one certificate unless it is made, unconfirmed or in another worker's hands.

    Tells whether this call made it. The claim is given back when something fails, and the failure
    is raised. Nothing is drawn or signed inside a transaction.
    """
    with database.writing() as session:
        claimed = claims.claim(session, certificate_id, now=now)
    if claimed is None:
        return False
    try:
        return _make(database, settings, claimed, now)
    except Exception:
        with database.writing() as session:
            claims.record_failure(session, claimed, now=now)
        raise


def open_key(settings: Settings, *, now: datetime) -> SigningKey:
    """Return the signing key; in development one is made when there is none.

    Raises SigningKeyProblem with what to do.
    """
    if not settings.is_production and settings.signing_key is None:
        new_development_key(settings.key_path.parent, now=now)
    return load_signing_key(settings)


def _make(database: Database, settings: Settings, claimed: claims.Claim, now: datetime) -> bool:
    from app.certificates.sign import PADES_LEVEL, sign_pdf  # noqa: PLC0415 - pyHanko costs 1 s

    key = open_key(settings, now=now)
    printed = PrintedCertificate(
        code=claimed.code,
        name_latin=claimed.name_latin,
        name_arabic=claimed.name_arabic,
        programme_fr=claimed.programme_fr,
        programme_ar=claimed.programme_ar,
        minutes=claimed.minutes,
        issued_on=now.astimezone(MOROCCO).date(),
    )
    press = _press(letterhead_of(settings, is_specimen=key.is_specimen))
    signed = sign_pdf(press.render(printed), key, now)
    archive = Archive(settings.data_dir)
    made = claims.SignedFile(
        digest=archive.keep(signed),
        size_bytes=len(signed),
        issued_at=now,
        template_version=TEMPLATE_VERSION,
        pades_level=PADES_LEVEL,
    )
    is_ours = _write_down(database, claimed, made, key)
    if not is_ours:
        archive.remove(made.digest)
        logger.warning("another worker was faster with certificate %s", claimed.certificate_id)
    return is_ours


def _write_down(
    database: Database, claimed: claims.Claim, made: claims.SignedFile, key: SigningKey
) -> bool:
    with database.writing() as session:
        key_id = claims.signing_key_id(
            session,
            fingerprint=key.fingerprint,
            algorithm=key.algorithm,
            chain_pem=key.chain_pem,
            is_specimen=key.is_specimen,
            not_before=key.certificate.not_valid_before_utc,
            not_after=key.certificate.not_valid_after_utc,
        )
        return claims.record_issued(session, claimed, made, signing_key_id=key_id)


@lru_cache(maxsize=2)
def _press(letterhead: Letterhead) -> Press:
    """Return a press that keeps its fonts; the web process never pays for loading WeasyPrint."""
    from app.certificates.render import Press as WeasyPress  # noqa: PLC0415 - 0.8 s, needs Pango

    return WeasyPress(letterhead)


# WeasyPrint removes its folder of fonts when a press goes: not after the interpreter's own modules.
atexit.register(_press.cache_clear)
