"""One transaction a request: returning commits before the answer leaves, raising rolls back."""

import time

import pytest
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.db import Database
from app.core.limits import RateWindow
from app.core.settings import Settings
from app.web.routing import Hops
from app.web.templating import Templates
from tests.web import shell
from tests.web.shell import Client, make_shell


def keys(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(RateWindow.key)))


def test_returning_commits(client: Client, database: Database) -> None:
    answer = client.post("/fr/save")

    assert (answer.status_code, answer.text) == (200, "saved")
    assert keys(database) == ["k"]


def test_nothing_is_answered_before_the_row_is_durable(
    settings: Settings, database: Database, templates: Templates, hops: Hops
) -> None:
    seen_at_first_byte: list[list[str]] = []

    class Probe:
        """Looks from another connection at the moment the answer begins."""

        def __init__(self, app: ASGIApp) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def look(message: Message) -> None:
                if message["type"] == "http.response.start":
                    seen_at_first_byte.append(keys(database))
                await send(message)

            await self._app(scope, receive, look)

    with Client(Probe(make_shell(settings, database, templates, hops))) as client:
        client.post("/fr/save")

    assert seen_at_first_byte == [["k"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/fr/save-and-break", 500), ("/fr/save-and-refuse", 409), ("/fr/save-and-answer-404", 404)],
)
def test_raising_rolls_back_and_nobody_is_told(
    client: Client, database: Database, path: str, status: int
) -> None:
    answer = client.post(path)

    assert answer.status_code == status
    assert keys(database) == []
    assert shell.called == []


def test_what_follows_a_commit_runs_once_it_is_there(client: Client) -> None:
    client.post("/fr/save")

    assert shell.called == ["k"]


def test_the_next_request_works_after_one_that_broke(client: Client, database: Database) -> None:
    for _ in range(10):  # more than there are connections
        client.post("/fr/save-and-break")

    assert client.post("/fr/save").status_code == 200
    assert keys(database) == ["k"]


def test_a_session_for_reading_cannot_write(client: Client, database: Database) -> None:
    answer = client.get("/fr/write-while-reading")

    assert answer.status_code == 500
    assert keys(database) == []
    assert shell.called == []


def test_an_endpoint_without_a_session_runs_beside_the_event_loop(client: Client) -> None:
    names = {client.get("/fr/threads/none").text for _ in range(3)}

    assert all("AnyIO worker" in name for name in names)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_on_sqlite_one_thread_writes_for_everybody(client: Client, database: Database) -> None:
    waiting = [client.start("POST", "/fr/threads/write", headers=shell.OURS) for _ in range(24)]

    answers = [one.result() for one in waiting]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.text for answer in answers} == {"writer_0"}
    with database.reading() as session:
        assert session.scalars(select(RateWindow.count)).all() == [24]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_on_postgresql_several_threads_write_and_lose_nothing(
    client: Client, database: Database
) -> None:
    client.post("/fr/threads/write")
    waiting = [client.start("POST", "/fr/threads/write", headers=shell.OURS) for _ in range(24)]

    answers = [one.result() for one in waiting]

    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.text.startswith("database_") for answer in answers)
    with database.reading() as session:
        assert session.scalars(select(RateWindow.count)).all() == [25]


def test_while_one_waits_to_write_others_are_answered(client: Client, database_url: str) -> None:
    client.post("/fr/threads/write")
    with Database(database_url) as other_process, other_process.writing() as session:
        session.get_one(RateWindow, "count", with_for_update=True).count += 1
        session.flush()
        waiting = client.start("POST", "/fr/threads/write", headers=shell.OURS)
        started = time.perf_counter()
        read = client.get("/fr/threads/read")
        waited_s = time.perf_counter() - started
        still_waiting = not waiting.done()

    assert read.status_code == 200
    assert waited_s < 1
    assert still_waiting
    assert waiting.result().status_code == 200


def test_a_value_that_needs_the_database_is_read_with_the_endpoints_own_session(
    client: Client,
) -> None:
    client.post("/fr/save")

    assert client.get("/fr/later").json() == {"count": 1, "reads": True}


def test_a_get_address_also_answers_head(client: Client) -> None:
    answer = client.request("HEAD", "/fr/hello")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
