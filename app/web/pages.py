"""What an endpoint answers with: a page in the reader's language, or a way to another page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.core.i18n import Language, other_language
from app.web.locale import language_of_path, negotiate
from app.web.templating import Templates


def path_without_language(path: str) -> str:
    """Return the path that both languages share: `/fr/modules/` gives `/modules/`."""
    return path[3:] or "/" if language_of_path(path) else path


class Pages:
    """The pages of one request."""

    def __init__(self, request: Request, templates: Templates) -> None:
        self._request = request
        self._templates = templates
        self.language: Language = language_of_path(request.scope["path"]) or negotiate(request)

    def render(
        self,
        template: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **context: object,
    ) -> HTMLResponse:
        """Return the template as an answer, in the reader's language, with the viewer's header."""
        html = self._templates.render(template, self.language, **self.shell(), **context)
        return HTMLResponse(html, status_code=status, headers=headers)

    def shell(self) -> dict[str, object]:
        """Return what base.html needs to know of this request."""
        scope = self._request.scope  # not `request.url`: that one believes the Host header
        path = path_without_language(scope["path"])
        query = scope["query_string"].decode("latin-1")
        switch = f"/{other_language(self.language)}{quote(path)}" + (f"?{query}" if query else "")
        return {
            "path": path,
            "switch_url": switch,
            "viewer": getattr(self._request.state, "viewer", None),
        }

    def redirect(self, path: str) -> RedirectResponse:
        """Return a 303 to a path of this site, given without its language."""
        return RedirectResponse(f"/{self.language}{path}", status_code=303)

    def translate(self, message: str, **params: object) -> str:
        """Return one translated sentence."""
        return self._templates.translate(message, self.language, **params)


async def _pages(request: Request) -> Pages:
    return Pages(request, request.app.state.templates)


CurrentPages = Annotated[Pages, Depends(_pages)]
