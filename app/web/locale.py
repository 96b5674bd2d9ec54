"""Which language to answer in when the path does not say: cookie, then Accept-Language, then fr."""

from typing import Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import HTTPConnection

from app.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language

LANGUAGE_COOKIE: Final = "language"


class LanguageConvertor(Convertor[Language]):
    """The first segment of a path: `fr` or `ar`; anything else is another page."""

    regex = "fr|ar"

    def convert(self, value: str) -> Language:
        """Return the language of the segment."""
        return "ar" if value == "ar" else "fr"

    def to_string(self, value: Language) -> str:
        """Return the segment of a language."""
        return value


register_url_convertor("language", LanguageConvertor())


def language_of_path(path: str) -> Language | None:
    """Return the language that a path begins with, or None."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return "fr" if first == "fr" else "ar" if first == "ar" else None


def negotiate(connection: HTTPConnection) -> Language:
    """Return the language for a path without one: saved choice, then the browser's, then French."""
    saved = connection.cookies.get(LANGUAGE_COOKIE)
    for language in LANGUAGES:
        if saved == language:
            return language
    return preferred(connection.headers.get("accept-language", ""))


def preferred(accept_language: str) -> Language:
    """Return the language of ours that the header prefers (RFC 9110, 12.5.4)."""
    best: tuple[float, Language] = (0.0, DEFAULT_LANGUAGE)
    for part in accept_language.split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        name = tag.strip().lower().split("-")[0]
        quality = _quality(parameters)
        for language in LANGUAGES:
            if name == language and quality > best[0]:
                best = (quality, language)
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
