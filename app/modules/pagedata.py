"""What each anonymous page of the course receives. Paths are without language: `url(path)` adds it.

Every text is in the page's language unless it is named `other_…`. Fields ending in `_html` are
sanitised markup and need no filter; the others are plain text, escaped by the template.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from markupsafe import Markup

from app.core.i18n import Language
from app.modules.bank import LearnerItem
from app.modules.blocks import Block
from app.modules.kinds import Confidence, State

PenaltyKind = Literal["reclusion", "imprisonment", "none"]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """The module a page belongs to. `part` is its family, 1 to 4 (colour f1 to f4)."""

    id: str
    number: int
    title: str
    path: str
    part: int
    part_title: str


@dataclass(frozen=True, slots=True)
class LessonLink:
    """A lesson in a list. `sections` are ids, for the progress kept on the device."""

    id: str
    number: int
    title: str
    minutes: int
    path: str
    sections: tuple[str, ...]
    state: State
    content_note: bool


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A lesson announced but not written yet: shown in grey, without a link."""

    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A branching case where a lesson or a module offers it."""

    id: str
    title: str
    minutes: int
    path: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module in the list. `minutes` are those of the lessons and cases that can be read now."""

    ref: ModuleRef
    minutes: int
    audience: str
    lessons: tuple[LessonLink, ...]
    cases: tuple[CaseCard, ...]
    planned_count: int


@dataclass(frozen=True, slots=True)
class PartCard:
    """A family of modules: one of the four duties of the law."""

    number: int
    id: str
    title: str
    says: str
    modules: tuple[ModuleCard, ...]


@dataclass(frozen=True, slots=True)
class ModulesPage:
    """`/modules/`: the eight modules in four parts."""

    course_title: str
    edition: str
    law_as_of: date
    parts: tuple[PartCard, ...]
    module_count: int
    lesson_count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ModulePage:
    """`/modules/{module}`: objectives, lessons, cases, texts covered. `next` is the next module."""

    ref: ModuleRef
    minutes: int
    audience: str
    objectives: tuple[str, ...]
    lessons: tuple[LessonLink, ...]
    planned: tuple[PlannedLesson, ...]
    cases: tuple[CaseCard, ...]
    role_plays: tuple[CaseCard, ...]
    practice_count: int
    practice_path: str
    advised_after: tuple[Link, ...]
    laws: tuple[Link, ...]
    content_note: bool
    law_as_of: date
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class PracticePage:
    """`/modules/{module}/practice`: the checks that no lesson shows, one after the other."""

    ref: ModuleRef
    checks: tuple[LearnerItem, ...]


@dataclass(frozen=True, slots=True)
class LawCard:
    """“En bref”: an article with our summary. `label_html` has its numbers in `<bdi>`.

    `says_html` is empty when only the reference is known. `confidence`: `verified` (text read),
    `verified-press` or `recall` (to be shown with a caution).
    """

    id: str
    label: str
    label_html: Markup
    says_html: Markup
    official: str
    as_of: date | None
    confidence: Confidence
    path: str


@dataclass(frozen=True, slots=True)
class TermCard:
    """A glossary term for a popover: `<a class="term" data-term="{slug}">` in the text names it."""

    slug: str
    name: str
    other_name: str
    definition: str
    path: str


@dataclass(frozen=True, slots=True)
class PageSection:
    """One section. Each block has `.kind` and `.anchor`.

    html: `.html`. law: `.law_id` (see `page.laws`). check: `.item_id` (see `page.checks`).
    case: `.case_id` (see `page.cases`). reveal: `.html`.
    admonition: `.name` (key, note, warning, practice), `.html`.
    reflect: `.id`, `.html`. `margin` lists articles cited only in running text.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    margin: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LessonPage:
    """`/modules/{module}/lessons/{lesson}`. `number` of `count` counts listed lessons.

    `state`: current, stale (show a notice: the translation is being revised) or missing (no
    sections: say so and link to `other_locale`). `laws`, `checks` and `cases` are looked up by the
    ids in blocks (a check that is not translated is not in `checks`: show nothing). `terms` are
    the popovers to emit at the end; `references` the articles cited.
    """

    id: str
    language: Language
    ref: ModuleRef
    number: int
    count: int
    path: str
    title: str
    minutes: int
    version: int
    edition_hash: str
    law_as_of: date
    state: State
    content_note: bool
    objectives: tuple[str, ...]
    opening_html: Markup
    sections: tuple[PageSection, ...]
    laws: dict[str, LawCard]
    checks: dict[str, LearnerItem]
    cases: dict[str, CaseCard]
    terms: tuple[TermCard, ...]
    references: tuple[Link, ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class RolePlayPage:
    """`/modules/{module}/role-plays/{play}`: a file to play in a group; `case`: alone.

    `state`, `laws` and `terms` are as on a lesson's page; `checks` and `cases` are empty.
    """

    id: str
    ref: ModuleRef
    title: str
    minutes: int
    law_as_of: date
    state: State
    content_note: bool
    objectives: tuple[str, ...]
    case: CaseCard | None
    opening_html: Markup
    sections: tuple[PageSection, ...]
    laws: dict[str, LawCard]
    terms: tuple[TermCard, ...]
    checks: Mapping[str, LearnerItem] = field(default_factory=dict)
    cases: Mapping[str, CaseCard] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SceneChoice:
    """A way out of a scene. `path` ends in a fragment that shows the consequence on arrival."""

    label_html: Markup
    path: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """The consequence of a choice that leads here: an element of this `id`, shown by `:target`."""

    id: str
    choice_html: Markup
    feedback_html: Markup


@dataclass(frozen=True, slots=True)
class CasePage:
    """`/modules/{module}/cases/{case}`: what the case is about, and its start."""

    id: str
    ref: ModuleRef
    title: str
    minutes: int
    objectives: tuple[str, ...]
    content_note: bool
    state: State
    opening_html: Markup
    start_path: str
    law_as_of: date


@dataclass(frozen=True, slots=True)
class ScenePage:
    """`/modules/{module}/cases/{case}/{node}`: one scene.

    `continues`: the one choice is a “continue” link. `is_end`: no choice; offer `restart_path`.
    `laws` is the “what the law says” panel: articles of this scene and of the choices leading here.
    """

    case_id: str
    node: str
    ref: ModuleRef
    case_title: str
    title: str
    state: State
    html: Markup
    choices: tuple[SceneChoice, ...]
    continues: bool
    is_end: bool
    arrivals: tuple[Arrival, ...]
    laws: tuple[LawCard, ...]
    terms: tuple[TermCard, ...]
    path: str
    case_path: str
    restart_path: str
    law_as_of: date


@dataclass(frozen=True, slots=True)
class GlossaryGroup:
    """The terms that begin with one letter."""

    letter: str
    terms: tuple[TermCard, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """`/glossary/`: every term by letter; the article and the forms of alef do not count."""

    groups: tuple[GlossaryGroup, ...]
    count: int


@dataclass(frozen=True, slots=True)
class TermPage:
    """`/glossary/{slug}`: a term in both languages. `confidence` as in LawCard, or None."""

    slug: str
    name: str
    definition_html: Markup
    other_name: str
    other_definition_html: Markup
    source: str | None
    confidence: Confidence | None
    lessons: tuple[Link, ...]
    previous: Link | None
    next: Link | None


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Texts of one kind; `heading` is a msgid: write `_(group.heading)`."""

    heading: str
    texts: tuple[LawCard, ...]


@dataclass(frozen=True, slots=True)
class TextsPage:
    """`/texts/`: every article and standard cited."""

    groups: tuple[TextGroup, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `count` of `unit`."""

    count: int
    unit: Literal["years", "months", "days"]


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """One penalty. What is None is not fixed by the text. Fines are in dirhams."""

    case: str
    kind: PenaltyKind | None
    min: Span | None
    max: Span | None
    life: bool
    fine_min: int | None
    fine_max: int | None
    link: Literal["and", "or", "and_or"] | None
    doubles: str | None = None  # whom or what the penalty that it doubles is for
    is_of_offence: bool = False  # the penalty of the completed offence
    is_fine_unspecified: bool = False
    besides: tuple[str, ...] = ()  # msgids: what the court must order besides, and conditions
    rule: str | None = None  # in the page's language


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """Whom an article exempts from punishment; `unless` is empty where nothing excludes it."""

    who: str
    is_discretionary: bool
    unless: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """`/texts/{law}`: one article. `lessons` and `cases` cite it."""

    law: LawCard
    other_label: str
    penalties: tuple[PenaltyRow, ...]
    exemptions: tuple[ExemptionRow, ...]
    lessons: tuple[Link, ...]
    cases: tuple[Link, ...]
