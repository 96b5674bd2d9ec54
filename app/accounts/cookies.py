"""The two cookies of somebody who is signed in; both go when the browser closes."""

from typing import Final

from starlette.responses import Response

SESSION_COOKIE: Final = "__Host-session"
# Says nothing but "ask /api/v1/me/state": read by the script of pages that are cached for all.
SIGNED_IN_COOKIE: Final = "signed_in"


def give_session(response: Response, token: str) -> None:
    """Have the browser carry this session."""
    response.set_cookie(SESSION_COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")
    response.set_cookie(SIGNED_IN_COOKIE, "1", path="/", secure=True, samesite="lax")


def take_session(response: Response) -> None:
    """Have the browser forget its session."""
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(SIGNED_IN_COOKIE, path="/", secure=True, samesite="lax")
