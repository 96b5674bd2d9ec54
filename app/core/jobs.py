"""Background work: a plain registry of named jobs, bound to huey by `app.compose`.

The row is the truth, huey carries: what must happen is state in a business row, written in the
same transaction; after the commit the row's id is handed to the carrier; a sweep hands over every
row that still waits. Every job is therefore called at least once and must be idempotent.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.db import after_commit


class Carrier(Protocol):
    """Whoever brings the id of a row to the worker (huey in service, a list in tests)."""

    def carry(self, name: str, row_id: str) -> None:
        """Hand one row to the job of this name."""


@dataclass(frozen=True)
class Job:
    """One kind of background work.

    `run(row_id)` does it; `waiting(session, now)` lists the ids of the rows that still need it.
    """

    name: str
    run: Callable[[str], None]
    waiting: Callable[[Session, datetime], Iterable[str]]
    retries: int = 3
    retry_delay_s: int = 20


def enqueue(session: Session, name: str, row_id: object) -> None:
    """Hand the row to its job once this transaction is durable."""
    carrier: Carrier | None = session.info.get("carrier")
    if carrier is not None:
        after_commit(session, lambda: carrier.carry(name, str(row_id)))
