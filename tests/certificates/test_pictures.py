"""Names are drawn right: no test of the text sees a wrong glyph, only the picture shows it.

Two checks. The name's ink is compared with the same name drawn from the same font file by another
engine (Pillow with Raqm: its own HarfBuzz, FriBidi and FreeType), and with a committed picture.
`python -m tests.certificates.test_pictures` draws the committed pictures anew: look at them.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from app.certificates.fitting import fit_names
from app.certificates.names import FONTS_FOLDER
from app.certificates.render import Press
from tests.certificates import builders

DPI = 250
COMMITTED_DPI = 100
# The boxes overlap their neighbours' ink: only the names are as dark as INK.
NAMES_MM = (36.0, 65.0, 261.0, 104.9)
ARABIC_MM, LATIN_MM = (36.0, 64.5, 261.0, 88.4), (36.0, 88.4, 261.0, 104.9)
INK = 0.8  # the part of a pixel that a letter must cover to count
NAME_GREY = 31  # the names' colour, #16212b
ALIKE = 0.9  # correlation of two drawings of one name
UNLIKE = 0.6
COMPARED = (400, 100)  # both drawings are brought to this size
CELLS = (80, 20)  # then to cells, so that one dot out of place weighs in its cell
SAME_CELL = 135  # of 255: the same name stays under 110, one other dot gives 160 and more


def drawn_names(press: Press, case: str, dpi: int = DPI) -> Image.Image:
    latin, arabic = builders.NAMES[case]
    pdf = press.render(builders.printed(name_latin=latin, name_arabic=arabic))
    return builders.picture(pdf, dpi)


def ink_of(image: Image.Image, darkest: int) -> Image.Image:
    """Return the ink alone, white on black, cut to its edges and brought to one size."""
    limit = 255 - INK * (255 - darkest)
    ink = image.convert("L").point(lambda value: 255 if value < limit else 0)
    box = ink.getbbox()
    assert box, "nothing is drawn there"
    return ink.crop(box).resize(COMPARED, Image.Resampling.LANCZOS)


def drawn_by_raqm(text: str, file: str, size_pt: float, direction: str) -> Image.Image:
    font = ImageFont.truetype(
        FONTS_FOLDER / file, round(size_pt / 72 * DPI), layout_engine=ImageFont.Layout.RAQM
    )
    image = Image.new("L", (2600, 500), 255)
    language = "ar" if direction == "rtl" else "fr"
    ImageDraw.Draw(image).text((60, 120), text, 0, font, direction=direction, language=language)
    return image


def correlation(first: Image.Image, second: Image.Image) -> float:
    """Return how alike two pictures of one size are, from -1 to 1."""
    a, b = (image.tobytes() for image in (first, second))
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    own = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return float(both / own**0.5)


def worst_cell(first: Image.Image, second: Image.Image) -> int:
    """Return the largest difference of ink in any cell, 0 to 255."""
    small = [image.resize(CELLS, Image.Resampling.BOX) for image in (first, second)]
    return max(ImageChops.difference(*small).tobytes())


@pytest.mark.parametrize("case", ["short", "long", "vocalised", "mixed"])
def test_an_arabic_or_mixed_name_is_drawn_as_another_engine_draws_it(
    press: Press, case: str
) -> None:
    latin, arabic = builders.NAMES[case]
    size_pt = fit_names(latin, arabic)[1].size_pt
    drawn = ink_of(builders.crop_mm(drawn_names(press, case), DPI, ARABIC_MM), NAME_GREY)

    expected = ink_of(drawn_by_raqm(arabic, "CertNaskh-Regular.ttf", size_pt, "rtl"), 0)
    backwards = ink_of(drawn_by_raqm(arabic[::-1], "CertNaskh-Regular.ttf", size_pt, "rtl"), 0)
    another = ink_of(drawn_by_raqm("فاطمة الزهراء", "CertNaskh-Regular.ttf", size_pt, "rtl"), 0)

    assert correlation(drawn, expected) > ALIKE
    assert worst_cell(drawn, expected) < SAME_CELL
    assert correlation(drawn, backwards) < UNLIKE
    assert correlation(drawn, another) < UNLIKE


@pytest.mark.parametrize("case", ["short", "long", "vocalised", "mixed"])
def test_a_latin_name_is_drawn_as_another_engine_draws_it(press: Press, case: str) -> None:
    latin, arabic = builders.NAMES[case]
    size_pt = fit_names(latin, arabic)[0].size_pt
    drawn = ink_of(builders.crop_mm(drawn_names(press, case), DPI, LATIN_MM), NAME_GREY)

    expected = ink_of(drawn_by_raqm(latin, "CertSerif-Regular.otf", size_pt, "ltr"), 0)

    assert correlation(drawn, expected) > ALIKE
    assert worst_cell(drawn, expected) < SAME_CELL


@pytest.mark.parametrize(
    ("case", "right", "wrong"),
    [
        ("short", "بناني", "بناتي"),  # one dot
        ("long", "أمين", "أمير"),
        ("vocalised", "عَبْدِ", "عَبْدُ"),  # one vowel
        ("mixed", "27.14", "27.15"),  # one digit
    ],
)
def test_one_wrong_glyph_is_noticed(press: Press, case: str, right: str, wrong: str) -> None:
    latin, arabic = builders.NAMES[case]
    size_pt = fit_names(latin, arabic)[1].size_pt
    drawn = ink_of(builders.crop_mm(drawn_names(press, case), DPI, ARABIC_MM), NAME_GREY)

    other = arabic.replace(right, wrong)
    expected = ink_of(drawn_by_raqm(other, "CertNaskh-Regular.ttf", size_pt, "rtl"), 0)

    assert worst_cell(drawn, expected) > SAME_CELL


@pytest.mark.parametrize("case", builders.NAMES)
def test_the_names_look_as_they_did_when_somebody_looked(press: Press, case: str) -> None:
    drawn = builders.crop_mm(drawn_names(press, case, COMMITTED_DPI), COMMITTED_DPI, NAMES_MM)
    with Image.open(builders.PICTURES / f"names-{case}.png") as seen:
        assert seen.size == drawn.size
        difference = ImageStat.Stat(ImageChops.difference(drawn, seen.convert("L")))

    assert difference.rms[0] < 6  # of 255: another version of FreeType gives 2 to 4


@pytest.mark.parametrize("case", builders.NAMES)
def test_no_name_touches_what_is_around_it(press: Press, case: str) -> None:
    page = drawn_names(press, case)

    left = builders.crop_mm(page, DPI, (30.0, 70.0, 36.5, 104.0))
    right = builders.crop_mm(page, DPI, (260.5, 70.0, 267.0, 104.0))
    between = builders.crop_mm(page, DPI, (36.0, 103.3, 261.0, 104.6)).crop((0, 0, 600, 8))

    assert min(left.tobytes()) > 250
    assert min(right.tobytes()) > 250
    assert min(between.tobytes()) > 250


def draw_committed_pictures(folder: Path) -> None:
    """Write the pictures that the tests compare with; look at each before committing it."""
    folder.mkdir(exist_ok=True)
    press = Press(builders.letterhead())
    for case in builders.NAMES:
        names = builders.crop_mm(drawn_names(press, case, COMMITTED_DPI), COMMITTED_DPI, NAMES_MM)
        names.quantize(16).save(folder / f"names-{case}.png", optimize=True)


if __name__ == "__main__":
    draw_committed_pictures(builders.PICTURES)
