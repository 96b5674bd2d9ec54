"""Who may open a route: the person behind the cookie, and their roles."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.requests import Request

from app.accounts.deps import current_learner, current_staff, current_trainer, current_viewer
from app.accounts.schemas import SignedIn
from app.core.db import Database
from app.core.errors import Forbidden, Unauthenticated
from app.core.settings import Settings
from app.web.viewer import Later
from tests import factories
from tests.accounts.people import add_person, add_session

Dependency = Callable[[Request], Awaitable[Later[Any]]]


def request_with(token: str) -> Request:
    state = SimpleNamespace(clock=lambda: factories.NOON, settings=Settings())
    headers = [(b"cookie", f"__Host-session={token}".encode())] if token else []
    scope = {"type": "http", "headers": headers, "app": SimpleNamespace(state=state)}
    return Request(scope)


def resolve(dependency: Dependency, database: Database, token: str) -> SignedIn | None:
    async def ask() -> Later[SignedIn | None]:
        return await dependency(request_with(token))

    with database.reading() as session:
        return asyncio.run(ask()).resolve(session)


@pytest.mark.parametrize(
    ("roles", "open_to", "closed_to"),
    [
        ((), [current_learner], [current_trainer, current_staff]),
        (("trainer",), [current_learner, current_trainer], [current_staff]),
        (("staff",), [current_learner, current_staff], [current_trainer]),
    ],
)
def test_each_role_opens_its_own_routes(
    database: Database,
    roles: tuple[str, ...],
    open_to: list[Dependency],
    closed_to: list[Dependency],
) -> None:
    person_id = add_person(database, roles=roles)
    token = add_session(database, person_id)

    for dependency in open_to:
        viewer = resolve(dependency, database, token)
        assert viewer is not None
        assert viewer.id == person_id
    for dependency in closed_to:
        with pytest.raises(Forbidden):
            resolve(dependency, database, token)


@pytest.mark.parametrize("dependency", [current_learner, current_trainer, current_staff])
@pytest.mark.parametrize("token", ["", "forged"])
def test_nobody_is_asked_to_sign_in(database: Database, dependency: Dependency, token: str) -> None:
    with pytest.raises(Unauthenticated):
        resolve(dependency, database, token)


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_page_for_everybody_knows_nobody(database: Database, token: str) -> None:
    assert resolve(current_viewer, database, token) is None
