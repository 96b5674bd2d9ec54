"""Cut the web fonts: small woff2 subsets of IBM Plex under the platform's own family names.

Run by hand, its results committed in `app/web/static/fonts/`:

    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-sans-arabic@1.1.0      # in a scratch folder
    tar xzf each of them into <folder>/ibm-plex-sans and <folder>/ibm-plex-sans-arabic
    python tools/font_subsets.py <folder>

The OFL reserves the name "Plex" and a subset is a modified version: the name table is emptied and
the families are called "Formation Sans" and "Formation Arabic" in the style sheet.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "app" / "web" / "static" / "fonts"

_ASCII = range(0x20, 0x7F)
_FRENCH = map(ord, "\u00a0«»°·ÀÂÇÈÉÊËÎÏÔÙÛÜŸàâçèéêëîïôùûüÿŒœÆæ§²×÷±½¼¾ªº")
_PUNCTUATION = (0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026)
_SPACES = (0x2009, 0x202F)
LATIN = frozenset((*_ASCII, *_FRENCH, *_PUNCTUATION, *_SPACES, 0x20AC, 0x2212))

_ARABIC_PUNCTUATION = (0x060C, 0x061B, 0x061F, 0x066A, 0x066B, 0x066C)
_ARABIC_LETTERS = (*range(0x0621, 0x063B), *range(0x0640, 0x0653))
_MOROCCAN_LETTERS = (0x0670, 0x0671, 0x06A4, 0x06AD, 0x067E)
_ARABIC_INDIC_DIGITS = range(0x0660, 0x066A)
ARABIC = frozenset(
    (
        *_ASCII,
        *_ARABIC_PUNCTUATION,
        *_ARABIC_LETTERS,
        *_MOROCCAN_LETTERS,
        *_ARABIC_INDIC_DIGITS,
        *map(ord, "\u00a0«»·"),
        *(0x2013, 0x2014, 0x2022, 0x2026, 0x202F),
    )
)


@dataclass(frozen=True)
class Cut:
    """One font file to make: where it comes from, what is kept of it."""

    source: str
    target: str
    characters: frozenset[int]
    features: tuple[str, ...]


_LATIN_FEATURES = ("kern", "liga", "locl", "ccmp", "mark")
_ARABIC_FEATURES = (
    *("init", "medi", "fina", "isol", "rlig", "calt", "ccmp", "locl"),
    *("liga", "mark", "mkmk", "kern"),
)
_LATIN_FOLDER = "ibm-plex-sans/package/fonts/complete/woff2/IBMPlexSans"
_ARABIC_FOLDER = "ibm-plex-sans-arabic/package/fonts/complete/woff2/IBMPlexSansArabic"
CUTS = (
    Cut(f"{_LATIN_FOLDER}-Regular.woff2", "sans-400.woff2", LATIN, _LATIN_FEATURES),
    Cut(f"{_LATIN_FOLDER}-SemiBold.woff2", "sans-600.woff2", LATIN, _LATIN_FEATURES),
    Cut(f"{_ARABIC_FOLDER}-Regular.woff2", "arabic-400.woff2", ARABIC, _ARABIC_FEATURES),
    Cut(f"{_ARABIC_FOLDER}-SemiBold.woff2", "arabic-600.woff2", ARABIC, _ARABIC_FEATURES),
)


def _options(features: tuple[str, ...]) -> Options:
    """Return what the subsetter keeps: no hinting, no names, the layout features asked for."""
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = []
    options.notdef_outline = True
    options.layout_features = list(features)
    return options


def cut(source: Path, target: Path, wanted: Cut) -> int:
    """Write one subset and return its size in bytes."""
    options = _options(wanted.features)
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted.characters)
    subsetter.subset(font)
    font["name"].names = []
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def main() -> None:
    """Cut the four files and copy the licence beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the two npm packages were unpacked")
    folder = parser.parse_args().folder
    TARGET.mkdir(parents=True, exist_ok=True)
    for wanted in CUTS:
        size_bytes = cut(folder / wanted.source, TARGET / wanted.target, wanted)
        print(f"{wanted.target}: {size_bytes} bytes")
    shutil.copyfile(folder / "ibm-plex-sans/package/LICENSE.txt", TARGET / "LICENSE.txt")


if __name__ == "__main__":
    main()
