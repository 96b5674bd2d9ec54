"""Rules about the items of the bank: keys that fit, references that exist, honest distractors."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from app.core.i18n import Language
from app.modules.bankbuild import GAP
from app.modules.content import Content, ItemUnit
from app.modules.findings import Finding, Severity
from app.modules.items import (
    AnyItemSource,
    AnyItemTwin,
    ClozeSource,
    ClozeTwin,
    MatchSource,
    MultiSource,
    OptionsTwin,
    OrderSource,
    SingleSource,
)
from app.modules.parity import words_of

Rule = Callable[[Content], Iterable[Finding]]
Problem = tuple[str, str, str, Severity]  # field, rule, message, severity

MAX_LENGTH_RATIO: Final = 1.6  # a key this much longer than the mean distractor gives itself away
MIN_LENGTH_GAP: Final = 25  # characters: short options may differ in length
_ALL_ABOVE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"(toutes|aucune|l['’]ensemble) (de )?(ces|les|des) (réponses|propositions)|"
        r"(aucune|toutes) (de ces|des|les) réponses|"
        r"tous les (choix|éléments) (ci-dessus|précédents)",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"(كل|جميع) (ما سبق|الأجوبة|الإجابات|الاقتراحات)|لا (شيء|أي) مما سبق"),
}
_ABSOLUTE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\b(toujours|jamais|uniquement|exclusivement)\b", re.IGNORECASE),
    "ar": re.compile(r"(?<!\w)(دائما|دائمًا|أبدا|أبدًا|فقط|حصرا|حصريا|إطلاقا)(?!\w)"),
}
_NEGATION: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:n['’]|ne\s)\S+(?:\s\S+)?\s(?:pas|jamais|aucune?|plus|point)\b|\bsans\b|\binexact|\bfaux\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(r"(?<!\w)(لا|لم|لن|ليس|ليست|ما لم|بدون)(?!\w)"),
}
_NEGATIVE_STEM: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\b(?:n['’]|ne\s)\S+(?:\s\S+){0,2}\s(?:pas|jamais|aucune?)\b", re.IGNORECASE),
    "ar": re.compile(r"(?<!\w)(لا|لم|لن|ليس|ليست)(?!\w)"),
}
_MOODLE_METHODS: Final = {"pairs", "absolute", "longest"}


def _each(check: Callable[[Content, ItemUnit], Iterator[Problem]]) -> Rule:
    """Make a rule of the course out of a rule of one item's source."""

    def rule(content: Content) -> Iterator[Finding]:
        for item in content.items.values():
            for field, name, message, severity in check(content, item):
                line = content.item_line(item, field)
                yield Finding(item.path, line, name, f"{item.id}: {message}", severity)

    rule.__doc__ = check.__doc__
    return rule


def ids_of_items(_content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Check that an item belongs to the module of its file."""
    if not item.id.startswith(f"{item.module_id}-"):
        yield (
            "id",
            "ids",
            f"it stands in the file of {item.module_id}: move it or rename it",
            "error",
        )


def keys_fit(_content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Check that the key names what is offered, and leaves something to be wrong about."""
    for message in _key_problems(item.source):
        yield "key", "key", message, "error"


def _key_problems(source: AnyItemSource) -> Iterator[str]:
    if isinstance(source, SingleSource) and source.key not in source.options:
        yield f"the key {source.key} is not an option: correct it"
    if isinstance(source, MultiSource):
        yield from _several_keys(source)
    if isinstance(source, MatchSource):
        yield from _mapping_key(source.key, {one: set(source.right) for one in source.left})
    if isinstance(source, ClozeSource):
        yield from _mapping_key(source.key, {gap: set(has) for gap, has in source.gaps.items()})
    if isinstance(source, OrderSource) and sorted(source.key) != sorted(source.steps):
        yield "the key holds every step once: correct it"


def _several_keys(source: MultiSource) -> Iterator[str]:
    unknown = set(source.key) - set(source.options)
    if unknown:
        yield f"the key {', '.join(sorted(unknown))} is not an option: correct it"
    if len(set(source.key)) < len(source.key):
        yield "an option is twice in the key: delete one"
    if set(source.key) == set(source.options):
        yield "every option is right, ticking all would win: add a wrong one"


def _mapping_key(key: Mapping[str, str], offered: Mapping[str, set[str]]) -> Iterator[str]:
    if set(key) != set(offered):
        yield f"the key must answer {', '.join(offered)}"
    for row in set(key) & set(offered):
        if key[row] not in offered[row]:
            yield f"the key of {row}, {key[row]}, is not offered: correct it"


def gaps_in_stems(content: Content) -> Iterator[Finding]:
    """Each gap of a cloze item stands once in its sentence, in both languages."""
    for item in content.items.values():
        for words, path, line in (
            (item.source, item.path, content.item_line(item, "stem")),
            (item.twin, item.twin_path, content.twin_line(item, "stem")),
        ):
            if not isinstance(words, ClozeSource | ClozeTwin):
                continue
            if sorted(GAP.findall(words.stem)) != sorted(words.gaps):
                gaps = "}, {".join(words.gaps)
                message = f"{item.id}: the stem must hold {{{gaps}}} once each"
                yield Finding(path, line, "gaps", message)


def scoring_fits(_content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Moodle's three ways of scoring are for `order` alone."""
    if item.source.scoring in _MOODLE_METHODS and item.source.type != "order":
        yield (
            "scoring",
            "scoring",
            f"{item.source.scoring} is for “order” items: write partial or all",
            "error",
        )


def known_references(content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Each reference exists; an exam item rests on verified ones only."""
    for law_id in item.source.refs:
        law = content.refs.laws.get(law_id)
        if law is None:
            yield "refs", "law", f"refs.yml has no law {law_id}", "error"
        elif item.source.use == "exam" and law.confidence != "verified":
            message = f"{law_id} is “{law.confidence}”, taught, not graded: cite a verified one"
            yield "refs", "graded", message, "error"


def known_objective(content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Check that the objective is one of the module's."""
    for module in content.course.modules if content.course else ():
        known = {objective.id for objective in module.objectives}
        if module.id == item.module_id and item.source.objective not in known:
            message = f"{module.id} has no objective {item.source.objective}: correct it"
            yield "objective", "objective", message, "error"


def taught_objective(content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Check that a listed lesson teaches what an exam item is about; else it is not drawn."""
    taught = {
        (unit.module_id, objective)
        for unit in content.lessons.values()
        for objective in unit.front.objectives
    }
    if item.source.use == "exam" and (item.module_id, item.source.objective) not in taught:
        message = f"not drawn: name {item.source.objective} in a lesson that teaches it"
        yield "objective", "taught", message, "warning"


def known_companions(content: Content, item: ItemUnit) -> Iterator[Problem]:
    """Enemies are items; a vignette has its text in the same file."""
    for enemy in item.source.enemies:
        if enemy not in content.items or enemy == item.id:
            yield "enemies", "ids", f"there is no other item {enemy}: correct the id", "error"
    if item.source.vignette is not None and item.language not in item.vignettes:
        yield (
            "vignette",
            "ids",
            f"there is no vignette {item.source.vignette}: write it above",
            "error",
        )


def explained_options(_content: Content, item: ItemUnit) -> Iterator[Problem]:
    """`why_not` explains wrong options that exist, never the key."""
    source = item.source
    if not isinstance(source, SingleSource | MultiSource):
        return
    keys = {source.key} if isinstance(source, SingleSource) else set(source.key)
    for option in source.why_not:
        if option not in source.options or option in keys:
            yield (
                "why_not",
                "why-not",
                f"{option} is not a wrong option: delete its explanation",
                "error",
            )
    missing = set(source.options) - keys - set(source.why_not)
    if source.use == "check" and missing:
        message = f"explain in why_not {', '.join(sorted(missing))}"
        yield "why_not", "why-not", message, "warning"


def wording(content: Content) -> Iterator[Finding]:
    """Options that give the answer away, in either language."""
    for one in content.item_words():
        for field, rule, message in _wording_problems(one.item.source, one.words, one.language):
            told = f"{one.item.id}: {message}"
            yield Finding(one.path, one.line(field), rule, told, "warning")


def _wording_problems(
    source: AnyItemSource, words: AnyItemSource | AnyItemTwin, language: Language
) -> Iterator[tuple[str, str, str]]:
    if isinstance(words, SingleSource | MultiSource | OptionsTwin):
        options = {one: words_of(text) for one, text in words.options.items()}
        yield from _giveaway_length(source, options)
        for name, text in options.items():
            if _ALL_ABOVE[language].search(text):
                yield (
                    "options",
                    "all-above",
                    f"option {name}: “all of the above” tests nothing: write another",
                )
            found = _ABSOLUTE[language].search(text)
            if found:
                yield (
                    "options",
                    "absolute",
                    f"option {name}: take out the absolute word “{found[0]}”",
                )
            if _NEGATIVE_STEM[language].search(words.stem) and _NEGATION[language].search(text):
                message = f"option {name}: a negation under a negative question: ask what is so"
                yield "options", "double-negation", message


def _giveaway_length(
    source: AnyItemSource, options: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    if not isinstance(source, SingleSource) or source.key not in options:
        return
    right = len(options[source.key])
    wrong = [len(text) for name, text in options.items() if name != source.key]
    mean = sum(wrong) / max(len(wrong), 1)
    if right > mean * MAX_LENGTH_RATIO and right - mean > MIN_LENGTH_GAP:
        message = (
            f"the key has {right} characters, the distractors {mean:.0f} on average: shorten it"
        )
        yield "options", "length", message


RULES: Final[tuple[Rule, ...]] = (
    _each(ids_of_items),
    _each(keys_fit),
    gaps_in_stems,
    _each(scoring_fits),
    _each(known_references),
    _each(known_objective),
    _each(taught_objective),
    _each(known_companions),
    _each(explained_options),
    wording,
)
