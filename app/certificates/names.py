"""What may be printed as a name: one form in Latin letters, one in Arabic ones."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, Literal

from fontTools.ttLib import TTFont

from app.certificates.errors import (
    NameHasControls,
    NameInWrongScript,
    NameMissing,
    NameTooLong,
    NameUnprintable,
)
from app.core.text import has_bidi_controls, single_spaced

Script = Literal["latin", "arabic"]

FONTS_FOLDER: Final = Path(__file__).parent / "fonts"
# The families that the template gives to names, in this order.
NAME_FONTS: Final = (
    "CertSerif-Regular.otf",
    "CertNaskh-Regular.ttf",
    "CertSans-Regular.ttf",
    "CertArabic-Regular.ttf",
)
MAX_NAME_LENGTH: Final = 120  # characters; the longest that was seen to stay on the page
_TATWEEL: Final = "\u0640"
# Besides letters and their marks: spaces, hyphens, apostrophes, the stop of an abbreviation.
_PUNCTUATION: Final = frozenset(" -\u2010\u2011'\u2019\u02bc\u02bf\u02be.\u00b7\u060c,")


def tidy_name(written: str) -> str:
    """Return the name as it will be printed: NFC, single spaces, no tatweel, base Arabic letters.

    Arabic presentation forms, which come from text copied out of a PDF, become the letters they
    stand for.
    """
    letters = "".join(
        unicodedata.normalize("NFKC", c) if _is_presentation_form(c) else c for c in written
    )
    return single_spaced(letters.replace(_TATWEEL, ""))


def check_name(written: str, script: Script, *, field: str) -> str:
    """Return the tidied name, or raise the one error that says what is wrong with it."""
    if has_bidi_controls(written):
        raise NameHasControls(field=field)
    name = tidy_name(written)
    if not name:
        raise NameMissing(field=field)
    if len(name) > MAX_NAME_LENGTH:
        raise NameTooLong(field=field, most=MAX_NAME_LENGTH)
    if not _is_written_in(name, script):
        raise NameInWrongScript(field=field)
    if refused := unprintable_characters(name, script):
        raise NameUnprintable(field=field, characters=" ".join(refused))
    return name


def unprintable_characters(name: str, script: Script) -> list[str]:
    """Return, each once and in order, the characters that a printed name cannot hold.

    A name holds letters, their marks, spaces, hyphens, apostrophes and full stops that the fonts
    of the certificate can draw. The Arabic form may quote Latin letters, the Latin form no others.
    """
    allowed = {"LATIN"} if script == "latin" else {"ARABIC", "LATIN"}
    drawn = printable_characters()
    refused = [c for c in name if ord(c) not in drawn or not _belongs_to(c, allowed)]
    return list(dict.fromkeys(refused))


def missing_fonts() -> list[str]:
    """Return the names of the font files that certificates need and that are not there."""
    return [name for name in NAME_FONTS if not (FONTS_FOLDER / name).is_file()]


@cache
def printable_characters() -> frozenset[int]:
    """Return the code points that the fonts of the name can draw."""
    covered: set[int] = set()
    for file in NAME_FONTS:
        with TTFont(FONTS_FOLDER / file, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word, all that the public sees."""
    words = [word for word in name.replace("-", " ").split() if any(map(_is_letter, word))]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return " ".join(f"{_first_letter(word)}." for word in ends)


def _first_letter(word: str) -> str:
    """Return the word's first letter, after the Arabic article if the word carries it."""
    bare = word.removeprefix("ال") if len(word) > len("الx") else word
    return next(c for c in bare if _is_letter(c)).upper()


def _is_letter(character: str) -> bool:
    """Tell whether this is a letter proper: ʿ and ʾ are letters to Unicode, not to a reader."""
    return character.isalpha() and character not in _PUNCTUATION


def _is_presentation_form(character: str) -> bool:
    """Tell whether it stands for letters (not for a whole phrase: U+FDFA is one character)."""
    is_arabic = "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc"
    is_form = is_arabic or "\ufb00" <= character <= "\ufb06"
    return is_form and " " not in unicodedata.normalize("NFKC", character)


def _is_written_in(name: str, script: Script) -> bool:
    return any(unicodedata.name(c, "").startswith(script.upper()) for c in name)


def _belongs_to(character: str, scripts: set[str]) -> bool:
    if character in _PUNCTUATION:
        return True
    if "\ufb50" <= character <= "\ufdff":  # a phrase in one character: see tidy_name
        return False
    if unicodedata.category(character)[0] not in "LM":
        return False
    if unicodedata.category(character) == "Mn" and unicodedata.combining(character):
        return True
    return unicodedata.name(character, "").split(" ")[0] in scripts
