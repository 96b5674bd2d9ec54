"""What is in a book, and what is not."""

from dataclasses import replace

import pytest

from app.core.i18n import LANGUAGES, Language
from app.core.settings import Settings
from app.handbooks.book import Book
from app.handbooks.make import BookMaker
from app.handbooks.pdf import source
from app.modules.edition import Edition
from app.web.templating import Templates
from tests.handbooks.conftest import plain

MODULES = [f"m0{number}" for number in range(1, 9)]
every_book = pytest.mark.parametrize(
    ("module_id", "language"), [(one, language) for one in MODULES for language in LANGUAGES]
)


def notes_of(edition: Edition, module_id: str, language: Language) -> list[str]:
    texts = [
        *(edition.lesson_text(one.id, language) for one in edition.listed_lessons(module_id)),
        *(edition.role_play_text(one.id, language) for one in edition.role_plays(module_id)),
    ]
    return [plain(note.html) for text in texts for note in text.trainer_notes]


@every_book
def test_notes_for_trainers_are_in_the_guide_and_not_in_the_handbook(
    module_id: str, language: Language, maker: BookMaker, templates: Templates, edition: Edition
) -> None:
    notes = notes_of(edition, module_id, language)
    guide, handbook = (
        plain(source(maker.make(module_id, language, kind), templates))
        for kind in ("guide", "handbook")
    )

    assert notes
    assert [note for note in notes if note not in guide] == []
    assert [note for note in notes if note in handbook] == []


@every_book
def test_no_item_of_the_exam_is_in_a_book(
    module_id: str, language: Language, maker: BookMaker, templates: Templates, edition: Edition
) -> None:
    whole = plain(source(maker.make(module_id, language, "guide"), templates))
    mine = [item for item in edition.items.values() if item.module_id == module_id]
    told = {
        use: [plain(item.texts[language].why_html) for item in mine if item.use == use]
        for use in ("check", "exam")
    }

    assert [why for why in told["check"] if why not in whole] == []
    assert [why for why in told["exam"] if why in whole] == []
    assert [item.id for item in mine if item.use == "exam" and item.id in whole] == []


def chapter(book: Book, chapter_id: str) -> str:
    return "".join(next(one for one in book.chapters if one.id == chapter_id).body.itertext())


def test_the_glossary_stands_in_both_languages_side_by_side(maker: BookMaker) -> None:
    for language in LANGUAGES:
        book = maker.make("m05", language, "handbook")
        body = next(one for one in book.chapters if one.id == "glossary").body
        row = body.find('.//{*}tr[@id="term-delai-reflexion"]')
        assert row is not None
        french, arabic = sorted(row.iterchildren(), key=lambda cell: cell.get("lang"), reverse=True)
        assert (french.get("lang"), arabic.get("lang"), arabic.get("dir")) == ("fr", "ar", "rtl")
        assert "réflexion" in "".join(french.itertext())
        assert "مهلة" in "".join(arabic.itertext())


def test_a_stale_text_says_so_on_paper(edition: Edition, templates: Templates) -> None:
    text = replace(edition.lesson_texts["m02-l01", "ar"], state="stale")
    older = replace(edition, lesson_texts={**edition.lesson_texts, ("m02-l01", "ar"): text})

    book = BookMaker(older, templates, Settings()).make("m02", "ar", "handbook")

    assert "قيد المراجعة" in chapter(book, "m02-l01")
    assert "قيد المراجعة" not in chapter(book, "m02-l02")


def test_printing_a_book_twice_gives_the_same_page(maker: BookMaker, templates: Templates) -> None:
    book = maker.make("m01", "fr", "guide")

    assert source(book, templates) == source(book, templates)


def test_every_term_and_text_that_is_cited_is_explained_at_the_end(maker: BookMaker) -> None:
    book = maker.make("m04", "fr", "handbook")
    links = {
        str(link.get("href"))
        for one in book.chapters
        for link in one.body.iter("{http://www.w3.org/1999/xhtml}a")
    }
    kept = {one.id: set(map(str, one.body.xpath("//@id"))) for one in book.chapters}

    cited = {one.removeprefix("/fr/texts/") for one in links if one.startswith("/fr/texts/")}
    terms = {one.removeprefix("/fr/glossary/") for one in links if one.startswith("/fr/glossary/")}

    assert {f"law-{one}" for one in cited} <= kept["texts"]
    assert {f"term-{one}" for one in terms} <= kept["glossary"]
