"""Builders of test data: sensible defaults, so that a test shows only what matters."""

from datetime import UTC, datetime
from itertools import count

from app.accounts.models import Person
from app.quiz.models import Attempt

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_numbers = count(1)


def person(**given: object) -> Person:
    """Return a person with a confirmed address and no name, not yet saved."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "email": f"person{number}@example.org",
        "password_hash": "not-a-hash",
        "language": "fr",
        "created_at": NOON,
    }
    return Person(**(defaults | given))


def attempt(**given: object) -> Attempt:
    """Return a first attempt that is open, not yet saved."""
    defaults: dict[str, object] = {
        "exam_id": "final",
        "number": 1,
        "content_edition": "0" * 64,
        "edition_label": "test",
        "seed": bytes(16),
        "pass_pct": 70,
        "started_at": NOON,
    }
    return Attempt(**(defaults | given))
