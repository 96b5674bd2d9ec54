"""Makes the first page: every module, unit and bank, and what is wrong elsewhere."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import LANGUAGES, Language
from app.modules.findings import Finding
from app.modules.kinds import State
from app.modules.paths import case_path, lesson_path, role_play_path
from app.modules.typesetting import plain
from app.preview.banks import states_of_bank
from app.preview.rows import Folder, state_of_text, title_of
from app.preview.sheets import Index, Kind, ModuleIndex, OtherFile, SheetLink, count
from app.preview.snapshot import FOLDERS, Snapshot, bank_paths, text_path

TEXT_FOLDERS: Final[tuple[Folder, ...]] = ("lessons", "cases", "roleplays")


def sheet_path(kind: Kind, sheet_id: str) -> str:
    """Return the path of a page of the preview: that of the site, without the language."""
    if kind == "lessons":
        return lesson_path(sheet_id)
    if kind == "cases":
        return case_path(sheet_id)
    return role_play_path(sheet_id) if kind == "roleplays" else f"/modules/{sheet_id}/bank"


def index_of(snapshot: Snapshot) -> Index:
    """Return the first page."""
    links = [*_texts(snapshot), *_banks(snapshot)]
    announced = [module.id for module in snapshot.course.modules] if snapshot.course else []
    ids = dict.fromkeys([*announced, *sorted(_module_of(one.id) for one in links)])
    return Index(
        modules=tuple(
            ModuleIndex(
                module_id,
                _module_titles(snapshot, module_id),
                tuple(one for one in links if _module_of(one.id) == module_id),
            )
            for module_id in ids
        ),
        files=_other_files(snapshot),
        counts=count(snapshot.findings),
        is_checked=snapshot.is_checked,
    )


def _module_of(sheet_id: str) -> str:
    return sheet_id.partition("-")[0]


def _module_titles(snapshot: Snapshot, module_id: str) -> dict[Language, str]:
    modules = snapshot.course.modules if snapshot.course else ()
    module = next((one for one in modules if one.id == module_id), None)
    return {one: plain(module.title.text(one), one) for one in LANGUAGES} if module else {}


def _texts(snapshot: Snapshot) -> list[SheetLink]:
    return [
        _text_link(snapshot, folder, unit_id)
        for folder in TEXT_FOLDERS
        for unit_id in snapshot.text_ids(folder)
    ]


def _text_link(snapshot: Snapshot, folder: Folder, unit_id: str) -> SheetLink:
    documents = {one: snapshot.text(folder, unit_id, one) for one in LANGUAGES}
    paths = [text_path(folder, unit_id, one) for one in LANGUAGES]
    state = state_of_text(snapshot, folder, unit_id)
    titles = {one: title_of(document) for one, document in documents.items() if document}
    return _link(
        snapshot,
        kind=folder,
        sheet_id=unit_id,
        paths=paths,
        titles=titles,
        states={state: 1} if state else {},
    )


def _banks(snapshot: Snapshot) -> list[SheetLink]:
    return [
        _link(
            snapshot,
            kind="banks",
            sheet_id=module_id,
            paths=[path for one in LANGUAGES for path in bank_paths(module_id, one)],
            titles={},
            states=states_of_bank(snapshot, module_id),
        )
        for module_id in snapshot.bank_ids()
    ]


def _link(
    snapshot: Snapshot,
    *,
    kind: Kind,
    sheet_id: str,
    paths: list[str],
    titles: Mapping[Language, str],
    states: Mapping[State, int],
) -> SheetLink:
    return SheetLink(
        kind=kind,
        id=sheet_id,
        path=sheet_path(kind, sheet_id),
        titles=titles,
        counts=count(one for path in paths for one in snapshot.findings_of(path)),
        states=states,
        is_unread=any(_is_unread(snapshot, kind, path) for path in paths),
    )


def _is_unread(snapshot: Snapshot, kind: Kind, path: str) -> bool:
    if path not in snapshot.present:
        return False
    if kind == "banks":
        return path not in snapshot.content.yaml
    return path not in snapshot.documents or path in snapshot.earlier


def _other_files(snapshot: Snapshot) -> tuple[OtherFile, ...]:
    """Return what is wrong in the files that have no page: course.yml, refs.yml, a figure."""
    shown = {
        *(text_path(f, i, one) for f in FOLDERS for i in snapshot.text_ids(f) for one in LANGUAGES),
        *(path for i in snapshot.bank_ids() for one in LANGUAGES for path in bank_paths(i, one)),
    }
    others = dict.fromkeys(one.path for one in snapshot.findings if one.path not in shown)
    return tuple(_other_file(path, snapshot.findings_of(path)) for path in others)


def _other_file(path: str, findings: tuple[Finding, ...]) -> OtherFile:
    return OtherFile(path, findings, count(findings))
