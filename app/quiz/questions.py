"""The keyless form of a frozen item that a page receives, and what was answered to it."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from app.modules.bank import Choice, Gap, LearnerItem, StemPart
from app.modules.items import Use
from app.quiz.frozen import Answer, FrozenChoice, FrozenItem
from app.quiz.naming import Naming
from app.quiz.schemas import Given


def for_page(item: FrozenItem, naming: Naming, use: Use = "exam") -> LearnerItem:
    """Return the item under the names of a page; its class has no field for a key."""
    gaps = [
        Gap(naming.slots[gap.id], _named(naming.in_slot[gap.id], gap.choices)) for gap in item.gaps
    ]
    return LearnerItem(
        id=item.item_id,
        type=item.type,
        use=use,
        language=item.language,
        fixed=item.fixed,
        vignette_html=_html(item.vignette_html),
        stem_html=_html(item.stem_html),
        choices=_named(naming.choices, item.choices),
        rows=tuple(Choice(naming.slots[row.id], _html(row.html)) for row in item.rows),
        stem_parts=tuple(
            StemPart(_html(html), gaps[index] if index < len(gaps) else None)
            for index, html in enumerate(item.stem_parts)
        ),
    )


def given_on_page(naming: Naming, answer: Answer | None) -> Given:
    """Return an answer under the names of a page."""
    if isinstance(answer, dict):
        return {naming.slots[one]: naming.in_slot[one][choice] for one, choice in answer.items()}
    return [naming.choices[one] if one else "" for one in answer or ()]


def _named(names: Mapping[str, str], choices: Iterable[FrozenChoice]) -> tuple[Choice, ...]:
    """Return the choices in the order of their names; true and false have none to show."""
    texts = {one.id: one.html for one in choices}
    return tuple(Choice(token, _html(texts[one])) for one, token in names.items() if one in texts)


def _html(rendered: str) -> Markup:
    return Markup(rendered)  # noqa: S704 - sanitised when the edition was compiled
