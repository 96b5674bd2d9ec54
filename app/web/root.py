"""Addresses without a language: the front door, and whether the service is alive."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import text

from app.core.i18n import Language
from app.web.locale import negotiate
from app.web.routing import ReadSession, TransactionRoute

router = APIRouter(route_class=TransactionRoute)


@router.get("/", openapi_extra={"x-roles": ["anyone"]})
async def get_front_door(request: Request) -> RedirectResponse:
    """Lead to the reader's language: saved choice, browser's preference, French."""
    return RedirectResponse(
        f"/{negotiate(request)}/",
        status_code=303,
        headers={"vary": "accept-language, cookie", "cache-control": "no-store"},
    )


@router.get("/{language:language}", openapi_extra={"x-roles": ["anyone"]})
async def get_language_root(language: Language) -> RedirectResponse:
    """Lead `/fr`, as people type it, to the home page."""
    return RedirectResponse(f"/{language}/", status_code=308)


@router.get("/health", openapi_extra={"x-roles": ["anyone"]})
def get_health(request: Request, session: ReadSession) -> Response:
    """Answer 200 when pages and database can be served."""
    session.execute(text("select 1"))
    return JSONResponse({"status": "ok", "edition": request.app.state.editions.current.label})
