"""What the tests of books share: the maker of the shipped course, and its books."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from app.core.i18n import Language
from app.core.settings import Settings
from app.handbooks.epub import write_epub
from app.handbooks.make import BookMaker, templates_of
from app.modules.edition import Edition
from app.web.templating import Templates
from tests.modules.conftest import course, stamped_course

__all__ = ["course", "maker", "stamped_course", "templates", "written"]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return templates_of(Settings(data_dir=tmp_path_factory.mktemp("books")))


@pytest.fixture(scope="session")
def maker(edition: Edition, templates: Templates) -> BookMaker:
    return BookMaker(edition, templates, Settings())


@pytest.fixture(scope="session")
def written(
    maker: BookMaker, templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Language], Path]:
    """Return the EPUB of a module and language, written once."""
    folder = tmp_path_factory.mktemp("epub")

    @cache
    def write(module_id: str, language: Language) -> Path:
        path = folder / f"{module_id}.{language}.epub"
        path.write_bytes(write_epub(maker.make(module_id, language, "handbook"), templates))
        return path

    return write


def plain(html: str) -> str:
    """Return the words of HTML, single-spaced, so that two ways of writing them compare equal."""
    words = unescape(re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", words).strip()
