"""Parts of the learner's own page that packages above `learning` contribute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Panel:
    """One part: its template, and what it shows of a learner (None: nothing to show)."""

    template: str
    load: Callable[[Session, int, datetime], object | None]


@dataclass(frozen=True)
class FilledPanel:
    """One part, ready: the page includes `template` with `panel` bound to `content`."""

    template: str
    content: object
