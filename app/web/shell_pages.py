"""The anonymous pages that belong to no domain: help, privacy, accessibility, legal notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.i18n import Language
from app.core.settings import Settings
from app.web.anonymous import AnonymousPage


@dataclass(frozen=True)
class HelplinePage:
    """One public number, named in the reader's language."""

    number: str
    name: str
    checked_on: date


def anonymous_pages(settings: Settings) -> Iterator[AnonymousPage]:
    """Yield the pages of the shell."""

    def help_context(language: Language) -> dict[str, Any]:
        lines = tuple(
            HelplinePage(
                line.number, line.name_ar if language == "ar" else line.name_fr, line.checked_on
            )
            for line in settings.helplines
        )
        return {"helplines": lines}

    yield AnonymousPage("/help", "web/help.html", help_context)
    for name in ("privacy", "accessibility", "legal"):
        yield AnonymousPage(f"/{name}", f"web/{name}.html")
