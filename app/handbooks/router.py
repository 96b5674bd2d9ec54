"""The handbook of a module, to be read without a network."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from app.core.i18n import Language
from app.handbooks.shelf import Shelf
from app.modules.deps import CurrentEdition
from app.web.conditional import is_known
from app.web.routing import TransactionRoute

router = APIRouter(route_class=TransactionRoute)

EPUB: Final = "application/epub+zip"


@router.get("/modules/{module_id}/handbook.epub", openapi_extra={"x-roles": ["anyone"]})
def get_handbook(
    module_id: str,
    language: Language,
    edition: CurrentEdition,
    request: Request,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Answer with the e-book; 304 when the reader has it already."""
    shelf: Shelf = request.app.state.shelf
    book = shelf.epub(edition, module_id, language)
    headers = {
        "etag": book.etag,
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="{book.name}"',
    }
    if is_known(if_none_match.encode(), book.etag.encode()):
        return Response(status_code=304, headers=headers)
    return Response(book.content, media_type=EPUB, headers=headers)
