"""The knowledge checks of a module on paper: questions where they stand, answers at the end."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from app.core.i18n import Language
from app.modules.bank import Choice, Item, ItemText, public_id
from app.modules.kinds import ItemType

_LETTERS: Final[dict[Language, str]] = {"fr": "ABCDEFGHIJ", "ar": "أبجدهوزحطي"}


@dataclass(frozen=True)
class Marked:
    """Something to choose, or a row, with the letter or number that stands before it."""

    mark: str
    html: Markup


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence with gaps. `gap`: its number, 0 after the last piece."""

    html: Markup
    gap: int


@dataclass(frozen=True)
class Question:
    """A check as it is printed, with its answer.

    `answer` by type: single, multi, order: marks of choices; truefalse: `true` or `false`; match:
    marks of rows and choices, one after the other; cloze: the words of each gap.
    """

    number: int
    id: str
    type: ItemType
    vignette_html: Markup
    stem_html: Markup
    choices: tuple[Marked, ...]
    rows: tuple[Marked, ...]
    pieces: tuple[Piece, ...]
    gaps: tuple[tuple[Markup, ...], ...]
    answer: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    why_html: Markup
    why_not: tuple[Marked, ...]
    is_stale: bool


def question_of(item: Item, language: Language, number: int) -> Question:
    """Return a check as it is printed in one language; raises KeyError when it is not there."""
    text = item.texts[language]
    marks = _marks(item, text, language)
    rows = {row.id: str(place) for place, row in enumerate(text.rows, start=1)}
    return Question(
        number=number,
        id=item.id,
        type=item.type,
        vignette_html=text.vignette_html,
        stem_html=text.stem_html,
        choices=_in_order(marks, text.choices),
        rows=_in_order(rows, text.rows),
        pieces=tuple(
            Piece(html, place if place <= len(text.gaps) else 0)
            for place, html in enumerate(text.stem_parts, start=1)
        ),
        gaps=tuple(
            tuple(choice.html for choice in sorted(gap.choices, key=lambda one: one.html))
            for gap in text.gaps
        ),
        answer=_answer(item, text, marks),
        pairs=_pairs(item, marks, rows),
        why_html=text.why_html,
        why_not=_why_not(text, marks),
        is_stale=text.state == "stale",
    )


def _marks(item: Item, text: ItemText, language: Language) -> dict[str, str]:
    """Return the letter of each choice; their order says nothing of the key."""
    ids = [choice.id for choice in text.choices]
    if not item.fixed:
        ids.sort(key=lambda one: public_id(item, one))
    return dict(zip(ids, _LETTERS[language][: len(ids)], strict=True))


def _in_order(marks: dict[str, str], choices: tuple[Choice, ...]) -> tuple[Marked, ...]:
    words = {choice.id: choice.html for choice in choices}
    return tuple(Marked(mark, words[one]) for one, mark in marks.items())


def _answer(item: Item, text: ItemText, marks: dict[str, str]) -> tuple[str, ...]:
    if isinstance(item.key, bool):
        return (str(item.key).lower(),)
    if isinstance(item.key, str):
        return (marks[item.key],)
    if isinstance(item.key, tuple):
        chosen = item.key if item.type == "order" else [one for one in marks if one in item.key]
        return tuple(marks[one] for one in chosen)
    if item.type == "cloze":
        return tuple(
            str(choice.html)
            for gap in text.gaps
            for choice in gap.choices
            if choice.id == item.key[gap.id]
        )
    return ()


def _pairs(item: Item, marks: dict[str, str], rows: dict[str, str]) -> tuple[tuple[str, str], ...]:
    if item.type != "match" or isinstance(item.key, str | bool | tuple):
        return ()
    return tuple((rows[row], marks[item.key[row]]) for row in rows)


def _why_not(text: ItemText, marks: dict[str, str]) -> tuple[Marked, ...]:
    order = list(marks)
    told = sorted(
        text.why_not.items(), key=lambda pair: order.index(pair[0]) if pair[0] in marks else -1
    )
    return tuple(Marked(marks.get(one, ""), html) for one, html in told)
