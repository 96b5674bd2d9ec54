"""The public code of a certificate: made, checked, and read however people write it.

Fourteen random Crockford symbols (70 bits) and one check symbol over GF(32), which catches every
single wrong symbol and every swap of two different ones.
"""

import re
import secrets
import unicodedata
from typing import Final
from urllib.parse import unquote

from app.certificates.errors import MalformedCode, MistypedCode
from app.core.text import strip_bidi, to_western_digits

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
LENGTH: Final = 15
GROUP: Final = 5

_RANDOM_SYMBOLS: Final = LENGTH - 1
_PRIMITIVE: Final = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_FIELD_SIZE: Final = 32
_VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOKALIKES: Final = str.maketrans("ILO", "110")
_IN_ADDRESS: Final = re.compile(r"/v/([^/?#\s]+)", re.IGNORECASE)
_LONGEST_INPUT: Final = 400  # a pasted address; longer text is not a code


def new_code() -> str:
    """Return a new code: fifteen symbols, no dashes."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_SYMBOLS))
    return symbols + check_symbol(symbols)


def check_symbol(symbols: str) -> str:
    """Return the symbol that completes fourteen symbols."""
    return ALPHABET[_times_a(_evaluate(symbols))]


def format_code(code: str) -> str:
    """Return the code as it is printed, `XXXXX-XXXXX-XXXXX`."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def parse_code(written: str) -> str:
    """Return the code in what somebody typed, dictated or pasted.

    Case, dashes, spaces, directional marks, Arabic-Indic, Persian and full-width digits, I, L and
    O for 1, 1 and 0, and a whole verification address are accepted. Raises MalformedCode when it
    cannot be a code, MistypedCode when the check symbol does not fit.
    """
    if len(written) > _LONGEST_INPUT:
        raise MalformedCode(field="code")
    folded = _fold(_without_address(written))
    if len(folded) != LENGTH or any(symbol not in _VALUES for symbol in folded):
        raise MalformedCode(field="code")
    if _evaluate(folded) != 0:
        raise MistypedCode(field="code")
    return folded


def verification_path(code: str) -> str:
    """Return the path under which the code is verified, without host or language."""
    return f"/v/{format_code(code)}"


def _without_address(written: str) -> str:
    found = _IN_ADDRESS.search(written)
    return unquote(found.group(1)) if found else written


def _fold(written: str) -> str:
    plain = to_western_digits(unicodedata.normalize("NFKC", strip_bidi(written)))
    kept = "".join(c for c in plain if not (c.isspace() or _is_dash(c)))
    return kept.upper().translate(_LOOKALIKES)


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character in "\u2212\u00ad_\u0640"


def _evaluate(symbols: str) -> int:
    """Return the symbols read as a polynomial at `a`, in GF(32), by Horner's rule."""
    value = 0
    for symbol in symbols:
        value = _times_a(value) ^ _VALUES[symbol]
    return value


def _times_a(value: int) -> int:
    doubled = value << 1
    return doubled ^ _PRIMITIVE if doubled >= _FIELD_SIZE else doubled
