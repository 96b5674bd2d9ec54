"""Draws a certificate as an unsigned PDF: PDF/A-3a with the mark of PDF/UA-1, reproducible.

Only the worker, the command line and tests import this module (see `app.press`).
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.certificates import frame
from app.certificates.fitting import fit_names
from app.certificates.names import FONTS_FOLDER
from app.certificates.printed import (
    Letterhead,
    PrintedCertificate,
    arabic_duration,
    french_duration,
)
from app.press.fontmap import PANGO, bundled_fonts
from app.web.formats import format_date

_TEMPLATES: Final = Path(__file__).parent / "templates" / "pdf"
_SCHEME: Final = "certificate:"
_QR_PIXELS: Final = 8  # for each module, so that no reader blurs its edges
_PDFUA: Final = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    b'<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


class Press:
    """Renders certificates; loads the fonts and the style sheet once and keeps them."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.letterhead = letterhead
        self._fetcher = _BundledFiles(letterhead)
        self._fonts = bundled_fonts()
        self._style = CSS(
            string=(_TEMPLATES / "certificate.css").read_text(encoding="utf-8"),
            base_url=_SCHEME,
            font_config=self._fonts,
            url_fetcher=self._fetcher,
        )
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("certificate.html")

    def render(self, printed: PrintedCertificate) -> bytes:
        """Return the unsigned PDF; the same facts always give the same bytes."""
        with PANGO:
            self._fetcher.qr = _qr_png(self.letterhead.verification_url(printed.code))
            page = HTML(
                string=self.page_source(printed), base_url=_SCHEME, url_fetcher=self._fetcher
            )
            drawn = page.write_pdf(
                stylesheets=[self._style],
                font_config=self._fonts,
                pdf_variant="pdf/a-3a",
                pdf_tags=True,
            )
        return _finish(drawn)

    def page_source(self, printed: PrintedCertificate) -> str:
        """Return the HTML of the page."""
        latin, arabic = fit_names(printed.name_latin, printed.name_arabic)
        return self._template.render(
            printed=printed,
            letterhead=self.letterhead,
            latin=latin,
            arabic=arabic,
            date_fr=format_date(printed.issued_on, "fr"),
            date_ar=format_date(printed.issued_on, "ar"),
            duration_fr=french_duration(printed.minutes),
            duration_ar=arabic_duration(printed.minutes),
        )


class _BundledFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Serves the bundled fonts, the checked logos and the QR; every other address is refused."""

    def __init__(self, letterhead: Letterhead) -> None:
        super().__init__(allowed_protocols=())
        self.qr = b""
        self._logos = {
            f"{_SCHEME}logo/{issuer.key}": issuer.logo
            for issuer in (letterhead.commission, letterhead.iom)
            if issuer.logo
        }
        self._fonts = {
            f"{_SCHEME}fonts/{path.name}": path
            for path in FONTS_FOLDER.iterdir()
            if path.suffix in {".ttf", ".otf"}
        }

    def fetch(
        self,
        url: str,
        headers: dict[str, str] | None = None,  # noqa: ARG002 - WeasyPrint's interface
    ) -> URLFetcherResponse:
        """Return one bundled file; raises FatalURLFetchingError for anything else."""
        if url in self._fonts:
            return URLFetcherResponse(url, self._fonts[url].read_bytes())
        if url in self._logos:
            logo = self._logos[url]
            return URLFetcherResponse(url, logo.content, {"Content-Type": logo.media_type})
        if url == f"{_SCHEME}qr":
            return URLFetcherResponse(url, self.qr, {"Content-Type": "image/png"})
        raise FatalURLFetchingError(f"a certificate loads nothing from {url}")


def _qr_png(content: str) -> bytes:
    """Return the QR symbol at level M, without its quiet zone: the page around it is white."""
    symbol = segno.make(content, error="m", micro=False, boost_error=False)
    out = BytesIO()
    symbol.save(out, kind="png", scale=_QR_PIXELS, border=0)
    return out.getvalue()


def _finish(drawn: bytes) -> bytes:
    """Lay the frame under the page and complete the metadata."""
    with pikepdf.open(BytesIO(drawn)) as pdf:
        _lay_frame(pdf)
        metadata = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(metadata.replace(b"</rdf:RDF>", _PDFUA + b"</rdf:RDF>", 1))
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _lay_frame(pdf: pikepdf.Pdf) -> None:
    """Put the frame under the page as a form XObject that assistive tools skip."""
    half = frame.TILE_MM / 2
    tiles = {
        f"/{name}": _form(pdf, content, [-half, -half, half, half])
        for name, content in frame.tile_contents().items()
    }
    width, height = frame.page_points()
    drawing = _form(pdf, frame.frame_content(), [0, 0, round(width, 3), round(height, 3)], tiles)
    page = pdf.pages[0]
    page.add_resource(drawing, pikepdf.Name.XObject, pikepdf.Name.Frame)
    page.contents_add(b"/Artifact <</Type /Layout>> BDC q /Frame Do Q EMC", prepend=True)


def _form(
    pdf: pikepdf.Pdf,
    content: bytes,
    box: list[float],
    forms: Mapping[str, pikepdf.Object] | None = None,
) -> pikepdf.Stream:
    resources = (
        pikepdf.Dictionary(XObject=pikepdf.Dictionary(forms)) if forms else pikepdf.Dictionary()
    )
    return pikepdf.Stream(
        pdf,
        content,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=box,
        Resources=resources,
    )
