"""Facts that an account states to whoever is above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PersonErased:
    """The person asked for it: their row goes at the end of this transaction."""

    person_id: int
    erased_at: datetime
