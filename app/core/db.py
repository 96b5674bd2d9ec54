"""The two databases behind one door: sessions that read, sessions that write, instants in UTC."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from app.core.events import Subscriptions

logger = logging.getLogger(__name__)

NAMING_CONVENTION: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
# SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when it is reset (sqlite.org, release 3.51.3).
SAFE_SQLITE: Final = (3, 51, 3)
SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA mmap_size=0",
)
POSTGRESQL_OPTIONS: Final = (
    "-c synchronous_commit=on -c lock_timeout=3s -c statement_timeout=15s"
    " -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC; refuses a naive datetime and always returns an aware one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; raises ValueError when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the stored instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The mother of every table: names for all constraints, UTC for all instants."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it once


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Have `call` run once the transaction is durable, never if it is rolled back."""
    session.info.setdefault("after_commit", []).append(call)


def insert_if_absent(session: Session, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one of its unique keys is taken; tell whether it was inserted.

    Works alike on both databases (`ON CONFLICT DO NOTHING`), so two people may race for it.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # The row says so itself: psycopg's row count is -1 here, whether or not there was a conflict.
    inserted = session.execute(statement.returning(*table.__mapper__.primary_key))
    return inserted.first() is not None


class Database:
    """One database, SQLite or PostgreSQL, and the two kinds of session that it gives.

    On SQLite there is one writing connection (`BEGIN IMMEDIATE`) and readers that cannot write;
    on PostgreSQL the readers' transactions are declared read-only.
    """

    def __init__(
        self, url: str | URL, *, subscriptions: Subscriptions | None = None, pool_size: int = 8
    ) -> None:
        self.url = make_url(url)
        self.subscriptions = subscriptions or Subscriptions()
        self.carrier: object | None = None  # an app.core.jobs.Carrier, given by app.compose
        if self.is_sqlite:
            self._read_engine = _sqlite_engine(self.url, writes=False, pool_size=pool_size)
            self._write_engine = _sqlite_engine(self.url, writes=True, pool_size=1)
        else:
            self._write_engine = _postgresql_engine(self.url, pool_size=pool_size)
            self._read_engine = self._write_engine.execution_options(postgresql_readonly=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations' checks and backups."""
        return self._write_engine

    def open_session(self, *, writes: bool) -> Session:
        """Return a session that sends BEGIN with its first statement; the caller closes it."""
        bind = self._write_engine if writes else self._read_engine
        info = {
            "subscriptions": self.subscriptions,
            "carrier": self.carrier,
            "writes": writes,
        }
        return Session(bind, expire_on_commit=False, info=info)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that reads and never commits."""
        with self.open_session(writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give one transaction: it commits at the end, or rolls back if the block raises."""
        with self.open_session(writes=True) as session:
            yield session
            self.commit(session)

    @staticmethod
    def commit(session: Session) -> None:
        """Commit, then run what was waiting for the commit; a failing follower is only logged.

        What must happen is state in a row, so a follower lost here is found again by the sweep.
        """
        session.commit()
        for call in session.info.pop("after_commit", []):
            try:
                call()
            except Exception:
                logger.exception("a call after the commit failed; the sweep will repeat it")

    def sqlite_version(self) -> tuple[int, ...] | None:
        """Return the version of the SQLite library in use, or None on PostgreSQL."""
        if not self.is_sqlite:
            return None
        with self._read_engine.connect() as connection:
            version: str = connection.execute(text("select sqlite_version()")).scalar_one()
        return tuple(int(part) for part in version.split("."))

    def dispose(self) -> None:
        """Close every connection."""
        self._read_engine.dispose()
        self._write_engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.dispose()


def sqlite_module() -> Any:  # noqa: ANN401 - a DB-API module has no type
    """Return the SQLite driver that links a library without the WAL-reset race."""
    try:
        from sqlcipher3 import dbapi2  # noqa: PLC0415 - the fallback is the standard library
    except ImportError:
        import sqlite3  # noqa: PLC0415

        return sqlite3
    return dbapi2


def _sqlite_engine(url: URL, *, writes: bool, pool_size: int) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        module=sqlite_module(),
        connect_args={"check_same_thread": False},
        pool_size=pool_size,
        max_overflow=0 if writes else 4,
        pool_timeout=20,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL, *, pool_size: int) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"options": POSTGRESQL_OPTIONS},
    )
