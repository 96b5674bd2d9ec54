"""The compiled pages: every anonymous page and static file, encoded once and served as bytes.

A plain ASGI layer in front of the application: strong ETag per encoding, 304, HEAD (RFC 9110).
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from app.web.conditional import is_known
from app.web.headers import RawHeaders
from app.web.log import RequestLog

ENCODINGS: Final = ("br", "zstd", "gzip")  # in our order of preference: the smallest first
REVALIDATE: Final = "public, max-age=0, must-revalidate"
_REMEMBERED_BYTES: Final = 128
_FAILURE: Final = 500
_NOTHING: Final[Message] = {"type": "http.response.body", "body": b""}


@dataclass(slots=True)
class Representation:
    """One page in one encoding: where its bytes are, and its answers, made once."""

    blob: Path
    etag: bytes
    start: Message
    start_304: Message
    body: Message | None = None  # after its first reader


@dataclass(slots=True)
class CompiledPage:
    """One page in every encoding that makes it smaller; `identity` is always there."""

    forms: dict[str, Representation]
    _chosen: dict[tuple[str, ...], Representation] = field(default_factory=dict)

    def best(self, accept_encoding: bytes | None) -> Representation:
        """Return the form to send for an Accept-Encoding header."""
        accepted = accepted_encodings(accept_encoding)
        form = self._chosen.get(accepted)
        if form is None:
            form = self.forms[next((one for one in accepted if one in self.forms), "identity")]
            self._chosen[accepted] = form  # a dozen tuples at most
        return form


def accepted_encodings(header: bytes | None) -> tuple[str, ...]:
    """Return our encodings that the header accepts, best first (RFC 9110, 12.5.3)."""
    if not header:
        return ()
    read = _remembered if len(header) <= _REMEMBERED_BYTES else _read_encodings
    return read(header)


def _read_encodings(header: bytes) -> tuple[str, ...]:
    qualities: dict[str, float] = {}
    for part in header.decode("latin-1").lower().split(","):
        name, _, parameters = part.strip().partition(";")
        qualities[name.strip()] = _quality(parameters)
    other = qualities.get("*", 0.0)
    chosen = [(qualities.get(name, other), name) for name in ENCODINGS]
    wanted = [(quality, name) for quality, name in chosen if quality > 0]
    return tuple(name for quality, name in sorted(wanted, key=lambda pair: -pair[0]))


# Browsers send a few headers, over and over; a long one is nobody's and is not kept.
_remembered = lru_cache(maxsize=512)(_read_encodings)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class CompiledPages:
    """What `app.web.compiler` wrote to disk, by path."""

    def __init__(self, folder: Path, *, common: RawHeaders) -> None:
        """Read the manifest of a compiled edition; `common` are the headers of every answer."""
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        blobs = folder.parent / "blobs"
        self._pages = {
            path: _page(entry, blobs, common) for path, entry in manifest["pages"].items()
        }
        self.patterns: list[str] = manifest["patterns"]
        self.find = self._pages.get  # the page at a path, or None

    def paths(self) -> list[str]:
        """Return every path, sorted."""
        return sorted(self._pages)

    @staticmethod
    def read(form: Representation) -> bytes:
        """Return the bytes of a form."""
        body: bytes = _body_of(form)["body"]
        return body


def _body_of(form: Representation) -> Message:
    """Return the message with a form's bytes, kept in memory after the first reader."""
    if form.body is None:
        form.body = {"type": "http.response.body", "body": form.blob.read_bytes()}
    return form.body


def _page(entry: dict[str, dict[str, str]], blobs: Path, common: RawHeaders) -> CompiledPage:
    forms = {}
    for encoding, sha256 in entry["forms"].items():
        etag = f'"{sha256[:32]}"'.encode()
        shared: RawHeaders = [
            (b"etag", etag),
            (b"cache-control", str(entry["cache"]).encode()),
            (b"vary", b"accept-encoding"),
            *common,
        ]
        blob = blobs / sha256
        headers: RawHeaders = [
            (b"content-type", str(entry["type"]).encode()),
            (b"content-length", str(blob.stat().st_size).encode()),
            *shared,
        ]
        if encoding != "identity":
            headers.append((b"content-encoding", encoding.encode()))
        forms[encoding] = Representation(blob, etag, _start(200, headers), _start(304, shared))
    return CompiledPage(forms)


def _start(status: int, headers: RawHeaders) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


class CompiledPagesLayer:
    """Answers a GET or HEAD of a compiled page, and counts it; passes everything else on.

    The outermost layer: what is passed on goes through the log. Every microsecond shows here,
    beside the 24 us that uvicorn takes for the smallest answer.
    """

    def __init__(self, app: RequestLog, *, pages: CompiledPages) -> None:
        self._app = app
        self._count = app.count
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the page's bytes, a 304 when the reader has them, or pass on."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        page = self.pages.find(scope["path"])
        if page is None:
            await self._app(scope, receive, send)
            return
        accept = if_none_match = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accept = value
            elif name == b"if-none-match":
                if_none_match = value
        form = page.best(accept)
        if if_none_match is not None and is_known(if_none_match, form.etag):
            start, body = form.start_304, _NOTHING
        elif scope["method"] == "HEAD":
            start, body = form.start, _NOTHING
        else:
            start, body = form.start, self._body(form, scope)
        await send(start)
        await send(body)
        self._count(scope["method"], scope["path"], start["status"])

    def _body(self, form: Representation, scope: Scope) -> Message:
        """Return the page's bytes; a file that is gone is counted as the failure that it is."""
        try:
            return _body_of(form)
        except OSError:
            self._count(scope["method"], scope["path"], _FAILURE)
            raise
