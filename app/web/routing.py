"""One thread hop and one transaction a request: the route class of every personal page.

An endpoint is a plain function. Its dependencies are coroutines that touch no database: a session
is lazy, a person is a `Later`. The route fills these, runs the endpoint and commits in one place,
before the answer leaves: "saved" is never said of something that is not (style.md, section 4).
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import wraps
from inspect import iscoroutinefunction
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Depends
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.db import Database
from app.web.viewer import Later

_HOP: Final = "hop"
_MARK: Final = "__one_hop__"


class Hops:
    """Where a request's database work runs.

    SQLite: writes on one thread (36-43 ms p99 against 750 with many), short reads on the event
    loop. PostgreSQL: everything on a pool of threads.
    """

    def __init__(self, database: Database, *, threads: int = 8) -> None:
        if database.is_sqlite:
            self.writing: Executor | None = ThreadPoolExecutor(1, thread_name_prefix="writer")
            self.reading: Executor | None = None
        else:
            self.writing = ThreadPoolExecutor(threads, thread_name_prefix="database")
            self.reading = self.writing

    def close(self) -> None:
        """End the threads, after what they are doing."""
        for executor in {self.writing, self.reading} - {None}:
            executor.shutdown()  # type: ignore[union-attr]


async def _read_session(request: Request) -> Session:
    session = request.app.state.database.open_session(writes=False)
    session.info[_HOP] = request.app.state.hops.reading
    return session  # type: ignore[no-any-return]


async def _write_session(request: Request) -> Session:
    session = request.app.state.database.open_session(writes=True)
    session.info[_HOP] = request.app.state.hops.writing
    return session  # type: ignore[no-any-return]


async def _database(request: Request) -> Database:
    return request.app.state.database  # type: ignore[no-any-return]


ReadSession = Annotated[Session, Depends(_read_session)]
UnitOfWork = Annotated[Session, Depends(_write_session)]
# For the few endpoints that need two transactions, or work between them (hashing a password).
CurrentDatabase = Annotated[Database, Depends(_database)]


class TransactionRoute(APIRoute):
    """A route whose plain-function endpoint runs in one hop and one transaction."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401
        super().__init__(path, in_one_hop(endpoint), **options)
        if self.methods == {"GET"}:
            self.methods.add("HEAD")  # RFC 9110, 9.1: the server drops the body


def in_one_hop(endpoint: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """Return the endpoint as a coroutine function of the same signature."""
    if iscoroutinefunction(endpoint) or hasattr(endpoint, _MARK):
        return endpoint

    @wraps(endpoint)
    async def hop(**values: Any) -> Any:  # noqa: ANN401
        session = next((v for v in values.values() if isinstance(v, Session)), None)
        if session is None:
            return await to_thread.run_sync(lambda: endpoint(**values))
        executor: Executor | None = session.info[_HOP]
        if executor is None:
            return _in_transaction(endpoint, session, values)
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            executor, context.run, _in_transaction, endpoint, session, values
        )

    setattr(hop, _MARK, True)
    return hop


def _in_transaction(endpoint: Callable[..., Any], session: Session, values: dict[str, Any]) -> Any:  # noqa: ANN401
    with session:  # leaving without a commit rolls back
        ready = {
            name: value.resolve(session) if isinstance(value, Later) else value
            for name, value in values.items()
        }
        answer = endpoint(**ready)
        if session.info["writes"]:
            Database.commit(session)
        return answer
