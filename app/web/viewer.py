"""Who is looking at a page, as far as the shell needs to know."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


class Viewer(Protocol):
    """The signed-in person, in the words of the header."""

    @property
    def id(self) -> int:
        """The person's internal number."""

    @property
    def name(self) -> str:
        """What the header calls them."""

    @property
    def roles(self) -> frozenset[str]:
        """`learner` and whatever the operator gave."""

    @property
    def language(self) -> str:
        """The language of their account."""


class Later(Generic[T]):
    """A value that needs the database: read in the endpoint's own hop, with its own session."""

    def __init__(self, resolve: Callable[[Session], T]) -> None:
        self.resolve = resolve
