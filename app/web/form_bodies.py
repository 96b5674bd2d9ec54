"""Lets a page's form be read as it was meant: in UTF-8, and as a form at all."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.fetch_metadata import SAFE_METHODS

URLENCODED: Final = "application/x-www-form-urlencoded"
FORMS: Final = frozenset({URLENCODED, "multipart/form-data"})
_RAW: Final = re.compile(rb"[\x80-\xff]")
_API: Final = "/api/"

Refuse = Callable[[Request], Awaitable[Response]]


class FormBodies:
    """Refuses what a page was sent that is no form; percent-encodes letters that came raw.

    The framework would read JSON as an empty form, and raw bytes as Latin-1. The URL standard
    (application/x-www-form-urlencoded parsing) decodes them as UTF-8, as every browser writes.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a readable form, or answer 415."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind not in FORMS and not scope["path"].startswith(_API):
            response = await self._refuse(request)
            await response(scope, receive, send)
            return

        async def encoded() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body = _RAW.sub(lambda raw: f"%{raw[0][0]:02X}".encode(), message.get("body", b""))
                return {**message, "body": body}
            return message

        await self._app(scope, encoded if kind == URLENCODED else receive, send)
