"""A person's browser for the tests: httpx over the ASGI application, synchronous, with cookies."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

import httpx
from starlette.types import ASGIApp

from app.compose import Service
from app.core.i18n import Language
from app.main import create_app
from tests.asgi import AsgiClient


class Options(TypedDict, total=False):
    """What httpx takes beside method and address."""

    json: object
    content: bytes
    headers: Mapping[str, str]
    params: dict[str, str]


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "https://test"}


class Browser(AsgiClient):
    """Paths are given without their language: `get("/me/")` asks for `/fr/me/` or `/ar/me/`.

    Paths under `/api/`, `/v/` and `/V/` have no language.
    """

    def __init__(self, service: Service, language: Language) -> None:
        self.service = service
        self.language = language
        self._app = create_app(service)

    def application(self) -> ASGIApp:
        return self._app

    def path(self, path: str) -> str:
        """Return the path with this browser's language where one belongs."""
        plain = path.startswith(
            ("/api/", "/v/", "/V/", "/fr/", "/ar/", "/health", "/static/", "/media/")
        )
        return path if plain or path == "" else f"/{self.language}{path}"

    def get(self, path: str, **options: Unpack[Options]) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(
        self, path: str, data: Mapping[str, object] | None = None, **options: Unpack[Options]
    ) -> httpx.Response:
        return self.request("POST", path, data, **options)

    def request(
        self,
        method: str,
        path: str,
        data: Mapping[str, object] | None = None,
        **options: Unpack[Options],
    ) -> httpx.Response:
        """Send a request as a page of this site would; `headers` add to or replace ours."""
        given = options.get("headers", {})
        headers = {name: value for name, value in {**SAME_ORIGIN, **given}.items() if value}

        async def send() -> httpx.Response:
            return await self.client.request(
                method,
                self.path(path),
                data=data,
                headers=headers,
                json=options.get("json"),
                content=options.get("content"),
                params=options.get("params"),
            )

        return self._portal.call(send)

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Return the page that a redirect leads to."""
        location = httpx.URL("https://test" + self.path("/")).join(response.headers["location"])
        return self.request("GET", location.raw_path.decode())
