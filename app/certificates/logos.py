"""The logos that operators supply: SVG of static shapes only, or PNG."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

MAX_LOGO_BYTES: Final = 1_000_000
MAX_LOGO_SIDE: Final = 4_000  # pixels
_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = frozenset(
    {"svg", "g", "defs", "title", "desc", "style", "use", "symbol", "clipPath"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"linearGradient", "radialGradient", "stop"}
)
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?(?!#)|@|\\|expression|javascript:", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """A checked logo and its media type."""

    content: bytes
    media_type: str


class UnsafeLogo(ValueError):
    """The file is not a logo that may be printed; the message says why, for the operator."""


def load_logo(folder: Path, stem: str) -> Logo | None:
    """Return `stem.svg`, else `stem.png` of the folder, or None; raises UnsafeLogo."""
    for suffix, check, media_type in (
        (".svg", _check_svg, "image/svg+xml"),
        (".png", _check_png, "image/png"),
    ):
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            content = path.read_bytes()
            if len(content) > MAX_LOGO_BYTES:
                raise UnsafeLogo(f"{path.name} is larger than {MAX_LOGO_BYTES} bytes")
            check(content, path.name)
            return Logo(content, media_type)
    return None


def _check_svg(content: bytes, name: str) -> None:
    """Raise UnsafeLogo unless the drawing is made of static shapes and nothing from outside."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnsafeLogo(f"{name}: remove the DOCTYPE declaration")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - no DTD, hence no entities
    except ElementTree.ParseError as problem:
        raise UnsafeLogo(f"{name} is not well-formed XML: {problem}") from problem
    if root.tag != f"{_SVG}svg":
        raise UnsafeLogo(f"{name} is not an SVG drawing")
    for element in root.iter():
        _check_element(element, name)


def _check_element(element: ElementTree.Element, name: str) -> None:
    tag = element.tag.removeprefix(_SVG)
    if tag not in _SHAPES:
        raise UnsafeLogo(f"{name}: the element {tag} is not a static shape")
    if tag == "style" and _OUTSIDE.search(element.text or ""):
        raise UnsafeLogo(f"{name}: its style sheet refers to something outside")
    for attribute, value in element.attrib.items():
        plain = attribute.rsplit("}", 1)[-1].lower()
        if plain.startswith("on") or _OUTSIDE.search(value):
            raise UnsafeLogo(f"{name}: the attribute {plain} is not allowed")
        if plain == "href" and not value.startswith("#"):
            raise UnsafeLogo(f"{name}: it refers to another file")


def _check_png(content: bytes, name: str) -> None:
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as image:
            image.verify()
            size = image.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise UnsafeLogo(f"{name} is not a readable PNG image") from problem
    if max(size) > MAX_LOGO_SIDE:
        raise UnsafeLogo(f"{name} is wider or higher than {MAX_LOGO_SIDE} pixels")
