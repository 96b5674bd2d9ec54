"""What somebody typed when their session was over: kept in the page, never on the server."""

import json
import re
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.accounts.schemas import SignInForm
from app.core.i18n import LANGUAGES

HOME: Final = "/me/"
_PATH: Final = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
_MAX_PATH: Final = 1000
_SECRETS: Final = re.compile("password|token", re.IGNORECASE)

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KeptForm:
    """A form as it was typed, ready to be sent again."""

    action: str
    fields: Fields

    def encoded(self) -> str:
        """Return the fields as the sign-in form carries them."""
        return json.dumps(self.fields, ensure_ascii=False) if self.fields else ""


async def read_typed(request: Request) -> KeptForm:
    """Return what the refused request brought, without passphrases and files."""
    try:
        form = await request.form()
    except HTTPException:
        return KeptForm(action="", fields=())
    fields = tuple(
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and not _SECRETS.search(name)
    )
    return KeptForm(action=request.url.path, fields=fields)


def restore(form: SignInForm) -> KeptForm | None:
    """Return the form that the sign-in page carried, None if there is none or it was altered."""
    if not form.kept or not is_page_of_ours(form.kept_action):
        return None
    try:
        fields = json.loads(form.kept)
    except ValueError:
        return None
    if not isinstance(fields, list) or not all(_is_field(field) for field in fields):
        return None
    return KeptForm(form.kept_action, tuple((name, value) for name, value in fields))


def is_page_of_ours(path: str) -> bool:
    """Tell whether this is a path of this site, with its language."""
    language, _, rest = path[1:].partition("/")
    return language in LANGUAGES and _is_plain_path(f"/{rest}") and path.startswith("/")


def next_path(wanted: str) -> str:
    """Return where to go, without its language: the path asked for, or one's own page.

    Only a path of this site counts: nothing with a second slash, a back slash or a scheme.
    """
    if is_page_of_ours(wanted):
        wanted = wanted[3:]
    return wanted if _is_plain_path(wanted) else HOME


def _is_plain_path(path: str) -> bool:
    return len(path) <= _MAX_PATH and "//" not in path and _PATH.fullmatch(path) is not None


def _is_field(field: object) -> bool:
    pair = field if isinstance(field, list) else []
    return len(pair) == 2 and all(isinstance(part, str) for part in pair)  # noqa: PLR2004
