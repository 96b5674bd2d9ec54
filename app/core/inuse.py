"""Tells whether a service is running on a data folder: a lock that ends with its process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

LOCK: Final = "in-use.lock"


class InUse(Exception):
    """A service or a worker is running on this data folder."""


def hold(data_dir: Path) -> IO[bytes]:
    """Return a lock that says "in use" until it is closed; web processes and workers share it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = (data_dir / LOCK).open("ab")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Keep everybody else off the data folder meanwhile; raises InUse when somebody is there."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(str(data_dir)) from None
        yield
