"""How often something may be tried: the strategies of `limits` over a table of ours.

One table serves both databases, survives a restart and is shared by all processes.
"""

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Float, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Database
from app.core.errors import TooMany

_KEEP: Final = timedelta(days=1)


class RateWindow(Base):
    """How many tries one key made in its present window."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    count: Mapped[int]
    expires_at_s: Mapped[float] = mapped_column(Float, index=True)  # Unix time, seconds


class DatabaseStorage(Storage):
    """The `limits` storage interface over `rate_window`."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database) -> None:
        super().__init__(wrap_exceptions=False)
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        """The exceptions that this storage may raise."""
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to the key's present window and return the new count; `expiry` is in seconds."""
        now_s = time.time()
        dialect = sqlite if self._database.is_sqlite else postgresql
        statement = dialect.insert(RateWindow).values(
            key=key, count=amount, expires_at_s=now_s + expiry
        )
        is_over = RateWindow.expires_at_s <= now_s
        upsert = statement.on_conflict_do_update(
            index_elements=[RateWindow.key],
            set_={
                "count": case((is_over, amount), else_=RateWindow.count + amount),
                "expires_at_s": case((is_over, now_s + expiry), else_=RateWindow.expires_at_s),
            },
        ).returning(RateWindow.count)
        with self._database.writing() as session:
            return int(session.execute(upsert).scalar_one())

    def get(self, key: str) -> int:
        """Return the count of the key's present window, 0 when it is over."""
        with self._database.reading() as session:
            found = session.scalar(
                select(RateWindow.count).where(
                    RateWindow.key == key, RateWindow.expires_at_s > time.time()
                )
            )
        return found or 0

    def get_expiry(self, key: str) -> float:
        """Return when the key's window ends, in Unix seconds."""
        with self._database.reading() as session:
            found = session.scalar(select(RateWindow.expires_at_s).where(RateWindow.key == key))
        return found or time.time()

    def check(self) -> bool:
        """Tell whether the storage answers."""
        self.get("check")
        return True

    def reset(self) -> int | None:
        """Forget every window; return how many there were."""
        with self._database.writing() as session:
            return session.execute(delete(RateWindow)).rowcount  # type: ignore[attr-defined,no-any-return]

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._database.writing() as session:
            session.execute(delete(RateWindow).where(RateWindow.key == key))

    def forget_old(self, now: datetime) -> None:
        """Remove the windows that ended more than a day ago."""
        limit_s = (now.astimezone(UTC) - _KEEP).timestamp()
        with self._database.writing() as session:
            session.execute(delete(RateWindow).where(RateWindow.expires_at_s < limit_s))


class Limiter:
    """Counts tries and refuses the one too many."""

    def __init__(self, database: Database) -> None:
        self.storage = DatabaseStorage(database)
        self._strategy = FixedWindowRateLimiter(self.storage)

    def count(self, item: RateLimitItem, *keys: str) -> None:
        """Count one try; raises TooMany when the window already holds all that it may."""
        if not self._strategy.hit(item, *keys):
            raise TooMany(retry_after_s=self._wait_s(item, *keys))

    def check(self, item: RateLimitItem, *keys: str) -> None:
        """Raise TooMany when the window is full; counts nothing."""
        if not self._strategy.test(item, *keys):
            raise TooMany(retry_after_s=self._wait_s(item, *keys))

    def forget(self, item: RateLimitItem, *keys: str) -> None:
        """Start the window again, after a success."""
        self._strategy.clear(item, *keys)

    def _wait_s(self, item: RateLimitItem, *keys: str) -> int:
        stats = self._strategy.get_window_stats(item, *keys)
        return max(1, math.ceil(stats.reset_time - time.time()))
