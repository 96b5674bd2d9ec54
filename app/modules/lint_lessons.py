"""Rules about what the lessons, the cases and the modules of a full edition hold.

An edition is full when its exam announces a full pool (exam.yml: pool_ratio 4): a specimen need not
be whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Final

from app.modules.content import COURSE_FILE, Content
from app.modules.findings import Finding
from app.modules.lint_wording import read_words
from app.modules.pool import practice_items
from app.modules.stats import FULL_POOL_RATIO
from app.modules.syntax import Document, marks

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
MIN_EXAM_ITEMS: Final = 20  # reviewed, in each module
MIN_RESERVE_CHECKS: Final = 12  # beside those that lessons show
MIN_FIGURES: Final = 2
MAX_TRUE_FALSE: Final = 0.1
TYPES: Final = 6


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
        for line, message in _wrong_shape(unit.source):
            yield Finding(unit.source.path, line, "lesson-shape", message, "warning")


def _wrong_shape(document: Document) -> Iterator[tuple[int, str]]:
    found = marks(document)
    sections = {mark.value: mark.line for mark in found if mark.kind == "section"}
    first, last = next(iter(sections), ""), max(sections.values(), default=_title(document))
    if first != FIRST_SECTION:
        message = f"the first section is a situation of practice: write it as {{#{FIRST_SECTION}}}"
        yield sections.get(first, last), message
    for missing in (one for one in LAST_SECTIONS if one not in sections):
        yield last, f"the section {{#{missing}}} is missing: write it at the end"
    blocks = {mark.value for mark in found if mark.kind == "directive"}
    for missing in (one for one in BLOCKS if one not in blocks):
        yield last, f"there is no “{missing}” block: write ::: {missing} … :::"
    checks = [mark.line for mark in found if mark.kind == "link" and mark.scheme == "check"]
    if len(checks) < MIN_CHECKS:
        message = f"{len(checks)} knowledge checks, at least {MIN_CHECKS}: add one with"
        yield max(checks, default=last), f"{message} [Vérifiez vos acquis](check:…)"


def length_of_lessons(content: Content) -> Iterator[Finding]:
    """Check that a lesson can be read in the minutes that it announces."""
    for unit in content.lessons.values():
        words, wanted = read_words(unit.source), unit.front.minutes * WORDS_A_MINUTE
        if unit.source.language == "fr" and not SHORTEST * wanted <= words <= LONGEST * wanted:
            message = (
                f"{words} words for {unit.front.minutes} minutes, about {wanted} wanted:"
                f" {'cut' if words > wanted else 'write more'}, or change minutes"
            )
            line = unit.source.front.line(("minutes",))
            yield Finding(unit.source.path, line, "length", message, "warning")


def size_of_cases(content: Content) -> Iterator[Finding]:
    """Check that a case has enough scenes to choose in, and not more than a sitting."""
    for unit in content.cases.values():
        lines = [mark.line for mark in marks(unit.source) if mark.kind == "section"]
        if not MIN_SCENES <= len(lines) <= MAX_SCENES:
            mend = "write more" if len(lines) < MIN_SCENES else "join some or make two cases"
            message = f"{len(lines)} scenes, {MIN_SCENES} to {MAX_SCENES} wanted: {mend}"
            line = max(lines, default=_title(unit.source))
            yield Finding(unit.source.path, line, "case-size", message, "warning")


def full_modules(content: Content) -> Iterator[Finding]:
    """Check that each module holds what a full edition promises."""
    for number, module in enumerate(content.course.modules if content.course else ()):
        for field, message in _missing_in_module(content, module.id):
            line = content.line(COURSE_FILE, "modules", number, field)
            yield Finding(COURSE_FILE, line, "counts", f"{module.id}: {message}", "warning")


def _missing_in_module(content: Content, module_id: str) -> Iterator[tuple[str, str]]:
    items = [one.source for one in content.items.values() if one.module_id == module_id]
    exam = [one for one in items if one.use == "exam" and one.status == "reviewed"]
    lessons = [one for one in content.lessons.values() if one.module_id == module_id]
    reserve = len(practice_items(content, module_id))
    figures = sum(mark.kind == "image" for one in lessons for mark in marks(one.source))
    cases = sum(one.module_id == module_id for one in content.cases.values())
    kinds = Counter(one.type for one in exam)
    bank = f"in {content.source_language}/bank/{module_id}.yml"
    for count, least, what, field, where in (
        (len(exam), MIN_EXAM_ITEMS, "reviewed exam items", "id", bank),
        (reserve, MIN_RESERVE_CHECKS, "reviewed checks beside those of lessons", "id", bank),
        (figures, MIN_FIGURES, "figures", "lessons", "to its lessons"),
        (cases, 1, "cases", "cases", "and announce it here"),
        (len({one.type for one in items}), TYPES, "types of item", "id", bank),
    ):
        if count < least:
            yield field, f"{count} {what}, at least {least}: add {least - count} {where}"
    true_false, most = kinds["truefalse"], int(MAX_TRUE_FALSE * len(exam))
    if true_false > most:
        message = f"{true_false} of {len(exam)} exam items are true or false, a tenth at most"
        yield "id", f"{message}: turn {true_false - most} into another type {bank}"


def _title(document: Document) -> int:
    """Return the line of the front matter that a file without sections can be known by."""
    return document.front.line(("title",))


RULES: Final[tuple[Rule, ...]] = (
    _in_full_editions(shape_of_lessons),
    _in_full_editions(length_of_lessons),
    _in_full_editions(size_of_cases),
    _in_full_editions(full_modules),
)
