"""The web application: `create_app(service)` gives the ASGI application that uvicorn serves."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from app import compose
from app.core.logs import set_up_logs
from app.core.settings import Settings
from app.handbooks.shelf import Shelf
from app.web.body_limit import BodyLimit
from app.web.compiled import CompiledPages, CompiledPagesLayer
from app.web.compiler import Progress, silent
from app.web.errors import ErrorPages
from app.web.fetch_metadata import FetchMetadata
from app.web.form_bodies import FormBodies
from app.web.headers import Headers
from app.web.log import RequestLog
from app.web.routing import Hops

MAX_BODY_BYTES: Final = 256 * 1024
_COLLECT_AFTER: Final = 20_000  # new objects; Python's 700 is for small programs


def create_app(service: compose.Service, *, progress: Progress = silent) -> ASGIApp:
    """Return the whole application of a composed service, its pages compiled."""
    return with_layers(create_api(service), compose.compiled_pages(service, progress=progress))


def with_layers(api: FastAPI, pages: CompiledPages) -> ASGIApp:
    """Return the routes with the layers in front of them.

    From the outside in: the compiled pages (which carry their own headers), the request log, the
    security headers, the defence against other sites, the limits of a body and its form, then the
    routes.
    """
    api.state.compiled = pages
    https = api.state.settings.base_url.startswith("https:")
    errors: ErrorPages = api.state.errors
    app: ASGIApp = FormBodies(api, refuse=errors.refuse_other_than_a_form)
    app = BodyLimit(app, max_bytes=MAX_BODY_BYTES, refuse=errors.refuse_oversized)
    app = FetchMetadata(app, refuse=errors.refuse_cross_site)
    app = Headers(app, https=https)
    return CompiledPagesLayer(RequestLog(app), pages=pages)


def create_api(service: compose.Service) -> FastAPI:
    """Return the routes of the service and their error pages, without the layers in front."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # What is loaded by now stays: the collector need not walk the course again and again.
        gc.collect()
        gc.freeze()
        usual = gc.get_threshold()
        gc.set_threshold(_COLLECT_AFTER)
        try:
            yield
        finally:
            gc.set_threshold(*usual)
            gc.unfreeze()
            app.state.hops.close()

    app = FastAPI(
        title=service.settings.platform_name_fr,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.settings = service.settings
    app.state.database = service.database
    app.state.editions = service.editions
    app.state.templates = service.templates
    app.state.limiter = service.limiter
    app.state.clock = service.clock
    app.state.hops = Hops(service.database)
    app.state.shelf = Shelf(service.settings, service.templates)
    app.state.panels = compose.panels(service)
    app.state.export_parts = compose.EXPORT_PARTS
    app.state.errors = ErrorPages(service.templates, sign_in=compose.sign_in_again)
    app.state.errors.install(app)
    for router in compose.PLAIN_ROUTERS:
        app.include_router(router)
    translated = APIRouter(prefix="/{language:language}")
    for router in compose.TRANSLATED_ROUTERS:
        translated.include_router(router)
    app.include_router(translated)
    return app


def from_environment() -> ASGIApp:
    """Return the application of the environment's settings, for several web processes."""
    set_up_logs()
    return create_app(compose.compose(Settings()))
