"""How far a long task is, on standard error, where somebody is looking at a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function `(done, total)` that moves a bar; nothing is drawn before its first call."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield move


@contextmanager
def steps(title: str) -> Iterator[Callable[[str], None]]:
    """Give a function that names the step at hand."""
    with Console(stderr=True).status(title) as status:

        def say(step: str) -> None:
            status.update(f"{title}: {step}")

        yield say
