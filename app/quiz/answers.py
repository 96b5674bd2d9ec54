"""From what a page sends to an answer in the authors' ids, and back."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.quiz.errors import AnswerUnfit, PlaceTakenTwice
from app.quiz.frozen import Answer, FrozenItem
from app.quiz.naming import Naming, behind
from app.quiz.schemas import Given

CHOICE_FIELD: Final = "choice"  # the form field of options; other types use tokens as names
MARK_FIELD: Final = "mark"
_MAPPED: Final = frozenset({"match", "cloze"})
_ONE: Final = frozenset({"single", "truefalse"})

Fields = Mapping[str, Sequence[str]]


def given_in_form(
    item: FrozenItem, naming: Naming, fields: Fields, *, strict: bool = True
) -> Given:
    """Return what a form without a script holds for this item.

    Options come as `choice`; a row or gap as token = choice token; a step as token = its place,
    from 1. Raises PlaceTakenTwice when two steps have one place, AnswerUnfit for a place that
    does not exist; not `strict`, it leaves such a step without a place.
    """
    if item.type in _MAPPED:
        return {token: _last(fields, token) for token in naming.slots.values()}
    if item.type == "order":
        return _steps_in_form(naming, fields, strict=strict)
    return [token for token in fields.get(CHOICE_FIELD, ()) if token]


def read_answer(item: FrozenItem, naming: Naming, given: Given) -> Answer:
    """Return the answer in the authors' ids.

    Raises AnswerUnfit when it has another shape than the item, names a choice that the item does
    not have, or gives two answers where one is asked.
    """
    if item.type in _MAPPED:
        if not isinstance(given, dict):
            raise AnswerUnfit
        return _read_mapping(naming, given)
    if isinstance(given, dict):
        raise AnswerUnfit
    return _read_steps(naming, given) if item.type == "order" else _read_list(item, naming, given)


def is_complete(item: FrozenItem, answer: Answer | None) -> bool:
    """Tell whether every part of the item is answered."""
    if not answer:
        return False
    if isinstance(answer, dict):
        return set(answer) == set(item.slots)
    return item.type != "order" or (all(answer) and len(answer) == len(item.choice_ids))


def _last(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""


def _steps_in_form(naming: Naming, fields: Fields, *, strict: bool) -> list[str]:
    places = {str(number): "" for number in range(1, len(naming.choices) + 1)}
    for token in naming.choices.values():
        place = _last(fields, token)
        if not place:
            continue
        if places.get(place) == "":
            places[place] = token
        elif strict:
            raise PlaceTakenTwice if place in places else AnswerUnfit
    return list(places.values())


def _read_list(item: FrozenItem, naming: Naming, given: Sequence[str]) -> list[str]:
    chosen = {behind(naming.choices, token) for token in given}
    if None in chosen or len(chosen) != len(given) or (item.type in _ONE and len(given) > 1):
        raise AnswerUnfit
    return [one for one in item.choice_ids if one in chosen]


def _read_steps(naming: Naming, given: Sequence[str]) -> list[str]:
    """Return the steps by place; all places empty is no answer."""
    steps = [behind(naming.choices, token) if token else "" for token in given]
    placed = [step for step in steps if step]
    if None in steps or len(steps) > len(naming.choices):
        raise AnswerUnfit
    if len(set(placed)) != len(placed):
        raise PlaceTakenTwice
    return [step or "" for step in steps] if placed else []


def _read_mapping(naming: Naming, given: Mapping[str, str]) -> dict[str, str]:
    answer: dict[str, str] = {}
    for slot_token, token in given.items():
        slot = behind(naming.slots, slot_token)
        if slot is None:
            raise AnswerUnfit
        if not token:
            continue
        choice = behind(naming.in_slot[slot], token)
        if choice is None:
            raise AnswerUnfit
        answer[slot] = choice
    return answer
