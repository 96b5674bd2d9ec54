"""A book: chapters of XHTML, in reading order, whatever it is printed on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lxml import etree

from app.core.i18n import Language

Kind = Literal["handbook", "guide"]
TOP = "top"  # the anchor of a chapter's heading


@dataclass(frozen=True)
class Chapter:
    """One chapter: a lesson, a case, the glossary… `sections` are (anchor, title)."""

    id: str
    title: str
    body: etree._Element
    sections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Book:
    """A module in one language. `number` and `part` (1 to 4) are those of the module."""

    kind: Kind
    module_id: str
    language: Language
    title: str
    number: int
    part: int
    part_title: str
    edition: str
    edition_hash: str
    law_as_of: date
    audience: str
    chapters: tuple[Chapter, ...]

    @property
    def name(self) -> str:
        """Return what its file is called, without suffix."""
        return f"{self.module_id}-{self.kind}.{self.language}"


@dataclass(frozen=True)
class Place:
    """Somewhere in the book."""

    chapter: str
    anchor: str = TOP


Address = Callable[[str, str], str]  # how a printed form writes a link to (chapter, anchor)
