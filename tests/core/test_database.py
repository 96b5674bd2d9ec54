"""The two databases: instants in UTC, readers that cannot write, writes that are never lost."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent, record
from app.core.db import SAFE_SQLITE, Database, after_commit, insert_if_absent
from app.core.events import Subscriptions, publish
from app.core.limits import RateWindow
from tests import factories


def count_row(key: str, count: int = 0) -> RateWindow:
    return RateWindow(key=key, count=count, expires_at_s=0.0)


def count_of(database: Database, key: str) -> int | None:
    with database.reading() as session:
        return session.scalar(select(RateWindow.count).where(RateWindow.key == key))


def test_an_instant_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 21, 12, 0)  # noqa: DTZ001 - what is refused

    with pytest.raises(StatementError, match="time zone"), database.writing() as session:
        record(session, None, "test.done", "nothing", now=naive)

    with database.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 21, 13, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 11, 21, 13, 0, 0, 123456, tzinfo=ZoneInfo("Africa/Casablanca")),
    ],
)
def test_an_instant_comes_back_aware_and_in_utc(database: Database, instant: datetime) -> None:
    with database.writing() as session:
        record(session, None, "test.done", "nothing", now=instant)

    with database.reading() as session:
        read = session.scalars(select(AuditEvent.at)).one()
    assert read == datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
    assert read.utcoffset() == timedelta(0)


def test_instants_of_different_zones_compare_as_instants(database: Database) -> None:
    before = datetime(2026, 11, 21, 12, 30, tzinfo=timezone(timedelta(hours=1)))  # 11:30 UTC
    with database.writing() as session:
        record(session, None, "test.done", "nothing", now=before)

    with database.reading() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.at < factories.NOON)).all()

    assert len(found) == 1


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.reading() as session:
        session.add(count_row("k"))
        with pytest.raises(DatabaseError, match=r"readonly|read-only"):
            session.flush()

    assert count_of(database, "k") is None


def test_a_database_can_be_written_after_it_was_read(database: Database) -> None:
    for _ in range(6):  # more than the pool holds: every connection was a reader once
        assert count_of(database, "k") is None

    with database.writing() as session:
        session.add(count_row("k", 7))

    assert count_of(database, "k") == 7


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    def fail_halfway() -> None:
        with database.writing() as session:
            session.add(count_row("k"))
            session.flush()
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()

    assert count_of(database, "k") is None


def test_two_processes_that_count_at_once_lose_nothing(database_url: str) -> None:
    with Database(database_url) as first, Database(database_url) as second:
        with first.writing() as session:
            session.add(count_row("k"))
        failures: list[Exception] = []

        def count(database: Database) -> None:
            try:
                for _ in range(120):
                    with database.writing() as session:
                        row = session.get_one(RateWindow, "k", with_for_update=True)
                        row.count += 1
            except Exception as error:  # a thread's failure must reach the test
                failures.append(error)

        threads = [threading.Thread(target=count, args=(one,)) for one in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert count_of(first, "k") == 240


def test_a_reader_is_not_held_up_by_a_write_under_way(database: Database) -> None:
    with database.writing() as session:
        session.add(count_row("k", 1))

    with database.writing() as session:
        session.get_one(RateWindow, "k").count = 2
        session.flush()
        started = time.perf_counter()
        seen = count_of(database, "k")
        waited_s = time.perf_counter() - started

    assert seen == 1
    assert waited_s < 1
    assert count_of(database, "k") == 2


def test_a_second_writer_waits_for_the_first(database_url: str) -> None:
    with Database(database_url) as first, Database(database_url) as second:
        with first.writing() as session:
            session.add(count_row("k", 1))
        order: list[str] = []

        def write() -> None:
            with second.writing() as session:
                session.get_one(RateWindow, "k", with_for_update=True).count += 10
                order.append("second")

        thread = threading.Thread(target=write)
        with first.writing() as session:
            session.get_one(RateWindow, "k", with_for_update=True).count += 1
            session.flush()
            thread.start()
            time.sleep(0.2)
            order.append("first")
        thread.join()

        assert order == ["first", "second"]
        assert count_of(first, "k") == 12


def test_a_call_after_the_commit_sees_the_row_from_outside(database: Database) -> None:
    seen: list[int | None] = []

    with database.writing() as session:
        session.add(count_row("k", 3))
        after_commit(session, lambda: seen.append(count_of(database, "k")))
        session.flush()
        before = list(seen)

    assert before == []
    assert seen == [3]


def test_a_call_after_the_commit_never_runs_after_a_rollback(database: Database) -> None:
    called: list[str] = []

    def fail() -> None:
        with database.writing() as session:
            after_commit(session, lambda: called.append("called"))
            raise RuntimeError("too late")

    with pytest.raises(RuntimeError, match="too late"):
        fail()

    assert called == []


def test_a_failing_follower_undoes_nothing_and_stops_nobody(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[str] = []

    def fail() -> None:
        raise OSError("no carrier")

    with database.writing() as session:
        session.add(count_row("k", 1))
        after_commit(session, fail)
        after_commit(session, lambda: called.append("next"))

    assert count_of(database, "k") == 1
    assert called == ["next"]
    assert "no carrier" in caplog.text


def test_a_row_is_inserted_only_if_its_key_is_free(database: Database) -> None:
    values = {"key": "k", "count": 1, "expires_at_s": 0.0}

    with database.writing() as session:
        first = insert_if_absent(session, RateWindow, values)
        second = insert_if_absent(session, RateWindow, values | {"count": 2})

    assert (first, second) == (True, False)
    assert count_of(database, "k") == 1


def test_of_two_who_race_for_a_row_one_gets_it(database_url: str) -> None:
    with Database(database_url) as first, Database(database_url) as second:
        barrier = threading.Barrier(2)
        won: list[bool] = []

        def claim(database: Database) -> None:
            barrier.wait()
            values = {"key": "k", "count": 1, "expires_at_s": 0.0}
            with database.writing() as session:
                inserted = insert_if_absent(session, RateWindow, values)
            won.append(inserted)

        threads = [threading.Thread(target=claim, args=(one,)) for one in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(won) == [False, True]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_sqlite_keeps_what_a_power_cut_could_take(database: Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}

    for writes in (False, True):
        with database.open_session(writes=writes) as session:
            for name, value in expected.items():
                assert session.execute(text(f"PRAGMA {name}")).scalar_one() == value, name
            assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == 5000


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_sqlite_library_is_one_without_the_wal_reset_race(database: Database) -> None:
    version = database.sqlite_version()

    assert version is not None
    assert version >= SAFE_SQLITE


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_postgresql_ends_what_hangs(database: Database) -> None:
    expected = {
        "synchronous_commit": "on",
        "lock_timeout": "3s",
        "statement_timeout": "15s",
        "idle_in_transaction_session_timeout": "30s",
        "TimeZone": "UTC",
    }

    with database.reading() as session:
        shown = {name: session.execute(text(f"SHOW {name}")).scalar_one() for name in expected}

    assert shown == expected


class Passed:
    """A fact of these tests."""


class PassedWell(Passed):
    """A more special fact: not the same one."""


def with_subscriptions(url: str, subscriptions: Subscriptions) -> Database:
    return Database(url, subscriptions=subscriptions)


def test_a_fact_reaches_its_handlers_in_order_in_the_same_transaction(database_url: str) -> None:
    subscriptions = Subscriptions()
    called: list[str] = []

    def first(session: Session, _fact: Passed) -> None:
        called.append("first")
        session.add(count_row("k", 1))

    def second(session: Session, _fact: Passed) -> None:
        called.append("second")
        session.get_one(RateWindow, "k").count += 1

    subscriptions.subscribe(Passed, first)
    subscriptions.subscribe(Passed, second)

    with with_subscriptions(database_url, subscriptions) as database:
        with database.writing() as session:
            publish(session, Passed())
            outside = count_of(database, "k")

        assert called == ["first", "second"]
        assert outside is None
        assert count_of(database, "k") == 2


def test_a_fact_reaches_only_who_asked_for_it(database_url: str) -> None:
    heard: list[object] = []
    subscriptions = Subscriptions()
    subscriptions.subscribe(Passed, lambda _session, fact: heard.append(fact))

    with (
        with_subscriptions(database_url, subscriptions) as database,
        database.writing() as session,
    ):
        publish(session, PassedWell())

    assert heard == []


def test_a_handler_that_fails_undoes_the_fact_itself(database_url: str) -> None:
    def refuse(_session: Session, _fact: Passed) -> None:
        raise RuntimeError("cannot act on it")

    subscriptions = Subscriptions()
    subscriptions.subscribe(Passed, refuse)

    with with_subscriptions(database_url, subscriptions) as database:

        def state_it() -> None:
            with database.writing() as session:
                session.add(count_row("k"))
                publish(session, Passed())

        with pytest.raises(RuntimeError, match="cannot act"):
            state_it()

        assert count_of(database, "k") is None
