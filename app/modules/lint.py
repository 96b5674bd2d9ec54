"""All that is checked in a content folder: one small function a rule, gathered here."""

from collections.abc import Callable, Iterable
from typing import Final

from app.modules import (
    lint_articles,
    lint_bank,
    lint_cases,
    lint_course,
    lint_elision,
    lint_exam,
    lint_figures,
    lint_glossary,
    lint_lessons,
    lint_penalties,
    lint_prose,
    lint_text,
    lint_wording,
    parity,
)
from app.modules.content import REFS_FILE, Content
from app.modules.findings import Finding, sort_findings

Rule = Callable[[Content], Iterable[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    *lint_course.RULES,
    *lint_text.RULES,
    *lint_figures.RULES,
    *lint_glossary.RULES,
    *lint_cases.RULES,
    *lint_bank.RULES,
    *lint_exam.RULES,
    *lint_articles.RULES,
    *lint_prose.RULES,
    *lint_elision.RULES,
    *lint_wording.RULES,
    *lint_lessons.RULES,
    *lint_penalties.RULES,
    parity.check_parity,
)


def lint(content: Content) -> tuple[Finding, ...]:
    """Return every finding of reading and of every rule, by file and line."""
    if content.course is None:
        return sort_findings(content.findings)
    found = [one for rule in RULES for one in rule(content)]
    hidden = _consequences(content)
    return sort_findings([*content.findings, *(one for one in found if one.rule not in hidden)])


def _consequences(content: Content) -> frozenset[str]:
    """Return the rules that a file which could not be read makes fail elsewhere.

    One broken bank would make every lesson “cite a check that does not exist”: only the cause is
    worth saying.
    """
    broken = {one.path for one in content.findings if one.severity == "error"}
    hidden: set[str] = set()
    if REFS_FILE in broken:
        hidden |= {"article", "law", "term", "media", "graded", "figure", "pool", "feasible"}
    if any("/bank/" in path for path in broken):
        hidden |= {"check", "missing", "pool", "feasible"}
    if any(path.endswith(".md") for path in broken):
        hidden |= {"lesson", "case", "announced", "missing", "taught"}
    return frozenset(hidden)
