"""`lms person create`: accounts made by the operator."""

import json

import pytest
from typer.testing import CliRunner, Result

from app.accounts import sessions
from app.accounts.cli import app
from app.core.db import Database
from tests import factories
from tests.accounts.people import LIFETIME, OTHER_PASSWORD, add_person, person_by_email

EMAIL = "staff@exemple.ma"


@pytest.fixture(autouse=True)
def _environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_DATABASE_URL", database_url)


def create(*options: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["create", "--email", EMAIL, *options], input=typed)


def sign_in(database: Database, password: str) -> str:
    return sessions.sign_in(
        database, email=EMAIL, password=password, now=factories.NOON, lifetime=LIFETIME
    )


def test_a_member_of_staff_is_made_with_a_passphrase_read_from_a_pipe(database: Database) -> None:
    result = create("--role", "staff", "--password-stdin", "--json", typed=f"{OTHER_PASSWORD}\n")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (answer["email"], answer["role"]) == (EMAIL, "staff")
    assert "password" not in answer
    assert sign_in(database, OTHER_PASSWORD)


def test_without_a_passphrase_one_is_made_and_printed_once(database: Database) -> None:
    result = create("--language", "ar", "--json")

    person = person_by_email(database, EMAIL)
    assert person is not None
    assert person.language == "ar"
    assert sign_in(database, json.loads(result.stdout)["password"])


def test_the_answer_for_people_names_the_account(database: Database) -> None:
    result = create("--role", "trainer")

    assert f"email: {EMAIL}" in result.stdout
    assert "role: trainer" in result.stdout


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        (("--password-stdin",), "court\n"),
        (("--password-stdin",), ""),
        (("--language", "de"), ""),
        (("--email", "x"), ""),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_a_sentence(
    database: Database, options: tuple[str, ...], typed: str
) -> None:
    result = create(*options, "--json", typed=typed)

    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]
    assert person_by_email(database, EMAIL) is None


def test_an_address_has_one_account(database: Database) -> None:
    add_person(database, email=EMAIL)

    result = create()

    assert result.exit_code == 1
    assert "already exists" in result.stderr


def test_an_unknown_role_is_a_fault_of_usage() -> None:
    assert create("--role", "emperor").exit_code == 2
