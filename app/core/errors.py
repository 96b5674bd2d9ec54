"""The one tree of failures that the service states to its callers.

AppError
├── NotFound         404  it does not exist, for this person
├── Unauthenticated  401  sign in first
├── Forbidden        403  known, but not allowed
├── Conflict         409  the state of things forbids it now
├── Invalid          422  what was given cannot be accepted
└── TooMany          429  too often; try again later

A domain subclasses one, sets `code` and `message`; `app.web.errors` alone turns it into a page.
"""

from typing import ClassVar

from app.core.i18n import N_


class AppError(Exception):
    """A failure with a stable code; `message` is an English msgid, filled with `params`."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class NotFound(AppError):
    """It does not exist, or not for this person: the two look the same from outside."""

    code = "not_found"
    message = N_("This page does not exist, or is no longer here.")


class Unauthenticated(AppError):
    """Nobody is signed in, or the session is over."""

    code = "unauthenticated"
    message = N_("Sign in to continue.")


class Forbidden(AppError):
    """The person is known but may not do this."""

    code = "forbidden"
    message = N_("Your account does not give access to this page.")


class Conflict(AppError):
    """The present state of things forbids it."""

    code = "conflict"
    message = N_("This action is no longer possible.")


class Invalid(AppError):
    """What was given cannot be accepted; `field` names the form field at fault, if one is."""

    code = "invalid"
    message = N_("What you sent cannot be accepted.")

    def __init__(self, field: str | None = None, **params: object) -> None:
        super().__init__(**params)
        self.field = field


class TooMany(AppError):
    """Too many tries; `retry_after_s` says when to come back, in seconds."""

    code = "too_many"
    message = N_("Too many tries. Wait a little, then try again.")

    def __init__(self, retry_after_s: int = 60, **params: object) -> None:
        super().__init__(**params)
        self.retry_after_s = retry_after_s
