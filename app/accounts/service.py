"""The life of an account: registration, addresses, passphrases, profile, language, erasure.

Functions that hash a passphrase take the database and open their own transactions, so that the
hashing happens between them; the others take the caller's session.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.checks import (
    check_choice,
    check_email,
    check_name,
    check_text,
    check_together,
    fold_email,
)
from app.accounts.errors import (
    AddressTaken,
    LinkOver,
    NotWhoRegistered,
    SameAddress,
    WrongPassword,
)
from app.accounts.events import PersonErased
from app.accounts.links import add_link, get_link, send_link
from app.accounts.models import AccountToken, LoginSession, Person, PersonRole, Role, TokenPurpose
from app.accounts.passwords import check_new_password, hash_password, matches
from app.accounts.people import find_person_by_email, get_person, subject_of
from app.accounts.schemas import (
    REGIONS,
    SECTORS,
    SEXES,
    ProfileForm,
    Registration,
    RegistrationForm,
)
from app.core import audit
from app.core.db import Database
from app.core.events import publish
from app.core.i18n import Language
from app.core.mail import Mail, queue_mail

DOUBLE_CLICK: Final = timedelta(minutes=10)  # a used link answers once more as it did
KEEP_OVER: Final = timedelta(days=7)

LETTER_CONFIRM: Final = "accounts/mail/confirm.txt"
LETTER_KNOWN_ADDRESS: Final = "accounts/mail/known_address.txt"
LETTER_RESET: Final = "accounts/mail/reset_password.txt"
LETTER_NO_ACCOUNT: Final = "accounts/mail/no_account.txt"
LETTER_PASSWORD_CHANGED: Final = "accounts/mail/password_changed.txt"  # noqa: S105 - a file
LETTER_CHANGE_ADDRESS: Final = "accounts/mail/change_address.txt"
LETTER_ADDRESS_CHANGING: Final = "accounts/mail/address_changing.txt"


def as_language(value: str) -> Language:
    """Return the value as one of the two languages; French for anything else."""
    return "ar" if value == "ar" else "fr"


# ---- Registration ------------------------------------------------------------------------------


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
        known = _hash_behind(session, _fresh_link(session, token, TokenPurpose.REGISTER, now=now))
    if not matches(sessions.check_typed(password, field="password"), known):
        raise NotWhoRegistered("password")
    with database.writing() as session:
        link = _fresh_link(session, token, TokenPurpose.REGISTER, now=now)
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


def confirm_address(session: Session, token: str, *, now: datetime) -> None:
    """Move an account to the new address that a link's letter went to.

    A second press within ten minutes changes nothing and gets the same answer. Raises LinkOver.
    """
    link = _fresh_link(session, token, TokenPurpose.CHANGE_ADDRESS, now=now)
    if link.used_at is None:
        _move_address(session, link, now=now)
        link.used_at = now


def _fresh_link(
    session: Session, token: str, purpose: TokenPurpose, *, now: datetime
) -> AccountToken:
    """Return a link that was not used, or used a moment ago by a double press."""
    link = get_link(session, token, (purpose,), now=now)
    if link.used_at is not None and (now - link.used_at > DOUBLE_CLICK or link.person_id is None):
        raise LinkOver
    return link


def _create_registered(session: Session, link: AccountToken, *, now: datetime) -> None:
    person = Person(
        email=link.email,
        password_hash=link.password_hash,
        language=link.language,
        created_at=now,
    )
    session.add(person)
    _flush_address(session)
    rivals = delete(AccountToken).where(
        AccountToken.email == link.email,
        AccountToken.purpose == TokenPurpose.REGISTER,
        AccountToken.token_hash != link.token_hash,
    )
    session.execute(rivals)
    link.person_id = person.id
    link.password_hash = None


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


def _move_address(session: Session, link: AccountToken, *, now: datetime) -> None:
    if link.person_id is None:
        raise LinkOver
    person = get_person(session, link.person_id)
    person.email = link.email
    _flush_address(session)
    stale = delete(AccountToken).where(
        AccountToken.person_id == person.id,
        AccountToken.token_hash != link.token_hash,
        AccountToken.used_at.is_(None),
    )
    session.execute(stale)
    audit.record(session, person.id, "address.changed", subject_of(person), now=now)


def _flush_address(session: Session) -> None:
    """Write an address; raises LinkOver when somebody else has it since the letter."""
    try:
        session.flush()
    except IntegrityError as error:
        raise LinkOver from error


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
