"""Builders for the tests of certificates, and the pictures they compare."""

import subprocess
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy import delete, select

from app.accounts.models import Person
from app.certificates import service
from app.certificates.archive import Archive
from app.certificates.code import check_symbol
from app.certificates.models import Certificate, VerificationCount
from app.certificates.printed import Letterhead, PrintedCertificate, letterhead_of
from app.core.db import Database
from app.core.settings import Settings
from app.modules.edition import Edition
from app.quiz.events import AttemptPassed
from tests import factories

CODE = "7K4QZM2D9XHT5R" + check_symbol("7K4QZM2D9XHT5R")
BASE_URL = "https://formation-traite.example"
PICTURES = Path(__file__).parent / "pictures"

LONGEST_LATIN = (
    "Jean-Baptiste Marie Emmanuel Christophe de La Rochefoucauld d'Estissac-Montmorency"
    " Ould Sidi Mohamed Ben Abdelkaderi"
)
LONGEST_ARABIC = (
    "عبد الرحمن محمد الأمين ولد سيدي محمد بن عبد القادر الإدريسي الحسني العلوي المدغري"
    " الفاسي الفهري"
)
VOCALISED = "مُحَمَّدٌ الأَمِينُ بْنُ عَبْدِ اللهِ"
MIXED = "سلمى Bennani (المغرب 27.14) كلير"  # no field accepts it: it tests the drawing alone
NAMES = {
    "short": ("Salma Bennani", "سلمى بناني"),
    "long": ("Mohamed Amine Alaoui Mdaghri", "محمد أمين العلوي المدغري"),
    "vocalised": ("Muḥammad al-Amīn ibn ʿAbd Allāh", VOCALISED),
    "longest": (LONGEST_LATIN, LONGEST_ARABIC),
    "mixed": ("Ǧamīla d’Aït Ben-Ṣāliḥ", MIXED),
}


def printed(**given: object) -> PrintedCertificate:
    """Return what a certificate prints."""
    defaults: dict[str, object] = {
        "code": CODE,
        "name_latin": "Salma Bennani",
        "name_arabic": "سلمى بناني",
        "programme_fr": "Lutter contre la traite des êtres humains",
        "programme_ar": "مكافحة الاتجار بالبشر",
        "minutes": 745,
        "issued_on": date(2026, 11, 21),
    }
    return PrintedCertificate(**(defaults | given))  # type: ignore[arg-type]


def letterhead(*, is_specimen: bool = True, logos_dir: Path | None = None) -> Letterhead:
    """Return the letterhead of the default settings."""
    settings = Settings(base_url=BASE_URL, logos_dir=logos_dir)
    return letterhead_of(settings, is_specimen=is_specimen)


def picture(pdf: bytes, dpi: int) -> Image.Image:
    """Return the page in grey, drawn by poppler."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(BytesIO(drawn.stdout))


def crop_mm(page: Image.Image, dpi: int, box_mm: tuple[float, float, float, float]) -> Image.Image:
    """Return a part of the page, given by its left, top, right and bottom in millimetres."""
    left, top, right, bottom = (round(side / 25.4 * dpi) for side in box_mm)
    return page.crop((left, top, right, bottom))


# ---- Rows --------------------------------------------------------------------------------------

COUNTS = select(VerificationCount.day, VerificationCount.result, VerificationCount.count).order_by(
    VerificationCount.day, VerificationCount.result
)


def passed(database: Database, *, learner_id: int | None = None, number: int = 1) -> AttemptPassed:
    """Save a person and their passed attempt; return the fact."""
    with database.writing() as session:
        if learner_id is None:
            person = factories.person()
            session.add(person)
            session.flush()
            learner_id = person.id
        attempt = factories.attempt(
            learner_id=learner_id,
            number=number,
            exam_id="final" if number == 1 else f"final{number}",
            completed_at=factories.NOON,
            has_passed=True,
            scaled_score=0.875,
        )
        session.add(attempt)
        session.flush()
        return AttemptPassed(
            attempt_id=attempt.id,
            learner_id=learner_id,
            exam_id="final",
            passed_at=factories.NOON,
            scaled_score=0.875,
            edition_label="2026-1",
            content_edition="0" * 64,
        )


def reserve(database: Database, edition: Edition) -> UUID:
    """Reserve a new learner's certificate."""
    fact = passed(database)
    with database.writing() as session:
        service.reserve(session, fact, edition, now=factories.NOON)
        found = select(Certificate.id).where(Certificate.attempt_id == fact.attempt_id)
        return session.scalars(found).one()


def confirm(database: Database, certificate_id: UUID, **names: str) -> None:
    """Confirm the holder's name."""
    given = {"name_latin": "Salma Bennani", "name_arabic": "سلمى بناني"} | names
    with database.writing() as session:
        certificate = session.get_one(Certificate, certificate_id)
        service.confirm_name(session, certificate, now=factories.NOON, **given)


def erase(
    database: Database, learner_id: int, secret: str, archive: Archive, *, now: datetime
) -> None:
    """Erase a person as the account's deletion does."""
    with database.writing() as session:
        service.withdraw(session, learner_id, secret=secret, archive=archive, now=now)
        session.flush()
        session.execute(delete(Person).where(Person.id == learner_id))
