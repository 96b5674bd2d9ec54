"""Who is signed in, in which browser, and until when."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from app.accounts import sessions
from app.accounts.errors import Problems, WrongCredentials
from app.accounts.models import LoginSession, Person
from app.accounts.passwords import matches, needs_new_hash
from app.accounts.schemas import SignedIn
from app.core.db import Database
from app.core.ids import token_hash
from tests import factories
from tests.accounts.people import (
    IDLE,
    LIFETIME,
    PASSWORD,
    add_person,
    add_session,
    count_sessions,
)

NOW = factories.NOON


def sign_in(database: Database, email: str, password: str, previous_token: str = "") -> str:
    return sessions.sign_in(
        database,
        email=email,
        password=password,
        now=NOW,
        lifetime=LIFETIME,
        previous_token=previous_token,
    )


def find(database: Database, token: str, after: timedelta = timedelta()) -> SignedIn | None:
    with database.reading() as session:
        return sessions.find_viewer(session, token, now=NOW + after, idle=IDLE)


def test_the_address_and_the_passphrase_open_a_session(database: Database) -> None:
    person_id = add_person(database, email="salma@exemple.ma", name_latin="Salma B.")

    token = sign_in(database, " SALMA@exemple.ma", PASSWORD)

    viewer = find(database, token)
    assert viewer is not None
    assert (viewer.id, viewer.name) == (person_id, "Salma B.")
    assert viewer.roles == {"learner"}


def test_only_the_hash_of_a_token_is_kept(database: Database) -> None:
    token = add_session(database, add_person(database))

    with database.reading() as session:
        kept = session.scalars(select(LoginSession.token_hash)).one()
    assert kept == token_hash(token) != token.encode()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("salma@exemple.ma", "not the passphrase"),
        ("unknown@exemple.ma", PASSWORD),
        ("salma@exemple.ma", "x" * 10_000),
        ("salma@exemple.ma", "\x00"),
    ],
)
def test_a_wrong_passphrase_and_an_unknown_address_are_refused_alike(
    database: Database, email: str, password: str
) -> None:
    add_person(database, email="salma@exemple.ma")

    with pytest.raises(WrongCredentials) as refusal:
        sign_in(database, email, password)

    assert refusal.value.field == "password"
    assert count_sessions(database) == 0


def test_an_empty_form_names_both_fields(database: Database) -> None:
    with pytest.raises(Problems) as refusal:
        sign_in(database, "", "")

    assert [problem.field for problem in refusal.value.found] == ["email", "password"]


def test_signing_in_again_ends_the_browsers_previous_session(database: Database) -> None:
    person_id = add_person(database, email="salma@exemple.ma")
    previous, elsewhere = add_session(database, person_id), add_session(database, person_id)

    token = sign_in(database, "salma@exemple.ma", PASSWORD, previous_token=previous)

    assert find(database, previous) is None
    assert find(database, elsewhere) is not None
    assert find(database, token) is not None


def test_a_hash_of_old_costs_is_renewed_at_sign_in(database: Database) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        session.add(factories.person(email="salma@exemple.ma", password_hash=old))

    sign_in(database, "salma@exemple.ma", PASSWORD)

    with database.reading() as session:
        renewed = session.scalars(select(Person.password_hash)).one()
    assert renewed != old
    assert not needs_new_hash(renewed)
    assert sign_in(database, "salma@exemple.ma", PASSWORD)


def test_a_passphrase_changed_during_the_check_opens_no_session(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(database, email="salma@exemple.ma")

    def change_then_check(password: str, known: str | None) -> bool:
        with database.writing() as session:
            session.scalars(select(Person)).one().password_hash = "another"
        return matches(password, known)

    monkeypatch.setattr(sessions, "matches", change_then_check)

    with pytest.raises(WrongCredentials):
        sign_in(database, "salma@exemple.ma", PASSWORD)
    assert count_sessions(database) == 0


def test_an_unused_session_is_over_after_two_hours(database: Database) -> None:
    token = add_session(database, add_person(database))

    assert find(database, token, timedelta(minutes=119)) is not None
    assert find(database, token, timedelta(minutes=120)) is None
    assert find(database, token, timedelta(hours=30)) is None


def test_a_session_in_use_is_over_after_twelve_hours_all_the_same(database: Database) -> None:
    token = add_session(database, add_person(database))
    with database.writing() as session:
        sessions.touch(session, token_hash(token), now=NOW + timedelta(hours=11, minutes=30))

    assert find(database, token, timedelta(hours=11, minutes=59)) is not None
    assert find(database, token, timedelta(hours=12)) is None


def test_the_last_use_is_written_down_every_five_minutes_at_most(database: Database) -> None:
    token = add_session(database, add_person(database))
    viewer = find(database, token)

    assert viewer is not None
    assert not sessions.is_touch_due(viewer, NOW + timedelta(minutes=4, seconds=59))
    assert sessions.is_touch_due(viewer, NOW + timedelta(minutes=5))


def test_the_viewer_is_read_in_one_statement_with_all_roles(database: Database) -> None:
    person_id = add_person(database, roles=("trainer", "staff"))
    token = add_session(database, person_id)
    statements: list[str] = []
    with database.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))

        viewer = sessions.find_viewer(session, token, now=NOW, idle=IDLE)

    assert viewer is not None
    assert viewer.roles == {"learner", "trainer", "staff"}
    assert [statement.split()[0] for statement in statements if statement != "BEGIN"] == ["SELECT"]


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "a" * 5000, "a" * 43])
def test_a_malformed_or_forged_token_is_nobody(database: Database, token: str) -> None:
    add_session(database, add_person(database))

    assert find(database, token) is None


def test_signing_out_ends_this_session_only(database: Database) -> None:
    person_id = add_person(database)
    here, elsewhere = add_session(database, person_id), add_session(database, person_id)

    with database.writing() as session:
        sessions.sign_out(session, here)

    assert find(database, here) is None
    assert find(database, elsewhere) is not None


def test_signing_out_everywhere_leaves_other_people_alone(database: Database) -> None:
    person_id = add_person(database)
    mine = [add_session(database, person_id) for _ in range(3)]
    theirs = add_session(database, add_person(database))

    with database.writing() as session:
        sessions.sign_out_everywhere(session, person_id)

    assert [find(database, token) for token in mine] == [None] * 3
    assert find(database, theirs) is not None


@pytest.mark.parametrize(
    ("language", "latin", "arabic", "name"),
    [
        ("fr", "Salma", "سلمى", "Salma"),
        ("ar", "Salma", "سلمى", "سلمى"),
        ("ar", "Salma", None, "Salma"),
        ("fr", None, "سلمى", "سلمى"),
        ("fr", None, None, "salma.b"),
    ],
)
def test_the_header_calls_people_by_the_name_in_their_language(
    database: Database, language: str, latin: str | None, arabic: str | None, name: str
) -> None:
    person_id = add_person(
        database,
        email="salma.b@exemple.ma",
        language=language,
        name_latin=latin,
        name_arabic=arabic,
    )

    viewer = find(database, add_session(database, person_id))

    assert viewer is not None
    assert viewer.name == name
