"""How books are called in the reader's language."""

from typing import Final

from app.core.i18n import N_
from app.handbooks.book import Book, Kind
from app.web.templating import Templates

_NAMES: Final[dict[Kind, str]] = {
    "handbook": N_("Module handbook"),
    "guide": N_("Trainer's guide"),
}


def kind_name(book: Book, templates: Templates) -> str:
    """Return “Module handbook” or “Trainer's guide” in the language of the book."""
    return templates.translate(_NAMES[book.kind], book.language)
