"""The list of addresses: every one of them, with who may open it."""

from fastapi import APIRouter, FastAPI
from starlette.responses import PlainTextResponse, Response

from app.web.addresses import addresses
from app.web.routing import TransactionRoute

router = APIRouter(route_class=TransactionRoute)


@router.get("/mine", openapi_extra={"x-roles": ["learner"]})
def get_mine() -> Response:
    return PlainTextResponse("mine")


@router.post("/mine", openapi_extra={"x-roles": ["learner", "staff"]})
def post_mine() -> Response:
    return PlainTextResponse("mine")


@router.get("/silent")
def get_silent() -> Response:
    return PlainTextResponse("silent")


def test_routes_of_included_routers_are_listed_with_their_whole_path() -> None:
    app = FastAPI(openapi_url=None)
    translated = APIRouter(prefix="/{language:language}")
    translated.include_router(router, prefix="/me")
    app.include_router(translated)

    rows = addresses(app, ["/help"])

    assert [(row["method"], row["path"], row["roles"], row["cacheable"]) for row in rows] == [
        ("GET", "/{language}/help", ["anyone"], True),
        ("GET", "/{language}/me/mine", ["learner"], False),
        ("POST", "/{language}/me/mine", ["learner", "staff"], False),
        ("GET", "/{language}/me/silent", [], False),
    ]
