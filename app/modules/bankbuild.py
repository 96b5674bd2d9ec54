"""Makes the items of the bank out of their sources: every text rendered, keys kept apart."""

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from app.core.i18n import Language, other_language
from app.modules.bank import Choice, Gap, Item, ItemText
from app.modules.content import ItemUnit
from app.modules.items import (
    AnyItemSource,
    AnyItemTwin,
    ClozeSource,
    ClozeTwin,
    MatchSource,
    MatchTwin,
    MultiSource,
    OptionsTwin,
    OrderSource,
    OrderTwin,
    SingleSource,
)
from app.modules.kinds import State
from app.modules.links import Targets, inline_html
from app.modules.markdown import Renderer
from app.modules.syntax import parse_fragment, parse_inline

GAP: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


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
