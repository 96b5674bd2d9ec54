"""Who is signed in, in which browser: sessions kept by the server, revocable at once."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.checks import check_email, check_together
from app.accounts.errors import PasswordMissing, WrongCredentials
from app.accounts.models import LoginSession, Person, PersonRole, Role
from app.accounts.passwords import hash_password, matches, needs_new_hash
from app.accounts.schemas import Credentials, SignedIn
from app.core.db import Database
from app.core.ids import new_token, token_hash

TOUCH_EVERY: Final = timedelta(minutes=5)
# Built once: building it and its cache key at each request costs more than running it.
_VIEWER: Final = (
    select(
        Person.id,
        Person.public_id,
        Person.email,
        Person.name_latin,
        Person.name_arabic,
        Person.language,
        LoginSession.token_hash,
        LoginSession.seen_at,
        PersonRole.role,
    )
    .join(LoginSession, LoginSession.person_id == Person.id)
    .outerjoin(PersonRole, PersonRole.person_id == Person.id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.expires_at > bindparam("now"),
        LoginSession.seen_at > bindparam("seen_after"),
    )
)


def sign_in(
    database: Database,
    *,
    email: str,
    password: str,
    now: datetime,
    lifetime: timedelta,
    previous_token: str = "",
) -> str:
    """Return the token of a new session; the browser's previous session ends.

    Raises WrongCredentials for an unknown address and for a wrong passphrase, after the same
    work. Opens its own transactions: the passphrase is checked between them.
    """
    folded, _ = check_together(
        lambda: check_email(email), lambda: check_typed(password, field="password")
    )
    with database.reading() as session:
        known = _find_credentials(session, folded or "")
    if not matches(password, known.password_hash if known else None) or known is None:
        raise WrongCredentials("password")
    new_hash = hash_password(password) if needs_new_hash(known.password_hash) else None
    with database.writing() as session:
        if not _still_holds(session, known):
            raise WrongCredentials("password")
        if new_hash:
            renewed = update(Person).where(Person.id == known.person_id)
            session.execute(renewed.values(password_hash=new_hash))
        sign_out(session, previous_token)
        return open_session(session, known.person_id, now=now, lifetime=lifetime)


def check_typed(password: str, *, field: str) -> str:
    """Return the passphrase as it is; raises PasswordMissing when nothing was typed."""
    if not password:
        raise PasswordMissing(field)
    return password


def open_session(session: Session, person_id: int, *, now: datetime, lifetime: timedelta) -> str:
    """Return the token of a new session of this person; only its hash is kept."""
    token = new_token()
    row = LoginSession(
        token_hash=token_hash(token),
        person_id=person_id,
        created_at=now,
        seen_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    return token


def find_viewer(session: Session, token: str, *, now: datetime, idle: timedelta) -> SignedIn | None:
    """Return the person of this token, or None when the session is unknown or over.

    One statement for session, person and roles: it runs for every personal page.
    """
    asked = {"hash": token_hash(token), "now": now, "seen_after": now - idle}
    # The connection's own execute: an ORM session adds 0.3 ms to every personal page.
    rows = session.connection().execute(_VIEWER, asked).all()
    if not rows:
        return None
    first = rows[0]
    return SignedIn(
        id=first.id,
        public_id=first.public_id,
        email=first.email,
        name_latin=first.name_latin,
        name_arabic=first.name_arabic,
        language=first.language,
        roles=frozenset({Role.LEARNER.value, *(row.role for row in rows if row.role)}),
        session_key=first.token_hash,
        seen_at=first.seen_at,
    )


def is_touch_due(viewer: SignedIn, now: datetime) -> bool:
    """Tell whether the session's last use is to be written down again."""
    return now - viewer.seen_at >= TOUCH_EVERY


def touch(session: Session, session_key: bytes, *, now: datetime) -> None:
    """Write down that the session is in use."""
    mine = update(LoginSession).where(LoginSession.token_hash == session_key)
    session.execute(mine.values(seen_at=now))


def sign_out(session: Session, token: str) -> None:
    """End the session of this token, if there is one."""
    if token:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def sign_out_everywhere(session: Session, person_id: int, *, keep: bytes = b"") -> None:
    """End every session of the person, but the one whose key is to be kept."""
    theirs = delete(LoginSession).where(LoginSession.person_id == person_id)
    session.execute(theirs.where(LoginSession.token_hash != keep))


def _find_credentials(session: Session, email: str) -> Credentials | None:
    statement = select(Person.id, Person.password_hash).where(Person.email == email)
    row = session.execute(statement).one_or_none()
    return Credentials(row.id, row.password_hash) if row else None


def _still_holds(session: Session, known: Credentials) -> bool:
    """Tell whether the passphrase that was checked is still the person's."""
    same = select(Person.id).where(
        Person.id == known.person_id, Person.password_hash == known.password_hash
    )
    return session.scalar(same.with_for_update()) is not None
