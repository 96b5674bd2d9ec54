"""What routes of higher packages ask of the course: the edition in force."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.modules.edition import Edition
from app.modules.store import EditionStore


async def _current_edition(request: Request) -> Edition:
    editions: EditionStore = request.app.state.editions
    return editions.current


CurrentEdition = Annotated[Edition, Depends(_current_edition)]
