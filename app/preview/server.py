"""The server of the preview: pages out of the sources, for authors, on their own machine."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app.core.errors import AppError, NotFound
from app.core.i18n import DEFAULT_LANGUAGE, DIRECTIONS, LANGUAGES, N_, Language, other_language
from app.core.settings import Settings
from app.modules.source import media_type
from app.preview import references
from app.preview.banks import bank_sheet
from app.preview.hosts import Hosts
from app.preview.index import index_of, sheet_path
from app.preview.markup import for_preview
from app.preview.rows import Folder, text_sheet, unrendered
from app.preview.sheets import Cell, Kind, Sheet, count
from app.preview.snapshot import Snapshot
from app.preview.watch import Watcher
from app.web.headers import Headers
from app.web.static import StaticFile, StaticFiles
from app.web.templating import Templates
from app.web.translations import load_translations

LOG: Final = logging.getLogger(__name__)
APP_DIR: Final = Path(__file__).parent.parent
STATIC_DIR: Final = Path(__file__).parent / "static"
WAIT_S: Final = 25.0  # a question for changes is answered after this long even if there are none
REFUSALS: Final = {
    403: N_("The preview answers only under the address that it prints when it starts."),
    404: N_("The course has no file for this address."),
    405: N_("The preview is only for reading."),
}
router = APIRouter()


class Assets:
    """The style sheets and scripts of the site, and those of the preview."""

    def __init__(self) -> None:
        """Read them once."""
        self._sets = (StaticFiles(STATIC_DIR), StaticFiles())
        self._files = {one.url: one for each in self._sets for one in each.files()}

    def url(self, name: str) -> str:
        """Return the address of a file given by its name; raises KeyError."""
        own, site = self._sets
        with suppress(KeyError):
            return own.url(name)
        return site.url(name)

    def find(self, url: str) -> StaticFile | None:
        """Return the file at an address, or None."""
        return self._files.get(url)


@dataclass(frozen=True)
class PageContext:
    """What the pages are made with."""

    watcher: Watcher
    templates: Templates
    assets: Assets
    hosts: Hosts

    @property
    def snapshot(self) -> Snapshot:
        """Return the course as it is shown."""
        return self.watcher.folder.snapshot


def create_app(watcher: Watcher, settings: Settings, cache: Path, *, hosts: Hosts) -> ASGIApp:
    """Return the application, which answers under the names of `hosts` alone.

    `cache` is a folder for compiled templates and catalogues.
    """
    assets = Assets()
    templates = Templates(
        settings.model_copy(update={"data_dir": cache}),
        folders={name: APP_DIR / name / "templates" for name in ("web", "modules", "preview")},
        translations=load_translations(cache),
        static_url=assets.url,
    )
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_watching,
        dependencies=[Depends(_refuse_other_hosts)],
    )
    app.state.page_context = PageContext(watcher, templates, assets, hosts)
    app.add_exception_handler(AppError, _on_error)
    app.add_exception_handler(HTTPException, _on_error)
    app.include_router(router)
    return Headers(app, https=False)


@asynccontextmanager
async def _watching(app: FastAPI) -> AsyncIterator[None]:
    watching = asyncio.create_task(app.state.page_context.watcher.run())
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


def _context(request: Request) -> PageContext:
    context: PageContext = request.app.state.page_context
    return context


CurrentContext = Annotated[PageContext, Depends(_context)]


def _refuse_other_hosts(request: Request, context: CurrentContext) -> None:
    if not context.hosts.accept(request.headers.get("host", "")):
        raise HTTPException(403)


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang")
    return next((one for one in LANGUAGES if one == asked), DEFAULT_LANGUAGE)


def _page(
    request: Request, template: str, snapshot: Snapshot, *, status: int = 200, **shown: object
) -> HTMLResponse:
    """Return a page in the language that the address asks for."""
    language, context = _language(request), _context(request)
    suffix = "" if language == DEFAULT_LANGUAGE else f"?lang={language}"
    other = other_language(language)
    html = context.templates.render(
        f"preview/{template}.html",
        language,
        link=lambda path: f"{path}{suffix}",
        switch_url=request.url.path + ("" if other == DEFAULT_LANGUAGE else f"?lang={other}"),
        cell_html=lambda cell: _cell_html(context, cell, suffix),
        directions=DIRECTIONS,
        sheet_path=sheet_path,
        version=snapshot.version,
        is_checked=snapshot.is_checked,
        failure=None if status == HTTPStatus.FORBIDDEN else snapshot.failure,  # it names folders
        **shown,
    )
    return HTMLResponse(html, status_code=status)


def _cell_html(context: PageContext, cell: Cell, suffix: str) -> Markup:
    """Return one language of a row, the words of its frames in that language."""
    html = context.templates.render("preview/cell.html", cell.language, body=cell.body)
    return for_preview(html, suffix)


def _sheet_page(
    request: Request,
    *,
    kind: Kind,
    sheet_id: str,
    module_id: str,
    make: Callable[[Snapshot], Sheet],
) -> HTMLResponse:
    """Return the page of a text or of a bank; a failure of ours is said on the page."""
    if sheet_id.partition("-")[0] != module_id:
        raise NotFound
    snapshot = _context(request).snapshot
    try:
        return _show_sheet(request, snapshot, make(snapshot))
    except AppError:
        raise
    except Exception as why:  # an author's text must never take the preview down
        LOG.exception("preview: %s %s cannot be rendered", kind, sheet_id)
        return _show_sheet(request, snapshot, unrendered(snapshot, kind, sheet_id, why=why))


def _text_page(request: Request, folder: Folder, unit_id: str, *, module_id: str) -> HTMLResponse:
    return _sheet_page(
        request,
        kind=folder,
        sheet_id=unit_id,
        module_id=module_id,
        make=lambda snapshot: text_sheet(snapshot, folder, unit_id),
    )


def _show_sheet(request: Request, snapshot: Snapshot, sheet: Sheet) -> HTMLResponse:
    counts = count(sheet.all_findings)
    return _page(request, "sheet", snapshot, sheet=sheet, counts=counts)


async def _on_error(request: Request, error: Exception) -> Response:
    """Answer in words: what the address lacks, and the way to the index."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    message = REFUSALS.get(status, REFUSALS[404])
    snapshot = _context(request).snapshot
    return _page(request, "refusal", snapshot, status=status, message=message)


@router.get("/")
def get_index(request: Request, context: CurrentContext) -> HTMLResponse:
    """Show every module, unit and bank, with what is wrong."""
    snapshot = context.snapshot
    return _page(request, "index", snapshot, index=index_of(snapshot))


@router.get("/modules/{module_id}/lessons/{unit_id}")
def get_lesson(request: Request, module_id: str, unit_id: str) -> HTMLResponse:
    """Show a lesson."""
    return _text_page(request, "lessons", unit_id, module_id=module_id)


@router.get("/modules/{module_id}/cases/{unit_id}")
def get_case(request: Request, module_id: str, unit_id: str) -> HTMLResponse:
    """Show a case."""
    return _text_page(request, "cases", unit_id, module_id=module_id)


@router.get("/modules/{module_id}/role-plays/{unit_id}")
def get_role_play(request: Request, module_id: str, unit_id: str) -> HTMLResponse:
    """Show a role play."""
    return _text_page(request, "roleplays", unit_id, module_id=module_id)


@router.get("/modules/{module_id}/bank")
def get_bank(request: Request, module_id: str) -> HTMLResponse:
    """Show a question bank with its keys."""
    return _sheet_page(
        request,
        kind="banks",
        sheet_id=module_id,
        module_id=module_id,
        make=lambda snapshot: bank_sheet(snapshot, module_id),
    )


@router.get("/texts/{law_id}")
def get_law(request: Request, context: CurrentContext, law_id: str) -> HTMLResponse:
    """Show where a citation leads."""
    snapshot = context.snapshot
    return _page(request, "entry", snapshot, entry=references.law_entry(snapshot, law_id))


@router.get("/glossary/{slug}")
def get_term(request: Request, context: CurrentContext, slug: str) -> HTMLResponse:
    """Show where a term leads."""
    snapshot = context.snapshot
    return _page(request, "entry", snapshot, entry=references.term_entry(snapshot, slug))


@router.get("/changes")
async def get_changes(context: CurrentContext, after: str = "") -> JSONResponse:
    """Answer once something else than version `after` is shown, or after a while."""
    return JSONResponse({"version": await context.watcher.wait(after, WAIT_S)})


@router.get("/media/{name}")
def get_media(context: CurrentContext, name: str) -> FileResponse:
    """Send a picture, a video or its captions, as the site would."""
    kind, file = media_type(name), context.watcher.folder.media(name)
    if kind is None or file is None or not file.is_file():
        raise NotFound
    return FileResponse(file, media_type=kind)


@router.get("/static/{path:path}")
def get_static(context: CurrentContext, path: str) -> Response:
    """Send a style sheet, a script, a font."""
    file = context.assets.find(f"/static/{path}")
    if file is None:
        raise NotFound
    return Response(file.body, media_type=file.media_type)
