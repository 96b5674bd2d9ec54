"""The failures of the course."""

from app.core.errors import AppError, NotFound
from app.core.i18n import N_
from app.modules.findings import Finding


class ContentNotFound(NotFound):
    """The edition in force has no lesson, case, term, text or item of this id."""

    code = "modules.not_found"
    message = N_("This page of the course does not exist, or is no longer in it.")


class NoGoodEdition(AppError):
    """The content folder is broken and no earlier edition was kept: the service cannot start."""

    code = "modules.no_good_edition"
    message = N_("The course cannot be loaded.")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(count=len(findings))
        self.findings = findings

    def __str__(self) -> str:
        first = next((str(finding) for finding in self.findings), "no finding")
        return f"The course cannot be loaded; see `lms content lint`. First: {first}"
