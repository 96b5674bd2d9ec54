"""What a route asks for when it wants to know who is there: CurrentLearner and its like.

A dependency touches no database: it gives a `Later`, read in the endpoint's own hop with the
endpoint's own session. A route without a session asks for `PendingLearner` and resolves it.
"""

import logging
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.accounts import sessions
from app.accounts.cookies import SESSION_COOKIE
from app.accounts.models import Role
from app.accounts.schemas import SignedIn
from app.core.db import Database
from app.core.errors import Forbidden, Unauthenticated
from app.web.routing import Hops
from app.web.viewer import Later

logger = logging.getLogger(__name__)

# Who may open a route, for `openapi_extra`; `lms routes` shows it.
ANYONE: Final = {"x-roles": ["anyone"]}
LEARNER: Final = {"x-roles": ["learner"]}
TRAINER: Final = {"x-roles": ["trainer"]}
STAFF: Final = {"x-roles": ["staff"]}


def session_token(request: Request) -> str:
    """Return the browser's session token, empty when it sends none."""
    return request.cookies.get(SESSION_COOKIE, "")


async def current_viewer(request: Request) -> Later[SignedIn | None]:
    """Give the person who is signed in, or None."""
    return Later(lambda session: _find(request, session))


async def current_learner(request: Request) -> Later[SignedIn]:
    """Give the person who is signed in; raises Unauthenticated, at once without a cookie."""
    if not session_token(request):
        raise Unauthenticated
    return Later(lambda session: _get(request, session))


async def current_trainer(request: Request) -> Later[SignedIn]:
    """Give the trainer who is signed in; raises Unauthenticated or Forbidden."""
    if not session_token(request):
        raise Unauthenticated
    return Later(lambda session: _with_role(_get(request, session), Role.TRAINER))


async def current_staff(request: Request) -> Later[SignedIn]:
    """Give the member of the Commission's staff; raises Unauthenticated or Forbidden."""
    if not session_token(request):
        raise Unauthenticated
    return Later(lambda session: _with_role(_get(request, session), Role.STAFF))


CurrentViewer = Annotated[SignedIn | None, Depends(current_viewer)]
CurrentLearner = Annotated[SignedIn, Depends(current_learner)]
CurrentTrainer = Annotated[SignedIn, Depends(current_trainer)]
CurrentStaff = Annotated[SignedIn, Depends(current_staff)]
# For endpoints that take `CurrentDatabase`: `learner.resolve(session)` inside their own session.
PendingLearner = Annotated[Later[SignedIn], Depends(current_learner)]


def _find(request: Request, session: Session) -> SignedIn | None:
    token = session_token(request)
    if not token:
        return None
    now = request.app.state.clock()
    idle = timedelta(minutes=request.app.state.settings.session_idle_minutes)
    viewer = sessions.find_viewer(session, token, now=now, idle=idle)
    request.state.viewer = viewer
    if viewer is not None and sessions.is_touch_due(viewer, now):
        _touch_later(request, viewer)
    return viewer


def _get(request: Request, session: Session) -> SignedIn:
    viewer = _find(request, session)
    if viewer is None:
        raise Unauthenticated
    return viewer


def _with_role(viewer: SignedIn, role: Role) -> SignedIn:
    if role.value not in viewer.roles:
        raise Forbidden
    return viewer


def _touch_later(request: Request, viewer: SignedIn) -> None:
    """Have the last use written by the writing thread, outside this request's transaction."""
    database: Database = request.app.state.database
    hops: Hops = request.app.state.hops
    now = request.app.state.clock()

    def write() -> None:
        try:
            with database.writing() as session:
                sessions.touch(session, viewer.session_key, now=now)
        except Exception:
            logger.exception("the last use of a session could not be written down")

    if hops.writing is not None:
        hops.writing.submit(write)
