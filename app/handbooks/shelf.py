"""The e-books of the edition in force, written when they are first asked for and kept in memory.

Sixteen books of 120 kB: two megabytes at most, and nothing to tidy when the edition changes.
"""

# ruff: noqa: PLC0415 - a process that nobody asks for a book does not load what writes one

from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Final

from app.core.i18n import Language
from app.core.settings import Settings
from app.modules.edition import Edition
from app.web.templating import Templates

_ETAG_LENGTH: Final = 32


@dataclass(frozen=True)
class KeptBook:
    """An e-book, its file name, and the ETag that changes with its bytes."""

    name: str
    content: bytes
    etag: str


@dataclass
class Shelf:
    """Keeps the e-books of one edition at a time."""

    settings: Settings
    templates: Templates
    _books: dict[tuple[str, str, Language], KeptBook] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def epub(self, edition: Edition, module_id: str, language: Language) -> KeptBook:
        """Return the handbook of a module; raises ContentNotFound for an unknown module."""
        key = (edition.hash, module_id, language)
        kept = self._books.get(key)
        if kept is None:
            with self._lock:  # one book at a time is written, and each once
                kept = self._books.get(key) or self._write(edition, module_id, language)
                older = [one for one in self._books if one[0] != edition.hash]
                for one in older:
                    del self._books[one]
                self._books[key] = kept
        return kept

    def _write(self, edition: Edition, module_id: str, language: Language) -> KeptBook:
        from app.handbooks.epub import write_epub
        from app.handbooks.make import BookMaker

        maker = BookMaker(edition, self.templates, self.settings)
        book = maker.make(module_id, language, "handbook")
        content = write_epub(book, self.templates)
        etag = f'"{sha256(content).hexdigest()[:_ETAG_LENGTH]}"'
        return KeptBook(f"{book.name}.epub", content, etag)
