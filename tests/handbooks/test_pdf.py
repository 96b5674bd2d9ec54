"""A module on paper."""

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from app.core.i18n import Language
from app.handbooks.book import Kind
from app.handbooks.files import FONTS_FOLDER
from app.handbooks.make import BookMaker
from app.handbooks.pdf import print_pdf
from app.modules.edition import Edition
from app.web.templating import Templates

PRINTED: list[tuple[str, Language, Kind]] = [("m02", "fr", "guide"), ("m05", "ar", "handbook")]


@pytest.fixture(scope="module")
def books(
    maker: BookMaker, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pdf")
    for module_id, language, kind in PRINTED:
        book = maker.make(module_id, language, kind)
        (folder / f"{kind}.pdf").write_bytes(print_pdf(book, templates))
    return {kind: folder / f"{kind}.pdf" for _, _, kind in PRINTED}


def run(*words: str) -> str:
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout


def words_of(path: Path, first: int, last: int) -> str:
    text = run("pdftotext", "-f", str(first), "-l", str(last), "-layout", str(path), "-")
    return re.sub(r"[\u202a-\u202e\u2066-\u2069]", "", text)


@pytest.mark.parametrize("kind", ["guide", "handbook"])
def test_the_file_is_sound_tagged_and_says_that_it_is_pdf_ua(
    kind: str, books: dict[str, Path]
) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(books[kind]))
    with pikepdf.open(books[kind]) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.Lang == {"guide": "fr", "handbook": "ar"}[kind]
        fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
        assert all("Formation" in str(font.BaseFont) for font in fonts)


def test_the_contents_name_the_page_on_which_a_lesson_begins(
    books: dict[str, Path], edition: Edition
) -> None:
    contents = words_of(books["guide"], 2, 3)
    for lesson in edition.listed_lessons("m02"):
        title = edition.lesson_text(lesson.id, "fr").title
        found = re.search(rf"^ *{re.escape(title[:30])}.*?(\d+)$", contents, re.MULTILINE)
        assert found, title
        assert title[:30] in words_of(books["guide"], int(found[1]), int(found[1]))


def test_the_bookmarks_are_the_chapters_and_their_sections(
    books: dict[str, Path], edition: Edition
) -> None:
    with pikepdf.open(books["handbook"]) as pdf, pdf.open_outline() as outline:
        chapters = {
            str(one.title): [str(inner.title) for inner in one.children] for one in outline.root
        }

    for lesson in edition.listed_lessons("m05"):
        text = edition.lesson_text(lesson.id, "ar")
        assert [section.title for section in text.sections] == chapters[text.title]


def test_every_character_is_drawn_by_the_fonts_of_the_site(books: dict[str, Path]) -> None:
    """Another one would be printed as an empty box: no other font is there."""
    drawn = {
        character
        for file in FONTS_FOLDER.glob("*-400.woff2")
        for character in TTFont(file).getBestCmap()
    }
    written = {character for path in books.values() for character in words_of(path, 1, 999)}

    assert [one for one in sorted(written) if ord(one) not in drawn and one.isprintable()] == []
