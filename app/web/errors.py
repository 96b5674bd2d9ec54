"""Every failure as a page in the reader's language: what happened, and one way out."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.core import errors
from app.core.errors import AppError
from app.core.i18n import N_
from app.web.compiled import CompiledPages
from app.web.pages import Pages
from app.web.templating import Templates

logger = logging.getLogger(__name__)

STATUS: Final[dict[type[AppError], int]] = {
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooMany: 429,
}
TITLES: Final[dict[int, str]] = {
    400: N_("This request cannot be read"),
    401: N_("Sign in to continue"),
    403: N_("This action is refused"),
    404: N_("Page not found"),
    405: N_("This address does not accept that action"),
    409: N_("This action is no longer possible"),
    413: N_("What you sent is too large"),
    415: N_("What you sent is not a form"),
    422: N_("Something needs correcting"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
    503: N_("The service is pausing for a moment"),
}
MESSAGES: Final[dict[int, str]] = {
    400: N_("The request was malformed. Go back, then try again."),
    401: N_("Sign in to continue. What you typed is kept where it can be."),
    403: N_("The request did not come from a page of this site, or your account may not do this."),
    404: N_("This page does not exist, or is no longer here."),
    405: N_("The address is right, but not for this kind of request. Start again from the page."),
    409: N_(
        "Things have changed since you opened the page. Open it again to see where they stand."
    ),
    413: N_("Shorten your text or your file, then send it again."),
    415: N_("Only the form of its own page may be sent here. Open the page and fill in its form."),
    422: N_("Part of what you sent cannot be accepted. Go back, correct it, then send it again."),
    429: N_("Wait a little, then try again. Nothing that you saved is lost."),
    500: N_("The error is recorded. Nothing that was said to be saved is lost. Try again shortly."),
    503: N_("Try again in a minute. Nothing that you saved is lost."),
}


SignIn = Callable[[Request, Pages], Awaitable[Response]]


@dataclass(frozen=True)
class ErrorPage:
    """What the error template shows."""

    status: int
    title: str
    message: str
    reference: str | None  # of the log line, for support; only for failures on our side


def status_of(error: AppError) -> int:
    """Return the HTTP status of a failure, by its place in the tree."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


class ErrorPages:
    """Turns a failure into an answer: a page for people, JSON for the scripts of our pages."""

    def __init__(self, templates: Templates, *, sign_in: SignIn) -> None:
        """Take the page that asks a visitor to sign in, or to sign in again."""
        self._templates = templates
        self._sign_in = sign_in

    def install(self, app: FastAPI) -> None:
        """Have the application answer every failure through these pages."""
        app.add_exception_handler(AppError, self.on_app_error)
        app.add_exception_handler(HTTPException, self.on_http_error)
        app.add_exception_handler(RequestValidationError, self.on_unreadable_form)
        app.add_exception_handler(Exception, self.on_bug)

    async def on_app_error(self, request: Request, error: Exception) -> Response:
        """Answer a stated failure with its own sentence."""
        if not isinstance(error, AppError):
            raise error
        pages = Pages(request, self._templates)
        if isinstance(error, errors.Unauthenticated) and not _is_api(request):
            return await self._sign_in(request, pages)
        headers = {}
        if isinstance(error, errors.TooMany):
            headers["retry-after"] = str(error.retry_after_s)
        message = pages.translate(error.message, **error.params)
        return self._answer(request, status_of(error), message, code=error.code, headers=headers)

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        """Answer what the framework refused: no such address, wrong method, too large."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        compiled: CompiledPages | None = getattr(request.app.state, "compiled", None)
        if status == HTTPStatus.NOT_FOUND and compiled and compiled.find(request.url.path):
            status, headers = 405, {"allow": "GET, HEAD"}  # a page that is only for reading
        return self._answer(request, status, headers=headers)

    async def on_unreadable_form(self, request: Request, _error: Exception) -> Response:
        """Answer a form whose shape no page of ours could have sent."""
        return self._answer(request, 422)

    async def on_bug(self, request: Request, error: Exception) -> Response:
        """Answer a failure of ours: the page says sorry and gives the reference of the log."""
        reference = getattr(request.state, "request_id", None)
        logger.error("unhandled failure", exc_info=error, extra={"reference": reference})
        return self._answer(request, 500, reference=reference)

    async def refuse_cross_site(self, request: Request) -> Response:
        """Answer a change that another site asked for."""
        return self._answer(request, 403, code="cross_site")

    async def refuse_oversized(self, request: Request) -> Response:
        """Answer a body that says in advance that it is too large."""
        return self._answer(request, 413)

    async def refuse_other_than_a_form(self, request: Request) -> Response:
        """Answer a body that no form of a page could have sent."""
        return self._answer(request, 415)

    def _answer(
        self,
        request: Request,
        status: int,
        message: str | None = None,
        *,
        code: str | None = None,
        headers: dict[str, str] | None = None,
        reference: str | None = None,
    ) -> Response:
        pages = Pages(request, self._templates)
        known = _described(status)
        title = pages.translate(TITLES[known])
        words = message or pages.translate(MESSAGES[known])
        if _is_api(request):
            body = {"error": code or HTTPStatus(known).phrase, "message": words}
            return JSONResponse(body, status_code=status, headers=headers)
        page = ErrorPage(status=known, title=title, message=words, reference=reference)
        return pages.render("web/errors/error.html", status=status, headers=headers, page=page)


def _described(status: int) -> int:
    """Return the status whose words describe this one."""
    if status in TITLES:
        return status
    return 404 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500


def _is_api(request: Request) -> bool:
    return str(request.scope["path"]).startswith("/api/")
