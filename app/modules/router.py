"""Media of the course: videos, captions and pictures that a page does not hold itself."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import FileResponse, Response

from app.modules.errors import ContentNotFound
from app.modules.source import media_type
from app.modules.store import EditionStore
from app.web.conditional import is_known
from app.web.routing import TransactionRoute

router = APIRouter(route_class=TransactionRoute)


@router.get("/media/{name}", openapi_extra={"x-roles": ["anyone"]})
def get_media(
    name: str, request: Request, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Answer with a media file of the edition in force, a part of it (Range), or 304."""
    editions: EditionStore = request.app.state.editions
    path = editions.media_root / name
    kind = media_type(name)
    if kind is None or not path.is_file():
        raise ContentNotFound(id=name)
    headers = {"cache-control": "no-cache"}
    answer = FileResponse(path, media_type=kind, headers=headers, stat_result=path.stat())
    if is_known(if_none_match.encode(), answer.headers["etag"].encode()):
        return Response(status_code=304, headers=headers | {"etag": answer.headers["etag"]})
    return answer
