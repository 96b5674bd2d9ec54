"""A person's copy of everything that is kept about them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import people
from app.accounts.models import LoginSession
from app.core.audit import AuditEvent

# What a package adds under its own key: JSON values, instants and identifiers.
ExportPart = Callable[[Session, int], object]


def export_own_data(
    session: Session, person_id: int, *, parts: Mapping[str, ExportPart], now: datetime
) -> dict[str, Any]:
    """Return all that the service knows of one person; no passphrase, no hash, no token."""
    exported: dict[str, Any] = {"exported_at": now, "account": _account(session, person_id)}
    exported["sessions"] = _sessions(session, person_id)
    exported["acts"] = _acts(session, person_id)
    return exported | {name: part(session, person_id) for name, part in parts.items()}


def _account(session: Session, person_id: int) -> dict[str, Any]:
    person = people.get_person(session, person_id)
    kept = (
        "public_id", "email", "language", "name_latin", "name_arabic", "sector", "institution",
        "region", "sex", "created_at",
    )  # fmt: skip
    account = {name: getattr(person, name) for name in kept}
    return account | {"roles": sorted({"learner", *(role.role for role in person.roles)})}


def _sessions(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(LoginSession)
        .where(LoginSession.person_id == person_id)
        .order_by(LoginSession.created_at)
    )
    return [
        {"created_at": row.created_at, "seen_at": row.seen_at, "expires_at": row.expires_at}
        for row in rows
    ]


def _acts(session: Session, person_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(AuditEvent).where(AuditEvent.actor_id == person_id).order_by(AuditEvent.id)
    )
    return [{"at": row.at, "action": row.action, "subject": row.subject} for row in rows]
