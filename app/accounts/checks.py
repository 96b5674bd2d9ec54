"""What may be kept of what people type: addresses, names, short texts, choices of a list."""

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Final, Literal

from app.accounts.errors import (
    AddressMissing,
    AddressUnreadable,
    NameNotArabic,
    NameNotLatin,
    Problems,
    TextHasControls,
    TextHasMarkup,
    TextTooLong,
    UnknownChoice,
)
from app.core.errors import Invalid
from app.core.text import has_bidi_controls, has_control_characters, single_spaced

MAX_TEXT: Final = 120  # characters, the width of the columns
MAX_EMAIL: Final = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
# ASCII only: letters to other addresses do not arrive everywhere, and two of them can look alike.
_EMAIL: Final = re.compile(
    r"(?=.{1,64}@)[a-z0-9!#$%&'*+/=?^_`|~-]+(\.[a-z0-9!#$%&'*+/=?^_`|~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_MARKUP: Final = frozenset("<>{}")
_NAME_SIGNS: Final = frozenset(" -\u2010\u2011'\u2019\u02bc\u02bf\u02be.\u00b7\u060c,")
_UNREADABLE: Final = "\ufffd"  # what bytes that are not UTF-8 become

Script = Literal["latin", "arabic"]


def check_together(*checks: Callable[[], str | None]) -> list[str | None]:
    """Return what the checks return, in order; raises Problems with all that they refuse."""
    results: list[str | None] = []
    refused: list[Invalid] = []
    for check in checks:
        try:
            results.append(check())
        except Invalid as error:
            refused.append(error)
    if refused:
        raise Problems(refused)
    return results


def fold_email(written: str) -> str:
    """Return the form under which two spellings of one address are equal."""
    return unicodedata.normalize("NFC", written).strip().lower()


def check_email(written: str, *, field: str = "email") -> str:
    """Return the folded address, or raise the one error that says what is wrong with it."""
    email = fold_email(written)
    if not email:
        raise AddressMissing(field)
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        raise AddressUnreadable(field)
    return email


def has_unreadable(value: str) -> bool:
    """Tell whether the text holds control characters or bytes that were not UTF-8."""
    return _UNREADABLE in value or has_control_characters(value)


def check_text(written: str, *, field: str) -> str | None:
    """Return the text tidied, None when it is blank; raises what is wrong with it."""
    if has_bidi_controls(written) or has_unreadable(written):
        raise TextHasControls(field)
    text = single_spaced(written)
    if len(text) > MAX_TEXT:
        raise TextTooLong(field, most=MAX_TEXT)
    if _MARKUP & set(text):
        raise TextHasMarkup(field)
    return text or None


def check_name(written: str, script: Script, *, field: str) -> str | None:
    """Return the name tidied, None when it is blank; raises what is wrong with it.

    The Latin form holds Latin letters; the Arabic form Arabic ones, and may quote Latin letters.
    """
    name = check_text(written, field=field)
    if name is not None and not _is_name_in(name, script):
        raise NameNotLatin(field) if script == "latin" else NameNotArabic(field)
    return name


def check_choice(written: str, allowed: Collection[str], *, field: str) -> str | None:
    """Return the choice, None when none was made; raises UnknownChoice for any other value."""
    if written and written not in allowed:
        raise UnknownChoice(field)
    return written or None


def _is_name_in(name: str, script: Script) -> bool:
    scripts = {_script_of(c) for c in name if c not in _NAME_SIGNS}
    allowed = {"LATIN", "MARK"} if script == "latin" else {"ARABIC", "LATIN", "MARK"}
    return script.upper() in scripts and scripts <= allowed


def _script_of(character: str) -> str:
    if unicodedata.category(character) == "Mn":
        return "MARK"
    if unicodedata.category(character)[0] != "L":
        return "SIGN"
    return unicodedata.name(character, "").split(" ")[0]
