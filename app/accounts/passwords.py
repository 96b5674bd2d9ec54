"""Passphrases: which ones are accepted, and their Argon2id hashes.

Hashing takes some 60 ms of one processor: never on the event loop, never in a write transaction.
"""

import os
import re
import threading
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.checks import has_unreadable
from app.accounts.errors import (
    PasswordHoldsAddress,
    PasswordMissing,
    PasswordTooEasy,
    PasswordTooLong,
    PasswordTooShort,
    PasswordUnreadable,
)
from app.core.text import has_bidi_controls

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
_ZXCVBN_LENGTH: Final = 72  # zxcvbn raises ValueError above
_ENOUGH: Final = 3  # of 4: more than 10^8 guesses
_LEAST_OF_ONES_OWN: Final = 6  # letters besides the words below
# Words that anybody who attacks this service would try first.
SITE_WORDS: Final = (
    "commission", "nationale", "formation", "formateur", "traite", "humains", "humain", "etres",
    "maroc", "morocco", "marocain", "royaume", "rabat", "casablanca", "oim", "iom", "migration",
    "migrations", "police", "gendarmerie", "justice", "certificat", "motdepasse", "password",
    "phrasedepasse", "passphrase", "azerty", "azertyuiop", "qsdfghjklm", "qwerty", "qwertyuiop",
    "asdfghjkl", "bonjour", "bienvenue", "welcome", "admin", "administrateur", "soleil", "iloveyou",
    "اللجنة", "الوطنية", "تكوين", "مكافحة", "الاتجار", "بالبشر", "المنظمة", "الدولية", "للهجرة",
    "المغرب", "المملكة", "المغربية", "الرباط", "شهادة", "كلمة", "عبارة", "السر", "المرور", "مرحبا",
)  # fmt: skip
_WORDS: Final = re.compile("|".join(sorted(SITE_WORDS, key=len, reverse=True)))

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_processors = threading.BoundedSemaphore(os.cpu_count() or 1)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a passphrase (OWASP: t=2, m=19 MiB, p=1)."""
    with _processors:
        return _hasher.hash(_normal(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether the passphrase is the one of the hash.

    Without a hash (no such account) the same work is done and the answer is no.
    """
    usable = 0 < len(password) <= MAX_LENGTH
    with _processors:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), _normal(password) if usable else "-")
        except (VerificationError, InvalidHashError):
            return False
    return usable and password_hash is not None


def needs_new_hash(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_new_password(password: str, *, email: str, field: str = "password") -> str:
    """Return the passphrase, or raise the one error that says why it is refused."""
    length = len(_normal(password))
    if not length:
        raise PasswordMissing(field)
    if has_unreadable(password) or has_bidi_controls(password):
        raise PasswordUnreadable(field)
    if length < MIN_LENGTH:
        raise PasswordTooShort(field, least=MIN_LENGTH)
    if length > MAX_LENGTH:
        raise PasswordTooLong(field, most=MAX_LENGTH)
    if email and email in password.lower():
        raise PasswordHoldsAddress(field)
    if _is_easy(_normal(password), email):
        raise PasswordTooEasy(field)
    return password


def _is_easy(password: str, email: str) -> bool:
    """Tell whether it is made of the site's words and the address, or guessed within 10^8 tries."""
    known = [word for word in re.split(r"[^a-z0-9]+", email) if len(word) > 2]  # noqa: PLR2004
    letters = "".join(c for c in password.casefold() if c.isalpha())
    bare = _WORDS.sub("", _without_accents(letters))
    for word in known:
        bare = bare.replace(word, "")
    if letters and len(set(bare)) < _LEAST_OF_ONES_OWN and len(bare) < len(letters):
        return True
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists are read when one is judged

    guess = zxcvbn(password[:_ZXCVBN_LENGTH], user_inputs=[*SITE_WORDS, *known])
    return int(guess["score"]) < _ENOUGH


def _without_accents(text: str) -> str:
    """Return the text without Latin accents; Arabic letters stay as they are."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize(
        "NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    )


def _normal(password: str) -> str:
    """Return the passphrase as every keyboard would send it (NIST SP 800-63B, 5.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this passphrase")
