"""Reads durations and fines written in French or Arabic, in figures or in words.

A range says both bounds: « de … à … », « entre … et … », « 5-10 », « من … إلى … », « بين … و … ». A
single bound says one: « vingt-cinq ans », « 10 000 dirhams », «خمس وعشرون سنة». What a number is
for (a penalty, an age, a delay) is not decided here: the words around it are handed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.core.i18n import Language

_LIKE_A_SPACE: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "-"})
_VOWEL_SIGNS: Final = re.compile(r"[\u064b-\u0652\u0640]")
_ALEFS: Final = "اأإآ"
_CONTEXT: Final = 80  # characters
_END_OF_SENTENCE: Final = re.compile(r"[.!?;؟؛](?=\s|$)")

_ONES_FR: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9,
}  # fmt: skip
_TEENS_FR: Final = {
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19,
}  # fmt: skip
_TENS_FR: Final = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
# Before a feminine noun, then before a masculine one; the first word of 21, 22… has its own forms.
_ONES_AR: Final = {
    "ثلاث": 3, "ثلاثة": 3, "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6,
    "سبع": 7, "سبعة": 7, "ثماني": 8, "ثمانية": 8, "ثمان": 8, "تسع": 9, "تسعة": 9,
}  # fmt: skip
_FIRST_AR: Final = {
    "إحدى": 1, "أحد": 1, "واحد": 1, "واحدة": 1,
    "اثنتا": 2, "اثنتي": 2, "اثنتان": 2, "اثنتين": 2, "اثنا": 2, "اثني": 2, "اثنان": 2, "اثنين": 2,
}  # fmt: skip
_TENS_AR: Final = {
    "عشر": 20, "ثلاث": 30, "أربع": 40, "خمس": 50, "ست": 60, "سبع": 70, "ثمان": 80, "تسع": 90,
}  # fmt: skip


def _numbers_fr() -> dict[str, int]:
    """Return the number words from one to sixty-nine."""
    words = _ONES_FR | _TEENS_FR
    for tens, value in _TENS_FR.items():
        words[tens] = value
        for one, more in _ONES_FR.items():
            joints = (" et ", "-et-") if more == 1 else ("-", " ")
            words.update({f"{tens}{joint}{one}": value + more for joint in joints})
    return words


def _numbers_ar() -> dict[str, int]:
    """Return the number words from three to ninety-nine, of both genders and both cases."""
    words = _ONES_AR | {"عشر": 10, "عشرة": 10}
    for one, value in (_ONES_AR | _FIRST_AR).items():
        words.update({f"{one} {ten}": 10 + value for ten in ("عشر", "عشرة")})
    for stem, tens in _TENS_AR.items():
        for ending in ("ون", "ين"):
            words[f"{stem}{ending}"] = tens
            for one, value in (_ONES_AR | _FIRST_AR).items():
                words[f"{one} و{stem}{ending}"] = tens + value
    return {_one_alef(word): value for word, value in words.items()}


def _one_alef(words: str) -> str:
    return re.sub(f"[{_ALEFS}]", "ا", words)


_NUMBERS: Final[dict[Language, dict[str, int]]] = {"fr": _numbers_fr(), "ar": _numbers_ar()}
_UNITS: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "an": "Y", "ans": "Y", "année": "Y", "années": "Y", "mois": "M", "jour": "D", "jours": "D",
    },
    "ar": {
        "سنة": "Y", "سنوات": "Y", "سنين": "Y", "عام": "Y", "عاما": "Y", "اعوام": "Y",
        "شهر": "M", "شهرا": "M", "اشهر": "M", "شهور": "M", "يوم": "D", "يوما": "D", "ايام": "D",
    },
}  # fmt: skip
# One word that is both the number and the unit; alone it may also be a date: « سنة 2016 ».
_ONE_AR: Final[dict[str, tuple[int, str]]] = {"سنة": (1, "Y"), "شهر": (1, "M")}
_WHOLE_AR: Final[dict[str, tuple[int, str]]] = {
    "سنة واحدة": (1, "Y"), "عام واحد": (1, "Y"), "شهر واحد": (1, "M"),
    "سنتين": (2, "Y"), "سنتان": (2, "Y"), "عامين": (2, "Y"), "عامان": (2, "Y"),
    "شهرين": (2, "M"), "شهران": (2, "M"), "يومين": (2, "D"), "يومان": (2, "D"),
}  # fmt: skip
_HUNDRED: Final = 100
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000
_SCALES: Final[dict[str, int]] = {
    "mille": _THOUSAND, "million": _MILLION, "millions": _MILLION,
    "الف": _THOUSAND, "الاف": _THOUSAND, "مليون": _MILLION, "ملايين": _MILLION,
}  # fmt: skip


def _hundreds() -> dict[Language, dict[str, int]]:
    """Return the words of the hundreds, from one to nine."""
    french = {"cent": _HUNDRED, "cents": _HUNDRED}
    for one, number in _ONES_FR.items():
        french.update({f"{one} {cent}": number * _HUNDRED for cent in ("cent", "cents")})
    arabic: dict[str, int] = {}
    for hundred in ("مائة", "مئة"):
        arabic[hundred] = _HUNDRED
        arabic[f"ثماني{hundred}"] = 8 * _HUNDRED
        for stem, tens in _TENS_AR.items():
            arabic[f"{stem}{hundred}"] = tens // 10 * _HUNDRED
    for two in ("مائتي", "مائتين", "مئتي", "مئتين"):
        arabic[two] = 2 * _HUNDRED
    return {"fr": french, "ar": arabic}


_HUNDREDS: Final = _hundreds()
_COUNTS: Final[dict[Language, dict[str, int]]] = {
    one: words | {_one_alef(word): value for word, value in _HUNDREDS[one].items()}
    for one, words in _NUMBERS.items()
}
_WHOLE_MONEY_AR: Final[dict[str, int]] = {
    "الفي": 2 * _THOUSAND, "الفين": 2 * _THOUSAND,
    "مليون": _MILLION, "مليوني": 2 * _MILLION, "مليونين": 2 * _MILLION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DurationRange:
    """A duration from one bound to another, each in ISO 8601, with the words that said so."""

    least: str
    most: str
    words: str
    before: str  # what stands before it in its sentence: an age or a penalty, and which penalty
    after: str


@dataclass(frozen=True, slots=True)
class Duration:
    """One duration alone, in ISO 8601, with the words of its sentence around it."""

    length: str
    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FineRange:
    """An amount in dirhams from one bound to another, with the words that said so."""

    least: int
    most: int
    words: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount in dirhams alone, with the words of its sentence around it."""

    dirhams: int
    words: str
    before: str
    after: str


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return "(?:" + re.sub("ا", f"[{_ALEFS}]", "|".join(longest_first)) + ")"


_NUMBER_FR: Final = rf"(?:{_any_of(_NUMBERS['fr'])}|\d{{1,3}})"
_UNIT_FR: Final = _any_of(_UNITS["fr"])
_NUMBER_AR: Final = rf"(?:{_any_of(_NUMBERS['ar'])}|\d{{1,3}})"
_UNIT_AR: Final = _any_of(_UNITS["ar"])
_ANY_WHOLE_AR: Final = _any_of(_WHOLE_AR)
_QUANTITY_AR: Final = rf"(?:{_NUMBER_AR}(?: {_UNIT_AR})?|{_any_of(_WHOLE_AR | _ONE_AR)})"
_BOUNDS_FR: Final = rf"({_NUMBER_FR}(?: {_UNIT_FR})?)"
_BOUND_FR: Final = rf"({_NUMBER_FR} {_UNIT_FR})"
_DASH: Final = r"(?: [-–—] |[–—]|(?<=\d)-(?=\d))"  # not the hyphen of « dix-huit »
_START: Final = r"(?<![\w-])(?<!\d[.,])"
_DURATION_RANGES: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        rf"{_START}(?:{_BOUNDS_FR}(?: à |{_DASH}){_BOUND_FR}"
        rf"|entre {_BOUNDS_FR} et {_BOUND_FR})(?!\w)",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        rf"{_START}(?:({_QUANTITY_AR})(?: إلى |{_DASH})({_QUANTITY_AR})"
        rf"|بين ({_QUANTITY_AR}) و({_QUANTITY_AR}))(?!\w)"
    ),
}
_DURATIONS: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(rf"{_START}{_BOUND_FR}(?!\w)", re.IGNORECASE),
    "ar": re.compile(rf"{_START}[وبلف]?({_NUMBER_AR} {_UNIT_AR}|{_ANY_WHOLE_AR})(?!\w)"),
}
_FIGURES: Final = r"(?<!\d)(?:\d{1,3}(?:[ .]\d{3})+|\d+)(?!\d)"
_NO_HUNDRED: Final = r"(?<!\bcent )(?<!\bcents )"  # « deux cent cinquante mille » is not read
_COUNT_FR: Final = rf"(?:{_FIGURES}|{_START}{_NO_HUNDRED}{_any_of(_COUNTS['fr'])})"
_COUNT_AR: Final = rf"(?:{_FIGURES}|{_any_of(_COUNTS['ar'])})"
_MONEY_FR: Final = rf"{_COUNT_FR}(?: (?:mille|millions?))?"
_MONEY_AR: Final = (
    rf"(?:{_COUNT_AR}(?: {_any_of(('ألف', 'آلاف', 'مليون', 'ملايين'))})?"
    rf"|{_any_of(_WHOLE_MONEY_AR)})"
)
_START_AR: Final = r"(?<!\w)(?:ب|و(?=\d))?"  # «مائتين وخمسين ألف» is not read
_DIRHAMS: Final[dict[Language, str]] = {
    "fr": r"(?: (?:de |d['’])?(?:dirhams?|DHS?|MAD)\b)",
    "ar": r"(?: ?(?:درهما?|دراهم)(?!\w)| MAD\b)",
}
_MONEY_RANGES: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        rf"(?:({_MONEY_FR}){_DIRHAMS['fr']}?(?: à |{_DASH})({_MONEY_FR})"
        rf"|entre ({_MONEY_FR}){_DIRHAMS['fr']}? et ({_MONEY_FR})){_DIRHAMS['fr']}"
    ),
    "ar": re.compile(
        rf"(?:{_START_AR}({_MONEY_AR}){_DIRHAMS['ar']}?(?: إلى |{_DASH})({_MONEY_AR})"
        rf"|بين ({_MONEY_AR}){_DIRHAMS['ar']}? و({_MONEY_AR})){_DIRHAMS['ar']}"
    ),
}
_MONEY: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(rf"({_MONEY_FR}){_DIRHAMS['fr']}"),
    "ar": re.compile(rf"{_START_AR}({_MONEY_AR}){_DIRHAMS['ar']}"),
}


def durations(text: str, language: Language) -> list[DurationRange]:
    """Return every “from … to …” of years, months or days, in the order of the text."""
    text = _plain(text)
    return [one for _, one in _duration_ranges(text, language)]


def single_durations(text: str, language: Language) -> list[Duration]:
    """Return every duration that is no bound of a range, in the order of the text."""
    text = _plain(text)
    taken = [span for span, _ in _duration_ranges(text, language)]
    found = []
    for match in _apart(_DURATIONS[language], text, taken):
        length = _quantity(match[1], language)
        if length is not None:
            found.append(Duration(_iso(*length), match[1], *_around(text, match.span(1))))
    return found


def fines(text: str, language: Language) -> list[FineRange]:
    """Return every “from … to … dirhams”, in the order of the text."""
    found = []
    for match in _MONEY_RANGES[language].finditer(_plain(text)):
        lower, upper = (words for words in match.groups() if words)
        least, most = _money(lower, language), _money(upper, language)
        if _scale(upper) > 1 and least < _THOUSAND:  # “1 à 10 millions”
            least *= _scale(upper)
        found.append(FineRange(least, most, match[0]))
    return found


def single_amounts(text: str, language: Language) -> list[Amount]:
    """Return every amount in dirhams that is no bound of a range, in the order of the text."""
    text = _plain(text)
    taken = [match.span() for match in _MONEY_RANGES[language].finditer(text)]
    return [
        Amount(_money(match[1], language), match[0], *_around(text, match.span()))
        for match in _apart(_MONEY[language], text, taken)
    ]


def _plain(text: str) -> str:
    """Return a text with one kind of space and of hyphen, without vowel signs."""
    return _VOWEL_SIGNS.sub("", text.translate(_LIKE_A_SPACE))


def _duration_ranges(
    text: str, language: Language
) -> Iterator[tuple[tuple[int, int], DurationRange]]:
    for match in _DURATION_RANGES[language].finditer(text):
        least, most = (_quantity(words, language) for words in match.groups() if words)
        if most is not None and least is not None and most[1]:
            first = _iso(least[0], least[1] or most[1])
            around = _around(text, match.span())
            yield match.span(), DurationRange(first, _iso(*most), match[0], *around)


def _apart(
    pattern: re.Pattern[str], text: str, taken: Iterable[tuple[int, int]]
) -> Iterator[re.Match[str]]:
    """Yield the matches that lie in no span that is taken."""
    spans = list(taken)
    for match in pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in spans):
            yield match


def _around(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """Return what stands before and after, in the same sentence and not far."""
    before = _END_OF_SENTENCE.split(text[max(0, span[0] - _CONTEXT) : span[0]])[-1]
    after = _END_OF_SENTENCE.split(text[span[1] : span[1] + _CONTEXT])[0]
    return before, after


def _quantity(words: str, language: Language) -> tuple[int, str] | None:
    """Return a number and its unit (empty when the words name none)."""
    words = _one_alef(words.casefold())
    whole = _WHOLE_AR | _ONE_AR
    if words in whole:
        return whole[words]
    number, _, unit = words.rpartition(" ")
    if unit not in _UNITS[language]:
        number, unit = words, ""
    value = int(number) if number.isdecimal() else _NUMBERS[language].get(number)
    return None if value is None else (value, _UNITS[language].get(unit, ""))


def _iso(number: int, unit: str) -> str:
    return f"P{number}{unit}"


def _money(words: str, language: Language) -> int:
    words = _one_alef(words)
    if words in _WHOLE_MONEY_AR:
        return _WHOLE_MONEY_AR[words]
    figures = re.match(_FIGURES, words)
    if figures:
        return int(re.sub(r"[ .]", "", figures[0])) * _scale(words)
    number, _, last = words.rpartition(" ")
    count = number if last in _SCALES else words
    return _COUNTS[language].get(count, 1) * _scale(words)


def _scale(words: str) -> int:
    """Return what the last word multiplies by: a thousand, a million or nothing."""
    return _SCALES.get(_one_alef(words).rpartition(" ")[2], 1)
