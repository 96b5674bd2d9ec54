"""Rules about what a lesson, a case and a module must hold to be worth a learner's time.

The rules of wording hold for every edition; those of shape, length and number for a full one, whose
exam announces a full pool (exam.yml: pool_ratio 4): a specimen need not be whole.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Final

from app.core.i18n import Language
from app.modules.findings import Finding
from app.modules.lint_text import documents
from app.modules.reader import COURSE_FILE, Content, Unit
from app.modules.schemas import LessonFront
from app.modules.stats import FULL_POOL_RATIO
from app.modules.syntax import Document, marks, text_of

Rule = Callable[[Content], Iterable[Finding]]

# A lesson opens on a situation and ends on what to do, what to keep and where it comes from.
FIRST_SECTION: Final = "situation"
LAST_SECTIONS: Final = ("poste", "retenir", "sources")
BLOCKS: Final = ("practice", "key", "reflect", "trainer")
MIN_CHECKS: Final = 2  # in each lesson
WORDS_A_MINUTE: Final = 80  # of French; the rest of the time is activity
SHORTEST: Final = 0.65
LONGEST: Final = 1.5
MIN_SCENES: Final = 8
MAX_SCENES: Final = 16
LONGEST_SENTENCE: Final = 60  # words
MIN_EXAM_ITEMS: Final = 20  # reviewed, in each module
MIN_RESERVE_CHECKS: Final = 12  # beside those that lessons show
MIN_FIGURES: Final = 2
MAX_TRUE_FALSE: Final = 0.1
TYPES: Final = 6

_TRAINER: Final = re.compile(r"^::: trainer.*?^:::", re.DOTALL | re.MULTILINE)
_TARGET: Final = re.compile(r"\]\([^)]*\)")
_SENTENCE: Final = re.compile(r"(?<=[.?!؟])\s+")
_AVOIDED: Final[dict[Language, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "fr": (
        (re.compile(r"\bproies?\b", re.IGNORECASE), "say “victime” or “personne concernée”"),
        (re.compile(r"\besclaves?\b", re.IGNORECASE), "no person is called a slave"),
        (re.compile(r"\bclandestin(?:e?s?)\b", re.IGNORECASE), "say “en situation irrégulière”"),
        (re.compile(r"\w·\w|\w\((?:e|ne|trice)\)"), "no gender dots: turn the sentence to “vous”"),
        (re.compile(r"!"), "no exclamation mark"),
        (
            re.compile(r"\b(récemment|de nos jours|cette année|l’an dernier)\b", re.IGNORECASE),
            "give the date: the text will be read later",
        ),
        (
            re.compile(
                r"\b(toujours vrai|sans exception|dans tous les cas|à coup sûr)\b", re.IGNORECASE
            ),
            "an absolute claim: say when it is not so",
        ),
    ),
    "ar": (
        (re.compile(r"(?<!\w)(?:فريسة|فرائس)(?!\w)"), "say «ضحية» or «الشخص المعني»"),
        (re.compile(r"(?<!\w)(?:عبيد|العبيد)(?!\w)"), "no person is called a slave"),
        (
            re.compile(r"(?:مهاجر|مهاجرة|المهاجرين|هجرة|الهجرة) (?:ال)?سري"),
            "say «في وضعية غير نظامية»",
        ),
        (re.compile(r"!"), "no exclamation mark"),
        (
            re.compile(r"(?<!\w)(?:مؤخرا|هذه السنة|السنة الماضية)(?!\w)"),
            "give the date: the text will be read later",
        ),
        (
            re.compile(r"(?<!\w)(?:دون استثناء|بدون استثناء)(?!\w)"),
            "an absolute claim: say when it is not so",
        ),
    ),
}


def _in_full_editions(rule: Rule) -> Rule:
    """Make a rule silent in a specimen."""

    @wraps(rule)
    def only_full(content: Content) -> Iterable[Finding]:
        is_full = content.exam is not None and content.exam.pool_ratio >= FULL_POOL_RATIO
        return rule(content) if is_full else ()

    return only_full


def shape_of_lessons(content: Content) -> Iterator[Finding]:
    """Check that a lesson has its sections, its blocks and its checks."""
    for unit in content.lessons.values():
        document = unit.source
        found = marks(document)
        sections = [mark.value for mark in found if mark.kind == "section"]
        if sections[:1] != [FIRST_SECTION]:
            yield _of(
                document, f"the first section is a situation of practice: {{#{FIRST_SECTION}}}"
            )
        for missing in (one for one in LAST_SECTIONS if one not in sections):
            yield _of(document, f"the section {{#{missing}}} is missing")
        directives = {mark.value for mark in found if mark.kind == "directive"}
        for missing in (one for one in BLOCKS if one not in directives):
            yield _of(document, f"there is no “{missing}” block")
        checks = sum(mark.scheme == "check" for mark in found if mark.kind == "link")
        if checks < MIN_CHECKS:
            yield _of(document, f"{checks} knowledge checks: at least {MIN_CHECKS}")


def length_of_lessons(content: Content) -> Iterator[Finding]:
    """Check that a lesson can be read in the minutes that it announces."""
    for unit in content.lessons.values():
        words, wanted = read_words(unit), unit.front.minutes * WORDS_A_MINUTE
        if unit.source.language == "fr" and not SHORTEST * wanted <= words <= LONGEST * wanted:
            message = f"{words} words for {unit.front.minutes} minutes: about {wanted} wanted"
            yield Finding(unit.source.path, 1, "length", message, "warning")


def read_words(unit: Unit[LessonFront]) -> int:
    """Return the words that a learner reads: no trainer's note, no sources, no link targets."""
    body = _TRAINER.sub("", unit.source.body).partition("{#sources}")[0]
    return len(_TARGET.sub("", body).split())


def size_of_cases(content: Content) -> Iterator[Finding]:
    """Check that a case has enough scenes to choose in, and not more than a sitting."""
    for unit in content.cases.values():
        scenes = sum(mark.kind == "section" for mark in marks(unit.source))
        if not MIN_SCENES <= scenes <= MAX_SCENES:
            message = f"{scenes} scenes: {MIN_SCENES} to {MAX_SCENES}"
            yield Finding(unit.source.path, 1, "case-size", message, "warning")


def avoided_words(content: Content) -> Iterator[Finding]:
    """Check that no text uses words that hurt, date or promise too much (ux.md, section 9)."""
    for document in documents(content):
        for token in document.tokens:
            if token.type != "inline":
                continue
            words, line = text_of(token.children or []), (token.map or [0])[0] + 1
            for pattern, advice in _AVOIDED[document.language]:
                found = pattern.search(words)
                if found:
                    message = f"“{found[0]}”: {advice}"
                    yield Finding(document.path, line, "wording", message, "warning")


def long_sentences(content: Content) -> Iterator[Finding]:
    """Check that a sentence can be read in one breath."""
    for document in documents(content):
        for token in document.tokens:
            if token.type != "inline":
                continue
            for sentence in _SENTENCE.split(text_of(token.children or [])):
                count = len(sentence.split())
                if count > LONGEST_SENTENCE:
                    message = f"a sentence of {count} words: “{sentence[:40]}…”"
                    line = (token.map or [0])[0] + 1
                    yield Finding(document.path, line, "readability", message, "warning")


def full_modules(content: Content) -> Iterator[Finding]:
    """Check that each module holds what a full edition promises."""
    for number, module in enumerate(content.course.modules if content.course else ()):
        line = content.line(COURSE_FILE, "modules", number)
        for message in _missing_in_module(content, module.id):
            yield Finding(COURSE_FILE, line, "counts", f"{module.id}: {message}", "warning")


def _missing_in_module(content: Content, module_id: str) -> Iterator[str]:
    items = [one.source for one in content.items.values() if one.module_id == module_id]
    exam = [one for one in items if one.use == "exam" and one.status == "reviewed"]
    lessons = [one for one in content.lessons.values() if one.module_id == module_id]
    shown = {
        link for one in lessons for link in re.findall(r"\(check:([a-z0-9-]+)\)", one.source.body)
    }
    reserve = sum(one.use == "check" and one.id not in shown for one in items)
    figures = sum(mark.kind == "image" for one in lessons for mark in marks(one.source))
    kinds = Counter(one.type for one in exam)
    for count, least, what in (
        (len(exam), MIN_EXAM_ITEMS, "reviewed exam items"),
        (reserve, MIN_RESERVE_CHECKS, "checks beside those of lessons"),
        (figures, MIN_FIGURES, "figures"),
        (sum(one.module_id == module_id for one in content.cases.values()), 1, "cases"),
        (len({one.type for one in items}), TYPES, "types of item"),
    ):
        if count < least:
            yield f"{count} {what}: at least {least}"
    if kinds["truefalse"] > MAX_TRUE_FALSE * len(exam):
        yield f"{kinds['truefalse']} of {len(exam)} exam items are true or false: a tenth at most"


def _of(document: Document, message: str) -> Finding:
    return Finding(document.path, 1, "lesson-shape", message, "warning")


RULES: Final[tuple[Rule, ...]] = (
    avoided_words,
    long_sentences,
    _in_full_editions(shape_of_lessons),
    _in_full_editions(length_of_lessons),
    _in_full_editions(size_of_cases),
    _in_full_editions(full_modules),
)
