"""Shapes of the question bank: six types of item in the source language, and their translations.

A key, a score, a level or a reference is written once, in the source: the classes of translations
have no such field, so that French and Arabic can never disagree on them.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from app.core.i18n import Language
from app.modules.kinds import ItemType, Scoring, Status, Use
from app.modules.schemas import FileModel, Level, ModuleId, ObjectiveId, Slug, Stamp, Text, Truth

__all__ = ["ItemType", "Scoring", "Use"]  # named here too: they are part of an item's shape

ItemId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-q\d{2,3}$")]
VignetteId = Annotated[str, StringConstraints(pattern=r"^m\d{2}-v\d{1,2}$")]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
Texts = dict[OptionId, Text]
MAX_CHOICES: Final = 10  # books name the choices of an item by the ten letters of their answer key


class ItemSource(FileModel):
    """What every item of the source language has."""

    id: ItemId
    version: int = Field(ge=1)
    status: Status
    use: Use
    objective: ObjectiveId
    level: Level
    refs: tuple[Slug, ...] = Field(min_length=1)
    stem: Text
    why: Text
    why_not: Texts = Field(default_factory=dict)
    scoring: Scoring = "partial"
    vignette: VignetteId | None = None
    enemies: tuple[ItemId, ...] = ()
    source_lang: Language | None = None


class SingleSource(ItemSource):
    """One right option."""

    type: Literal["single"]
    options: Texts = Field(min_length=2, max_length=MAX_CHOICES)
    key: OptionId
    fixed: Truth = False


class MultiSource(ItemSource):
    """Several right options."""

    type: Literal["multi"]
    options: Texts = Field(min_length=3, max_length=MAX_CHOICES)
    key: tuple[OptionId, ...] = Field(min_length=1)
    fixed: Truth = False


class TrueFalseSource(ItemSource):
    """A statement that is true or false."""

    type: Literal["truefalse"]
    key: Truth


class MatchSource(ItemSource):
    """Each label on the left goes with one on the right; extra right-hand labels are allowed."""

    type: Literal["match"]
    left: Texts = Field(min_length=2, max_length=MAX_CHOICES)
    right: Texts = Field(min_length=2, max_length=MAX_CHOICES)
    key: dict[OptionId, OptionId]


class OrderSource(ItemSource):
    """Steps to put in order."""

    type: Literal["order"]
    steps: Texts = Field(min_length=3, max_length=MAX_CHOICES)
    key: tuple[OptionId, ...] = Field(min_length=3)


class ClozeSource(ItemSource):
    """A sentence with gaps `{g1}`, each with its own choices."""

    type: Literal["cloze"]
    gaps: dict[OptionId, Annotated[Texts, Field(max_length=MAX_CHOICES)]] = Field(min_length=1)
    key: dict[OptionId, OptionId]


AnyItemSource = (
    SingleSource | MultiSource | TrueFalseSource | MatchSource | OrderSource | ClozeSource
)
ITEM_SOURCES: Final[dict[str, type[AnyItemSource]]] = {
    "single": SingleSource,
    "multi": MultiSource,
    "truefalse": TrueFalseSource,
    "match": MatchSource,
    "order": OrderSource,
    "cloze": ClozeSource,
}


class ItemTwin(FileModel):
    """What every translated item has: ids and texts."""

    id: ItemId
    source: Stamp
    stem: Text
    why: Text
    why_not: Texts = Field(default_factory=dict)


class OptionsTwin(ItemTwin):
    """Translation of a `single` or `multi` item."""

    options: Texts


class TrueFalseTwin(ItemTwin):
    """Translation of a `truefalse` item."""


class MatchTwin(ItemTwin):
    """Translation of a `match` item."""

    left: Texts
    right: Texts


class OrderTwin(ItemTwin):
    """Translation of an `order` item."""

    steps: Texts


class ClozeTwin(ItemTwin):
    """Translation of a `cloze` item."""

    gaps: dict[OptionId, Texts]


AnyItemTwin = OptionsTwin | TrueFalseTwin | MatchTwin | OrderTwin | ClozeTwin
ITEM_TWINS: Final[dict[str, type[AnyItemTwin]]] = {
    "single": OptionsTwin,
    "multi": OptionsTwin,
    "truefalse": TrueFalseTwin,
    "match": MatchTwin,
    "order": OrderTwin,
    "cloze": ClozeTwin,
}


class BankHead(FileModel):
    """The head of a bank file, without its items."""

    module: ModuleId
    vignettes: dict[VignetteId, Text] = Field(default_factory=dict)


class BankTwinHead(FileModel):
    """The head of a translated bank file: it may repeat the module."""

    module: ModuleId | None = None
    vignettes: dict[VignetteId, Text] = Field(default_factory=dict)
