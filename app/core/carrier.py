"""huey as the carrier of jobs: brings the ids of waiting rows to the worker, and sweeps.

Messages hold a job's name and a row's id, as JSON: nothing that a reader could be made to execute.
"""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from huey import Huey, crontab
from huey.consumer import Consumer, Scheduler
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage, SqliteStorage
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.db import Database, sqlite_module
from app.core.jobs import Job
from app.core.limits import DatabaseStorage

logger = logging.getLogger(__name__)

SWEEP_EVERY_S: Final = 30
JOB: Final = "app.job"
SWEEP: Final = "app.sweep"
TIDY: Final = "app.tidy"


class JsonMessages(Serializer):  # type: ignore[misc]
    """huey's messages as JSON; dates (of a retry) as ISO text."""

    def _serialize(self, data: Any) -> bytes:  # noqa: ANN401
        return json.dumps(list(data), default=_iso).encode()

    def _deserialize(self, data: bytes) -> Message:
        fields = dict(zip(Message._fields, json.loads(bytes(data)), strict=False))
        for name in ("eta", "expires_resolved"):
            if isinstance(fields.get(name), str):
                fields[name] = datetime.fromisoformat(fields[name])
        return Message(**fields)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a message cannot hold {type(value)}")


class SafeSqliteStorage(SqliteStorage):  # type: ignore[misc]
    """huey's SQLite storage, opened through the driver without the WAL-reset race."""

    integrity_error = sqlite_module().IntegrityError
    operational_error = sqlite_module().OperationalError

    def _create_connection(self) -> Any:  # noqa: ANN401 - a DB-API connection has no type
        connection = sqlite_module().connect(
            self.filename, timeout=self._timeout, check_same_thread=False
        )
        connection.isolation_level = None
        self._set_journal_mode(connection)
        connection.execute("pragma synchronous=1")  # the rows are the truth, this only carries
        return connection


class TidyPostgresStorage(PostgresStorage):  # type: ignore[misc]
    """huey's PostgreSQL storage, which can close the connections of every thread, not only one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - huey has no types
        self._opened: list[Any] = []
        super().__init__(*args, **options)

    def _connect(self) -> Any:  # noqa: ANN401
        connection = super()._connect()
        self._opened = [known for known in self._opened if not known.closed] + [connection]
        return connection

    _create_connection = _connect

    def close_all(self) -> None:
        """Close what any thread has opened."""
        for connection in self._opened:
            connection.close()


class FrequentScheduler(Scheduler):  # type: ignore[misc]
    """A scheduler that looks at periodic tasks as often as we sweep."""

    periodic_task_seconds = SWEEP_EVERY_S


class JobConsumer(Consumer):  # type: ignore[misc]
    """huey's consumer with our scheduler."""

    scheduler_class = FrequentScheduler


class HueyCarrier:
    """Carries rows to jobs; also the Carrier that `app.core.jobs.enqueue` speaks to."""

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        jobs: Iterable[Job],
        *,
        clock: Clock,
        housekeeping: Callable[[Session, datetime], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._housekeeping = housekeeping
        self._jobs = {job.name: job for job in jobs}
        self.huey = _huey(database, data_dir)
        self._task = _named_task(self.huey, JOB, self._run)
        _named_task(self.huey, SWEEP, self.sweep, periodic=True)
        _named_task(self.huey, TIDY, self.tidy, periodic=crontab(minute="7"))

    def carry(self, name: str, row_id: str) -> None:
        """Hand one row to its job."""
        job = self._jobs[name]
        self.huey.enqueue(
            self._task.s(name, row_id, retries=job.retries, retry_delay=job.retry_delay_s)
        )

    def sweep(self) -> int:
        """Hand over every row that still waits; return how many."""
        carried = 0
        with self._database.reading() as session:
            now = self._clock().astimezone(UTC)
            waiting = {name: list(job.waiting(session, now)) for name, job in self._jobs.items()}
        for name, row_ids in waiting.items():
            for row_id in row_ids:
                self.carry(name, row_id)
                carried += 1
        return carried

    def tidy(self) -> None:
        """Remove what has expired: sessions, links, letters that left, counts of tries."""
        now = self._clock()
        with self._database.writing() as session:
            self._housekeeping(session, now)
        DatabaseStorage(self._database).forget_old(now)

    def close(self) -> None:
        """Close the carrier's own connections."""
        self.huey.storage.close()
        if isinstance(self.huey.storage, TidyPostgresStorage):
            self.huey.storage.close_all()

    def consumer(self, *, threads: int = 2) -> Consumer:
        """Return the loop that runs the jobs until it is told to stop."""
        return JobConsumer(
            self.huey, workers=threads, max_delay=1, scheduler_interval=1, graceful_signal="TERM"
        )

    def _run(self, name: str, row_id: str) -> None:
        self._jobs[name].run(row_id)


def _huey(database: Database, data_dir: Path) -> Huey:
    if database.is_sqlite:
        return Huey(
            "lms",
            results=False,
            serializer=JsonMessages(),
            storage_class=SafeSqliteStorage,
            filename=str(data_dir / "jobs.sqlite3"),
        )
    dsn = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return Huey(
        "lms",
        results=False,
        serializer=JsonMessages(),
        storage_class=TidyPostgresStorage,
        dsn=dsn,
    )


def _named_task(
    huey: Huey,
    name: str,
    call: Callable[..., object],
    *,
    periodic: bool | Callable[[datetime], bool] = False,
) -> Any:  # noqa: ANN401 - huey has no types
    """Register a task under a fixed name, whatever module the worker was started from."""

    def task(*args: str) -> object:
        return call(*args)

    module, _, function = name.rpartition(".")
    task.__module__, task.__name__ = module, function
    if periodic:
        due = periodic if callable(periodic) else lambda _timestamp: True
        return huey.periodic_task(due, name=function)(task)
    return huey.task(name=function)(task)
