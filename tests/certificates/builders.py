"""Builders for the tests of certificates, and the pictures they compare."""

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.certificates.code import check_symbol
from app.certificates.printed import Letterhead, PrintedCertificate, letterhead_of
from app.core.settings import Settings

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
