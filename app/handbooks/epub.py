"""A book as EPUB 3.3: one file to keep on a phone and read without a network.

The same edition under the same settings gives the same bytes: nothing in the file tells when it was
made. Its date is that of the state of the law, its identifier names its words.
Source: EPUB 3.3, W3C Recommendation; EPUB Accessibility 1.1.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from hashlib import sha256
from io import BytesIO
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import Markup

from app.handbooks.addresses import linked, places_of
from app.handbooks.book import TOP, Book
from app.handbooks.files import FONTS_FOLDER, TEMPLATES_FOLDER
from app.handbooks.names import kind_name
from app.handbooks.xhtml import serialise
from app.web.templating import Templates

_STYLES: Final = ("book.css", "epub.css")
_FONTS: Final = ("sans-400.woff2", "sans-600.woff2", "arabic-400.woff2", "arabic-600.woff2")
_CONTAINER: Final = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
_SVG: Final = "{http://www.w3.org/2000/svg}svg"


def write_epub(book: Book, templates: Templates) -> bytes:
    """Return the book as an EPUB file."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        _add(archive, "mimetype", b"application/epub+zip", ZIP_STORED)
        _add(archive, "META-INF/container.xml", _CONTAINER.encode())
        for name, content in _files(book, templates):
            _add(archive, f"EPUB/{name}", content)
    return out.getvalue()


def _add(archive: ZipFile, name: str, content: bytes, how: int = ZIP_DEFLATED) -> None:
    entry = ZipInfo(name)  # dated 1980, as every archive that is to be the same twice
    entry.compress_type = how
    archive.writestr(entry, content)


def _files(book: Book, templates: Templates) -> Iterator[tuple[str, bytes]]:
    title = f"{kind_name(book, templates)} · {book.title}"
    context: dict[str, object] = {
        "book": book,
        "kind_name": kind_name(book, templates),
        "title": title,
        "address": _address,
    }
    pages = {
        name: _page(
            title,
            templates.render(f"handbooks/{name}.html", book.language, **context),
            book,
            templates,
        )
        for name in ("cover", "nav")
    }
    places = places_of(book)
    for chapter in book.chapters:
        body = serialise(linked(chapter, places, _address))
        pages[chapter.id] = _page(chapter.title, body, book, templates)
    yield "package.opf", _package(book, templates, context, _identifier(book, pages))
    yield from ((f"{name}.xhtml", page) for name, page in pages.items())
    for name in _STYLES:
        yield name, (TEMPLATES_FOLDER / name).read_bytes()
    for name in (*_FONTS, "LICENSE.txt"):
        yield f"fonts/{name}", (FONTS_FOLDER / name).read_bytes()


def _identifier(book: Book, pages: Mapping[str, bytes]) -> str:
    """Return a name that changes with each word, so that no reader keeps an old book."""
    digest = sha256(b"".join(pages.values())).hexdigest()
    return uuid5(NAMESPACE_URL, f"urn:formation-traite:{book.name}:{digest}").urn


def _page(title: str, body: str, book: Book, templates: Templates) -> bytes:
    whole = Markup(body)  # noqa: S704 - made by our own templates
    page = templates.render("handbooks/epub.xhtml", book.language, title=title, body=whole)
    return page.encode()


def _package(
    book: Book, templates: Templates, context: dict[str, object], identifier: str
) -> bytes:
    modified = datetime.combine(book.law_as_of, time(), UTC)
    page = templates.render(
        "handbooks/package.opf",
        book.language,
        **context,
        identifier=identifier,
        modified=modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        drawn={one.id for one in book.chapters if next(one.body.iter(_SVG), None) is not None},
        styles=_STYLES,
        fonts=_FONTS,
    )
    return page.encode()


def _address(chapter: str, anchor: str) -> str:
    return f"{chapter}.xhtml" if anchor == TOP else f"{chapter}.xhtml#{anchor}"
