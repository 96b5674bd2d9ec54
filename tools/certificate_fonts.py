"""Make the certificate's fonts: complete files under private family names, with licences.

    python tools/certificate_fonts.py FOLDER

FOLDER holds, unpacked: Debian's fonts-ebgaramond 0.016+git20210310 and fonts-hosny-amiri 0.113, and
the npm packages @ibm/plex-sans and @ibm/plex-sans-arabic 1.1.0. The results are committed.

Why private names: WeasyPrint tells embedded fonts apart by their description, not by their file, so
a family that the system also has may be drawn with the wrong glyphs. A renamed font is a modified
version in the sense of the OFL, which reserves the name "Plex": every name record is rewritten, the
copyright, the licence and the origin are kept.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "app" / "certificates" / "fonts"


@dataclass(frozen=True)
class Source:
    """One font file to rename, and where its licence is."""

    family: str
    weight: str
    pattern: str
    licence: str
    copyright: str


SOURCES = (
    Source(
        "CertSerif",
        "Regular",
        "**/EBGaramond12-Regular.otf",
        "**/fonts-ebgaramond/copyright",
        "Copyright 2010-2013 Georg Duffner, 2013 Siva Kalyan. Modified: renamed.",
    ),
    Source(
        "CertNaskh",
        "Regular",
        "**/Amiri-Regular.ttf",
        "**/fonts-hosny-amiri/copyright",
        "Copyright 2010-2020 The Amiri Project Authors. Modified: renamed.",
    ),
    Source(
        "CertSans",
        "Regular",
        "**/complete/woff2/IBMPlexSans-Regular.woff2",
        "*ibm-plex-sans-1*/package/LICENSE.txt",
        "Copyright 2017, 2018 IBM Corp. Modified: renamed, uncompressed.",
    ),
    Source(
        "CertSans",
        "SemiBold",
        "**/complete/woff2/IBMPlexSans-SemiBold.woff2",
        "*ibm-plex-sans-1*/package/LICENSE.txt",
        "Copyright 2017, 2018 IBM Corp. Modified: renamed, uncompressed.",
    ),
    Source(
        "CertArabic",
        "Regular",
        "**/complete/woff2/IBMPlexSansArabic-Regular.woff2",
        "*ibm-plex-sans-arabic-1*/package/LICENSE.txt",
        "Copyright 2017, 2019 IBM Corp. Modified: renamed, uncompressed.",
    ),
)


def main(folder: Path) -> None:
    """Write every renamed font and licence into `app/certificates/fonts`."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        font = TTFont(_the_one(folder, source.pattern), recalcTimestamp=False)
        _rename(font, source)
        extension = "otf" if "CFF " in font else "ttf"
        font.save(TARGET / f"{source.family}-{source.weight}.{extension}")
        licence = _the_one(folder, source.licence).read_text(encoding="utf-8")
        (TARGET / f"OFL-{source.family}.txt").write_text(licence, encoding="utf-8")


def _the_one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        sys.exit(f"{pattern}: expected one file under {folder}, found {len(found)}")
    return found[0]


def _rename(font: TTFont, source: Source) -> None:
    """Rewrite the name table, the CFF names and drop the old signature and web wrapping."""
    postscript = f"{source.family}-{source.weight}"
    table = font["name"]
    table.names = []
    for name_id, text in {
        0: source.copyright,
        1: f"{source.family} {source.weight}" if source.weight != "Regular" else source.family,
        2: "Regular",
        3: f"{postscript};formation-traite",
        4: f"{source.family} {source.weight}",
        5: "Version 1.0",
        6: postscript,
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
        16: source.family,
        17: source.weight,
    }.items():
        table.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        _rename_cff(font["CFF "].cff, postscript, source)
    for wrapper in ("DSIG", "FFTM"):
        if wrapper in font:
            del font[wrapper]
    font.flavor = None


def _rename_cff(cff: object, postscript: str, source: Source) -> None:
    cff.fontNames = [postscript]  # type: ignore[attr-defined]  # fontTools is untyped here
    top = cff.topDictIndex[0]  # type: ignore[attr-defined]
    top.FullName = f"{source.family} {source.weight}"
    top.FamilyName = source.family
    for field in ("Notice", "Copyright"):
        if hasattr(top, field):
            setattr(top, field, source.copyright)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
