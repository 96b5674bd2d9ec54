"""Media of the course: videos, captions and pictures that a page does not hold itself."""

import re
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import FileResponse

from app.modules.errors import ContentNotFound
from app.modules.store import EditionStore
from app.web.routing import TransactionRoute

router = APIRouter(route_class=TransactionRoute)

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@router.get("/media/{name}", openapi_extra={"x-roles": ["anyone"]})
def get_media(name: str, request: Request) -> FileResponse:
    """Answer with a media file of the edition in force, or with a part of it (RFC 9110, Range)."""
    editions: EditionStore = request.app.state.editions
    path = editions.media_root / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise ContentNotFound(id=name)
    return FileResponse(path, headers={"cache-control": "no-cache"})
