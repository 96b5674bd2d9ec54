"""The small course on disk, its preview without a server in front, and a visitor's browser."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from starlette.types import ASGIApp

from app.core.settings import Settings
from app.preview.hosts import hosts_of
from app.preview.server import create_app
from app.preview.watch import WatchedFolder, Watcher
from tests.asgi import AsgiClient
from tests.modules.conftest import course, stamped_course
from tests.modules.content_tree import ContentFolder

__all__ = ["course", "stamped_course"]  # fixtures

POLL_S: Final = 0.01
SOON_S: Final = 20.0  # shared machines are slow; a right answer comes at once


class Visit(AsgiClient):
    """The preview of a folder, asked as a browser on the same machine asks it."""

    raises = True

    def __init__(
        self,
        folder: WatchedFolder,
        cache: Path,
        *,
        host: str = "127.0.0.1",
        listening_on: str = "127.0.0.1",
        interval_s: float = POLL_S,
    ) -> None:
        self.folder = folder
        self._cache = cache
        self.base_url = f"http://{host}"
        self._listening_on, self._interval_s = listening_on, interval_s

    def application(self) -> ASGIApp:
        self.watcher = self._portal.call(lambda: Watcher(self.folder, interval_s=self._interval_s))
        hosts = hosts_of(self._listening_on)
        return create_app(self.watcher, Settings(), self._cache, hosts=hosts)

    def request(self, method: str, path: str) -> httpx.Response:
        answer: httpx.Response = self._portal.call(self.client.request, method, path)
        return answer

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def page(self, path: str) -> str:
        """Return a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def changed_by(
        self,
        act: Callable[[], Any],
        *,
        before: Callable[[], Any] = lambda: None,
        until: Callable[[], bool] = lambda: True,
    ) -> str:
        """Do something to the files while an open page waits; return the version it is told.

        `before` is done first, in a thread of its own, while the folder is already watched. The
        page asks again `until` what it waits for is there.
        """

        async def wait() -> str:
            watching = asyncio.create_task(self.watcher.run())
            try:
                await asyncio.to_thread(before)
                assert not watching.done(), watching
                return await self._told(act, until)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

        return self._portal.call(wait)

    async def _told(self, act: Callable[[], Any], until: Callable[[], bool]) -> str:
        version = self.folder.snapshot.version
        act()
        async with asyncio.timeout(SOON_S):
            version = await self._version_after(version)
            while not until():
                version = await self._version_after(version)
        return version

    async def _version_after(self, seen: str) -> str:
        answer = await self.client.get(f"/changes?after={seen}")
        return str(answer.json()["version"])


@pytest.fixture(scope="session")
def preview_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled templates and catalogues, shared by the tests."""
    return tmp_path_factory.mktemp("preview-cache")


@pytest.fixture
def watched(course: ContentFolder) -> WatchedFolder:
    """The course read and checked."""
    folder = WatchedFolder(course.root)
    folder.check()
    return folder


@pytest.fixture
def visit(watched: WatchedFolder, preview_cache: Path) -> Iterator[Visit]:
    with Visit(watched, preview_cache) as opened:
        yield opened
