"""The small application of the shell's parts, for the tests of this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.settings import Settings
from app.web.routing import Hops
from app.web.templating import Templates
from tests.web import shell
from tests.web.shell import Client, make_shell, make_templates


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def templates(settings: Settings, tmp_path: Path) -> Templates:
    return make_templates(settings, tmp_path / "throwaway")


@pytest.fixture
def hops(database: Database) -> Iterator[Hops]:
    shell.called.clear()
    threads = Hops(database, threads=4)
    yield threads
    threads.close()


@pytest.fixture
def client(
    settings: Settings, database: Database, templates: Templates, hops: Hops
) -> Iterator[Client]:
    """A client of the shell, on each of the two databases."""
    with Client(make_shell(settings, database, templates, hops)) as opened:
        yield opened
