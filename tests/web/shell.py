"""A small application made of the shell's own parts, with throwaway routes, and a client for it."""

import threading
from concurrent.futures import Future
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Depends, FastAPI, Form
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp

from app.core import errors
from app.core.db import Database, after_commit
from app.core.i18n import N_
from app.core.limits import RateWindow
from app.core.settings import Settings
from app.web import root
from app.web.body_limit import BodyLimit
from app.web.compiled import CompiledPages, CompiledPagesLayer
from app.web.errors import ErrorPages
from app.web.fetch_metadata import FetchMetadata
from app.web.form_bodies import FormBodies
from app.web.headers import Headers
from app.web.log import RequestLog
from app.web.pages import CurrentPages, Pages
from app.web.routing import Hops, ReadSession, TransactionRoute, UnitOfWork
from app.web.static import StaticFiles
from app.web.templating import Templates
from app.web.translations import load_translations
from app.web.viewer import Later
from tests.asgi import AsgiClient

MAX_BODY_BYTES = 20_000
WEB_TEMPLATES = Path(root.__file__).parent / "templates"

router = APIRouter(route_class=TransactionRoute)
called: list[str] = []  # what ran after a commit


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str


class Closed(errors.Conflict):
    code = "test.closed"
    message = N_("Too many tries. Wait a little, then try again.")


def add(session: Session, key: str = "k") -> None:
    session.add(RateWindow(key=key, count=1, expires_at_s=0.0))
    after_commit(session, lambda: called.append(key))
    session.flush()


@router.get("/hello")
def hello(pages: CurrentPages) -> HTMLResponse:
    return pages.render("test/hello.html", name="<Zineb>")


@router.get("/go")
def go(pages: CurrentPages) -> Response:
    return pages.redirect("/hello")


@router.post("/save")
def save(session: UnitOfWork) -> Response:
    add(session)
    return PlainTextResponse("saved")


@router.post("/save-and-break")
def save_and_break(session: UnitOfWork) -> Response:
    add(session)
    raise RuntimeError("hidden words of the stack")


@router.post("/save-and-refuse")
def save_and_refuse(session: UnitOfWork) -> Response:
    add(session)
    raise Closed


@router.post("/save-and-answer-404")
def save_and_answer_404(session: UnitOfWork) -> Response:
    add(session)
    raise HTTPException(404)


@router.get("/write-while-reading")
def write_while_reading(session: ReadSession) -> Response:
    add(session)
    return PlainTextResponse("never")


@router.get("/threads/none")
def thread_without_session() -> Response:
    return PlainTextResponse(threading.current_thread().name)


@router.get("/threads/read")
def thread_of_reading(session: ReadSession) -> Response:
    session.scalars(select(RateWindow)).all()
    return PlainTextResponse(threading.current_thread().name)


@router.post("/threads/write")
def thread_of_writing(session: UnitOfWork) -> Response:
    row = session.get(RateWindow, "count", with_for_update=True)
    if row is None:
        session.add(RateWindow(key="count", count=1, expires_at_s=0.0))
    else:
        row.count += 1
    return PlainTextResponse(threading.current_thread().name)


async def _count() -> Later[int | None]:
    return Later(lambda session: session.scalar(select(RateWindow.count)))


@router.get("/later")
def later(session: ReadSession, count: Annotated[object, Depends(_count)]) -> Response:
    return JSONResponse({"count": count, "reads": not session.info["writes"]})


@router.post("/notes")
def notes(note: Annotated[Note, Form()]) -> Response:
    return PlainTextResponse(note.text)


@router.get("/errors/{status}")
def fail(status: int) -> Response:
    kinds = {
        401: errors.Unauthenticated,
        403: errors.Forbidden,
        404: errors.NotFound,
        409: Closed,
        422: errors.Invalid,
        429: errors.TooMany,
    }
    if status == 500:
        raise RuntimeError("hidden words of the stack")
    if status in kinds:
        raise kinds[status]
    raise HTTPException(status)


api = APIRouter(route_class=TransactionRoute, prefix="/api/v1")


@api.get("/closed")
def closed() -> Response:
    raise Closed


async def sign_in(_request: Request, pages: Pages) -> Response:
    page = {"status": 401, "title": "x", "message": "y", "reference": None}
    return pages.render("web/errors/error.html", status=401, page=page)


def make_templates(settings: Settings, folder: Path) -> Templates:
    """Return the shell's templates and the throwaway ones, written to `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "hello.html").write_text(
        '{% extends "web/base.html" %}{% block title %}{{ _("Sign in") }}{% endblock %}'
        "{% block main %}<h1>{{ name }}</h1>{% endblock %}",
        "utf-8",
    )
    (folder / "page.html").write_text(
        '<html lang="{{ locale }}"><p>{{ _("Sign in") }} {{ words }}</p></html>', "utf-8"
    )
    return Templates(
        settings,
        folders={"web": WEB_TEMPLATES, "test": folder},
        translations=load_translations(settings.data_dir / "cache"),
        static_url=StaticFiles().url,
    )


def make_shell(
    settings: Settings,
    database: Database,
    templates: Templates,
    hops: Hops,
    pages: CompiledPages | None = None,
) -> ASGIApp:
    """Return the throwaway routes behind the layers, in the order of the real application."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.settings = settings
    app.state.database = database
    app.state.templates = templates
    app.state.hops = hops
    pages_of_errors = ErrorPages(templates, sign_in=sign_in)
    pages_of_errors.install(app)
    app.include_router(root.router)
    app.include_router(api)
    translated = APIRouter(prefix="/{language:language}")
    translated.include_router(router)
    app.include_router(translated)
    layers: ASGIApp = FormBodies(app, refuse=pages_of_errors.refuse_other_than_a_form)
    layers = BodyLimit(layers, max_bytes=MAX_BODY_BYTES, refuse=pages_of_errors.refuse_oversized)
    layers = FetchMetadata(layers, refuse=pages_of_errors.refuse_cross_site)
    layers = Headers(layers, https=settings.base_url.startswith("https:"))
    log = RequestLog(layers)
    return log if pages is None else CompiledPagesLayer(log, pages=pages)


OURS = {"Sec-Fetch-Site": "same-origin"}


class Client(AsgiClient):
    """Sends requests to an ASGI application, one after another or several at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def application(self) -> ASGIApp:
        return self._app

    def start(self, method: str, path: str, **options: Any) -> "Future[httpx.Response]":  # noqa: ANN401 - httpx options
        """Send a request without waiting for its answer; headers are sent exactly as given."""

        async def send() -> httpx.Response:
            return await self.client.request(method, path, **options)

        return self._portal.start_task_soon(send)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.start(method, path, **options).result()

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page; `accept_language="fr"` is the header Accept-Language."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, headers={"accept-encoding": "identity", **given})

    def post(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        """Send a change as a page of ours would."""
        headers = {**OURS, **options.pop("headers", {})}
        return self.request("POST", path, headers=headers, **options)


class Outline(HTMLParser):
    """What a page is made of: the attributes of its elements, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: dict[str, list[dict[str, str | None]]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.setdefault(tag, []).append(dict(attrs))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of this name."""
        return self.elements.get(tag, [])

    def one(self, tag: str) -> dict[str, str | None]:
        """Return the attributes of the only element of this name."""
        (element,) = self.all(tag)
        return element
