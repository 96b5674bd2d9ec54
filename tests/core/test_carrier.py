"""Background work: carried after the commit, found again by the sweep, run by a consumer."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from huey.registry import Message
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.audit import record
from app.core.carrier import HueyCarrier, JsonMessages
from app.core.db import Database
from app.core.jobs import Job, enqueue
from app.core.limits import RateWindow
from tests import factories

NEVER_S = 4e9  # the hourly tidying, which may come during a test, leaves such rows alone
NAME = "test.count"  # a row with count 0 waits, with count 1 it is done


def list_waiting(session: Session, now: datetime) -> list[str]:
    ours = RateWindow.expires_at_s == NEVER_S
    waiting = select(RateWindow.key).where(RateWindow.count == 0, ours)
    return list(session.scalars(waiting.order_by(RateWindow.key)))


def no_housekeeping(_session: Session, _now: datetime) -> None:
    return None


@contextmanager
def carrier_of(
    database: Database,
    folder: Path,
    run: Callable[[str], None],
    *,
    housekeeping: Callable[[Session, datetime], None] = no_housekeeping,
    retries: int = 0,
) -> Iterator[HueyCarrier]:
    carrier = HueyCarrier(
        database,
        folder,
        [Job(NAME, run, list_waiting, retries=retries, retry_delay_s=1)],
        clock=lambda: factories.NOON,
        housekeeping=housekeeping,
    )
    database.carrier = carrier
    try:
        yield carrier
    finally:
        carrier.close()


@contextmanager
def running(carrier: HueyCarrier) -> Iterator[None]:
    """Run the consumer's threads; it also takes the signals, which are given back."""
    kept = {
        number: signal.getsignal(number)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    consumer = carrier.consumer()
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)
        for number, handler in kept.items():
            signal.signal(number, handler)


def wait_for(condition: Callable[[], bool], *, within_s: float = 30) -> bool:
    end = time.monotonic() + within_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def add_row(session: Session, key: str) -> None:
    session.add(RateWindow(key=key, count=0, expires_at_s=NEVER_S))


def waiting_in(carrier: HueyCarrier) -> list[str]:
    """Return the rows of the messages that no consumer has taken yet."""
    return [task.args[1] for task in carrier.huey.pending()]


def test_a_row_is_carried_once_after_the_commit(database: Database, tmp_path: Path) -> None:
    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        with database.writing() as session:
            add_row(session, "k")
            enqueue(session, NAME, "k")
            before = waiting_in(carrier)

        assert before == []
        assert waiting_in(carrier) == ["k"]


def test_a_row_that_was_rolled_back_is_not_carried(database: Database, tmp_path: Path) -> None:
    def fail() -> None:
        with database.writing() as session:
            enqueue(session, NAME, "k")
            raise RuntimeError("too late")

    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        with pytest.raises(RuntimeError, match="too late"):
            fail()

        assert waiting_in(carrier) == []


def test_without_a_carrier_the_row_simply_waits(database: Database) -> None:
    with database.writing() as session:
        add_row(session, "k")
        enqueue(session, NAME, "k")

    with database.reading() as session:
        assert list_waiting(session, factories.NOON) == ["k"]


def test_the_sweep_finds_rows_whose_message_was_lost(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:  # before there is a carrier: nobody is told
        add_row(session, "lost-1")
        add_row(session, "lost-2")

    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        carried = carrier.sweep()

        assert carried == 2
        assert waiting_in(carrier) == ["lost-1", "lost-2"]


def test_the_sweep_leaves_finished_rows_alone(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        add_row(session, "k")
        session.execute(update(RateWindow).values(count=1))

    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        assert carrier.sweep() == 0
        assert waiting_in(carrier) == []


def test_messages_survive_a_restart(database: Database, tmp_path: Path) -> None:
    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        carrier.carry(NAME, "k")

    with carrier_of(database, tmp_path, lambda _row_id: None) as carrier:
        assert waiting_in(carrier) == ["k"]


def test_a_consumer_runs_the_job_of_a_committed_row(database: Database, tmp_path: Path) -> None:
    threads: list[str] = []

    def run(row_id: str) -> None:
        threads.append(threading.current_thread().name)
        with database.writing() as session:
            session.get_one(RateWindow, row_id).count = 1  # the sweep may bring it twice

    def is_done() -> bool:
        with database.reading() as session:
            return session.scalar(select(RateWindow.count)) == 1

    with carrier_of(database, tmp_path, run) as carrier, running(carrier):
        with database.writing() as session:
            add_row(session, "k")
            enqueue(session, NAME, "k")

        assert wait_for(is_done)
    assert threads[0] != threading.current_thread().name


def test_a_failing_job_is_tried_again_as_often_as_it_says(
    database: Database, tmp_path: Path
) -> None:
    tries: list[str] = []

    def fail_twice(row_id: str) -> None:
        tries.append(row_id)
        if len(tries) < 3:
            raise OSError("not yet")

    with (
        carrier_of(database, tmp_path, fail_twice, retries=2) as carrier,
        running(carrier),
    ):
        carrier.carry(NAME, "k")

        assert wait_for(lambda: len(tries) == 3)
    assert tries == ["k", "k", "k"]


def test_the_first_sweep_comes_as_soon_as_the_worker_starts(
    database: Database, tmp_path: Path
) -> None:
    ran: list[str] = []
    with database.writing() as session:
        add_row(session, "lost")

    with carrier_of(database, tmp_path, ran.append) as carrier, running(carrier):
        assert wait_for(lambda: ran == ["lost"])


def test_a_message_for_a_job_that_no_longer_exists_stops_nobody(
    database: Database, tmp_path: Path
) -> None:
    ran: list[str] = []
    with carrier_of(database, tmp_path, ran.append) as carrier:
        carrier.huey.enqueue(carrier._task.s("test.removed", "k"))
        carrier.carry(NAME, "k")
        with running(carrier):
            assert wait_for(lambda: ran == ["k"])


def test_tidying_removes_what_the_domains_say_and_old_counts(
    database: Database, tmp_path: Path
) -> None:
    def housekeeping(session: Session, now: datetime) -> None:
        record(session, None, "test.tidied", "nothing", now=now)

    def run(_row_id: str) -> None:
        return None

    long_ago_s = (factories.NOON - timedelta(days=2)).timestamp()
    with database.writing() as session:
        session.add(RateWindow(key="old", count=1, expires_at_s=long_ago_s))
        session.add(RateWindow(key="new", count=1, expires_at_s=factories.NOON.timestamp()))

    with carrier_of(database, tmp_path, run, housekeeping=housekeeping) as carrier:
        carrier.tidy()

    with database.reading() as session:
        assert session.scalars(select(RateWindow.key)).all() == ["new"]


@pytest.mark.parametrize(
    "message",
    [
        Message("1", "job", None, 0, 0, None, ["certificates.issue", "k"], {}),
        Message(
            "2",
            "job",
            datetime(2026, 11, 21, 12, 0, 5, 250000),  # noqa: DTZ001 - huey's own dates
            3,
            20,
            None,
            ["mail.send", "5f3e"],
            {},
        ),
        Message("3", "sweep", None, 0, 0, 7, [], {}, expires_resolved=datetime(2026, 1, 2)),  # noqa: DTZ001
    ],
)
def test_a_message_comes_back_from_json_as_it_was(message: Message) -> None:
    serializer = JsonMessages()

    text = serializer.serialize(message)

    assert text.startswith(b"[")
    assert serializer.deserialize(text) == message


def test_a_message_cannot_hold_an_object() -> None:
    message = Message("1", "job", None, 0, 0, None, [object()], {})

    with pytest.raises(TypeError, match="cannot hold"):
        JsonMessages().serialize(message)
