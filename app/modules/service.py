"""Loading a course: from a folder to an edition, or to what is wrong with it."""

from pathlib import Path

from app.modules.compile import compile_edition
from app.modules.content import Content
from app.modules.edition import BrokenContent, Edition
from app.modules.findings import Finding, has_errors
from app.modules.lint import lint
from app.modules.reader import read_content


def load_edition(content_root: Path, exam_root: Path | None = None) -> Edition | BrokenContent:
    """Return the edition of a folder, or what is wrong with it; a broken file never raises.

    Warnings do not stop an edition; they travel with it, in `findings`.
    """
    content = read_content(content_root, exam_root)
    return edition_of(content)


def edition_of(content: Content) -> Edition | BrokenContent:
    """Return the edition of a folder that was read, or what is wrong with it."""
    findings = lint(content)
    if has_errors(findings) or content.course is None or content.exam is None:
        return BrokenContent(findings)
    return compile_edition(content, content.course, content.exam, findings)


def check_folder(content_root: Path, exam_root: Path | None = None) -> tuple[Finding, ...]:
    """Return every finding about a folder."""
    return lint(read_content(content_root, exam_root))
