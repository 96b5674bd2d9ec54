"""Answers for tests: from the frozen items of an attempt, named as its pages name them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.quiz.frozen import FrozenItem
from app.quiz.models import Attempt, AttemptItem, ItemRevision
from app.quiz.naming import Naming
from app.quiz.schemas import Given


def asked_items(session: Session, attempt_id: UUID) -> list[tuple[FrozenItem, Naming]]:
    """Return the attempt's items in order, key included, with their names."""
    seed = session.get_one(Attempt, attempt_id).seed
    rows = session.scalars(
        select(ItemRevision.frozen)
        .join(AttemptItem, AttemptItem.revision_fr == ItemRevision.hash)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    items = [FrozenItem.model_validate(frozen) for frozen in rows]
    return [(item, Naming.of_attempt(item, seed)) for item in items]


def right_answer(item: FrozenItem, naming: Naming) -> Given:
    if item.map_key:
        return {
            naming.slots[slot]: naming.in_slot[slot][choice]
            for slot, choice in item.map_key.items()
        }
    return [naming.choices[one] for one in item.list_key]


def wrong_answer(item: FrozenItem, naming: Naming) -> Given:
    """Return a complete answer that earns nothing."""
    if item.map_key:
        wrong = {}
        for slot, right in item.map_key.items():
            other = next(one for one in naming.in_slot[slot] if one != right)
            wrong[naming.slots[slot]] = naming.in_slot[slot][other]
        return wrong
    if item.type == "order":
        return [naming.choices[one] for one in reversed(item.list_key)]
    if item.type == "multi":
        return [naming.choices[one] for one in item.choice_ids]
    other = next(one for one in item.choice_ids if one not in item.list_key)
    return [naming.choices[other]]


def form_of(item: FrozenItem, given: Given) -> dict[str, str | list[str]]:
    """Return the fields that a browser without a script would send."""
    if isinstance(given, dict):
        return dict(given)
    if item.type == "order":
        return {token: str(place) for place, token in enumerate(given, start=1)}
    return {"choice": given}
