"""The life of an account: addresses, passphrases, profile, language, erasure.

Functions that hash a passphrase take the database and open their own transactions, so that the
hashing happens between them; the others take the caller's session.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.checks import (
    check_choice,
    check_email,
    check_name,
    check_text,
    check_together,
)
from app.accounts.errors import AddressTaken, LinkOver, SameAddress, WrongPassword
from app.accounts.events import PersonErased
from app.accounts.links import (
    LETTER_KNOWN_ADDRESS,
    add_link,
    flush_address,
    get_fresh_link,
    get_link,
    send_link,
)
from app.accounts.models import AccountToken, LoginSession, Person, PersonRole, Role, TokenPurpose
from app.accounts.passwords import check_new_password, hash_password, matches
from app.accounts.people import as_language, find_person_by_email, get_person, subject_of
from app.accounts.schemas import (
    REGIONS,
    SECTORS,
    SEXES,
    ProfileForm,
)
from app.core import audit
from app.core.db import Database
from app.core.events import publish
from app.core.i18n import Language
from app.core.mail import Mail, queue_mail

KEEP_OVER: Final = timedelta(days=7)

LETTER_RESET: Final = "accounts/mail/reset_password.txt"
LETTER_NO_ACCOUNT: Final = "accounts/mail/no_account.txt"
LETTER_PASSWORD_CHANGED: Final = "accounts/mail/password_changed.txt"  # noqa: S105 - a file
LETTER_CHANGE_ADDRESS: Final = "accounts/mail/change_address.txt"
LETTER_ADDRESS_CHANGING: Final = "accounts/mail/address_changing.txt"


# ---- Accounts made by the operator -------------------------------------------------------------


def create_person(
    session: Session,
    *,
    email: str,
    password_hash: str,
    language: Language,
    roles: Collection[Role] = (),
    now: datetime,
) -> Person:
    """Return a new account made by the operator, its address taken as confirmed.

    Raises AddressTaken, or AddressUnreadable.
    """
    folded = check_email(email)
    if find_person_by_email(session, folded) is not None:
        raise AddressTaken
    person = Person(
        email=folded,
        password_hash=password_hash,
        language=language,
        created_at=now,
        roles=[
            PersonRole(role=role.value, given_at=now) for role in roles if role is not Role.LEARNER
        ],
    )
    session.add(person)
    session.flush()
    audit.record(
        session,
        None,
        "person.created",
        subject_of(person),
        now=now,
        roles=" ".join(sorted(role.value for role in roles)),
    )
    return person


# ---- Passphrases -------------------------------------------------------------------------------


def request_password_reset(
    session: Session, *, email: str, language: Language, now: datetime
) -> None:
    """Write one letter: a link to a new passphrase, or word that no account has this address."""
    folded = check_email(email)
    person = find_person_by_email(session, folded)
    if person is None:
        queue_mail(
            session,
            to=folded,
            language=language,
            template=LETTER_NO_ACCOUNT,
            context={},
            now=now,
        )
        return
    theirs = as_language(person.language)
    token = add_link(
        session, TokenPurpose.RESET_PASSWORD, folded, theirs, person_id=person.id, now=now
    )
    send_link(session, folded, theirs, LETTER_RESET, token, now=now)


def get_reset_address(session: Session, token: str, *, now: datetime) -> str:
    """Return the address whose passphrase the link may set; raises LinkOver."""
    link = get_link(session, token, (TokenPurpose.RESET_PASSWORD,), now=now)
    if link.used_at is not None:
        raise LinkOver
    return link.email


def reset_password(database: Database, token: str, *, password: str, now: datetime) -> None:
    """Set a new passphrase by the link of a letter, once; every session of the person ends.

    Raises LinkOver, or what is wrong with the passphrase.
    """
    with database.reading() as session:
        email = get_reset_address(session, token, now=now)
    password_hash = hash_password(check_new_password(password, email=email))
    with database.writing() as session:
        link = get_link(session, token, (TokenPurpose.RESET_PASSWORD,), now=now)
        if link.used_at is not None or link.person_id is None:
            raise LinkOver
        link.used_at = now
        _set_password(session, link.person_id, password_hash, now=now)


def change_password(
    database: Database,
    person_id: int,
    *,
    present: str,
    password: str,
    keep_session: bytes,
    now: datetime,
) -> None:
    """Set a new passphrase; every other session ends. Raises WrongPassword, or what is wrong."""
    email = _prove(database, person_id, present)
    password_hash = hash_password(check_new_password(password, email=email))
    with database.writing() as session:
        _set_password(session, person_id, password_hash, now=now, keep_session=keep_session)


def _set_password(
    session: Session,
    person_id: int,
    password_hash: str,
    *,
    now: datetime,
    keep_session: bytes = b"",
) -> None:
    person = get_person(session, person_id)
    person.password_hash = password_hash
    sessions.sign_out_everywhere(session, person_id, keep=keep_session)
    unused = delete(AccountToken).where(
        AccountToken.person_id == person_id, AccountToken.used_at.is_(None)
    )
    session.flush()
    session.execute(unused)
    queue_mail(
        session,
        to=person.email,
        language=as_language(person.language),
        template=LETTER_PASSWORD_CHANGED,
        context={},
        now=now,
    )
    audit.record(session, person_id, "password.changed", subject_of(person), now=now)


def _prove(database: Database, person_id: int, password: str) -> str:
    """Return the person's address once the present passphrase was checked."""
    sessions.check_typed(password, field="present_password")
    with database.reading() as session:
        person = get_person(session, person_id)
    if not matches(password, person.password_hash):
        raise WrongPassword("present_password")
    return person.email


# ---- The address -------------------------------------------------------------------------------


def request_address_change(
    database: Database, person_id: int, *, password: str, email: str, now: datetime
) -> None:
    """Write to the new address (a link) and to the present one (a notice).

    Nobody learns whether the new address has an account already: its owner does, by letter.
    Raises Problems, WrongPassword or SameAddress.
    """
    check_together(
        lambda: check_email(email),
        lambda: sessions.check_typed(password, field="present_password"),
    )
    new = check_email(email)
    if _prove(database, person_id, password) == new:
        raise SameAddress("email")
    with database.writing() as session:
        person = get_person(session, person_id)
        _ask_new_address(session, person, new, now=now)
        queue_mail(
            session,
            to=person.email,
            language=as_language(person.language),
            template=LETTER_ADDRESS_CHANGING,
            context={},
            now=now,
        )


def _ask_new_address(session: Session, person: Person, new: str, *, now: datetime) -> None:
    language = as_language(person.language)
    owner = find_person_by_email(session, new)
    if owner is not None:
        queue_mail(
            session,
            to=new,
            language=as_language(owner.language),
            template=LETTER_KNOWN_ADDRESS,
            context={},
            now=now,
        )
        return
    token = add_link(
        session, TokenPurpose.CHANGE_ADDRESS, new, language, person_id=person.id, now=now
    )
    send_link(session, new, language, LETTER_CHANGE_ADDRESS, token, now=now)


def confirm_address(session: Session, token: str, *, now: datetime) -> None:
    """Move an account to the new address that a link's letter went to.

    A second press within ten minutes changes nothing and gets the same answer. Raises LinkOver.
    """
    link = get_fresh_link(session, token, TokenPurpose.CHANGE_ADDRESS, now=now)
    if link.used_at is None:
        _move_address(session, link, now=now)
        link.used_at = now


def _move_address(session: Session, link: AccountToken, *, now: datetime) -> None:
    if link.person_id is None:
        raise LinkOver
    person = get_person(session, link.person_id)
    person.email = link.email
    flush_address(session)
    stale = delete(AccountToken).where(
        AccountToken.person_id == person.id,
        AccountToken.token_hash != link.token_hash,
        AccountToken.used_at.is_(None),
    )
    session.execute(stale)
    audit.record(session, person.id, "address.changed", subject_of(person), now=now)


# ---- Profile, language, erasure ----------------------------------------------------------------


def update_profile(session: Session, person_id: int, form: ProfileForm) -> Person:
    """Keep the names and the four facts, each optional; raises Problems."""
    name_latin, name_arabic, sector, institution, region, sex = check_together(
        lambda: check_name(form.name_latin, "latin", field="name_latin"),
        lambda: check_name(form.name_arabic, "arabic", field="name_arabic"),
        lambda: check_choice(form.sector, SECTORS, field="sector"),
        lambda: check_text(form.institution, field="institution"),
        lambda: check_choice(form.region, REGIONS, field="region"),
        lambda: check_choice(form.sex, SEXES, field="sex"),
    )
    person = get_person(session, person_id)
    person.name_latin, person.name_arabic = name_latin, name_arabic
    person.sector, person.institution = sector, institution
    person.region, person.sex = region, sex
    return person


def profile_of(person: Person) -> ProfileForm:
    """Return what the person's profile holds, as its form shows it."""
    return ProfileForm(
        name_latin=person.name_latin or "",
        name_arabic=person.name_arabic or "",
        sector=person.sector or "",
        institution=person.institution or "",
        region=person.region or "",
        sex=person.sex or "",
    )


def change_language(session: Session, person_id: int, language: Language) -> None:
    """Keep the language that the person wants pages and letters in."""
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def delete_account(database: Database, person_id: int, *, password: str, now: datetime) -> None:
    """Remove the person and all that is theirs, after the passphrase; raises WrongPassword.

    Whoever keeps something beyond the person (a certificate's code) acts on PersonErased first.
    """
    _prove(database, person_id, password)
    with database.writing() as session:
        person = get_person(session, person_id)
        subject, email = subject_of(person), person.email
        publish(session, PersonErased(person_id, erased_at=now))
        session.flush()
        session.execute(delete(Mail).where(Mail.to_address == email))
        session.execute(delete(AccountToken).where(AccountToken.email == email))
        session.execute(delete(Person).where(Person.id == person_id))
        audit.record(session, None, "person.erased", subject, now=now)


# ---- Housekeeping ------------------------------------------------------------------------------


def forget_expired(session: Session, *, now: datetime) -> None:
    """Remove sessions that are over, and links a week after they are."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    session.execute(delete(AccountToken).where(AccountToken.expires_at < now - KEEP_OVER))
