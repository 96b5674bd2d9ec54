"""The authors' preview in Chromium: an open page is renewed by itself, at the same place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.modules.content_tree import ContentFolder, write_course
from tests.preview.started import Started
from tests.ui.conftest import PATIENCE_MS

LESSON = "/modules/m01/lessons/m01-l01"
SETTLING_MS = 500
LONG = "Une phrase de plus pour que la page soit longue. " * 60


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    folder = write_course(tmp_path / "content")
    for word in ("Les trois éléments doivent être réunis.", "La réponse est ici."):
        folder.replace("fr/lessons/m01-l01.md", word, f"{word} {LONG}")
    return folder


@pytest.fixture
def page(chromium: Browser, folder: ContentFolder) -> Iterator[Page]:
    """A lesson in the preview; nothing may be refused or fail in its console."""
    said: list[str] = []
    with Started(folder.root) as preview:
        tab = chromium.new_page(viewport={"width": 1200, "height": 700})
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.set_default_timeout(PATIENCE_MS)
        tab.goto(preview.url + LESSON)
        yield tab
        tab.close()
    assert said == []


def test_an_open_page_is_renewed_where_the_reader_is(page: Page, folder: ContentFolder) -> None:
    row = page.locator("#enfant")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLING_MS)  # a page that is still being laid out moves by itself
    row.evaluate("row => row.scrollIntoView()")
    page.wait_for_timeout(SETTLING_MS)
    before = row.evaluate("row => row.getBoundingClientRect().top")

    folder.replace("fr/lessons/m01-l01.md", "Acte, moyen, but {#", f"Trois éléments {LONG} {{#")
    expect(page.locator("#elements")).to_contain_text("Trois éléments", timeout=PATIENCE_MS)

    assert abs(row.evaluate("row => row.getBoundingClientRect().top") - before) <= 1


def test_a_mark_appears_beside_its_section(page: Page, folder: ContentFolder) -> None:
    folder.replace("fr/lessons/m01-l01.md", "moins de 18 ans", "moins de 18 ans [x](law:none)")

    mark = page.locator("#enfant .findings").first
    expect(mark).to_contain_text("refs.yml has no law none", timeout=PATIENCE_MS)


@contextmanager
def unreadable(root: Path) -> Iterator[None]:
    """Have the folder hold folders in folders until their path is too long to be read."""
    top, name = root / "deep", "x" * 250
    top.mkdir()
    inside = os.open(top, os.O_DIRECTORY)
    for _ in range(20):
        os.mkdir(name, dir_fd=inside)
        deeper = os.open(name, os.O_DIRECTORY, dir_fd=inside)
        os.close(inside)
        inside = deeper
    os.close(inside)
    try:
        yield
    finally:
        shutil.rmtree(top)


def test_an_open_page_says_that_the_folder_cannot_be_read_until_it_can(
    page: Page, folder: ContentFolder
) -> None:
    mark = page.get_by_text("the folder cannot be read")

    with unreadable(folder.root):
        expect(mark).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator("#elements")).to_contain_text("Acte, moyen, but")

    expect(mark).to_have_count(0, timeout=PATIENCE_MS)
    folder.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    expect(page.locator("#elements")).to_contain_text("Trois éléments", timeout=PATIENCE_MS)


def test_the_languages_stand_side_by_side_and_on_a_phone_one_above_the_other(page: Page) -> None:
    french = page.locator("#elements .cell[lang=fr]").bounding_box()
    arabic = page.locator("#elements .cell[lang=ar]").bounding_box()
    page.set_viewport_size({"width": 390, "height": 800})
    above = page.locator("#elements .cell[lang=fr]").bounding_box()
    below = page.locator("#elements .cell[lang=ar]").bounding_box()

    assert french and arabic and above and below  # noqa: PT018 - four boxes
    assert french["y"] == arabic["y"]
    assert french["x"] + french["width"] < arabic["x"]
    assert above["y"] + above["height"] <= below["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
