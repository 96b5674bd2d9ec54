"""Stamps: which state of the source a translation was re-read against."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from app.modules.kinds import State

STAMP_LENGTH: Final = 12
# What may change without the translation being read again.
_NOT_MEANING: Final = frozenset({"version", "status", "source", "source_lang", "revisit"})


def normalised(value: object) -> object:
    """Return a value with every text in NFC and each run of white space made one space."""
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, Mapping):
        return {key: normalised(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [normalised(inside) for inside in value]
    return value


def unit_hash(fields: Mapping[str, Any], body: str = "") -> str:
    """Return the SHA-256, in hex, of one source unit: a lesson, a case or an item."""
    meaning = {key: value for key, value in fields.items() if key not in _NOT_MEANING}
    unit = [normalised(meaning), normalised(body)]
    text = json.dumps(unit, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(stamp: str | None, source_hash: str) -> State:
    """Return `missing` without a translation, `stale` once the source changed, else `current`."""
    if stamp is None:
        return "missing"
    return "current" if source_hash.startswith(stamp) else "stale"
