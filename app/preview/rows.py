"""Makes the pages of lessons, cases and role plays out of a snapshot, from the sources alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.token import Token

from app.core.errors import NotFound
from app.core.i18n import LANGUAGES, Language
from app.modules.bankbuild import build_item
from app.modules.blocks import EMPTY, CaseBlock, CheckBlock, LawBlock, SectionText, TrainerBlock
from app.modules.casebuild import read_nodes, render_scenes
from app.modules.cases import SceneText
from app.modules.content import AnyUnit
from app.modules.findings import Finding, sort_findings
from app.modules.kinds import State
from app.modules.markdown import Renderer, split_sections, top_level
from app.modules.pagedata import Link
from app.modules.paths import case_path
from app.modules.refpages import card_of
from app.modules.syntax import Document
from app.modules.typesetting import plain
from app.modules.yamltext import mapping
from app.preview.rowstarts import (
    OPENING,
    TOP,
    by_row,
    findings_of_figures,
    section_keys,
    text_starts,
)
from app.preview.sheets import Cell, CheckLink, Heading, Kind, Row, SceneCell, Sheet, TextCell, Way
from app.preview.snapshot import INTERNAL, Snapshot, bank_paths, text_path

Folder = Literal["lessons", "cases", "roleplays"]
Bodies = Mapping[str, TextCell | SceneCell]


@dataclass(frozen=True, slots=True)
class _Side:
    """One language of a page: its file, what it says by row, what is wrong by row."""

    language: Language
    path: str
    document: Document | None
    bodies: Bodies = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    is_earlier: bool = False
    is_unread: bool = False

    def heading(self) -> Heading:
        """Return the head of the page in this language."""
        title = "" if self.document is None else title_of(self.document)
        return Heading(self.language, title, self.path, self.is_earlier, self.is_unread)

    def cell(self, row: str) -> Cell:
        """Return this language of a row."""
        body, findings = self.bodies.get(row), self.findings.get(row, ())
        return Cell(self.language, body, findings, self.is_earlier)


def text_sheet(snapshot: Snapshot, folder: Folder, unit_id: str) -> Sheet:
    """Return the page of a lesson, a case or a role play; raises NotFound."""
    if unit_id not in snapshot.text_ids(folder):
        raise NotFound
    bodies_of = _scenes if folder == "cases" else _sections
    sides = tuple(
        _side(snapshot, text_path(folder, unit_id, one), language=one, bodies_of=bodies_of)
        for one in LANGUAGES
    )
    first = source_language(snapshot, folder, unit_id)
    ordered = sorted(sides, key=lambda side: side.language != first)
    rows = dict.fromkeys(row for side in ordered for row in side.bodies)
    state = state_of_text(snapshot, folder, unit_id)
    return Sheet(
        kind=folder,
        id=unit_id,
        module_id=unit_id.partition("-")[0],
        headings=tuple(side.heading() for side in sides),
        states={state: 1} if state else {},
        rows=tuple(Row(row, tuple(side.cell(row) for side in sides)) for row in rows),
        findings=tuple(one for side in sides for one in side.findings.get(TOP, ())),
        trainer_only=folder == "roleplays",
    )


def unrendered(snapshot: Snapshot, kind: Kind, sheet_id: str, *, why: Exception) -> Sheet:
    """Return the page of a text or a bank that we fail to render: what is known to be wrong."""
    files = {one: _files(kind, sheet_id, one) for one in LANGUAGES}
    known = [
        one for paths in files.values() for path in paths for one in snapshot.findings_of(path)
    ]
    message = f"the preview failed, please report it: {type(why).__name__}: {why}"
    return Sheet(
        kind=kind,
        id=sheet_id,
        module_id=sheet_id.partition("-")[0],
        headings=tuple(Heading(one, "", ", ".join(paths)) for one, paths in files.items()),
        states={},
        rows=(),
        findings=(Finding(files["fr"][0], 0, INTERNAL, message), *known),
    )


def _files(kind: Kind, sheet_id: str, language: Language) -> tuple[str, ...]:
    if kind == "banks":
        return bank_paths(sheet_id, language)
    return (text_path(kind, sheet_id, language),)


def title_of(document: Document) -> str:
    """Return the title that a file gives itself, or nothing."""
    title = mapping(document.front.data).get("title", "")
    return plain(title, document.language) if isinstance(title, str) else ""


def find_unit(snapshot: Snapshot, folder: Folder, unit_id: str) -> AnyUnit | None:
    """Return the unit as it was read, or None when it could not be."""
    content = snapshot.content
    if folder == "lessons":
        return content.lessons.get(unit_id)
    return (content.cases if folder == "cases" else content.role_plays).get(unit_id)


def source_language(snapshot: Snapshot, folder: Folder, unit_id: str) -> Language:
    """Return the language in which a text is drafted."""
    unit = find_unit(snapshot, folder, unit_id)
    return unit.source.language if unit else snapshot.content.source_language


def state_of_text(snapshot: Snapshot, folder: Folder, unit_id: str) -> State | None:
    """Return the state of a translation, or None while one of its files cannot be read."""
    unit = find_unit(snapshot, folder, unit_id)
    paths = [text_path(folder, unit_id, language) for language in LANGUAGES]
    is_whole = unit is not None and (
        unit.twin is not None or not all(path in snapshot.present for path in paths)
    )
    return unit.state if unit is not None and is_whole else None


def _side(
    snapshot: Snapshot,
    path: str,
    *,
    language: Language,
    bodies_of: Callable[[Snapshot, Document], Bodies],
) -> _Side:
    document, findings = snapshot.documents.get(path), snapshot.findings_of(path)
    if document is None:
        is_unread = path in snapshot.present
        return _Side(language, path, None, {}, {TOP: findings}, is_unread=is_unread)
    bodies = bodies_of(snapshot, document)
    if path in snapshot.earlier:
        return _Side(language, path, document, bodies, {TOP: findings}, is_earlier=True)
    return _Side(language, path, document, bodies, _placed(snapshot, document, findings))


def _placed(
    snapshot: Snapshot, document: Document, findings: tuple[Finding, ...]
) -> dict[str, tuple[Finding, ...]]:
    """Return the findings of a text and of its drawings by row."""
    starts = text_starts(document)
    own, drawn = by_row(findings, starts), findings_of_figures(snapshot, document, starts)
    return {
        row: sort_findings([*own.get(row, ()), *drawn.get(row, ())])
        for row in dict.fromkeys((*own, *drawn))
    }


def _sections(snapshot: Snapshot, document: Document) -> dict[str, TextCell]:
    """Return the opening and the sections of a text, trainer notes included."""
    renderer = Renderer(document.language, snapshot.targets)
    opening = split_sections(document.tokens)[0]
    body = renderer.body(document.tokens)
    cells: dict[str, TextCell] = {}
    if opening:
        notes = _notes_of_opening(opening, renderer)
        cells[OPENING] = TextCell(html=body.opening_html, trainer_notes=notes)
    for key, section in zip(section_keys(document), body.sections, strict=True):
        notes = tuple(one for one in body.trainer_notes if one.section_id == section.id)
        cells[key] = _section(snapshot, section, notes=notes, language=document.language)
    return cells


def _notes_of_opening(opening: list[Token], renderer: Renderer) -> tuple[TrainerBlock, ...]:
    """Return the trainer notes before the first section, which learners' pages leave out."""
    notes = [chunk for chunk in top_level(opening) if chunk[0].meta.get("name") == "trainer"]
    return tuple(TrainerBlock("", 0, renderer.html(chunk[1:-1])) for chunk in notes)


def _section(
    snapshot: Snapshot,
    section: SectionText,
    *,
    notes: tuple[TrainerBlock, ...],
    language: Language,
) -> TextCell:
    blocks, laws = section.blocks, snapshot.refs.laws
    asked = [one.item_id for one in blocks if isinstance(one, CheckBlock)]
    told = [one.law_id for one in blocks if isinstance(one, LawBlock) and one.law_id in laws]
    cases = [one for one in blocks if isinstance(one, CaseBlock)]
    return TextCell(
        title=section.title,
        blocks=blocks,
        trainer_notes=notes,
        checks={one: _check(snapshot, one, language) for one in asked},
        laws={one: card_of(laws[one], one, language) for one in told},
        cases={one.case_id: _case(snapshot, one, language) for one in cases},
    )


def _check(snapshot: Snapshot, item_id: str, language: Language) -> CheckLink:
    """Return the way to a check, with its question where it can be read in this language."""
    unit = snapshot.items.get(item_id)
    texts = build_item(unit, snapshot.targets).texts if unit else {}
    stem = texts[language].stem_html if language in texts else EMPTY
    return CheckLink(item_id, stem)


def _case(snapshot: Snapshot, block: CaseBlock, language: Language) -> Link:
    document = snapshot.text("cases", block.case_id, language)
    title = block.label or (title_of(document) if document else "") or block.case_id
    return Link(title, case_path(block.case_id))


def _scenes(snapshot: Snapshot, document: Document) -> dict[str, TextCell | SceneCell]:
    """Return the opening and the scenes of a case, with choices, consequences and scores."""
    renderer = Renderer(document.language, snapshot.targets)
    opening = split_sections(document.tokens)[0]
    cells: dict[str, TextCell | SceneCell] = {}
    if opening:
        notes = _notes_of_opening(opening, renderer)
        cells[OPENING] = TextCell(html=renderer.html(opening), trainer_notes=notes)
    scores = _scores(snapshot, document)
    scenes = render_scenes(document, renderer)
    for key, scene in zip(section_keys(document), scenes, strict=True):
        cells[key] = _scene(scene, scores)
    return cells


def _scores(snapshot: Snapshot, document: Document) -> dict[tuple[str, str], int]:
    """Return the points of each way from a scene to another: they stand in the source alone."""
    case_id = document.path.rpartition("/")[2].removesuffix(".md")
    language = source_language(snapshot, "cases", case_id)
    source = snapshot.text("cases", case_id, language)
    nodes = read_nodes(source) if source else ()
    return {(node.id, way.target): way.score for node in nodes for way in node.choices}


def _scene(scene: SceneText, scores: Mapping[tuple[str, str], int]) -> SceneCell:
    ways = tuple(
        Way(one.label, one.feedback_html, one.target, scores.get((scene.id, one.target)))
        for one in scene.choices
    )
    return SceneCell(scene.title, scene.html, ways, scene.is_end)
