"""Figures about the course: what is written, translated, reviewed, and how large the pool is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.modules.compile import listed_ids
from app.modules.pool import Margin, margins, missing_from_draw, servable
from app.modules.reader import Content

FULL_POOL_RATIO: Final = 4  # content-format.md, section 7: below it the pool is a specimen


@dataclass(frozen=True, slots=True)
class ModuleStats:
    """One module in figures."""

    id: str
    listed_lessons: int
    planned_lessons: int
    cases: int
    words_source: int
    checks: int
    exam_items: int
    drafts: int
    servable: int
    types: tuple[str, ...]


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
            missing_from_draw(servable(content), exam.per_module, exam.levels) if exam else 0
        ),
        pool_ratio=ratio,
        pool=pool_name(ratio),
    )


def _module(content: Content, module_id: str) -> ModuleStats:
    listed = [i for i in listed_ids(content) if i.startswith(f"{module_id}-")]
    modules = content.course.modules if content.course else ()
    announced = next(len(m.lessons) for m in modules if m.id == module_id)
    items = [item for item in content.items.values() if item.module_id == module_id]
    exam_items = [item for item in items if item.source.use == "exam"]
    return ModuleStats(
        id=module_id,
        listed_lessons=len(listed),
        planned_lessons=announced - len(listed),
        cases=sum(unit.module_id == module_id for unit in content.cases.values()),
        words_source=sum(len(content.lessons[i].source.body.split()) for i in listed),
        checks=len(items) - len(exam_items),
        exam_items=len(exam_items),
        drafts=sum(item.source.status == "draft" for item in exam_items),
        servable=sum(item.module_id == module_id for item in servable(content)),
        types=tuple(sorted({item.source.type for item in exam_items})),
    )
