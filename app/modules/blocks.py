"""What a rendered lesson is made of: sections of blocks, ready for a template."""

from dataclasses import dataclass
from typing import ClassVar, Final

from markupsafe import Markup

from app.core.i18n import Language
from app.modules.kinds import State

EMPTY: Final = Markup("")


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """Running text: a paragraph, a list, a table, a figure, a video. It holds its `anchor`."""

    kind: ClassVar[str] = "html"
    anchor: str
    html: Markup


@dataclass(frozen=True, slots=True)
class LawBlock:
    """“En bref”: the summary of an article, from refs.yml, where a paragraph only cites it."""

    kind: ClassVar[str] = "law"
    anchor: str
    law_id: str


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """A knowledge check stands here."""

    kind: ClassVar[str] = "check"
    anchor: str
    item_id: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseBlock:
    """The way to a branching case stands here."""

    kind: ClassVar[str] = "case"
    anchor: str
    case_id: str
    label: str


@dataclass(frozen=True, slots=True)
class AdmonitionBlock:
    """A framed text. `name`: key (key point), note (remark), warning (danger), practice (field)."""

    kind: ClassVar[str] = "admonition"
    anchor: str
    name: str
    html: Markup


@dataclass(frozen=True, slots=True)
class RevealBlock:
    """A text hidden behind a button."""

    kind: ClassVar[str] = "reveal"
    anchor: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ReflectBlock:
    """A private open question: never graded, never sent anywhere."""

    kind: ClassVar[str] = "reflect"
    anchor: str
    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class TrainerBlock:
    """A note for whoever leads a session. It is kept apart and never reaches a learner's page."""

    kind: ClassVar[str] = "trainer"
    section_id: str
    minutes: int
    html: Markup


Block = HtmlBlock | LawBlock | CheckBlock | CaseBlock | AdmonitionBlock | RevealBlock | ReflectBlock


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section: the unit of progress, of deep links and of parity. `references` are law ids."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    references: tuple[str, ...] = ()

    @property
    def law_ids(self) -> tuple[str, ...]:
        """Return the articles summarised in this section."""
        return tuple(block.law_id for block in self.blocks if isinstance(block, LawBlock))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson whatever the language. `sections` are the ids, in order."""

    id: str
    module_id: str
    version: int
    minutes: int
    objectives: tuple[str, ...]
    content_note: bool
    revisit: bool
    sections: tuple[str, ...]
    checks: tuple[str, ...]
    cases: tuple[str, ...]
    source_language: Language
    hash: str


@dataclass(frozen=True, slots=True)
class RolePlay:
    """A role play for a group, whatever the language. `case_id`: its form for one reader."""

    id: str
    module_id: str
    version: int
    minutes: int
    objectives: tuple[str, ...]
    content_note: bool
    case_id: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson, or a role play, in one language.

    `references` are law ids, `terms` slugs, in order of citation.
    """

    lesson_id: str
    language: Language
    title: str
    state: State
    opening_html: Markup = EMPTY
    sections: tuple[SectionText, ...] = ()
    references: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    trainer_notes: tuple[TrainerBlock, ...] = ()

    def section(self, section_id: str) -> SectionText | None:
        """Return a section by its id, or None."""
        return next((section for section in self.sections if section.id == section_id), None)
