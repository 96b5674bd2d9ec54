"""What a route of accounts needs to know of its request, and the form that it answers with."""

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from starlette.responses import Response

from app.accounts.checks import fold_email
from app.accounts.cookies import take_session
from app.accounts.deps import session_token
from app.accounts.errors import Problems
from app.accounts.own_data import ExportPart
from app.accounts.schemas import SignedIn
from app.core.db import Database
from app.core.errors import AppError, Invalid, TooMany
from app.core.limits import Limiter
from app.core.settings import Settings
from app.web.errors import status_of
from app.web.pages import Pages
from app.web.viewer import Later

# A class of forty behind one address signs up and in within minutes: limits per network are wide.
SIGN_IN_HERE: Final = RateLimitItemPerMinute(10, 15, namespace="sign-in-here")
LETTERS_NETWORK: Final = RateLimitItemPerHour(200, namespace="letters-network")
LETTERS_ADDRESS: Final = RateLimitItemPerHour(5, namespace="letters-address")
PROOFS: Final = RateLimitItemPerMinute(10, 15, namespace="proofs")
CLEAR_SITE_DATA: Final = '"cache", "storage"'
_IPV6_NETWORK: Final = 64  # bits that one subscriber is given


@dataclass(frozen=True)
class Visit:
    """One request: who calls from which network, with which session, and when."""

    database: Database
    limiter: Limiter
    settings: Settings
    export_parts: Mapping[str, ExportPart]
    now: datetime
    network: str
    token: str

    @property
    def lifetime(self) -> timedelta:
        """How long a new session lasts at most."""
        return timedelta(hours=self.settings.session_hours)

    def learner(self, pending: Later[SignedIn]) -> SignedIn:
        """Return the person who is signed in; raises Unauthenticated."""
        with self.database.reading() as session:
            return pending.resolve(session)

    def count_sign_in(self, email: str) -> None:
        """Count one try at this account from this network; raises TooMany.

        Never by the account alone: whoever knows an address could then lock its holder out.
        """
        self.limiter.count(SIGN_IN_HERE, _key(fold_email(email), self.network))

    def forget_sign_in(self, email: str) -> None:
        """Start this account's count from here again, after a success."""
        self.limiter.forget(SIGN_IN_HERE, _key(fold_email(email), self.network))

    def count_letter(self, email: str) -> None:
        """Count one letter that was asked for; raises TooMany, for the network or the address."""
        self.limiter.count(LETTERS_NETWORK, _key(self.network))
        self.limiter.count(LETTERS_ADDRESS, _key(fold_email(email)))

    def count_proof(self, person_id: int) -> None:
        """Count one try at the present passphrase of somebody signed in; raises TooMany."""
        self.limiter.count(PROOFS, _key(str(person_id)))


async def _visit(request: Request) -> Visit:
    state = request.app.state
    return Visit(
        database=state.database,
        limiter=state.limiter,
        settings=state.settings,
        export_parts=state.export_parts,
        now=state.clock(),
        network=network_of(request.client.host if request.client else ""),
        token=session_token(request),
    )


CurrentVisit = Annotated[Visit, Depends(_visit)]


def network_of(host: str) -> str:
    """Return what one subscriber holds: an IPv4 address, or the first half of an IPv6 one."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:  # noqa: PLR2004
        return str(address)
    return str(ipaddress.ip_network((int(address), _IPV6_NETWORK), strict=False))


def refused(pages: Pages, template: str, refusal: AppError, **context: object) -> Response:
    """Return the form again, with what is wrong beside each field and at the top."""
    found = refusal.found if isinstance(refusal, Problems) else (refusal,)
    errors = [
        (getattr(error, "field", None), pages.translate(error.message, **error.params))
        for error in found
    ]
    headers = {}
    if isinstance(refusal, TooMany):
        headers["retry-after"] = str(refusal.retry_after_s)
    filled: dict[str, Any] = {**context, "errors": errors, "wrong": dict(errors)}
    return pages.render(template, status=status_of(refusal), headers=headers, **filled)


def asked(pages: Pages, template: str, **context: object) -> Response:
    """Return a form that nobody has filled in wrongly yet."""
    filled: dict[str, Any] = {**context, "errors": (), "wrong": {}}
    return pages.render(template, **filled)


def answer(pages: Pages, act: Callable[[], Response], template: str, **context: object) -> Response:
    """Return what the act answers, or its form again with what was refused."""
    try:
        return act()
    except (Invalid, TooMany) as refusal:
        return refused(pages, template, refusal, **context)


def _key(*parts: str) -> str:
    """Return a short key that neither holds an address nor tells one."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def signed_out(pages: Pages, notice: str) -> Response:
    """Return the way to the sign-in page, with everything of the session taken back."""
    response = pages.redirect(f"/sign-in?notice={notice}")
    take_session(response)
    response.headers["clear-site-data"] = CLEAR_SITE_DATA
    return response
