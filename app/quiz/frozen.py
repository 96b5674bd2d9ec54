"""An item frozen as it stood when somebody was asked it: one language, key included."""

import hashlib
import json
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from app.core.i18n import Language
from app.modules.bank import Choice, Item, Key
from app.modules.items import ItemType, Scoring

TRUE_FALSE: Final = ("true", "false")
ListKey = tuple[str, ...]
MapKey = dict[str, str]
# What a learner gave, in the authors' ids: choice ids (single, multi, truefalse), steps in the
# order given with "" for an empty place (order), or row or gap id to choice id (match, cloze).
Answer = list[str] | dict[str, str]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrozenChoice(_Frozen):
    """A choice, a row or a step and its sanitised HTML."""

    id: str
    html: str


class FrozenGap(_Frozen):
    """A gap and what it may hold."""

    id: str
    choices: tuple[FrozenChoice, ...]


class FrozenItem(_Frozen):
    """The whole item of one day in one language; never given to a page.

    `key` holds option ids (one for single and truefalse; order: in the right order), or row or
    gap id to choice id (match, cloze).
    """

    item_id: str
    language: Language
    version: int
    source_hash: str
    module_id: str
    objective: str
    level: int
    refs: tuple[str, ...]
    type: ItemType
    scoring: Scoring
    weight: float
    fixed: bool
    vignette: str | None
    vignette_html: str
    stem_html: str
    stem_parts: tuple[str, ...]
    choices: tuple[FrozenChoice, ...]
    rows: tuple[FrozenChoice, ...]
    gaps: tuple[FrozenGap, ...]
    key: ListKey | MapKey
    why_html: str
    why_not: dict[str, str]

    @property
    def choice_ids(self) -> tuple[str, ...]:
        """Return the ids of its choices (steps of an order), in the authors' order."""
        return TRUE_FALSE if self.type == "truefalse" else tuple(one.id for one in self.choices)

    @property
    def list_key(self) -> ListKey:
        """Return the key of an item that is answered by a list."""
        return tuple(self.key)

    @property
    def map_key(self) -> MapKey:
        """Return the key of an item that is answered by a mapping; empty for the others."""
        return self.key if isinstance(self.key, dict) else {}

    @property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """Return what each row or gap may be given: row or gap id to choice ids."""
        if self.type == "match":
            return {row.id: self.choice_ids for row in self.rows}
        return {gap.id: tuple(one.id for one in gap.choices) for gap in self.gaps}


def freeze(item: Item, language: Language, *, weight: float = 1.0) -> FrozenItem:
    """Return the item as it stands now in one language."""
    text = item.texts[language]
    return FrozenItem(
        item_id=item.id,
        language=language,
        version=item.version,
        source_hash=item.hash,
        module_id=item.module_id,
        objective=item.objective,
        level=item.level,
        refs=item.refs,
        type=item.type,
        scoring=item.scoring,
        weight=weight,
        fixed=item.fixed,
        vignette=item.vignette,
        vignette_html=text.vignette_html,
        stem_html=text.stem_html,
        stem_parts=text.stem_parts,
        choices=_choices(text.choices),
        rows=_choices(text.rows),
        gaps=tuple(FrozenGap(id=gap.id, choices=_choices(gap.choices)) for gap in text.gaps),
        key=_key(item.key),
        why_html=text.why_html,
        why_not=dict(text.why_not),
    )


def revision_hash(frozen: dict[str, Any]) -> str:
    """Return the name of a revision: SHA-256 of its canonical JSON, 64 hex digits."""
    canonical = json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _choices(choices: tuple[Choice, ...]) -> tuple[FrozenChoice, ...]:
    return tuple(FrozenChoice(id=one.id, html=one.html) for one in choices)


def _key(key: Key) -> ListKey | MapKey:
    if isinstance(key, bool):
        return ("true" if key else "false",)
    if isinstance(key, str):
        return (key,)
    return key if isinstance(key, tuple) else dict(key)
