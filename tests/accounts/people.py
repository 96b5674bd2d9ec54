"""What the tests of accounts share: a good passphrase, people who have it, letters."""

from datetime import timedelta
from functools import cache

from sqlalchemy import select

from app.accounts import sessions
from app.accounts.models import AccountToken, LoginSession, Person, PersonRole
from app.accounts.passwords import hash_password
from app.core.db import Database
from app.core.mail import Mail
from tests import factories

PASSWORD = "quatre chevaux bleus dansent"
OTHER_PASSWORD = "olive papier tramway cumin"
LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=120)


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def add_person(database: Database, *, roles: tuple[str, ...] = (), **given: object) -> int:
    """Save a person whose passphrase is PASSWORD; return their number."""
    kept = [PersonRole(role=role, given_at=factories.NOON) for role in roles]
    with database.writing() as session:
        person = factories.person(password_hash=password_hash(), roles=kept, **given)
        session.add(person)
        session.flush()
        return person.id


def add_session(database: Database, person_id: int) -> str:
    """Sign the person in; return the token of the session."""
    with database.writing() as session:
        return sessions.open_session(session, person_id, now=factories.NOON, lifetime=LIFETIME)


def letters(database: Database) -> list[Mail]:
    """Return every letter of the outbox, in the order of their writing."""
    with database.reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.created_at, Mail.to_address)))


def token_of(database: Database, template: str) -> str:
    """Return the secret of the only letter of this kind."""
    (token,) = [mail.context["token"] for mail in letters(database) if mail.template == template]
    return token


def person_by_email(database: Database, email: str) -> Person | None:
    with database.reading() as session:
        return session.scalar(select(Person).where(Person.email == email))


def count_sessions(database: Database) -> int:
    with database.reading() as session:
        return len(list(session.scalars(select(LoginSession))))


def list_links(database: Database) -> list[AccountToken]:
    with database.reading() as session:
        return list(session.scalars(select(AccountToken)))
