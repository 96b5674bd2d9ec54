"""The worker's part in certificates."""

from uuid import UUID

from app.certificates import claims, issuing
from app.core.clock import Clock
from app.core.db import Database
from app.core.jobs import Job
from app.core.settings import Settings


def issue_job(database: Database, settings: Settings, clock: Clock) -> Job:
    """Return the job that makes one reserved, name-confirmed certificate."""

    def run(row_id: str) -> None:
        issuing.issue(database, settings, UUID(row_id), now=clock())

    return Job(claims.ISSUE, run, claims.list_waiting)
