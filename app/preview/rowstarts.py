"""Which section or item of a page a finding stands beside: the one that holds its line."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.modules.content import Content
from app.modules.findings import Finding, sort_findings
from app.modules.links import media_path
from app.modules.markdown import split_sections
from app.modules.syntax import MEDIA_SCHEME, Document, marks
from app.modules.yamltext import mapping
from app.preview.snapshot import Snapshot

TOP: Final = ""  # of no section: shown at the top of the page
OPENING: Final = "_opening"  # the text before the first section; no section can have this id


@dataclass(slots=True)
class RowStarts:
    """Where the rows of one file begin: line and row, in the order of the lines."""

    starts: list[tuple[int, str]] = field(default_factory=list)

    def row_at(self, line: int) -> str:
        """Return the row that holds a line, or TOP."""
        position = bisect_right(self.starts, line, key=lambda start: start[0])
        return self.starts[position - 1][1] if position else TOP


def section_keys(document: Document) -> tuple[str, ...]:
    """Return a name for each section of a file: its id, made unique where authors slipped."""
    keys: dict[str, None] = {}
    for number, (heading, _title, _inside) in enumerate(split_sections(document.tokens)[1], 1):
        key = str(heading.meta.get("id", "")) or f"section-{number}"
        keys[key if key not in keys else f"{key}-{number}"] = None
    return tuple(keys)


def text_starts(document: Document) -> RowStarts:
    """Return where the opening and the sections of a text begin; the front matter is of none."""
    opening, sections = split_sections(document.tokens)
    starts = [((opening[0].map or [0])[0] + 1, OPENING)] if opening else []
    lines = [(heading.map or [0])[0] + 1 for heading, _title, _inside in sections]
    return RowStarts([*starts, *zip(lines, section_keys(document), strict=True)])


def bank_starts(content: Content, path: str) -> RowStarts:
    """Return where the items of a bank file begin; its vignettes are of none."""
    if path not in content.yaml:
        return RowStarts()
    data = mapping(content.yaml[path].data)
    items = data.get("items")
    starts = [
        (content.line(path, "items", position), str(mapping(one).get("id", TOP)))
        for position, one in enumerate(items if isinstance(items, list) else [])
    ]
    heads = [(content.line(path, name), TOP) for name in data if name != "items"]
    return RowStarts(sorted([*starts, *heads]))


def by_row(findings: Iterable[Finding], starts: RowStarts) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of one file by the row that they stand beside."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(starts.row_at(one.line), []).append(one)
    return {row: sort_findings(inside) for row, inside in found.items()}


def findings_of_figures(
    snapshot: Snapshot, document: Document, starts: RowStarts
) -> dict[str, tuple[Finding, ...]]:
    """Return what is wrong in the drawings of a text, by the row that shows them."""
    found: dict[str, list[Finding]] = {}
    for mark in marks(document):
        media = snapshot.refs.media.get(mark.value.removeprefix(MEDIA_SCHEME))
        if mark.kind == "image" and media is not None:
            path = media_path(media, document.language, snapshot.targets.files).removeprefix("/")
            found.setdefault(starts.row_at(mark.line), []).extend(snapshot.findings_of(path))
    return {row: sort_findings(inside) for row, inside in found.items()}
