"""A verification from the outside: within the limits, counted, and nothing kept of who asked."""

from typing import Final

from limits import RateLimitItemPerMinute

from app.accounts.visit import Visit
from app.certificates import service
from app.certificates.code import parse_code
from app.certificates.errors import MalformedCode, MistypedCode
from app.certificates.schemas import Outcome, Verification
from app.certificates.verification import count_verification, public_view, verify
from app.core.text import has_bidi_controls, strip_bidi

# Only misses count (unknown code, wrong name): a class behind one address is not in its own way.
MISSES_HERE: Final = RateLimitItemPerMinute(20, namespace="verify-misses")
MISSES_EVERYWHERE: Final = RateLimitItemPerMinute(600, namespace="verify-misses-everywhere")
LONGEST_NAME: Final = 200  # characters


def look_up(visit: Visit, written: str) -> Verification:
    """Return what the register says of a code, however it is written; raises TooMany.

    A mistyped code is answered without the register: the check symbol tells.
    """
    try:
        code = parse_code(written)
    except (MalformedCode, MistypedCode):
        return Verification(Outcome.MISTYPED)
    _check_limits(visit)
    with visit.database.reading() as session:
        found = verify(session, code)
    if found.outcome is Outcome.UNKNOWN:
        _count_miss(visit)
    with visit.database.writing() as session:
        count_verification(session, found.outcome, now=visit.now)
    return found


def compare_name(visit: Visit, written_code: str, name: str) -> tuple[Verification, bool | None]:
    """Return what the register says of the code, and whether the name is the one on it.

    None where there is no name to compare: the code is unknown, mistyped or closed, or nothing
    was typed. Raises TooMany.
    """
    typed = strip_bidi(name) if has_bidi_controls(name) else name
    try:
        code = parse_code(written_code)
    except (MalformedCode, MistypedCode):
        return Verification(Outcome.MISTYPED), None
    _check_limits(visit)
    with visit.database.reading() as session:
        certificate = service.find_by_code(session, code)
    found = public_view(certificate) if certificate else Verification(Outcome.UNKNOWN)
    if certificate is None or not found.can_check_name:
        _count_miss(visit)
        return found, None
    if not typed.strip() or len(typed) > LONGEST_NAME:
        return found, None
    secret = visit.settings.secret_key.get_secret_value()
    is_same = service.name_matches(certificate, typed, secret=secret)
    if not is_same:
        _count_miss(visit)
    return found, is_same


def _check_limits(visit: Visit) -> None:
    visit.limiter.check(MISSES_HERE, visit.network)
    visit.limiter.check(MISSES_EVERYWHERE)


def _count_miss(visit: Visit) -> None:
    visit.limiter.count(MISSES_HERE, visit.network)
    visit.limiter.count(MISSES_EVERYWHERE)
