"""Which numbers of a sentence are penalties: ages, delays and sentences given are not.

A range is a penalty wherever the text speaks of penalties and no word of age touches it. A bound
alone says less, so that it must stand beside the word that makes it a penalty, or be told by it.
"""

import re
from collections.abc import Iterator
from typing import Final

from app.core.i18n import Language
from app.modules.amounts import (
    Amount,
    Duration,
    DurationRange,
    single_amounts,
    single_durations,
)

# Between bounds that are no penalty (ages, delays) and those that are, these words decide.
_PENAL: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"réclusion|emprisonnement|prison|\bpeines?\b|encour|\bpuni", re.IGNORECASE),
    "ar": re.compile(r"السجن|الحبس|سجن|حبس|عقوب|يعاقب"),
}
_MONEY: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"dirham|\bDH|\bMAD\b", re.IGNORECASE),
    "ar": re.compile(r"درهم|دراهم|\bMAD\b"),
}
# An age only where its word touches the number: a minor victim is the main case of 448-4.
_AGE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"(?:âgée?s? (?:de|entre)|âges?(?: va)? de|(?:enfants?|mineure?s?|jeunes|personnes) de) \Z",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"(?:عمر|أعمار|سن)\w*(?: \w+)?(?: من| بين)? \Z"),
}
# Which deprivation of liberty a duration is said to be, by the words that touch it.
_KIND_BEFORE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"(réclusion|emprisonnement)(?: criminelle)?(?: \(\w+\))?(?: de)? \Z", re.IGNORECASE
    ),
    "ar": re.compile(r"(?<!\w)[وب]?(السجن|الحبس)(?: لمدة)?(?: من)? \Z"),
}
_KIND_AFTER: Final = re.compile(r"\A (?:de |d['’])(réclusion|emprisonnement)", re.IGNORECASE)
_KINDS: Final = {
    "réclusion": "reclusion", "emprisonnement": "imprisonment",
    "السجن": "reclusion", "الحبس": "imprisonment",
}  # fmt: skip
PRISONS: Final = frozenset(_KINDS.values())

# A bound alone is a penalty when it is « de réclusion », or when the last word of penalty before it
# leads to it: nothing between them turns to a person, a condition or a time limit.
_PENAL_AFTER: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\A(?: ferme)? (?:de |d['’])(?:réclusion|emprisonnement|prison)", re.IGNORECASE
    ),
    "ar": re.compile(r"\A (?:(?:سجنا|حبسا)(?!\w)|من (?:السجن|الحبس))"),
}
_PENAL_BEFORE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"(?<!à )(?:réclusion|emprisonnement|prison|\bpeines?\b|encour\w*|\bpuni\w*)"
        r"([^,:()«»]*(?: : )?)(?:\w+['’])?\Z",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"(?:سجن|حبس|عقوب|يعاقب)([^،:()«»]*(?:: )?)\Z"),
}
_ASIDE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:si|quand|lorsque?|dès|dans|sous|après|avant|depuis|victimes?|enfants?|mineure?s?"
        r"|filles?|garçons?|adolescente?s?|personnes?|majeure?s?|nullité|alternatives?|jours-amende"
        r"|condamn\w+|ans|mois|jours)\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"(?<!\w)[وفبل]?(?:إذا|متى|عندما|حين|دون|داخل|بعد|قبل|منذ|خلال|(?:ال)?ضحية|بضحية"
        r"|(?:ال)?ضحايا|(?:ال)?أطفال|(?:ال)?طفلة?|(?:ال)?قاصر|(?:ال)?فتاة|(?:ال)?شخص|(?:ال)?بديلة"
        r"|سن(?:وات|ة)?|أشهر|شهر|أيام|يوما?)(?!\w)"
    ),
}
# Wherever these stand before it, a bound alone is an age, a time limit or one judgment's measure.
_NEVER: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"prescri|délais?\b|\bâg|récidiv|condamn|prononc|purg|inflig|requ[éiî]|jugement"
        r"|\b(?:garde à vue|détention|il y a)\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"تقادم|(?<!\w)بعد(?!\w)|(?<!\w)(?:ال)?(?:أجل|آجال|مهلة|عمر\w*|سن)(?!\w)|(?<!\w)(?:ال)?عود(?!\w)"
        r"|حكمت?(?!\w)|المحكوم|محكوم|أدين|قضت|قضى|الحراسة|اعتقال"
    ),
}
_LATER: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\A (?:plus tard|après|avant)\b", re.IGNORECASE),
    "ar": re.compile(r"\A (?:بعد|قبل)"),
}
_FINE_AFTER: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\A d['’]amende", re.IGNORECASE),
    "ar": re.compile(r"\A (?:ك|ب)?غرامة"),
}
_FINE_BEFORE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\bamendes?\b([^,:()«»]*)\Z", re.IGNORECASE),
    "ar": re.compile(r"(?:غرامة|غرامات)([^،:()«»]*)\Z"),
}
_OTHER_MONEY: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"salaire|dette|loyer|prix|gagn|gain|payé|reçu|reçoi|valeur|frais|dommage|indemni|répar"
        r"|condamn|prononc|inflig|dirhams|\bDH\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"أجر|دين|كراء|ثمن|قيمة|مصاريف|تعويض|ربح|أرباح|درهم|حكم|قضت"),
}
_LIFE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:à )?perpétuité\b|\b(?:réclusion|prison|peine) perpétuelle\b"
        r"|\b(?:réclusion|prison|emprisonnement|peine) à vie\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"(?<!\w)(?:[وب]?السجن )?(?:ال)?مؤبدا?(?!\w)"),
}
# « trois ans au plus à l’article 467-2 »: the article named beside a bound is the one to ask.
_ARTICLE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\A(?: au (?:plus|moins))?,? (?:à|de|selon) l['’](?:article )(\d+(?:-\d+)*)", re.IGNORECASE
    ),
    "ar": re.compile(
        r"\A(?: على (?:الأكثر|الأقل))?،? (?:في|حسب|بموجب) (?:الفصل|المادة) (\d+(?:-\d+)*)"
    ),
}


def speaks_of_penalties(text: str, language: Language) -> bool:
    """Tell whether a word of penalty stands in the text."""
    return _PENAL[language].search(text) is not None


def speaks_of_money(text: str, language: Language) -> bool:
    """Tell whether the currency of a fine stands in the text."""
    return _MONEY[language].search(text) is not None


def is_age(span: DurationRange, language: Language) -> bool:
    """Tell whether the words that touch a range make it an age."""
    return _AGE[language].search(span.before) is not None


def kind_of(span: DurationRange | Duration, language: Language) -> str | None:
    """Return the deprivation of liberty that the words around name, or None when they do not."""
    found = _KIND_BEFORE[language].search(span.before) or _KIND_AFTER.search(span.after)
    return _KINDS[found[1].casefold()] if found else None


def article_beside(time: Duration, language: Language) -> str | None:
    """Return the number of the article that is named right after a bound, or None."""
    found = _ARTICLE[language].search(time.after)
    return found[1] if found else None


def penal_bounds(text: str, language: Language) -> Iterator[Duration]:
    """Yield the durations alone that are a bound of a penalty."""
    for one in single_durations(text, language):
        if _NEVER[language].search(one.before) or _LATER[language].search(one.after):
            continue
        before = _last(_PENAL_BEFORE[language], one.before)
        leads = before is not None and not _ASIDE[language].search(before)
        if leads or _PENAL_AFTER[language].search(one.after):
            yield one


def fine_bounds(text: str, language: Language) -> Iterator[Amount]:
    """Yield the amounts alone that are a bound of a fine."""
    for one in single_amounts(text, language):
        before = _last(_FINE_BEFORE[language], one.before)
        leads = before is not None and not _OTHER_MONEY[language].search(before)
        if leads or _FINE_AFTER[language].search(one.after):
            yield one


def life_terms(text: str, language: Language) -> Iterator[str]:
    """Yield the words that say imprisonment for life."""
    for match in _LIFE[language].finditer(text):
        yield match[0].strip()


def _last(pattern: re.Pattern[str], before: str) -> str | None:
    """Return what stands between the last word of a pattern and the number, or None."""
    return next((match[1] for match in _rightmost(pattern, before)), None)


def _rightmost(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for start in range(len(text), -1, -1):
        match = pattern.match(text, start)
        if match:
            yield match
