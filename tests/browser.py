"""A person's browser for the tests: httpx over the ASGI application, synchronous, with cookies."""

from types import TracebackType
from typing import Any, Self

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from app.compose import Service
from app.core.i18n import Language
from app.main import create_app

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "https://test"}


class Browser:
    """Paths are given without their language: `get("/me/")` asks for `/fr/me/` or `/ar/me/`.

    Paths under `/api/`, `/v/` and `/V/` have no language.
    """

    def __init__(self, service: Service, language: Language) -> None:
        self.service = service
        self.language = language
        self._app = create_app(service)

    def __enter__(self) -> Self:
        self._opening = start_blocking_portal()
        self._portal: BlockingPortal = self._opening.__enter__()
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="https://test")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._portal.call(self.client.aclose)
        self._opening.__exit__(kind, error, trace)

    def path(self, path: str) -> str:
        """Return the path with this browser's language where one belongs."""
        plain = path.startswith(("/api/", "/v/", "/V/", "/fr/", "/ar/", "/health", "/static/"))
        return path if plain or path == "" else f"/{self.language}{path}"

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        return self.request("POST", path, data=data, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**SAME_ORIGIN, **options.pop("headers", {})}

        async def send() -> httpx.Response:
            return await self.client.request(method, self.path(path), headers=headers, **options)

        return self._portal.call(send)

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Return the page that a redirect leads to."""
        location = httpx.URL("https://test" + self.path("/")).join(response.headers["location"])
        return self.request("GET", location.raw_path.decode())
