"""The anonymous page of certificates: the form that verifies a code."""

from collections.abc import Iterator
from typing import Any

from app.core.i18n import Language
from app.core.settings import Settings
from app.modules.edition import Edition
from app.web.anonymous import AnonymousPage


def anonymous_pages(edition: Edition, settings: Settings) -> Iterator[AnonymousPage]:
    """Yield the verification form."""
    del edition, settings  # the same in every edition
    yield AnonymousPage("/verify", "certificates/verify.html", _empty_form)


def _empty_form(_language: Language) -> dict[str, Any]:
    return {"errors": (), "wrong": {}, "code": ""}
