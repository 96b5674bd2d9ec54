"""Pages that are the same bytes for everybody, declared by each domain and compiled by `web`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.i18n import Language


def _no_context(_language: Language) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class AnonymousPage:
    """One page without a viewer, a token or a nonce.

    `path` is without its language (`/modules/m01`); `pattern` is how `lms routes` names its kind
    (`/modules/{module_id}`); `context(language)` gives what the template needs.
    """

    path: str
    template: str
    context: Callable[[Language], dict[str, Any]] = field(default=_no_context)
    pattern: str | None = None
