"""Rules about penalties: the registry is sound, and no text says another number than it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from app.core.i18n import LANGUAGES, Language
from app.modules.amounts import DurationRange, durations, fines
from app.modules.figures import language_of
from app.modules.findings import Finding
from app.modules.items import AnyItemSource, AnyItemTwin
from app.modules.lint_text import documents
from app.modules.parity import words_of
from app.modules.reader import REFS_FILE, Content
from app.modules.schemas import Penalty, Refs
from app.modules.syntax import parse_inline, text_of

Rule = Callable[[Content], Iterable[Finding]]
# Between bounds that are no penalty (ages, delays) and those that are, these words decide.
_PENAL: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"réclusion|emprisonnement|prison|\bpeines?\b|encour|\bpuni", re.IGNORECASE),
    "ar": re.compile(r"السجن|الحبس|سجن|حبس|عقوب|يعاقب"),
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
_PRISONS: Final = frozenset(_KINDS.values())
_DAYS: Final = {"Y": 365, "M": 30, "D": 1}
_LADDER: Final = ("cp-448-2", "cp-448-3", "cp-448-4", "cp-448-5-1")


def sound_penalties(content: Content) -> Iterator[Finding]:
    """Bounds go upwards, life has none, a multiplied penalty names its base, ids are unique."""
    seen: set[str] = set()
    for law_id, law in content.refs.laws.items():
        for number, penalty in enumerate(law.penalties):
            line = content.line(REFS_FILE, "laws", law_id, "penalties", number)
            for message in _unsound(penalty, content.refs):
                yield Finding(REFS_FILE, line, "penalty", f"{penalty.id}: {message}")
            if penalty.id in seen:
                yield Finding(REFS_FILE, line, "penalty", f"{penalty.id} is there twice")
            seen.add(penalty.id)
    yield from _ladder(content)


def _unsound(penalty: Penalty, refs: Refs) -> Iterator[str]:
    if penalty.min and penalty.max and _length(penalty.min) >= _length(penalty.max):
        yield "min is not below max"
    if penalty.life and (penalty.min or penalty.max):
        yield "life has no bounds"
    lowest, highest = penalty.fine_min, penalty.fine_max
    if lowest is not None and highest is not None and lowest >= highest:
        yield "fine_min is not below fine_max"
    if (penalty.multiplier is None) != (penalty.of is None):
        yield "multiplier and of go together"
    if penalty.of is not None and penalty.of not in _by_id(refs):
        yield f"of: there is no penalty {penalty.of}"
    if penalty.fine_status is not None and (lowest is not None or highest is not None):
        yield "a fine is unspecified or has bounds, not both"


def _ladder(content: Content) -> Iterator[Finding]:
    """Check that the degrees of trafficking rise from 448-2 to 448-5."""
    known = _by_id(content.refs)
    steps = [known[one] for one in _LADDER if one in known]
    for lower, higher in pairwise(steps):
        below = (lower.fine_min, lower.fine_max, *_days(lower))
        above = (higher.fine_min, higher.fine_max, *_days(higher))
        falls = any(
            a is not None and b is not None and a > b for a, b in zip(below, above, strict=True)
        )
        if falls or below == above:
            line = content.line(REFS_FILE, "laws")
            message = f"{higher.id} is not above {lower.id}"
            yield Finding(REFS_FILE, line, "penalty", message)


def numbers_of_lessons(content: Content) -> Iterator[Finding]:
    """Check every penalty that a lesson or a case tells against the registry."""
    for document in documents(content):
        for token in document.tokens:
            if token.type == "inline":
                cited = _cited(token.content)
                words = text_of(token.children or [])
                for message in _wrong(words, document.language, cited, content.refs):
                    line = (token.map or [0])[0] + 1
                    yield Finding(document.path, line, "penalty-number", message)


def numbers_of_references(content: Content) -> Iterator[Finding]:
    """Check the summary of an article, and the rules beside its penalties, against these."""
    for law_id, law in content.refs.laws.items():
        if not law.penalties:
            continue
        for language in LANGUAGES:
            rules = (penalty.rule(language) for penalty in law.penalties)
            for says in (law.says(language), *rules):
                for message in _wrong(says or "", language, [law_id], content.refs):
                    line = content.line(REFS_FILE, "laws", law_id, f"says_{language}")
                    yield Finding(REFS_FILE, line, "penalty-number", f"{law_id}: {message}")


def numbers_of_terms(content: Content) -> Iterator[Finding]:
    """Check every penalty that a definition of the glossary tells."""
    for slug, term in content.refs.terms.items():
        for language in LANGUAGES:
            for message in _wrong(term.definition(language), language, [], content.refs):
                line = content.line(REFS_FILE, "terms", slug)
                yield Finding(REFS_FILE, line, "penalty-number", f"{slug}: {message}")


def numbers_of_figures(content: Content) -> Iterator[Finding]:
    """Check every penalty that a figure shows against the registry."""
    for path, figure in content.figures.items():
        language = language_of(path)
        if language is not None:
            for message in _wrong(" ".join(figure.words), language, [], content.refs):
                yield Finding(path, 1, "penalty-number", message)


def numbers_of_items(content: Content) -> Iterator[Finding]:
    """Check every number of an item: a distractor may be a neighbour's penalty, never nobody's."""
    for one in content.item_words():
        for field, message in _wrong_in_item(one.words, one.language, content.refs):
            told = f"{one.item.id}: {message}"
            yield Finding(one.path, one.line(field), "penalty-number", told)
        vignette = one.item.vignettes.get(one.language, "")
        for message in _wrong(words_of(vignette), one.language, [], content.refs):
            told = f"{one.item.source.vignette}: {message}"
            yield Finding(one.path, one.line("stem"), "penalty-number", told)


def _wrong_in_item(
    words: AnyItemSource | AnyItemTwin, language: Language, refs: Refs
) -> Iterator[tuple[str, str]]:
    for field in ("stem", "options", "left", "right", "steps", "gaps", "why", "why_not"):
        for text in _texts(getattr(words, field, "")):
            for message in _wrong(words_of(text), language, [], refs):
                yield field, message


def _texts(value: str | Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for inside in value.values():
            yield from _texts(inside)


def _wrong(text: str, language: Language, cited: Sequence[str], refs: Refs) -> Iterator[str]:
    """Yield what is no penalty of the articles cited here, or of any when none is cited."""
    penal = [law_id for law_id in cited if law_id in refs.laws and refs.laws[law_id].penalties]
    allowed = [p for law_id in penal or refs.laws for p in refs.laws[law_id].penalties]
    where = ", ".join(penal) or "the registry"
    if penal or _PENAL[language].search(text):
        for span in durations(text, language):
            message = _wrong_span(span, language, allowed)
            if message:
                yield message.format(where=where)
    amounts = {(p.fine_min, p.fine_max) for p in allowed}
    for fine in fines(text, language):
        if (fine.least, fine.most) not in amounts:
            yield f"“{fine.words}” is no fine of {where}: copy it from refs.yml"


def _wrong_span(span: DurationRange, language: Language, allowed: Sequence[Penalty]) -> str | None:
    """Return what is wrong with a duration, or None; `{where}` stands for the articles read."""
    same = [p for p in allowed if (span.least, span.most) in p.spans()]
    if not same:
        is_age = _AGE[language].search(span.before)
        return (
            None if is_age else f"“{span.words}” is no penalty of {{where}}: copy it from refs.yml"
        )
    told = _kind(span, language)
    kinds = {p.kind for p in same}
    if told is None or told in kinds or not kinds <= _PRISONS:
        return None
    return f"“{span.words}” is no {told} in {{where}}: réclusion, السجن; emprisonnement, الحبس"


def _kind(span: DurationRange, language: Language) -> str | None:
    found = _KIND_BEFORE[language].search(span.before) or _KIND_AFTER.search(span.after)
    return _KINDS[found[1].casefold()] if found else None


def _cited(text: str) -> list[str]:
    return [
        str(token.attrs.get("href", "")).removeprefix("law:")
        for token in parse_inline(text)
        if token.type == "link_open" and str(token.attrs.get("href", "")).startswith("law:")
    ]


def _by_id(refs: Refs) -> dict[str, Penalty]:
    return {penalty.id: penalty for law in refs.laws.values() for penalty in law.penalties}


def _days(penalty: Penalty) -> tuple[int | None, int | None]:
    least, most = penalty.min, penalty.max
    return (_length(least) if least else None, _length(most) if most else None)


def _length(duration: str) -> int:
    return int(duration[1:-1]) * _DAYS[duration[-1]]


RULES: Final[tuple[Rule, ...]] = (
    sound_penalties,
    numbers_of_lessons,
    numbers_of_references,
    numbers_of_terms,
    numbers_of_figures,
    numbers_of_items,
)
