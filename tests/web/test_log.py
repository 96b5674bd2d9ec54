"""The request log: what happened and how long it took, never who or with which secret."""

import json
import time
from typing import Any

import pytest

from app.web.log import loggable
from tests.web.shell import Client


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: nothing below depends on which."""
    return "sqlite"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/fr/modules/m01", "/fr/modules/m01"),
        ("/fr/confirm/s3cret", "/fr/confirm/…"),
        ("/ar/password/reset/s3cret", "/ar/password/reset/…"),
        ("/v/0123456789ABCDE", "/v/…"),
        ("/V/0123456789ABCDE", "/V/…"),
        ("/fr/v/0123456789ABCDE/check", "/fr/v/…"),
    ],
)
def test_a_secret_in_an_address_is_not_logged(path: str, logged: str) -> None:
    assert loggable(path) == logged


def written_lines(capsys: pytest.CaptureFixture[str], count: int) -> list[dict[str, Any]]:
    """Return the lines once they are written: a few at a time, within a tenth of a second."""
    written = ""
    for _ in range(100):
        written += capsys.readouterr().out
        if written.count("\n") >= count:
            break
        time.sleep(0.02)
    return [json.loads(line) for line in written.splitlines()]


def test_every_request_leaves_one_line_with_a_reference(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/fr/hello?email=zineb@example.org", cookie="session=s3cret")
    client.get("/fr/nothing")

    lines = written_lines(capsys, 2)
    assert [(line["path"], line["status"]) for line in lines] == [
        ("/fr/hello", 200),
        ("/fr/nothing", 404),
    ]
    assert {(line["event"], line["level"], line["method"]) for line in lines} == {
        ("request", "info", "GET")
    }
    assert len({line["reference"] for line in lines}) == 2
    assert "zineb" not in repr(lines)
    assert "s3cret" not in repr(lines)


def test_an_address_cannot_write_a_line_of_its_own(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get('/fr/a%0A{"event": "forged"}"%22')

    (line,) = written_lines(capsys, 1)
    assert line["path"].startswith("/fr/a\n{")
    assert line["event"] == "request"


def test_a_dozen_lines_are_written_at_once(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(12):
        client.get("/fr/hello")

    assert len(written_lines(capsys, 12)) == 12


def test_the_reference_that_a_failure_shows_is_the_one_of_its_line(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = client.get("/fr/errors/500")

    (line,) = written_lines(capsys, 1)
    assert line["status"] == 500
    assert line["reference"] in answer.text
