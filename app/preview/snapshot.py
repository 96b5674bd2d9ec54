"""A content folder at one moment: what can be read of it, and the last good state of the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from app.core.i18n import LANGUAGES, Language, other_language
from app.modules.content import COURSE_FILE, REFS_FILE, Content, ItemUnit, Parsers
from app.modules.findings import Finding, sort_findings
from app.modules.links import Targets
from app.modules.plainwords import with_kept_numbers
from app.modules.schemas import Course, Refs
from app.modules.source import EXAM_PREFIX, ContentTree, decode
from app.modules.syntax import Document
from app.modules.yamltext import mapping

FOLDERS: Final = ("lessons", "cases", "roleplays")
PREFIXES: Final = ("", EXAM_PREFIX)
INTERNAL: Final = "internal"  # the rule of a finding that is a fault of ours


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folder as it is shown.

    `documents` are the texts by path and `items` those of the bank by id. What stands in `earlier`
    (a path, or an item with its language) is shown as it was before its file broke. `ids` are the
    items of each bank file, in its order. `failure` is said on every page while the folder cannot
    be read: the rest is then of before. `version` changes whenever anything shown does.
    """

    content: Content
    present: Mapping[str, bytes]
    course: Course | None
    refs: Refs
    targets: Targets
    documents: Mapping[str, Document]
    items: Mapping[str, ItemUnit]
    ids: Mapping[str, tuple[str, ...]]
    earlier: frozenset[str | tuple[str, Language]]
    findings: tuple[Finding, ...] = ()
    is_checked: bool = False
    failure: Finding | None = None
    version: str = ""

    def text(self, folder: str, unit_id: str, language: Language) -> Document | None:
        """Return a lesson, a case or a role play in one language, or None."""
        return self.documents.get(text_path(folder, unit_id, language))

    def findings_of(self, path: str) -> tuple[Finding, ...]:
        """Return what is wrong in one file."""
        return tuple(one for one in self.findings if one.path == path)

    def text_ids(self, folder: str) -> tuple[str, ...]:
        """Return the lessons, cases or role plays that have a file in either language."""
        starts = tuple(f"{language}/{folder}/" for language in LANGUAGES)
        found = (PurePosixPath(one) for one in self.present if one.startswith(starts))
        return tuple(sorted({one.stem for one in found if one.suffix == ".md"}))

    def bank_ids(self) -> tuple[str, ...]:
        """Return the modules that have a bank in either language."""
        starts = tuple(f"{prefix}{one}/bank/" for prefix in PREFIXES for one in LANGUAGES)
        found = (PurePosixPath(one) for one in self.present if one.startswith(starts))
        return tuple(sorted({one.stem for one in found if one.suffix == ".yml"}))


def text_path(folder: str, unit_id: str, language: Language) -> str:
    """Return the file of a lesson, a case or a role play."""
    return f"{language}/{folder}/{unit_id}.md"


def bank_paths(module_id: str, language: Language) -> tuple[str, ...]:
    """Return the bank files of a module in one language: the course's, the private exam's."""
    return tuple(f"{prefix}{language}/bank/{module_id}.yml" for prefix in PREFIXES)


@dataclass(slots=True)
class _Reading:
    """A snapshot that is being made from what was read and from the one before it."""

    content: Content
    present: Mapping[str, bytes]
    before: Snapshot | None
    refs: Refs = field(default_factory=Refs)
    earlier: set[str | tuple[str, Language]] = field(default_factory=set)

    def is_unread(self, path: str, item_id: str) -> bool:
        """Tell whether an item is still in its file, or may be in one that cannot be read."""
        return path in self.present and (
            path not in self.content.yaml or item_id in _ids_in(self.content, path)
        )


def snapshot_of(
    content: Content, trees: tuple[ContentTree, ...], *, parsers: Parsers, before: Snapshot | None
) -> Snapshot:
    """Return the folder as it can be shown; `before` gives the last good state of its files."""
    present = {f"{tree.prefix}{path}": text for tree in trees for path, text in tree.texts.items()}
    reading = _Reading(content, present, before, _refs(content, present, before))
    documents = _documents(reading, parsers)
    items = _items(reading)
    return Snapshot(
        content=content,
        present=present,
        course=_course(content, present, before),
        refs=with_kept_numbers(reading.refs),
        targets=_targets(reading, items),
        documents=documents,
        items=items,
        ids=_ids(reading),
        earlier=frozenset(reading.earlier),
        findings=sort_findings([*content.findings, *_carried(content, present, before)]),
    )


def without_failures(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are about the course, not about the preview."""
    return tuple(one for one in findings if one.rule != INTERNAL)


def _carried(
    content: Content, present: Mapping[str, bytes], before: Snapshot | None
) -> tuple[Finding, ...]:
    """Return the findings of files that did not change: they stay until the lint has looked."""
    if before is None or content.course is None:
        return ()
    return tuple(
        one
        for one in without_failures(before.findings)
        if before.present.get(one.path) == present.get(one.path)
    )


def _course(
    content: Content, present: Mapping[str, bytes], before: Snapshot | None
) -> Course | None:
    """Return the course; while its file is broken, as it was."""
    is_broken = content.course is None and COURSE_FILE in present
    return before.course if is_broken and before is not None else content.course


def _refs(content: Content, present: Mapping[str, bytes], before: Snapshot | None) -> Refs:
    """Return the references; while their file is broken, or empty, as they were."""
    is_empty = not (content.refs.laws or content.refs.terms or content.refs.media)
    is_broken = is_empty and REFS_FILE in present
    return before.refs if is_broken and before is not None else content.refs


def _documents(reading: _Reading, parsers: Parsers) -> dict[str, Document]:
    """Return every text that can be parsed, and the last good state of the others."""
    found: dict[str, Document] = {}
    if reading.refs is reading.content.refs:
        for unit in reading.content.units():
            found[unit.source.path] = unit.source
            if unit.twin is not None:
                found[unit.twin.path] = unit.twin
    for path in sorted(set(reading.present) - set(found)):
        language = _language_of_text(path)
        document = _document(reading, parsers, path, language) if language else None
        if document is not None:
            found[path] = document
    return found


def _document(
    reading: _Reading, parsers: Parsers, path: str, language: Language
) -> Document | None:
    text = decode(path, reading.present[path], [])
    document = text and parsers.document(path, text, language, reading.refs.media, [])
    if document:
        return document
    held = reading.before.documents.get(path) if reading.before else None
    if held is not None:
        reading.earlier.add(path)
    return held


def _language_of_text(path: str) -> Language | None:
    """Return the language of a lesson, a case or a role play by its path; None for other files."""
    return next(
        (
            language
            for language in LANGUAGES
            if path.startswith(tuple(f"{language}/{folder}/" for folder in FOLDERS))
            and path.endswith(".md")
        ),
        None,
    )


def _items(reading: _Reading) -> dict[str, ItemUnit]:
    """Return every item that can be read, and the last good state of the others."""
    held = reading.before.items if reading.before else {}
    found: dict[str, ItemUnit] = {}
    for item_id, unit in reading.content.items.items():
        found[item_id] = _with_twin(reading, unit, held.get(item_id))
    for item_id, unit in held.items():
        if item_id not in found and reading.is_unread(unit.path, item_id):
            found[item_id] = unit
            reading.earlier |= {(item_id, language) for language in LANGUAGES}
    return found


def _with_twin(reading: _Reading, unit: ItemUnit, held: ItemUnit | None) -> ItemUnit:
    """Return the item with its last good translation where the present one cannot be read."""
    if unit.twin is not None or held is None or held.twin is None:
        return unit
    same = held.source.type == unit.source.type and held.language == unit.language
    if not same or not reading.is_unread(held.twin_path, unit.id):
        return unit
    reading.earlier.add((unit.id, other_language(unit.language)))
    return replace(unit, twin=held.twin, twin_path=held.twin_path, twin_position=held.twin_position)


def _ids(reading: _Reading) -> dict[str, tuple[str, ...]]:
    before = reading.before.ids if reading.before else {}
    banks = [path for path in reading.present if "/bank/" in path and path.endswith(".yml")]
    return {
        path: _ids_in(reading.content, path)
        if path in reading.content.yaml
        else before.get(path, ())
        for path in banks
    }


def _ids_in(content: Content, path: str) -> tuple[str, ...]:
    """Return the ids written in a bank file, in order; an item without one has an empty id."""
    items = mapping(content.yaml[path].data).get("items")
    raw = items if isinstance(items, list) else []
    return tuple(str(mapping(one).get("id", "")) for one in raw)


def _targets(reading: _Reading, items: Mapping[str, ItemUnit]) -> Targets:
    """Return what links may lead to: here also what is not yet announced as written."""
    content, before = reading.content, reading.before
    uses = {item_id: unit.source.use for item_id, unit in items.items()}
    held = before.targets.figures if before else {}
    figures = {path: one for path, one in held.items() if path in content.tree.texts}
    ids = {folder: _ids_of(reading, folder) for folder in FOLDERS}
    return Targets(
        laws=reading.refs.laws,
        terms=reading.refs.terms,
        media=reading.refs.media,
        lessons={one: frozenset() for one in ids["lessons"]},
        checks=frozenset(one for one, use in uses.items() if use == "check"),
        exam_items=frozenset(one for one, use in uses.items() if use == "exam"),
        cases=frozenset(ids["cases"]),
        files=frozenset(content.tree.media) | frozenset(content.tree.texts),
        figures={**figures, **content.figures},
    )


def _ids_of(reading: _Reading, folder: str) -> set[str]:
    starts = tuple(f"{language}/{folder}/" for language in LANGUAGES)
    return {PurePosixPath(path).stem for path in reading.present if path.startswith(starts)}
