"""What a page of the preview shows: rows of two cells, French and Arabic at the same section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from markupsafe import Markup

from app.core.i18n import Language
from app.modules.blocks import EMPTY, Block, TrainerBlock
from app.modules.findings import Finding
from app.modules.items import AnyItemSource
from app.modules.kinds import State
from app.modules.pagedata import LawCard, Link

Kind = Literal["lessons", "cases", "roleplays", "banks"]


@dataclass(frozen=True, slots=True)
class CheckLink:
    """A knowledge check where a lesson asks it, with its question."""

    id: str
    stem_html: Markup


@dataclass(frozen=True, slots=True)
class TextCell:
    """A section of a lesson or of a role play. `checks` and `laws` are those that it names."""

    kind: ClassVar[str] = "text"
    title: str = ""
    html: Markup = EMPTY
    blocks: tuple[Block, ...] = ()
    trainer_notes: tuple[TrainerBlock, ...] = ()
    checks: Mapping[str, CheckLink] = field(default_factory=dict)
    laws: Mapping[str, LawCard] = field(default_factory=dict)
    cases: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """A choice of a scene with what follows from it. `score` is None where it cannot be read."""

    label_html: Markup
    feedback_html: Markup
    target: str
    score: int | None


@dataclass(frozen=True, slots=True)
class SceneCell:
    """A scene of a case."""

    kind: ClassVar[str] = "scene"
    title: str
    html: Markup
    ways: tuple[Way, ...]
    is_end: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Something to choose. `truth` stands for the words of true and false."""

    id: str
    html: Markup
    is_right: bool
    why_not: Markup = EMPTY
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The choices of an item, or of one of its lines or gaps, which `label` names."""

    label: Markup
    answers: tuple[Answer, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class ItemCell:
    """An item of the bank with its key and its explanations."""

    kind: ClassVar[str] = "item"
    vignette_html: Markup
    stem_html: Markup
    groups: tuple[AnswerGroup, ...]
    why_html: Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """One language of a row. `body` is None where it is not written, or cannot be read."""

    language: Language
    body: TextCell | SceneCell | ItemCell | None
    findings: tuple[Finding, ...] = ()
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What an item says whatever the language. `refs` are ids with their paths."""

    source: AnyItemSource
    state: State
    refs: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The same section in both languages. `facts` are those of an item."""

    id: str
    cells: tuple[Cell, ...]
    facts: ItemFacts | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong in either cell."""
        return tuple(one for cell in self.cells for one in cell.findings)

    @property
    def worst(self) -> str:
        """Return the gravest severity of its findings, or nothing."""
        found = {one.severity for one in self.findings}
        return next((one for one in ("error", "warning", "note") if one in found), "")


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a page in one language. `title` is empty where there is none."""

    language: Language
    title: str
    path: str
    is_earlier: bool = False
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `states` counts its translations; `findings` are those of no row."""

    kind: Kind
    id: str
    module_id: str
    headings: tuple[Heading, ...]
    states: Mapping[State, int]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    trainer_only: bool = False

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Return every finding that the page shows."""
        return (*self.findings, *(one for row in self.rows for one in row.findings))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings of each gravity."""

    errors: int = 0
    warnings: int = 0
    notes: int = 0

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.errors + self.warnings + self.notes


def count(findings: Iterable[Finding]) -> Counts:
    """Return how many errors, warnings and notes there are."""
    severities = [one.severity for one in findings]
    return Counts(severities.count("error"), severities.count("warning"), severities.count("note"))


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A line of the index: a unit or a bank, its titles, its findings and its state."""

    kind: Kind
    id: str
    path: str
    titles: Mapping[Language, str]
    counts: Counts
    states: Mapping[State, int]
    is_unread: bool


@dataclass(frozen=True, slots=True)
class ModuleIndex:
    """A module in the index. `titles` is empty where course.yml does not name it."""

    id: str
    titles: Mapping[Language, str]
    links: tuple[SheetLink, ...]


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file that has no page of its own, with what is wrong in it."""

    path: str
    findings: tuple[Finding, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Index:
    """The first page."""

    modules: tuple[ModuleIndex, ...]
    files: tuple[OtherFile, ...]
    counts: Counts
    is_checked: bool
