from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.certificates.logos import MAX_LOGO_BYTES, UnsafeLogo, load_logo

SHAPES = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' viewBox="0 0 9 9">{}</svg>'
)


def png(side: int = 4) -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, 1), "red").save(out, "PNG")
    return out.getvalue()


def test_static_shapes_are_accepted(tmp_path: Path) -> None:
    drawing = SHAPES.format(
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
        '<style>.a{fill:#123}</style><g class="a"><path d="M0 0h9" fill="url(#g)"/>'
        '<use xlink:href="#g"/></g>'
    )
    (tmp_path / "iom.svg").write_text(drawing)

    logo = load_logo(tmp_path, "iom")

    assert logo is not None
    assert logo.media_type == "image/svg+xml"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="x()" d=""/>',
        '<image href="file:///etc/passwd"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<rect fill="url(https://example.org/)"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>a{fill:url(data:x)}</style>",
        "<foreignObject/>",
        "<text>Name</text>",
        '<animate attributeName="x"/>',
        "<g>",
    ],
)
def test_anything_else_is_refused(inside: str, tmp_path: Path) -> None:
    (tmp_path / "iom.svg").write_text(SHAPES.format(inside))

    with pytest.raises(UnsafeLogo, match=r"iom\.svg"):
        load_logo(tmp_path, "iom")


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html/>",
        b" " * (MAX_LOGO_BYTES + 1),
    ],
)
def test_what_is_no_drawing_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "iom.svg").write_bytes(content)

    with pytest.raises(UnsafeLogo):
        load_logo(tmp_path, "iom")


def test_a_png_is_accepted_and_a_false_one_refused(tmp_path: Path) -> None:
    (tmp_path / "commission.png").write_bytes(png())
    (tmp_path / "iom.png").write_bytes(b"GIF89a")
    (tmp_path / "wide.png").write_bytes(png(4001))

    found = load_logo(tmp_path, "commission")

    assert found is not None
    assert found.media_type == "image/png"
    for stem in ("iom", "wide"):
        with pytest.raises(UnsafeLogo):
            load_logo(tmp_path, stem)


def test_without_a_file_there_is_no_logo(tmp_path: Path) -> None:
    assert load_logo(tmp_path, "iom") is None
