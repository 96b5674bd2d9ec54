"""A book as PDF/UA-1: tagged, with contents, page numbers and bookmarks."""

from typing import Final

from markupsafe import Markup
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.handbooks.addresses import linked, places_of
from app.handbooks.book import Book
from app.handbooks.files import FONTS_FOLDER, TEMPLATES_FOLDER
from app.handbooks.names import kind_name
from app.handbooks.xhtml import serialise
from app.press.fontmap import PANGO, bundled_fonts
from app.web.templating import Templates

_SCHEME: Final = "handbook:"


def print_pdf(book: Book, templates: Templates) -> bytes:
    """Return the book as a PDF for A4 paper."""
    files = _BundledFiles()
    fonts = bundled_fonts()
    with PANGO:
        styles = [
            CSS(filename=TEMPLATES_FOLDER / name, font_config=fonts, url_fetcher=files)
            for name in ("book.css", "print.css")
        ]
        page = HTML(string=source(book, templates), base_url=_SCHEME, url_fetcher=files)
        return bytes(
            page.write_pdf(
                stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
            )
        )


def source(book: Book, templates: Templates) -> str:
    """Return the HTML of the whole book."""
    places = places_of(book)
    chapters = []
    for chapter in book.chapters:
        body = linked(chapter, places, _address)
        for element in body.xpath("//*[@id]"):
            element.set("id", _anchor(chapter.id, element.get("id")))
        chapters.append(Markup(serialise(body)))  # noqa: S704 - our own templates' tree
    return templates.render(
        "handbooks/book.html",
        book.language,
        book=book,
        chapters=chapters,
        kind_name=kind_name(book, templates),
        address=_address,
    )


def _anchor(chapter: str, anchor: str) -> str:
    return f"{chapter}.{anchor}"


def _address(chapter: str, anchor: str) -> str:
    return f"#{_anchor(chapter, anchor)}"


class _BundledFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Serves the fonts of the site; every other address is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())

    def fetch(
        self,
        url: str,
        headers: dict[str, str] | None = None,  # noqa: ARG002 - WeasyPrint's interface
    ) -> URLFetcherResponse:
        """Return one font; raises FatalURLFetchingError for anything else."""
        name = url.removeprefix(_SCHEME)
        if url.startswith(_SCHEME) and name in {path.name for path in FONTS_FOLDER.iterdir()}:
            return URLFetcherResponse(url, (FONTS_FOLDER / name).read_bytes())
        raise FatalURLFetchingError(f"a book loads nothing from {url}")
