"""Facts that a lower package states and a higher one acts on, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

F = TypeVar("F")
Handler = Callable[[Session, Any], None]


class Subscriptions:
    """Who acts on which fact; filled once by `app.compose`."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Handler]] = defaultdict(list)

    def subscribe(self, fact: type[F], handler: Callable[[Session, F], None]) -> None:
        """Have `handler` called, in order of subscription, for every fact of this type."""
        self._handlers[fact].append(handler)

    def handlers(self, fact: object) -> list[Handler]:
        """Return the handlers of this fact's own type."""
        return self._handlers[type(fact)]


def publish(session: Session, fact: object) -> None:
    """State a fact: its handlers run now, in this transaction; one that raises undoes it all."""
    subscriptions: Subscriptions = session.info["subscriptions"]
    for handler in subscriptions.handlers(fact):
        handler(session, fact)
