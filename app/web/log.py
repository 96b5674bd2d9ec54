"""One JSON line a request: method, path, status, milliseconds, reference; never a name."""

import time
from typing import Final
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = structlog.get_logger("request")
_SECRET_PATHS: Final = ("/confirm/", "/password/reset/", "/address/", "/v/", "/V/")


def loggable(path: str) -> str:
    """Return the path without the secret or the code that may follow its prefix."""
    for prefix in _SECRET_PATHS:
        before, found, _ = path.partition(prefix)
        if found:
            return f"{before}{prefix}…"
    return path


class RequestLog:
    """Logs every request and gives it a reference that an error page can show."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        reference = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = reference
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            logger.info(
                "request",
                method=scope["method"],
                path=loggable(scope["path"]),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 2),
                reference=reference,
            )
