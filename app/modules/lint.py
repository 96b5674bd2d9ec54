"""All that is checked in a content folder: one small function a rule, gathered here."""

from collections.abc import Callable, Iterable
from typing import Final

from app.modules import lint_bank, lint_cases, lint_course, lint_exam, lint_prose, lint_text, parity
from app.modules.findings import Finding, sort_findings
from app.modules.reader import Content

Rule = Callable[[Content], Iterable[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    *lint_course.RULES,
    *lint_text.RULES,
    *lint_cases.RULES,
    *lint_bank.RULES,
    *lint_exam.RULES,
    *lint_prose.RULES,
    parity.check_parity,
)


def lint(content: Content) -> tuple[Finding, ...]:
    """Return every finding of reading and of every rule, by file and line."""
    found = list(content.findings)
    for rule in RULES:
        found.extend(rule(content))
    return sort_findings(found)
