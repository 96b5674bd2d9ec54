"""Installations that are started, or that refuse to start; none leaves a process behind."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.server import SHARED_CACHE, Server

MakeServer = Callable[..., Server]


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[MakeServer]:
    made: list[Server] = []

    def make(**options: object) -> Server:
        made.append(server := Server(tmp_path, **options))  # type: ignore[arg-type]
        return server

    yield make
    for server in made:
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The URL of an empty database of each kind; None is the embedded one."""
    if request.param == "sqlite":
        yield None
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


def own_cache(server: Server) -> None:
    """Give an installation its own copy of the shared cache: files are only ever replaced whole."""
    SHARED_CACHE.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SHARED_CACHE, server.data_dir / "cache", copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:  # another run has just thrown it away
        return
    except OSError:
        shutil.copyfile(source, target)
