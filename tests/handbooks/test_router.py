"""The handbook of a module as readers fetch it, and the media of the course."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.browser import Browser


def test_the_module_page_offers_the_book_in_its_language(browser: Browser) -> None:
    address = f"/{browser.language}/modules/m01/handbook.epub"
    assert f'href="{address}" download' in browser.get("/modules/m01").text

    answer = browser.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/epub+zip"
    assert f"m01-handbook.{browser.language}.epub" in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        lesson = archive.read("EPUB/m01-l01.xhtml").decode()
    assert f'xml:lang="{browser.language}"' in lesson


def test_a_reader_who_has_the_book_is_not_sent_it_again(browser: Browser) -> None:
    first = browser.get("/modules/m02/handbook.epub")

    again = browser.get(
        "/modules/m02/handbook.epub", headers={"if-none-match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")


def test_a_module_that_does_not_exist_is_said_in_words(browser: Browser) -> None:
    answer = browser.get("/modules/m99/handbook.epub")

    assert answer.status_code == 404
    assert f'lang="{browser.language}"' in answer.text


def test_media_of_the_course_are_served_whole_and_in_parts(browser: Browser) -> None:
    whole = browser.get("/media/m01-elements.fr.svg")
    part = browser.get("/media/m01-elements.fr.svg", headers={"range": "bytes=0-9"})

    assert whole.headers["content-type"] == "image/svg+xml"
    assert (part.status_code, part.content) == (206, whole.content[:10])


@pytest.mark.parametrize(
    "name",
    [
        "absent.svg",
        "..%2F..%2Fcourse.yml",
        ".hidden",
        "%2e%2e",
        "a%00b.svg",
        "a" * 300 + ".svg",
        "a.js",
    ],
)
def test_nothing_but_media_is_served_as_media(browser: Browser, name: str) -> None:
    assert browser.get(f"/media/{name}").status_code == 404
