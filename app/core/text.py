"""Text as people type it: directions, digits, and names that must compare equal."""

import re
import unicodedata
from typing import Final

# Unicode bidirectional formatting characters (UAX 9): marks, embeddings, overrides, isolates.
BIDI_CONTROLS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_TASHKEEL: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ARABIC_FOLDS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه"})
_SPACES: Final = re.compile(r"[\s\u00a0\u202f'’ʼ`.\-‐‑–—]+")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def has_bidi_controls(value: str) -> bool:
    """Tell whether the text holds a character that can reorder what surrounds it."""
    return any(character in BIDI_CONTROLS for character in value)


def has_control_characters(value: str) -> bool:
    """Tell whether the text holds a control character other than tab and line ends."""
    return _CONTROLS.search(value) is not None


def strip_bidi(value: str) -> str:
    """Return the text without any bidirectional formatting character."""
    return "".join(character for character in value if character not in BIDI_CONTROLS)


def to_western_digits(value: str) -> str:
    """Return the text with every decimal digit (Arabic-Indic, Persian, full-width) as 0 to 9."""
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in value
    )


def single_spaced(value: str) -> str:
    """Return the text in NFC, trimmed, each run of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def fold_name(value: str) -> str:
    """Return the form under which two spellings of one name are equal.

    Case, accents, tashkeel, tatweel, the forms of alef, final ya and ta marbuta, spaces, dashes,
    apostrophes and the order of the words do not count.
    """
    # NFKC first: a name pasted from a PDF may hold Arabic presentation forms.
    bare = _TASHKEEL.sub("", strip_bidi(unicodedata.normalize("NFKC", value)))
    bare = bare.translate(_ARABIC_FOLDS).casefold()
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(sorted(word for word in _SPACES.split(letters) if word))
