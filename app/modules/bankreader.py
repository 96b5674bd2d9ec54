"""From the bank files of both languages to items with their translations."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.i18n import LANGUAGES, Language, other_language
from app.modules.content import Content, ItemUnit
from app.modules.findings import Finding
from app.modules.items import (
    ITEM_SOURCES,
    ITEM_TWINS,
    AnyItemSource,
    AnyItemTwin,
    BankHead,
    BankTwinHead,
)
from app.modules.source import ContentTree
from app.modules.stamps import unit_hash
from app.modules.yamlfiles import read_yaml
from app.modules.yamltext import YamlText, mapping, validate


@dataclass(frozen=True, slots=True)
class _BankFile:
    """One bank file: its raw items by id, with the place of each in the file."""

    yaml: YamlText
    language: Language
    items: Mapping[str, tuple[int, Mapping[str, Any]]]
    vignettes: Mapping[str, str]


def read_banks(content: Content, tree: ContentTree, *, exam_only: bool, skip_exam: bool) -> None:
    """Add the items of a folder's banks: all, those of the exam alone, or all but those."""
    names = {
        Path(path).name
        for path in tree.texts
        if path.endswith(".yml") and path.startswith(("fr/bank/", "ar/bank/"))
    }
    for name in sorted(names):
        files = {
            language: file
            for language in LANGUAGES
            if (file := _read_bank_file(content, tree, language, name)) is not None
        }
        for unit in _items_of(content, Path(name).stem, files):
            wanted = not exam_only if unit.source.use == "check" else not skip_exam
            if wanted and not _is_double(content, unit):
                content.items[unit.id] = unit


def _is_double(content: Content, unit: ItemUnit) -> bool:
    if unit.id not in content.items:
        return False
    message = f"the item {unit.id} exists already"
    content.findings.append(Finding(unit.path, content.item_line(unit), "ids", message))
    return True


def _read_bank_file(
    content: Content, tree: ContentTree, language: Language, name: str
) -> _BankFile | None:
    path = f"{language}/bank/{name}"
    if path not in tree.texts:
        return None
    source = read_yaml(content, tree, path)
    if source is None:
        return None
    data = dict(mapping(source.data))
    raw = data.pop("items", [])
    head = (
        validate(BankHead, source, content.findings, data=data)
        if language == content.source_language
        else validate(BankTwinHead, source, content.findings, data=data)
    )
    if head is None or not isinstance(raw, list):
        return None
    if head.module is not None and head.module != Path(name).stem:
        message = f"the file of {head.module} must be named {head.module}.yml"
        content.findings.append(Finding(source.path, source.line(("module",)), "ids", message))
    items = _raw_items(content, source, raw)
    return _BankFile(source, language, items, dict(head.vignettes))


def _raw_items(
    content: Content, source: YamlText, raw: list[Any]
) -> dict[str, tuple[int, Mapping[str, Any]]]:
    items: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for position, value in enumerate(raw):
        item_id = str(mapping(value).get("id", ""))
        line = source.line(("items", position))
        if not item_id:
            content.findings.append(Finding(source.path, line, "schema", "an item has no id"))
        elif item_id in items:
            message = f"the item {item_id} is written twice"
            content.findings.append(Finding(source.path, line, "ids", message))
        else:
            items[item_id] = (position, mapping(value))
    return items


def _items_of(
    content: Content, module_id: str, files: Mapping[Language, _BankFile]
) -> list[ItemUnit]:
    ids = dict.fromkeys(item_id for file in files.values() for item_id in file.items)
    units = (_read_item(content, module_id, item_id, files) for item_id in ids)
    return [unit for unit in units if unit is not None]


def _read_item(
    content: Content, module_id: str, item_id: str, files: Mapping[Language, _BankFile]
) -> ItemUnit | None:
    language = _language_of_item(content, item_id, files)
    file, twin_file = files.get(language), files.get(other_language(language))
    if file is None or item_id not in file.items:
        _report_orphan(content, item_id, files)
        return None
    position, raw = file.items[item_id]
    source = _validated_item(content, file.yaml, position, raw)
    if source is None:
        return None
    vignettes: dict[Language, str] = {
        one: held.vignettes[source.vignette]
        for one, held in files.items()
        if source.vignette is not None and source.vignette in held.vignettes
    }
    twin, twin_path, twin_position = _read_twin(content, item_id, source.type, twin_file)
    return ItemUnit(
        source=source,
        module_id=module_id,
        language=language,
        hash=unit_hash({**raw, "vignette": vignettes.get(language, "")}),
        path=file.yaml.path,
        position=position,
        vignettes=vignettes,
        twin=twin,
        twin_path=twin_path,
        twin_position=twin_position,
    )


def _language_of_item(
    content: Content, item_id: str, files: Mapping[Language, _BankFile]
) -> Language:
    for language, file in files.items():
        if item_id in file.items and file.items[item_id][1].get("source_lang") == language:
            return language
    return content.source_language


def _report_orphan(content: Content, item_id: str, files: Mapping[Language, _BankFile]) -> None:
    if content.source_language not in files:
        return  # the source file itself could not be read, or is missing: that is said elsewhere
    for file in files.values():
        if item_id in file.items:
            line = file.yaml.line(("items", file.items[item_id][0]))
            message = f"the translation of {item_id} has no source"
            content.findings.append(Finding(file.yaml.path, line, "twin-source", message))


def _validated_item(
    content: Content, source: YamlText, position: int, raw: Mapping[str, Any]
) -> AnyItemSource | None:
    kind = str(raw.get("type", ""))
    if kind not in ITEM_SOURCES:
        line = source.line(("items", position, "type"))
        message = f"type: write one of {', '.join(ITEM_SOURCES)}"
        content.findings.append(Finding(source.path, line, "schema", message))
        return None
    model: type[AnyItemSource] = ITEM_SOURCES[kind]
    return validate(model, source, content.findings, at=("items", position))


def _read_twin(
    content: Content, item_id: str, kind: str, file: _BankFile | None
) -> tuple[AnyItemTwin | None, str, int]:
    if file is None or item_id not in file.items:
        return None, "", 0
    position = file.items[item_id][0]
    model: type[AnyItemTwin] = ITEM_TWINS[kind]
    twin = validate(model, file.yaml, content.findings, at=("items", position))
    return twin, file.yaml.path, position
