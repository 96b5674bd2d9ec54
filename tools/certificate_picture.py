"""Draws the front page's picture of a certificate: an invented name, a trial key, 560 px wide.

python tools/certificate_picture.py        writes app/web/static/img/certificate.webp
"""

import subprocess
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image

from app.certificates.printed import PrintedCertificate, letterhead_of
from app.certificates.render import Press
from app.core.settings import Settings

TARGET = Path(__file__).parent.parent / "app" / "web" / "static" / "img" / "certificate.webp"
WIDTH = 560


def main() -> None:
    """Draw, shrink and write the picture."""
    settings = Settings(base_url="https://formation.example")
    pdf = Press(letterhead_of(settings, is_specimen=True)).render(
        PrintedCertificate(
            code="7K4QZM2D9XHT5RW",
            name_latin="Salma Bennani",
            name_arabic="سلمى بناني",
            programme_fr="Lutter contre la traite des êtres humains",
            programme_ar="مكافحة الاتجار بالبشر",
            minutes=745,
            issued_on=date(2026, 11, 21),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "certificate.pdf"
        source.write_bytes(pdf)
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "200",
                "-png",
                "-singlefile",
                str(source),
                str(source.with_suffix("")),
            ],
            check=True,
        )
        page = Image.open(source.with_suffix(".png")).convert("RGB")
    height = round(WIDTH * page.height / page.width)
    page.resize((WIDTH, height), Image.Resampling.LANCZOS).save(TARGET, quality=62, method=6)
    print(f"{TARGET.name}: {WIDTH} x {height}, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
