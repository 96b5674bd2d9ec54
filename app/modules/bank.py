"""The question bank: items with their keys, and the keyless form that a learner may receive."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from app.core.i18n import LANGUAGES, Language, other_language
from app.modules.blocks import EMPTY, State
from app.modules.items import (
    AnyItemSource,
    AnyItemTwin,
    ClozeSource,
    ClozeTwin,
    ItemType,
    MatchSource,
    MatchTwin,
    MultiSource,
    OptionsTwin,
    OrderSource,
    OrderTwin,
    Scoring,
    SingleSource,
    Status,
    Use,
)
from app.modules.links import Targets, inline_html
from app.modules.markdown import Renderer
from app.modules.reader import ItemUnit
from app.modules.syntax import parse_fragment, parse_inline

Key = str | bool | tuple[str, ...] | Mapping[str, str]
GAP: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
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
    """Return the item without anything that could give the answer away."""
    text = item.texts[language]
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


def build_item(unit: ItemUnit, targets: Targets) -> Item:
    """Return the item of a bank, its texts rendered in the languages it has."""
    source = unit.source
    texts = {unit.language: _text(unit, source, "current", unit.language, targets)}
    if unit.twin is not None:
        other = other_language(unit.language)
        texts[other] = _text(unit, unit.twin, unit.state, other, targets)
    return Item(
        id=source.id,
        module_id=unit.module_id,
        version=source.version,
        status=source.status,
        type=source.type,
        use=source.use,
        objective=source.objective,
        level=source.level,
        refs=source.refs,
        key=source.key,
        scoring=source.scoring,
        fixed=isinstance(source, SingleSource | MultiSource) and source.fixed,
        vignette=source.vignette,
        enemies=source.enemies,
        hash=unit.hash,
        texts=texts,
    )


def _text(
    unit: ItemUnit,
    words: AnyItemSource | AnyItemTwin,
    state: State,
    language: Language,
    targets: Targets,
) -> ItemText:
    def inline(text: str) -> Markup:
        return inline_html(parse_inline(text), language, targets)

    def choices(texts: Mapping[str, str]) -> tuple[Choice, ...]:
        return tuple(Choice(one, inline(text)) for one, text in texts.items())

    pieces, gaps = _cloze(words)
    vignette = unit.vignettes.get(language, "")
    return ItemText(
        language=language,
        state=state,
        stem_html=inline(GAP.sub("……", words.stem) if gaps else words.stem),
        why_html=inline(words.why),
        why_not={one: inline(text) for one, text in words.why_not.items()},
        vignette_html=Renderer(language, targets).html(parse_fragment(vignette)),
        choices=choices(_choice_texts(words)),
        rows=choices(words.left if isinstance(words, MatchSource | MatchTwin) else {}),
        gaps=tuple(Gap(name, choices(texts)) for name, texts in gaps.items()),
        stem_parts=tuple(inline(piece) for piece in pieces),
    )


def _choice_texts(words: AnyItemSource | AnyItemTwin) -> Mapping[str, str]:
    if isinstance(words, SingleSource | MultiSource | OptionsTwin):
        return words.options
    if isinstance(words, MatchSource | MatchTwin):
        return words.right
    return words.steps if isinstance(words, OrderSource | OrderTwin) else {}


def _cloze(
    words: AnyItemSource | AnyItemTwin,
) -> tuple[list[str], dict[str, Mapping[str, str]]]:
    """Return the pieces of a cloze stem and its gaps, in the order of this language's sentence."""
    if not isinstance(words, ClozeSource | ClozeTwin):
        return [], {}
    names = [name for name in GAP.findall(words.stem) if name in words.gaps]
    return GAP.split(words.stem)[::2], {name: words.gaps[name] for name in names}
