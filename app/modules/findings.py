"""What is wrong in a file of the course, said with its file and its line."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal

Severity = Literal["error", "warning", "note"]

# error: no edition is made of it. warning: to be mended, no harm to learners. note: to be known.
_ORDER: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a content file: `path` from its folder, `line` from 1 (0: no line)."""

    path: str
    line: int
    rule: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message} [{self.rule}]"

    def as_dict(self) -> dict[str, object]:
        """Return the finding as plain data, for `--json`."""
        return asdict(self)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, by file, line and gravity."""
    unique = set(findings)
    return tuple(
        sorted(unique, key=lambda f: (f.path, f.line, _ORDER[f.severity], f.rule, f.message))
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether one of the findings forbids making an edition."""
    return any(finding.severity == "error" for finding in findings)
