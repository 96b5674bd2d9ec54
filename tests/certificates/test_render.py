import hashlib
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from app.certificates.printed import arabic_duration, french_duration
from app.certificates.render import Press
from tests.certificates import builders

RENDER_IN_ANOTHER_PROCESS = """
import hashlib
from app.certificates.render import Press
from tests.certificates import builders
print(hashlib.sha256(Press(builders.letterhead()).render(builders.printed())).hexdigest())
"""


@pytest.fixture(scope="module")
def drawn(press: Press) -> bytes:
    return press.render(builders.printed())


def run(*command: str, given: bytes) -> str:
    done = subprocess.run(command, input=given, capture_output=True, check=True)
    return done.stdout.decode()


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    """Return every structure element of the document."""
    found: list[Any] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            kids: Any = element.get("/K", [])
            waiting.extend(kids if isinstance(kids, pikepdf.Array) else [kids])
    return found


def test_the_same_facts_give_the_same_bytes_in_another_process(drawn: bytes) -> None:
    other = run(sys.executable, "-c", RENDER_IN_ANOTHER_PROCESS, given=b"")

    assert other.strip() == hashlib.sha256(drawn).hexdigest()


def test_the_bytes_do_not_depend_on_what_was_drawn_before(press: Press, drawn: bytes) -> None:
    press.render(builders.printed(name_latin="Another Person", name_arabic="شخص آخر"))

    assert press.render(builders.printed()) == drawn


def test_the_file_is_clean(drawn: bytes, tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(drawn)

    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(path), given=b"")


def test_only_the_bundled_fonts_are_embedded(drawn: bytes) -> None:
    rows = [line.split() for line in run("pdffonts", "-", given=drawn).splitlines()[2:]]

    families = {row[0].split("+")[1].split("-")[0] for row in rows}
    assert families == {"CertSerif", "CertNaskh", "CertSans", "CertArabic"}
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)  # embedded, subset, Unicode


def test_a_character_that_no_font_has_brings_no_system_font(press: Press) -> None:
    drawn = press.render(builders.printed(name_latin="Salma ⵣⵉⵔⵉ 漢字"))

    rows = [line.split()[0] for line in run("pdffonts", "-", given=drawn).splitlines()[2:]]
    assert all("+Cert" in row for row in rows)


def test_the_metadata_claim_pdf_a_3a_and_pdf_ua_1(drawn: bytes) -> None:
    with pikepdf.open(BytesIO(drawn)) as pdf, pdf.open_metadata() as metadata:
        claims = {name: metadata[name] for name in ("pdfaid:part", "pdfaid:conformance")}
        assert claims == {"pdfaid:part": "3", "pdfaid:conformance": "A"}
        assert metadata["pdfuaid:part"] == "1"
        assert "Certificat de réussite" in metadata["dc:title"]
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_arabic_parts_are_tagged_as_arabic(drawn: bytes) -> None:
    with pikepdf.open(BytesIO(drawn)) as pdf:
        languages = [str(e["/Lang"]) for e in structure(pdf) if "/Lang" in e]
        assert languages.count("fr") >= languages.count("ar") >= 9
        headings = [str(e["/Lang"]) for e in structure(pdf) if e["/S"] == "/H1"]
        assert sorted(headings) == ["ar", "fr"]
        assert str(pdf.Root.Lang) == "fr"


def test_pictures_have_an_alternative_and_the_frame_is_skipped(drawn: bytes) -> None:
    with pikepdf.open(BytesIO(drawn)) as pdf:
        figures = [e for e in structure(pdf) if e["/S"] == "/Figure"]
        assert [str(e["/Alt"]) for e in figures] == [
            f"{builders.BASE_URL}/v/7K4QZ-M2D9X-HT5R{builders.CODE[-1]}".upper()
        ]
        assert pdf.pages[0].Contents[0].read_bytes().startswith(b"/Artifact")


def test_the_page_says_the_same_in_both_languages(drawn: bytes) -> None:
    text = run("pdftotext", "-layout", "-", "-", given=drawn)

    for said in (
        "Certificat de réussite",
        "12 h 25",
        "21 novembre 2026",
        "Spécimen sans valeur",
        "sans révéler le nom",
        "7K4QZ-M2D9X-HT5R",
    ):
        assert said in text.replace("\u00a0", " ")
    assert "qualifi" not in text  # law 43-20: a self-made seal is not a qualified one


def test_every_french_part_has_its_arabic_one(press: Press) -> None:
    body = press.page_source(builders.printed()).split("<body>")[1]

    assert body.count('lang="fr"') == body.count('lang="ar"')


def test_a_certificate_of_the_operators_key_is_no_specimen() -> None:
    page = Press(builders.letterhead(is_specimen=False)).page_source(builders.printed())

    assert "cachet électronique" in page
    assert "خاتما إلكترونيا" in page
    assert "SPÉCIMEN" not in page
    assert "نموذج" not in page


def test_markup_in_a_name_is_text(press: Press) -> None:
    page = press.page_source(builders.printed(name_latin="<img src=x> {{ 7*7 }}"))

    assert "&lt;img src=x&gt; {{ 7*7 }}" in page


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/", "certificate:fonts/../sign.py", "x"]
)
def test_nothing_is_loaded_from_outside(press: Press, address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        press._fetcher.fetch(address)


@pytest.mark.parametrize("names", builders.NAMES.values(), ids=builders.NAMES)
def test_every_certificate_is_one_page(press: Press, names: tuple[str, str]) -> None:
    drawn = press.render(builders.printed(name_latin=names[0], name_arabic=names[1]))

    assert "Pages:           1" in run("pdfinfo", "-", given=drawn)


def test_the_qr_is_read_from_a_grey_picture_of_100_dpi(drawn: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    builders.picture(drawn, 100).save(path)

    read = run("zbarimg", "--quiet", "--raw", str(path), given=b"")

    address = builders.letterhead().verification_url(builders.CODE)
    assert read.strip() == address == address.upper()


def test_logos_take_the_place_of_the_names(tmp_path: Path) -> None:
    (tmp_path / "commission.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        '<rect width="10" height="10" fill="#000"/></svg>'
    )
    press = Press(builders.letterhead(logos_dir=tmp_path))

    drawn = press.render(builders.printed())

    logo = builders.crop_mm(builders.picture(drawn, 50), 50, (38, 26, 56, 45))
    assert max(logo.tobytes()) < 10
    assert "OIM Maroc" in run("pdftotext", "-", "-", given=drawn)


@pytest.mark.parametrize(
    ("minutes", "french", "arabic"),
    [
        (745, "12 h 25", "12 ساعة و25 دقيقة"),
        (60, "1 h", "ساعة واحدة"),
        (125, "2 h 05", "ساعتان و5 دقائق"),
        (185, "3 h 05", "3 ساعات و5 دقائق"),
        (45, "45 min", "45 دقيقة"),
        (121, "2 h 01", "ساعتان ودقيقة واحدة"),
    ],
)
def test_the_duration_is_written_in_both_languages(minutes: int, french: str, arabic: str) -> None:
    assert french_duration(minutes).replace("\u00a0", " ") == french
    assert arabic_duration(minutes).replace("\u00a0", " ") == arabic
