"""What can go wrong in a learner's progress."""

from app.core.errors import NotFound
from app.core.i18n import N_


class UnknownSection(NotFound):
    """The lesson or the section is not in the edition in force."""

    code = "learning.unknown_section"
    message = N_("This section is not in the present edition of the course.")
