"""Refuses a change asked for by another site (OWASP: fetch-metadata defence); no token in pages."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS: Final = frozenset({"same-origin", "none"})

Refuse = Callable[[Request], Awaitable[Response]]


class FetchMetadata:
    """Lets an unsafe method pass only when the browser says that our own page sent it.

    `Sec-Fetch-Site` decides; where a browser does not send it, `Origin` must be our own host;
    with neither the request is refused.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            request = Request(scope, receive)
            if not is_from_ourselves(request):
                response = await self._refuse(request)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_from_ourselves(request: Request) -> bool:
    """Tell whether the headers prove that a page of this site sent the request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    host = request.headers.get("host")
    return bool(host) and _host_of(request.headers.get("origin", "")) == host


def _host_of(origin: str) -> str | None:
    """Return the host and port of an origin; None for `null` and for what is no origin."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
