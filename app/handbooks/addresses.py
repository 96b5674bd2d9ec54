"""Links of the site become links of the book, or plain words where the book holds no such page."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from app.handbooks.book import TOP, Address, Book, Chapter, Place
from app.handbooks.xhtml import XHTML
from app.modules.paths import case_path, law_path, lesson_path, role_play_path, term_path

ANSWERS, TEXTS, GLOSSARY = "answers", "texts", "glossary"
_A = f"{{{XHTML}}}a"


@dataclass(frozen=True)
class Places:
    """Where the pages of the site are in a book: by path, language included."""

    known: Mapping[str, Place]
    anchors: Mapping[str, frozenset[str]]  # by chapter

    def find(self, href: str, chapter: str) -> Place | None:
        """Return the place that a link of `chapter` leads to, or None.

        An anchor that the chapter does not hold stands for its top.
        """
        path, _, anchor = href.partition("#")
        place = self.known.get(path) if path else Place(chapter)
        if place is None or place.anchor != TOP or anchor not in self.anchors[place.chapter]:
            return place
        return Place(place.chapter, anchor)


def places_of(book: Book) -> Places:
    """Return where the pages of the site are in this book."""
    held = {chapter.id: anchors(chapter.body) for chapter in book.chapters}
    known: dict[str, Place] = {}
    for chapter_id, ids in held.items():
        known[f"/{chapter_id}"] = Place(chapter_id)
        for page in (lesson_path, case_path, role_play_path):
            known[page(chapter_id)] = Place(chapter_id)
        known |= {case_path(chapter_id, one): Place(chapter_id, one) for one in ids}
    for one in held.get(TEXTS, ()):
        known[law_path(one.removeprefix("law-"))] = Place(TEXTS, one)
    for one in held.get(GLOSSARY, ()):
        known[term_path(one.removeprefix("term-"))] = Place(GLOSSARY, one)
    return Places({f"/{book.language}{path}": place for path, place in known.items()}, held)


def cited(chapter: etree._Element, prefix: str) -> list[str]:
    """Return what follows `prefix` in the links of a chapter, in order, once each."""
    links = (str(link.get("href", "")) for link in chapter.iter(_A))
    return list(dict.fromkeys(one.removeprefix(prefix) for one in links if one.startswith(prefix)))


def linked(chapter: Chapter, places: Places, address: Address) -> etree._Element:
    """Return a copy of a chapter whose links lead to places of the book.

    What leads nowhere is unlinked; addresses outside the platform stay.
    """
    body = deepcopy(chapter.body)
    for link in list(body.iter(_A)):
        href = str(link.get("href", ""))
        if href.startswith("https://"):
            continue
        for name in set(link.attrib) - {"class", "lang", "dir"}:
            del link.attrib[name]
        place = places.find(href, chapter.id)
        if place is None:
            link.tag = f"{{{XHTML}}}span"
        else:
            link.set("href", address(place.chapter, place.anchor))
    return body


def anchors(body: etree._Element) -> frozenset[str]:
    """Return the ids of a chapter."""
    return frozenset(map(str, body.xpath("//@id")))
