"""Refuses a body that is too large, with a page in the reader's language."""

from collections.abc import Awaitable, Callable

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Refuse = Callable[[Request], Awaitable[Response]]


class BodyLimit:
    """Starlette's limit, which counts what arrives, behind a look at what is announced.

    Alone, Starlette answers an announced body that is too large in plain English.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, refuse: Refuse) -> None:
        self._limited = RequestBodyLimitMiddleware(app, max_bytes)
        self._max_bytes = max_bytes
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413 without reading it."""
        if scope["type"] == "http" and _announced_bytes(scope) > self._max_bytes:
            response = await self._refuse(Request(scope, receive))
            await response(scope, receive, send)
            return
        await self._limited(scope, receive, send)


def _announced_bytes(scope: Scope) -> int:
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(value) if value.isdigit() else 0
