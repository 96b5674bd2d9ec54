"""How often something may be tried: counted in the database, the same on both."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from limits import RateLimitItemPerMinute
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import TooMany
from app.core.limits import Limiter, RateWindow
from tests import factories

THREE_A_MINUTE = RateLimitItemPerMinute(3, namespace="test")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(factories.NOON, tick=False) as traveller:
        yield traveller


def use_up(limiter: Limiter, *keys: str) -> None:
    for _ in range(3):
        limiter.count(THREE_A_MINUTE, *keys)


def test_the_one_too_many_is_refused_and_says_when_to_come_back(
    database: Database, at_noon: time_machine.Traveller
) -> None:
    limiter = Limiter(database)
    use_up(limiter, "ana")
    at_noon.shift(timedelta(seconds=20))

    with pytest.raises(TooMany) as refused:
        limiter.count(THREE_A_MINUTE, "ana")

    assert refused.value.retry_after_s == 40


def test_a_window_passes(database: Database, at_noon: time_machine.Traveller) -> None:
    limiter = Limiter(database)
    use_up(limiter, "ana")

    at_noon.shift(timedelta(seconds=61))

    use_up(limiter, "ana")
    with pytest.raises(TooMany):
        limiter.count(THREE_A_MINUTE, "ana")


def test_refused_tries_do_not_make_the_wait_longer(
    database: Database, at_noon: time_machine.Traveller
) -> None:
    limiter = Limiter(database)
    use_up(limiter, "ana")
    for _ in range(5):
        at_noon.shift(timedelta(seconds=10))
        with pytest.raises(TooMany):
            limiter.count(THREE_A_MINUTE, "ana")

    at_noon.shift(timedelta(seconds=11))

    limiter.count(THREE_A_MINUTE, "ana")


def test_one_key_does_not_use_up_anothers_tries(database: Database) -> None:
    limiter = Limiter(database)
    use_up(limiter, "ana")

    use_up(limiter, "omar")
    use_up(limiter, "ana", "elsewhere")


def test_a_restart_forgets_nothing_and_processes_share_the_count(database_url: str) -> None:
    with Database(database_url) as before:
        use_up(Limiter(before), "ana")

    with Database(database_url) as after, pytest.raises(TooMany):
        Limiter(after).count(THREE_A_MINUTE, "ana")


def test_looking_counts_nothing(database: Database) -> None:
    limiter = Limiter(database)
    for _ in range(10):
        limiter.check(THREE_A_MINUTE, "ana")

    use_up(limiter, "ana")

    with pytest.raises(TooMany):
        limiter.check(THREE_A_MINUTE, "ana")


def test_a_success_starts_the_window_again(database: Database) -> None:
    limiter = Limiter(database)
    use_up(limiter, "ana")

    limiter.forget(THREE_A_MINUTE, "ana")

    use_up(limiter, "ana")


def test_windows_that_ended_a_day_ago_are_forgotten(database: Database) -> None:
    limiter = Limiter(database)
    limiter.count(THREE_A_MINUTE, "ana")

    limiter.storage.forget_old(factories.NOON + timedelta(hours=12))
    kept = _windows(database)
    limiter.storage.forget_old(factories.NOON + timedelta(days=1, minutes=2))

    assert kept == 1
    assert _windows(database) == 0


def _windows(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(RateWindow)).all())
