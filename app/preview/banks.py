"""Makes the page of a question bank: a row for each item, its key and explanations in sight."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import Markup

from app.core.errors import NotFound
from app.core.i18n import LANGUAGES, Language
from app.modules.bank import Choice, Item, ItemText
from app.modules.bankbuild import build_item
from app.modules.blocks import EMPTY
from app.modules.content import ItemUnit
from app.modules.findings import Finding
from app.modules.kinds import State
from app.modules.pagedata import Link
from app.modules.paths import law_path
from app.preview.rowstarts import TOP, bank_starts, by_row
from app.preview.sheets import (
    Answer,
    AnswerGroup,
    Cell,
    Heading,
    ItemCell,
    ItemFacts,
    Row,
    Sheet,
)
from app.preview.snapshot import Snapshot, bank_paths

STATES: Final[tuple[State, ...]] = ("current", "stale", "missing")
ByRow = Mapping[str, tuple[Finding, ...]]


def bank_sheet(snapshot: Snapshot, module_id: str) -> Sheet:
    """Return the page of a module's bank; raises NotFound."""
    if module_id not in snapshot.bank_ids():
        raise NotFound
    findings = {one: _findings(snapshot, module_id, one) for one in LANGUAGES}
    ids = _ids(snapshot, module_id, findings.values())
    rows = tuple(_row(snapshot, one, findings) for one in ids)
    return Sheet(
        kind="banks",
        id=module_id,
        module_id=module_id,
        headings=tuple(_heading(snapshot, module_id, one) for one in LANGUAGES),
        states=states_of_bank(snapshot, module_id),
        rows=rows,
        findings=tuple(one for language in LANGUAGES for one in findings[language].get(TOP, ())),
    )


def states_of_bank(snapshot: Snapshot, module_id: str) -> dict[State, int]:
    """Return how many items are translated, to be read again, or not translated."""
    counts = Counter(one.state for one in snapshot.items.values() if one.module_id == module_id)
    return {state: counts[state] for state in STATES if counts[state]}


def _heading(snapshot: Snapshot, module_id: str, language: Language) -> Heading:
    paths = [one for one in bank_paths(module_id, language) if one in snapshot.present]
    is_unread = any(one not in snapshot.content.yaml for one in paths)
    return Heading(language, "", ", ".join(paths), is_unread=is_unread)


def _findings(snapshot: Snapshot, module_id: str, language: Language) -> ByRow:
    """Return what is wrong in the bank files of one language, by item."""
    found: dict[str, tuple[Finding, ...]] = {}
    for path in bank_paths(module_id, language):
        placed = by_row(snapshot.findings_of(path), bank_starts(snapshot.content, path))
        for row, inside in placed.items():
            found[row] = (*found.get(row, ()), *inside)
    return found


def _ids(snapshot: Snapshot, module_id: str, findings: Iterable[ByRow]) -> list[str]:
    """Return the items to show, in the order of the files.

    One that cannot be read stands among them as long as something is said of it. A public exam item
    that a private pool replaces does not.
    """
    wrong = {row for one in findings for row in one if row != TOP}
    shown: dict[str, None] = {}
    for language in (snapshot.content.source_language, *LANGUAGES):
        for path in bank_paths(module_id, language):
            for item_id in snapshot.ids.get(path, ()):
                unit = snapshot.items.get(item_id)
                is_here = unit is not None and path in {unit.path, unit.twin_path}
                if is_here or (unit is None and item_id in wrong):
                    shown[item_id] = None
    return list(shown)


def _row(snapshot: Snapshot, item_id: str, findings: Mapping[Language, ByRow]) -> Row:
    unit = snapshot.items.get(item_id)
    item = build_item(unit, snapshot.targets) if unit else None
    cells = tuple(
        Cell(
            language=language,
            body=_cell(item, language) if item else None,
            findings=findings[language].get(item_id, ()),
            is_earlier=(item_id, language) in snapshot.earlier,
        )
        for language in LANGUAGES
    )
    return Row(item_id, cells, _facts(snapshot, unit) if unit else None)


def _facts(snapshot: Snapshot, unit: ItemUnit) -> ItemFacts:
    laws = snapshot.refs.laws
    refs = tuple(Link(one, law_path(one) if one in laws else "") for one in unit.source.refs)
    return ItemFacts(unit.source, unit.state, refs)


def _cell(item: Item, language: Language) -> ItemCell | None:
    text = item.texts.get(language)
    if text is None:
        return None
    return ItemCell(text.vignette_html, text.stem_html, _groups(item, text), text.why_html)


def _groups(item: Item, text: ItemText) -> tuple[AnswerGroup, ...]:
    """Return the choices of an item with what is right among them."""
    key = item.key
    if isinstance(key, bool):
        return (AnswerGroup(EMPTY, tuple(_truth(one, key=key) for one in (True, False))),)
    if isinstance(key, Mapping):
        return _pairs(text, key)
    if item.type == "order":
        return (AnswerGroup(EMPTY, _in_order(text, key), is_ordered=True),)
    right = {key} if isinstance(key, str) else set(key)
    return (AnswerGroup(EMPTY, _answers(text, text.choices, right)),)


def _truth(value: bool, *, key: bool) -> Answer:  # noqa: FBT001 - the value itself
    return Answer("true" if value else "false", EMPTY, value is key, truth=value)


def _answers(text: ItemText, choices: Iterable[Choice], right: Iterable[str]) -> tuple[Answer, ...]:
    wanted = frozenset(right)
    return tuple(
        Answer(one.id, one.html, one.id in wanted, text.why_not.get(one.id, EMPTY))
        for one in choices
    )


def _in_order(text: ItemText, key: Iterable[str]) -> tuple[Answer, ...]:
    """Return the steps in their right order; one that the key forgets comes last, as wrong."""
    order = list(key)
    places = {step: order.index(step) if step in order else len(order) for step in _ids_of(text)}
    return _answers(text, sorted(text.choices, key=lambda one: places[one.id]), order)


def _ids_of(text: ItemText) -> list[str]:
    return [choice.id for choice in text.choices]


def _pairs(text: ItemText, key: Mapping[str, str]) -> tuple[AnswerGroup, ...]:
    """Return one group a line of a match, with its label alone, or a gap of a cloze, with all."""
    lines = tuple(
        AnswerGroup(row.html, _answers(text, _named(text.choices, key.get(row.id)), key.values()))
        for row in text.rows
    )
    left = [one for one in text.choices if one.id not in set(key.values())] if text.rows else []
    extra = (AnswerGroup(EMPTY, _answers(text, left, ())),) if left else ()
    gaps = tuple(
        AnswerGroup(Markup.escape(gap.id), _answers(text, gap.choices, {key.get(gap.id, "")}))
        for gap in text.gaps
    )
    return (*lines, *extra, *gaps)


def _named(choices: tuple[Choice, ...], choice_id: str | None) -> list[Choice]:
    return [one for one in choices if one.id == choice_id]
