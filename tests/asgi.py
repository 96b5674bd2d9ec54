"""An ASGI application asked synchronously, as a test reads best."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp


class AsgiClient(ABC):
    """httpx over an application, in an event loop that lives as long as the `with` block."""

    base_url = "https://test"
    raises = False  # what the application raises becomes its answer, as behind a real server

    @abstractmethod
    def application(self) -> ASGIApp:
        """Return the application; called once the event loop runs."""

    def __enter__(self) -> Self:
        self._opening = start_blocking_portal()
        self._portal: BlockingPortal = self._opening.__enter__()
        transport = httpx.ASGITransport(app=self.application(), raise_app_exceptions=self.raises)
        self.client = httpx.AsyncClient(transport=transport, base_url=self.base_url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._portal.call(self.client.aclose)
        self._opening.__exit__(kind, error, trace)
