"""How somebody gets an account: asks for it, then proves the address and who asked.

Functions that hash a passphrase take the database and open their own transactions, so that the
hashing happens between them.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.checks import check_email, check_together, fold_email
from app.accounts.errors import NotWhoRegistered
from app.accounts.links import (
    LETTER_KNOWN_ADDRESS,
    add_link,
    flush_address,
    get_fresh_link,
    send_link,
)
from app.accounts.models import AccountToken, Person, TokenPurpose
from app.accounts.passwords import check_new_password, hash_password, matches
from app.accounts.people import as_language, find_person_by_email, get_person
from app.accounts.schemas import Registration, RegistrationForm
from app.core.db import Database
from app.core.i18n import Language
from app.core.mail import queue_mail

LETTER_CONFIRM: Final = "accounts/mail/confirm.txt"


def check_registration(form: RegistrationForm) -> Registration:
    """Return what the form asks for, its address folded; raises Problems."""
    email, password = check_together(
        lambda: check_email(form.email),
        lambda: check_new_password(form.password, email=fold_email(form.email)),
    )
    return Registration(email or "", password or "")


def register(
    database: Database, wanted: Registration, *, language: Language, now: datetime
) -> None:
    """Write one letter to the address: a link to confirm, or word that the account exists.

    The work (one hash, one letter) and the answer are the same in both cases.
    """
    password_hash = hash_password(wanted.password)
    with database.writing() as session:
        _register(session, wanted.email, password_hash, language=language, now=now)


def _register(
    session: Session, email: str, password_hash: str, *, language: Language, now: datetime
) -> None:
    person = find_person_by_email(session, email)
    if person is not None:
        queue_mail(
            session,
            to=email,
            language=as_language(person.language),
            template=LETTER_KNOWN_ADDRESS,
            context={},
            now=now,
        )
        return
    token = add_link(
        session, TokenPurpose.REGISTER, email, language, password_hash=password_hash, now=now
    )
    send_link(session, email, language, LETTER_CONFIRM, token, now=now)


def confirm_registration(
    database: Database,
    token: str,
    *,
    password: str,
    lifetime: timedelta,
    now: datetime,
    previous_token: str = "",
) -> str:
    """Make the account that a link's letter was about; return the token of its first session.

    The browser's previous session ends.

    The passphrase is asked for again: whoever asks for an account with another's address must not
    get it when the address's holder presses the link. A second press within ten minutes makes
    nothing new. Raises LinkOver, PasswordMissing, NotWhoRegistered.
    """
    with database.reading() as session:
        known = _hash_behind(
            session, get_fresh_link(session, token, TokenPurpose.REGISTER, now=now)
        )
    if not matches(sessions.check_typed(password, field="password"), known):
        raise NotWhoRegistered("password")
    with database.writing() as session:
        link = get_fresh_link(session, token, TokenPurpose.REGISTER, now=now)
        if _hash_behind(session, link) != known:  # changed while we looked
            raise NotWhoRegistered("password")
        if link.used_at is None:
            _create_registered(session, link, now=now)
            link.used_at = now
        sessions.sign_out(session, previous_token)
        return sessions.open_session(session, link.person_id or 0, now=now, lifetime=lifetime)


def _hash_behind(session: Session, link: AccountToken) -> str:
    """Return the hash that a registration's passphrase must match: of the link, then the person."""
    return link.password_hash or get_person(session, link.person_id or 0).password_hash


def _create_registered(session: Session, link: AccountToken, *, now: datetime) -> None:
    person = Person(
        email=link.email,
        password_hash=link.password_hash,
        language=link.language,
        created_at=now,
    )
    session.add(person)
    flush_address(session)
    rivals = delete(AccountToken).where(
        AccountToken.email == link.email,
        AccountToken.purpose == TokenPurpose.REGISTER,
        AccountToken.token_hash != link.token_hash,
    )
    session.execute(rivals)
    link.person_id = person.id
    link.password_hash = None
