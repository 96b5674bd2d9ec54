"""The small course, stamped once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from app.modules.edition import Edition
from tests.modules.content_tree import ContentFolder, write_course


@pytest.fixture(scope="session")
def stamped_course(tmp_path_factory: pytest.TempPathFactory) -> ContentFolder:
    """The faultless course; do not change it."""
    return write_course(tmp_path_factory.mktemp("course") / "content")


@pytest.fixture
def course(stamped_course: ContentFolder, tmp_path: Path) -> ContentFolder:
    """A copy that a test may break."""
    shutil.copytree(stamped_course.root, tmp_path / "content")
    return ContentFolder(tmp_path / "content")


@pytest.fixture(scope="session")
def edition(stamped_course: ContentFolder) -> Edition:
    """The edition of the faultless course."""
    return stamped_course.edition()
