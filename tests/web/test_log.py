"""The request log: what happened and how long it took, never who or with which secret."""

import pytest
from structlog.testing import capture_logs

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


def test_every_request_leaves_one_line_with_a_reference(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/fr/hello?email=zineb@example.org", cookie="session=s3cret")
        client.get("/fr/nothing")

    assert [(line["path"], line["status"]) for line in lines] == [
        ("/fr/hello", 200),
        ("/fr/nothing", 404),
    ]
    assert len({line["reference"] for line in lines}) == 2
    assert "zineb" not in repr(lines)
    assert "s3cret" not in repr(lines)


def test_the_reference_that_a_failure_shows_is_the_one_of_its_line(client: Client) -> None:
    with capture_logs() as lines:
        answer = client.get("/fr/errors/500")

    (line,) = lines
    assert line["status"] == 500
    assert line["reference"] in answer.text
