"""The two languages of the service and the mark that a string is to be translated."""

from typing import Final, Literal

Language = Literal["fr", "ar"]

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar")
DEFAULT_LANGUAGE: Final[Language] = "fr"
DIRECTIONS: Final[dict[Language, str]] = {"fr": "ltr", "ar": "rtl"}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Return the message unchanged; the catalogue tool finds it, a page translates it."""
    return message


def other_language(language: Language) -> Language:
    """Return the language that the switch in the header leads to."""
    return "ar" if language == "fr" else "fr"
