"""Figures about the course: what is written, translated, reviewed, and how large the pool is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.core.i18n import LANGUAGES, Language
from app.modules.compile import listed_ids
from app.modules.content import AnyUnit, Content, ItemUnit, Unit
from app.modules.pool import Margin, margins, missing_from_draw, practice_items, servable
from app.modules.schemas import LessonFront
from app.modules.syntax import marks

LEVELS: Final = (1, 2, 3)
FULL_POOL_RATIO: Final = 4  # content-format.md, section 7: below it the pool is a specimen


@dataclass(frozen=True, slots=True)
class LanguageStats:
    """One module in one language: words of its lessons, cases and role plays, and what waits.

    Words are those of the files' bodies, front matter left out. `stale` counts lessons, cases and
    items whose translation was not re-read since the source changed; the source is never stale.
    """

    language: Language
    lesson_words: int
    case_words: int
    stale: int
    missing: int


@dataclass(frozen=True, slots=True)
class ModuleStats:
    """One module in figures.

    `levels` counts the exam items that can be served by level, `cells` by objective and level.
    """

    id: str
    minutes: int
    listed_lessons: int
    planned_lessons: int
    cases: int
    scenes: int
    figures: int
    checks: int
    practice_checks: int
    exam_items: int
    drafts: int
    servable: int
    levels: Mapping[int, int]
    cells: Mapping[str, Mapping[int, int]]
    types: tuple[str, ...]
    languages: tuple[LanguageStats, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """The course in figures."""

    edition: str
    hash: str
    modules: tuple[ModuleStats, ...]
    laws: Mapping[str, int]
    terms: int
    states: Mapping[str, int]
    margins: tuple[Margin, ...]
    cannot_be_placed: int
    pool_ratio: int
    pool: str

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, for `--json`."""
        return asdict(self)


def pool_name(ratio: int) -> str:
    """Return what the pool is called: `specimen pool` below four items for each one drawn."""
    return "specimen pool" if ratio < FULL_POOL_RATIO else "full pool"


def stats_of(content: Content) -> Stats:
    """Return the figures of a content folder."""
    exam, course = content.exam, content.course
    states: Counter[str] = Counter(unit.state for unit in content.units())
    states.update(item.state for item in content.items.values())
    ratio = exam.pool_ratio if exam else 0
    return Stats(
        edition=course.edition if course else "",
        hash=content.hash,
        modules=tuple(_module(content, m.id) for m in (course.modules if course else ())),
        laws=dict(Counter(law.confidence for law in content.refs.laws.values())),
        terms=len(content.refs.terms),
        states=dict(states),
        margins=tuple(margins(content)),
        cannot_be_placed=(
            missing_from_draw(
                servable(content),
                exam.per_module,
                exam.levels,
                every_objective=exam.every_objective,
            )
            if exam
            else 0
        ),
        pool_ratio=ratio,
        pool=pool_name(ratio),
    )


def _module(content: Content, module_id: str) -> ModuleStats:
    modules = content.course.modules if content.course else ()
    announced = next(module for module in modules if module.id == module_id)
    listed = [i for i in listed_ids(content) if i.startswith(f"{module_id}-")]
    lessons = [content.lessons[i] for i in listed]
    cases = [unit for unit in content.cases.values() if unit.module_id == module_id]
    plays = [unit for unit in content.role_plays.values() if unit.module_id == module_id]
    items = [item for item in content.items.values() if item.module_id == module_id]
    exam_items = [item for item in items if item.source.use == "exam"]
    served = [item for item in servable(content) if item.module_id == module_id]
    marked = [mark for unit in lessons for mark in marks(unit.source)]
    return ModuleStats(
        id=module_id,
        minutes=announced.minutes,
        listed_lessons=len(listed),
        planned_lessons=len(announced.lessons) - len(listed),
        cases=len(cases),
        scenes=sum(mark.kind == "section" for unit in cases for mark in marks(unit.source)),
        figures=sum(mark.kind == "image" for mark in marked),
        checks=len(items) - len(exam_items),
        practice_checks=len(practice_items(content, module_id)),
        exam_items=len(exam_items),
        drafts=sum(item.source.status == "draft" for item in exam_items),
        servable=len(served),
        levels={level: sum(item.source.level == level for item in served) for level in LEVELS},
        cells=_cells(served, [one.id for one in announced.objectives]),
        types=tuple(sorted({item.source.type for item in exam_items})),
        languages=tuple(_language(one, lessons, [*cases, *plays], items) for one in LANGUAGES),
    )


def _cells(served: Sequence[ItemUnit], objectives: Sequence[str]) -> dict[str, dict[int, int]]:
    counted = Counter((item.source.objective, item.source.level) for item in served)
    return {one: {level: counted[one, level] for level in LEVELS} for one in objectives}


def _language(
    language: Language,
    lessons: Sequence[Unit[LessonFront]],
    cases: Sequence[AnyUnit],
    items: Sequence[ItemUnit],
) -> LanguageStats:
    units: list[AnyUnit] = [*lessons, *cases]
    states = [unit.state for unit in units if unit.source.language != language]
    states += [item.state for item in items if item.language != language]
    return LanguageStats(
        language=language,
        lesson_words=sum(_words(unit, language) for unit in lessons),
        case_words=sum(_words(unit, language) for unit in cases),
        stale=states.count("stale"),
        missing=states.count("missing"),
    )


def _words(unit: AnyUnit, language: Language) -> int:
    document = unit.document(language)
    return len(document.body.split()) if document else 0
