"""The question bank: items with their keys, and the keyless form that a learner may receive."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from app.core.i18n import LANGUAGES, Language
from app.modules.blocks import EMPTY
from app.modules.errors import ContentNotFound
from app.modules.kinds import ItemType, Scoring, State, Status, Use

Key = str | bool | tuple[str, ...] | Mapping[str, str]
_CHOICE_ID_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, or a label to be matched."""

    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze item with its own choices."""

    id: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class StemPart:
    """A piece of a cloze stem, and the gap after it (None after the last)."""

    html: Markup
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class ItemText:
    """An item in one language, with its explanations: never sent before an answer.

    `choices` are options, right-hand labels or steps; `rows` the left-hand labels of a match;
    `why_not` explains wrong options by option id. Ids are those of the source.
    """

    language: Language
    state: State
    stem_html: Markup
    why_html: Markup
    why_not: Mapping[str, Markup] = field(default_factory=dict)
    vignette_html: Markup = EMPTY
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    gaps: tuple[Gap, ...] = ()
    stem_parts: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its key: for scoring on the server, never for a page.

    `key` by type: single, one option id; truefalse, a bool; multi and order, option ids (order: in
    the right order); match and cloze, row or gap id to choice id.
    """

    id: str
    module_id: str
    version: int
    status: Status
    type: ItemType
    use: Use
    objective: str
    level: int
    refs: tuple[str, ...]
    key: Key
    scoring: Scoring
    fixed: bool
    vignette: str | None
    enemies: tuple[str, ...]
    hash: str
    texts: Mapping[Language, ItemText]

    @property
    def state(self) -> State:
        """Return the state of the worse of the two languages."""
        states = [self.texts[one].state if one in self.texts else "missing" for one in LANGUAGES]
        order: tuple[State, ...] = ("missing", "stale", "current")
        return min(states, key=order.index)


@dataclass(frozen=True, slots=True)
class LearnerItem:
    """An item as a learner receives it: no field can hold a key, an explanation or a level.

    Ids of choices, rows and gaps are public ids (see `public_id`); choices come in an order of
    their own unless `fixed`. A truefalse item has no choices: its answers are `true` and `false`.
    """

    id: str
    type: ItemType
    use: Use
    language: Language
    fixed: bool
    vignette_html: Markup
    stem_html: Markup
    choices: tuple[Choice, ...]
    rows: tuple[Choice, ...]
    stem_parts: tuple[StemPart, ...]


def public_id(item: Item, option_id: str) -> str:
    """Return the name under which a choice, row or gap is known outside.

    The authors' ids often follow the key (s1, s2, s3…). They are mixed with the item's hash, which
    covers texts that never leave the server, so that nobody outside can compute them back.
    """
    mixed = f"{item.hash}:{option_id}".encode()
    return "c" + hashlib.sha256(mixed).hexdigest()[:_CHOICE_ID_LENGTH]


def option_ids(item: Item) -> frozenset[str]:
    """Return every id of the item's choices, rows and gaps, as the authors wrote them."""
    text = next(iter(item.texts.values()))
    held = {choice.id for choice in (*text.choices, *text.rows)}
    for gap in text.gaps:
        held |= {gap.id, *(choice.id for choice in gap.choices)}
    return frozenset(held)


def find_option(item: Item, given: str) -> str | None:
    """Return the authors' id behind a public id, or None when the item has no such choice."""
    return next((one for one in option_ids(item) if public_id(item, one) == given), None)


def for_learner(item: Item, language: Language) -> LearnerItem:
    """Return the item without anything that could give the answer away.

    Raises ContentNotFound when the item does not exist in this language.
    """
    text = item.texts.get(language)
    if text is None:
        raise ContentNotFound(id=item.id)
    gaps = [_public_gap(item, gap) for gap in text.gaps]
    parts = [
        StemPart(html, gaps[index] if index < len(gaps) else None)
        for index, html in enumerate(text.stem_parts)
    ]
    return LearnerItem(
        id=item.id,
        type=item.type,
        use=item.use,
        language=language,
        fixed=item.fixed,
        vignette_html=text.vignette_html,
        stem_html=text.stem_html,
        choices=_public(item, text.choices, keep_order=item.fixed),
        rows=_public(item, text.rows, keep_order=True),
        stem_parts=tuple(parts),
    )


def _public(item: Item, choices: tuple[Choice, ...], *, keep_order: bool) -> tuple[Choice, ...]:
    mixed = [Choice(public_id(item, choice.id), choice.html) for choice in choices]
    return tuple(mixed if keep_order else sorted(mixed, key=lambda choice: choice.id))


def _public_gap(item: Item, gap: Gap) -> Gap:
    return Gap(public_id(item, gap.id), _public(item, gap.choices, keep_order=False))
