"""What the routes of other packages take from the course."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.modules.edition import Edition


async def _current_edition(request: Request) -> Edition:
    return request.app.state.editions.current  # type: ignore[no-any-return]


CurrentEdition = Annotated[Edition, Depends(_current_edition)]
