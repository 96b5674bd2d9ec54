"""Single-use links sent by letter: only the hash of their secret is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.errors import LinkOver
from app.accounts.models import AccountToken, TokenPurpose
from app.core.i18n import Language
from app.core.ids import new_token, token_hash
from app.core.mail import queue_mail

LIFETIMES: Final = {
    TokenPurpose.REGISTER: timedelta(hours=48),
    TokenPurpose.RESET_PASSWORD: timedelta(hours=1),
    TokenPurpose.CHANGE_ADDRESS: timedelta(hours=24),
}
CONFIRMABLE: Final = (TokenPurpose.REGISTER, TokenPurpose.CHANGE_ADDRESS)
DOUBLE_CLICK: Final = timedelta(minutes=10)  # a used link answers once more as it did
LETTER_KNOWN_ADDRESS: Final = "accounts/mail/known_address.txt"
_TOKEN_LENGTH: Final = 43


def get_purpose(
    session: Session, token: str, *, unused: bool = True, now: datetime
) -> TokenPurpose:
    """Return what a link confirms, using nothing up; raises LinkOver.

    A used link is over too, unless `unused` is false: a double press is then for the service.
    """
    link = get_link(session, token, CONFIRMABLE, now=now)
    if unused and link.used_at is not None:
        raise LinkOver
    return TokenPurpose(link.purpose)


def get_link(
    session: Session, token: str, purposes: Iterable[TokenPurpose], *, now: datetime
) -> AccountToken:
    """Return a link that is not over, locked for writing where the session writes.

    Raises LinkOver for any other.
    """
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        raise LinkOver
    statement = select(AccountToken).where(
        AccountToken.token_hash == token_hash(token),
        AccountToken.purpose.in_([purpose.value for purpose in purposes]),
        AccountToken.expires_at > now,
    )
    if session.info["writes"]:
        statement = statement.with_for_update()
    link = session.scalar(statement)
    if link is None:
        raise LinkOver
    return link


def get_fresh_link(
    session: Session, token: str, purpose: TokenPurpose, *, now: datetime
) -> AccountToken:
    """Return a link that was not used, or used a moment ago by a double press; raises LinkOver."""
    link = get_link(session, token, (purpose,), now=now)
    if link.used_at is not None and (now - link.used_at > DOUBLE_CLICK or link.person_id is None):
        raise LinkOver
    return link


def add_link(
    session: Session,
    purpose: TokenPurpose,
    email: str,
    language: Language,
    *,
    now: datetime,
    person_id: int | None = None,
    password_hash: str | None = None,
) -> str:
    """Add a link to this transaction; return its secret, which is stored nowhere."""
    token = new_token()
    link = AccountToken(
        token_hash=token_hash(token),
        purpose=purpose.value,
        person_id=person_id,
        email=email,
        password_hash=password_hash,
        language=language,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    session.add(link)
    return token


def send_link(
    session: Session, email: str, language: Language, template: str, token: str, *, now: datetime
) -> None:
    """Write the letter that carries a link."""
    queue_mail(
        session,
        to=email,
        language=language,
        template=template,
        context={"token": token},
        now=now,
    )


def flush_address(session: Session) -> None:
    """Write an address; raises LinkOver when somebody else has it since the letter."""
    try:
        session.flush()
    except IntegrityError as error:
        raise LinkOver from error
