"""Reads durations and fines written in French or Arabic, in figures or in words.

Only what says both bounds, « de … à », « entre … et », « من … إلى », « بين … و »; other turns of
phrase are not found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.core.i18n import Language

_SPACES: Final = re.compile(r"[\u00a0\u202f]")
_WORDS: Final[dict[Language, dict[str, int]]] = {
    "fr": {
        "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
        "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
        "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
    },
    "ar": {
        "ثلاث": 3, "ثلاثة": 3, "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6,
        "سبع": 7, "سبعة": 7, "ثماني": 8, "ثمانية": 8, "ثمان": 8, "تسع": 9, "تسعة": 9, "عشر": 10,
        "عشرة": 10, "خمس عشرة": 15, "خمسة عشر": 15, "عشرين": 20, "عشرون": 20, "ثلاثين": 30,
    },
}  # fmt: skip
_UNITS: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "an": "Y", "ans": "Y", "année": "Y", "années": "Y", "mois": "M", "jour": "D", "jours": "D",
    },
    "ar": {
        "سنة": "Y", "سنوات": "Y", "عام": "Y", "أعوام": "Y", "شهر": "M", "أشهر": "M", "شهور": "M",
        "يوم": "D", "أيام": "D", "يوما": "D", "شهرا": "M",
    },
}  # fmt: skip
# One word that is both the number and the unit.
_WHOLE: Final[dict[str, tuple[int, str]]] = {
    "سنة": (1, "Y"), "سنة واحدة": (1, "Y"), "سنتين": (2, "Y"), "شهر": (1, "M"),
    "شهر واحد": (1, "M"), "شهرين": (2, "M"),
}  # fmt: skip
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000
_CONTEXT: Final = 40  # characters
_FIGURES: Final = r"\d{1,3}(?:[ .]\d{3})+|\d+"


@dataclass(frozen=True, slots=True)
class DurationRange:
    """A duration from one bound to another, each in ISO 8601, with the words that said so."""

    least: str
    most: str
    words: str
    before: str  # the few words before it, which tell an age from a penalty, and which penalty
    after: str


@dataclass(frozen=True, slots=True)
class FineRange:
    """A fine in dirhams from one bound to another, with the words that said so."""

    least: int
    most: int
    words: str


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_NUMBER_FR: Final = rf"(?:{_any_of(_WORDS['fr'])}|\d{{1,2}})"
_UNIT_FR: Final = rf"(?:{_any_of(_UNITS['fr'])})"
_NUMBER_AR: Final = rf"(?:{_any_of(_WORDS['ar'])}|\d{{1,2}})"
_UNIT_AR: Final = rf"(?:{_any_of(_UNITS['ar'])})"
_QUANTITY_AR: Final = rf"(?:{_NUMBER_AR}(?: {_UNIT_AR})?|{_any_of(_WHOLE)})"
_BOUNDS_FR: Final = rf"({_NUMBER_FR}(?: {_UNIT_FR})?)"
_BOUND_FR: Final = rf"({_NUMBER_FR} {_UNIT_FR})"
_DURATIONS: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        rf"(?<![\w-])(?:{_BOUNDS_FR} à {_BOUND_FR}|entre {_BOUNDS_FR} et {_BOUND_FR})(?!\w)",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        rf"(?<!\w)(?:({_QUANTITY_AR}) إلى ({_QUANTITY_AR})"
        rf"|بين ({_QUANTITY_AR}) و({_QUANTITY_AR}))(?!\w)"
    ),
}
_MONEY_FR: Final = rf"(?:{_FIGURES})(?: millions?)?"
_MONEY_AR: Final = rf"(?:(?:{_FIGURES})(?: (?:مليون|ملايين))?|مليون(?:ين)?)"
_FINES: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        rf"(?:({_MONEY_FR}) à ({_MONEY_FR})|entre ({_MONEY_FR}) et ({_MONEY_FR}))"
        r" (?:de |d['’])?(?:dirhams|DH)\b"
    ),
    "ar": re.compile(
        rf"(?:({_MONEY_AR}) إلى ({_MONEY_AR})|بين ({_MONEY_AR}) و({_MONEY_AR})) ?(?:درهم|دراهم)"
    ),
}


def durations(text: str, language: Language) -> list[DurationRange]:
    """Return every “from … to …” of years, months or days, in the order of the text."""
    found = []
    text = _SPACES.sub(" ", text)
    for match in _DURATIONS[language].finditer(text):
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        after = text[match.end() : match.end() + _CONTEXT]
        least, most = (_quantity(words, language) for words in match.groups() if words)
        if most is None or least is None:
            continue
        unit = most[1]
        if unit:
            first = _iso(least[0], least[1] or unit)
            found.append(DurationRange(first, _iso(*most), match[0], before, after))
    return found


def fines(text: str, language: Language) -> list[FineRange]:
    """Return every “from … to … dirhams”, in the order of the text."""
    found = []
    for match in _FINES[language].finditer(_SPACES.sub(" ", text)):
        lower, upper = (words for words in match.groups() if words)
        least, most = _money(lower), _money(upper)
        if _in_millions(upper) and least < _THOUSAND:  # “1 à 10 millions”
            least *= _MILLION
        found.append(FineRange(least, most, match[0]))
    return found


def _quantity(words: str, language: Language) -> tuple[int, str] | None:
    """Return a number and its unit (empty when the words name none)."""
    words = words.casefold()
    if words in _WHOLE and language == "ar":
        return _WHOLE[words]
    number, _, unit = words.rpartition(" ")
    if unit not in _UNITS[language]:
        number, unit = words, ""
    value = int(number) if number.isdecimal() else _WORDS[language].get(number)
    return None if value is None else (value, _UNITS[language].get(unit, ""))


def _iso(number: int, unit: str) -> str:
    return f"P{number}{unit}"


def _money(words: str) -> int:
    figures = re.match(_FIGURES, words)
    value = int(re.sub(r"[ .]", "", figures[0])) if figures else 1
    if "مليونين" in words:
        return 2 * _MILLION
    return value * _MILLION if _in_millions(words) else value


def _in_millions(words: str) -> bool:
    return any(sign in words for sign in ("million", "مليون", "ملايين"))
