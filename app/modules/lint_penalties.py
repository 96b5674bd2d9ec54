"""Rules about penalties: the registry is sound, and no text says another number than it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

from app.core.i18n import LANGUAGES, Language
from app.modules.amounts import Duration, DurationRange, durations, fines
from app.modules.content import REFS_FILE, Content
from app.modules.figures import language_of
from app.modules.findings import Finding
from app.modules.items import AnyItemSource, AnyItemTwin
from app.modules.lint_penalty_words import (
    PRISONS,
    article_beside,
    fine_bounds,
    is_age,
    kind_of,
    life_terms,
    penal_bounds,
    speaks_of_money,
    speaks_of_penalties,
)
from app.modules.lint_text import documents, texts_of_item
from app.modules.parity import words_of
from app.modules.schemas import Penalty, Refs
from app.modules.syntax import text_of

Rule = Callable[[Content], Iterable[Finding]]
_DAYS: Final = {"Y": 365, "M": 30, "D": 1}
_NAMES: Final = "réclusion, السجن or emprisonnement, الحبس as refs.yml does"
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
                yield Finding(
                    REFS_FILE, line, "penalty", f"{penalty.id} is there twice: give one another id"
                )
            seen.add(penalty.id)
    yield from _ladder(content)


def _unsound(penalty: Penalty, refs: Refs) -> Iterator[str]:
    if penalty.min and penalty.max and _length(penalty.min) >= _length(penalty.max):
        yield "min is not below max: correct them"
    if penalty.life and (penalty.min or penalty.max):
        yield "life has no bounds: delete min and max, or life"
    lowest, highest = penalty.fine_min, penalty.fine_max
    if lowest is not None and highest is not None and lowest >= highest:
        yield "fine_min is not below fine_max: correct them"
    if (penalty.multiplier is None) != (penalty.of is None):
        yield "multiplier and of go together: write both or none"
    if penalty.of is not None and penalty.of not in _by_id(refs):
        yield f"of: there is no penalty {penalty.of}, correct it"
    if penalty.fine_status is not None and (lowest is not None or highest is not None):
        yield "a fine is unspecified or has bounds, not both: delete one"


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
            message = f"{higher.id} is not above {lower.id}: compare both with the law"
            yield Finding(REFS_FILE, line, "penalty", message)


def numbers_of_lessons(content: Content) -> Iterator[Finding]:
    """Check every penalty that a lesson or a case tells against the registry."""
    for document in documents(content):
        for token in document.tokens:
            if token.type == "inline":
                cited = _cited(token.children or [])
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
    for field, text in texts_of_item(words):
        for message in _wrong(words_of(text), language, [], refs):
            yield field, message


def _wrong(text: str, language: Language, cited: Sequence[str], refs: Refs) -> Iterator[str]:
    """Yield what is no penalty of the articles cited here, or of any when none is cited."""
    penal = [law_id for law_id in cited if law_id in refs.laws and refs.laws[law_id].penalties]
    allowed = [p for law_id in penal or refs.laws for p in refs.laws[law_id].penalties]
    where = ", ".join(penal) or "the registry"
    speaks = speaks_of_penalties(text, language)
    if penal or speaks:
        for span in durations(text, language):
            same = [p for p in allowed if (span.least, span.most) in p.spans()]
            if same or not is_age(span, language):
                yield from _wrong_time(span, language, same, where)
    for bound in penal_bounds(text, language) if speaks else ():
        here = _of_article(article_beside(bound, language), refs) or allowed
        same = [p for p in here if any(bound.length in span for span in p.spans())]
        yield from _wrong_time(bound, language, same, where)
    for words in life_terms(text, language):
        if not any(p.life for p in allowed):
            yield f"“{words}” is no penalty of {where}: copy it from refs.yml"
    if speaks_of_money(text, language):
        yield from _wrong_fines(text, language, allowed, where)


def _of_article(number: str | None, refs: Refs) -> list[Penalty]:
    """Return the penalties of the articles of that number, in whatever text of law."""
    ending = f"-{number}"
    return [
        p for i, law in refs.laws.items() if number and i.endswith(ending) for p in law.penalties
    ]


def _wrong_time(
    time: DurationRange | Duration, language: Language, same: Sequence[Penalty], where: str
) -> Iterator[str]:
    """Yield what is wrong with a duration; `same` are the penalties that have it."""
    told, kinds = kind_of(time, language), {p.kind for p in same}
    if not same:
        yield f"“{time.words}” is no penalty of {where}: copy it from refs.yml"
    elif told is not None and told not in kinds and kinds <= PRISONS:
        yield f"“{time.words}” is no {told} in {where}: write {_NAMES}"


def _wrong_fines(
    text: str, language: Language, allowed: Sequence[Penalty], where: str
) -> Iterator[str]:
    amounts = {(p.fine_min, p.fine_max) for p in allowed}
    for fine in fines(text, language):
        if (fine.least, fine.most) not in amounts:
            yield f"“{fine.words}” is no fine of {where}: copy it from refs.yml"
    bounds = {bound for both in amounts for bound in both}
    for amount in fine_bounds(text, language):
        if amount.dirhams not in bounds:
            yield f"“{amount.words}” is no bound of a fine of {where}: copy it from refs.yml"


def _cited(children: list[Token]) -> list[str]:
    return [
        str(token.attrs.get("href", "")).removeprefix("law:")
        for token in children
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
