"""`lms certificates …` as the operator types it."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from app.certificates.cli import app
from app.certificates.code import format_code
from app.certificates.models import Certificate, CertificateState
from app.core.db import Database
from app.core.settings import Settings
from app.modules.edition import Edition
from tests.certificates import builders

Run = Callable[..., Result]


@pytest.fixture
def run(
    database_url: str, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The command line on this database, with a folder of its own."""
    monkeypatch.setenv("APP_DATABASE_URL", database_url)
    monkeypatch.setenv("APP_DATA_DIR", str(make_settings().data_dir))
    monkeypatch.setenv("APP_BASE_URL", "https://test")
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture
def reserved(database: Database, edition: Edition) -> UUID:
    return builders.reserve(database, edition)


def code_of(database: Database, certificate_id: UUID) -> str:
    with database.reading() as session:
        return format_code(session.get_one(Certificate, certificate_id).public_code)


def test_a_certificate_is_issued_verified_and_revoked(
    database: Database, reserved: UUID, run: Run
) -> None:
    code = code_of(database, reserved)
    assert run("issue", code).exit_code == 1  # the name is not confirmed yet
    builders.confirm(database, reserved)

    issued = run("issue", code.lower(), "--json")
    again = run("issue", code, "--json")
    valid = run("verify", code, "--json")
    revoked = run("revoke", code, "--reason", "issued_in_error", "--json")
    void = run("verify", code)

    assert issued.exit_code == again.exit_code == valid.exit_code == revoked.exit_code == 0
    assert json.loads(issued.stdout)["made_now"] is True
    assert json.loads(again.stdout)["made_now"] is False
    assert json.loads(again.stdout)["sha256"] == json.loads(issued.stdout)["sha256"]
    assert json.loads(valid.stdout)["outcome"] == "valid"
    assert json.loads(valid.stdout)["file"] == json.loads(valid.stdout)["ledger"] == "whole"
    assert json.loads(revoked.stdout)["state"] == "revoked"
    assert void.exit_code == 1
    assert "outcome: revoked" in void.stdout
    assert run("revoke", code, "--reason", "issued_in_error").exit_code == 1


def test_a_certificate_is_suspended_reinstated_and_replaced(
    database: Database, reserved: UUID, run: Run
) -> None:
    builders.confirm(database, reserved)
    code = code_of(database, reserved)
    run("issue", code)

    assert run("reinstate", code).exit_code == 1  # it is not suspended
    assert json.loads(run("suspend", code, "--json").stdout)["state"] == "suspended"
    assert json.loads(run("reinstate", code, "--json").stdout)["state"] == "issued"
    names = ("--name-latin", "Salma El Bennani", "--name-arabic", "سلمى البناني")
    replacement = json.loads(run("reissue", code, *names, "--json").stdout)

    assert (replacement["replaces"], replacement["state"]) == (code, "reserved")
    assert "outcome: replaced" in run("verify", code).stdout
    refused = run("reissue", code, *names, "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"]


def test_a_failed_certificate_is_made_again(database: Database, reserved: UUID, run: Run) -> None:
    builders.confirm(database, reserved)
    with database.writing() as session:
        session.get_one(Certificate, reserved).state = CertificateState.FAILED

    assert run("issue", code_of(database, reserved)).exit_code == 0


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("nonsense", "fifteen"), ("7K4QZ-M2D9X-HT5R0", "typing error"), (builders.CODE, "No cert")],
)
def test_a_wrong_code_is_refused_with_one_sentence(code: str, sentence: str, run: Run) -> None:
    answer = run("verify", code, "--json")

    assert answer.exit_code == 1
    assert sentence in json.loads(answer.stdout)["error"]


def test_a_damaged_file_is_reported(
    database: Database, reserved: UUID, run: Run, make_settings: Callable[..., Settings]
) -> None:
    builders.confirm(database, reserved)
    code = code_of(database, reserved)
    assert run("issue", code).exit_code == 0
    (kept,) = (make_settings().data_dir / "certificates").glob("*.pdf")
    kept.write_bytes(b"%PDF another")

    answer = run("verify", code, "--json")

    assert answer.exit_code == 1
    assert "was changed" in json.loads(answer.stdout)["file"]


def test_a_development_key_is_made_once_and_not_in_production(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(run("new-dev-key", "--json").stdout)["key"]
    before = Path(made).read_bytes()

    assert run("new-dev-key").exit_code == 0
    assert Path(made).read_bytes() == before
    monkeypatch.setenv("APP_ENVIRONMENT", "production")
    assert run("new-dev-key").exit_code == 1
