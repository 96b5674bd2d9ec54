"""From files to parsed, validated sources: what the lint looks at and editions are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from app.core.i18n import LANGUAGES, Language, other_language
from app.modules.figures import Figure, parse_figure
from app.modules.findings import Finding
from app.modules.items import (
    ITEM_SOURCES,
    ITEM_TWINS,
    AnyItemSource,
    AnyItemTwin,
    BankHead,
    BankTwinHead,
)
from app.modules.kinds import State
from app.modules.schemas import (
    CaseFront,
    Course,
    Exam,
    LessonFront,
    Refs,
    RolePlayFront,
    TwinFront,
)
from app.modules.source import ContentTree, decode, joined_hash, read_trees
from app.modules.stamps import STAMP_LENGTH, state_of, unit_hash
from app.modules.syntax import Document, parse_document
from app.modules.yamltext import YamlText, mapping, parse_yaml, validate

FrontT = TypeVar("FrontT", bound=LessonFront | CaseFront | RolePlayFront)
ModelT = TypeVar("ModelT", bound=BaseModel)

COURSE_FILE: Final = "course.yml"
EXAM_FILE: Final = "exam.yml"
REFS_FILE: Final = "refs.yml"


@dataclass(frozen=True, slots=True)
class Unit(Generic[FrontT]):
    """A lesson or a case: its source, and its translation if there is one."""

    id: str
    front: FrontT
    source: Document
    hash: str
    twin_front: TwinFront | None = None
    twin: Document | None = None

    @property
    def module_id(self) -> str:
        """Return the module that the unit's id begins with."""
        return self.id.partition("-")[0]

    @property
    def state(self) -> State:
        """Return the state of the translation."""
        return state_of(self.twin_front.source if self.twin_front else None, self.hash)

    def document(self, language: Language) -> Document | None:
        """Return the file in this language, or None."""
        return self.source if language == self.source.language else self.twin


AnyUnit = Unit[LessonFront] | Unit[CaseFront] | Unit[RolePlayFront]


@dataclass(frozen=True, slots=True)
class Parsers:
    """What parses the files: whoever reads a folder again and again may remember the results."""

    yaml: Callable[[str, str, list[Finding]], YamlText | None] = parse_yaml
    document: Callable[[str, str, Language, Mapping[str, Any], list[Finding]], Document | None] = (
        parse_document
    )


@dataclass(frozen=True, slots=True)
class ItemUnit:
    """An item of the bank: its source, its translation, and where both stand."""

    source: AnyItemSource
    module_id: str
    language: Language
    hash: str
    path: str
    position: int
    vignettes: Mapping[Language, str]
    twin: AnyItemTwin | None = None
    twin_path: str = ""
    twin_position: int = 0

    @property
    def id(self) -> str:
        """Return the item's id."""
        return self.source.id

    @property
    def state(self) -> State:
        """Return the state of the translation."""
        return state_of(self.twin.source if self.twin else None, self.hash)


@dataclass(slots=True)
class Content:
    """A content folder, parsed. `findings` are those of reading alone; the lint adds its own."""

    tree: ContentTree
    parsers: Parsers = field(default_factory=Parsers)
    course: Course | None = None
    exam: Exam | None = None
    refs: Refs = field(default_factory=Refs)
    lessons: dict[str, Unit[LessonFront]] = field(default_factory=dict)
    cases: dict[str, Unit[CaseFront]] = field(default_factory=dict)
    role_plays: dict[str, Unit[RolePlayFront]] = field(default_factory=dict)
    items: dict[str, ItemUnit] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)  # by path
    yaml: dict[str, YamlText] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    hash: str = ""  # of every file, the private exam folder included

    @property
    def source_language(self) -> Language:
        """Return the language in which the course is drafted."""
        return self.course.source_lang if self.course else "fr"

    def units(self) -> list[AnyUnit]:
        """Return every lesson, then every case and every role play."""
        return [*self.lessons.values(), *self.cases.values(), *self.role_plays.values()]

    def line(self, path: str, *location: str | int) -> int:
        """Return the line of a value in a YAML file of the folder."""
        return self.yaml[path].line(location) if path in self.yaml else 0

    def item_words(self) -> Iterator["ItemWords"]:
        """Yield each item's words in the source language, then in the other where it has them."""
        for unit in self.items.values():
            yield ItemWords(self, unit, unit.source, unit.language, is_twin=False)
            if unit.twin is not None:
                yield ItemWords(self, unit, unit.twin, other_language(unit.language), is_twin=True)

    def item_line(self, unit: ItemUnit, *field: str | int) -> int:
        """Return the line of an item's source, or of one of its fields."""
        return self.line(unit.path, "items", unit.position, *field)

    def twin_line(self, unit: ItemUnit, *field: str | int) -> int:
        """Return the line of an item's translation, or of one of its fields."""
        return self.line(unit.twin_path, "items", unit.twin_position, *field)


@dataclass(frozen=True, slots=True)
class ItemWords:
    """What an item says in one language, and where that stands."""

    content: Content
    item: ItemUnit
    words: AnyItemSource | AnyItemTwin
    language: Language
    is_twin: bool

    @property
    def path(self) -> str:
        """Return the file that holds these words."""
        return self.item.twin_path if self.is_twin else self.item.path

    def line(self, field: str) -> int:
        """Return the line of one field."""
        place = self.content.twin_line if self.is_twin else self.content.item_line
        return place(self.item, field)


def read_content(content_root: Path, exam_root: Path | None = None) -> Content:
    """Read a content folder. With `exam_root`, exam items come from there alone."""
    return content_of(read_trees(content_root, exam_root))


def content_of(trees: tuple[ContentTree, ...], parsers: Parsers | None = None) -> Content:
    """Return the parsed sources of files that were read."""
    content = Content(trees[0], parsers or Parsers(), hash=joined_hash(trees))
    content.findings.extend(content.tree.findings)
    content.course = _read_model(content, COURSE_FILE, Course)
    content.refs = _read_model(content, REFS_FILE, Refs) or Refs()
    content.exam = _read_model(content, EXAM_FILE, Exam)
    _read_units(content, "lessons", LessonFront, content.lessons)
    _read_units(content, "cases", CaseFront, content.cases)
    _read_units(content, "roleplays", RolePlayFront, content.role_plays)
    _read_banks(content, content.tree, exam_only=False, skip_exam=len(trees) > 1)
    _read_figures(content)
    for private in trees[1:]:
        _read_private_exam(content, private)
    return content


def _read_figures(content: Content) -> None:
    for path in sorted(content.tree.texts):
        if path.startswith("media/") and path.endswith(".svg"):
            text = decode(path, content.tree.texts[path], content.findings)
            figure = None if text is None else parse_figure(path, text, content.findings)
            if figure is not None:
                content.figures[path] = figure


def _read_private_exam(content: Content, private: ContentTree) -> None:
    """Take the exam items, and exam.yml if it is there, from a folder outside the course."""
    content.findings.extend(private.findings)
    if EXAM_FILE in private.texts:
        content.exam = _read_model(content, EXAM_FILE, Exam, private)
    _read_banks(content, private, exam_only=True, skip_exam=False)


def _read_model(
    content: Content, path: str, model: type[ModelT], tree: ContentTree | None = None
) -> ModelT | None:
    source = _read_yaml(content, tree or content.tree, path)
    return None if source is None else validate(model, source, content.findings)


def _read_yaml(content: Content, tree: ContentTree, path: str) -> YamlText | None:
    name = f"{tree.prefix}{path}"
    if path not in tree.texts:
        content.findings.append(Finding(name, 0, "missing-file", "the file is missing"))
        return None
    text = decode(name, tree.texts[path], content.findings)
    source = None if text is None else content.parsers.yaml(name, text, content.findings)
    if source is not None:
        content.yaml[name] = source
    return source


def _read_units(
    content: Content, folder: str, model: type[FrontT], into: dict[str, Unit[FrontT]]
) -> None:
    documents: dict[str, dict[Language, Document]] = {}
    for language in LANGUAGES:
        for path in sorted(content.tree.texts):
            if path.startswith(f"{language}/{folder}/") and path.endswith(".md"):
                document = _read_document(content, path, language)
                if document is not None:
                    documents.setdefault(Path(path).stem, {})[language] = document
    for unit_id, twins in documents.items():
        unit = _read_unit(content, unit_id, twins, model)
        if unit is not None:
            into[unit_id] = unit


def _read_document(content: Content, path: str, language: Language) -> Document | None:
    text = decode(path, content.tree.texts[path], content.findings)
    if text is None:
        return None
    return content.parsers.document(path, text, language, content.refs.media, content.findings)


def _read_unit(
    content: Content, unit_id: str, twins: dict[Language, Document], model: type[FrontT]
) -> Unit[FrontT] | None:
    language = _language_of_source(content, twins)
    source, twin = twins.get(language), twins.get(other_language(language))
    if source is None:
        path = next(iter(twins.values())).path
        if f"{language}/{path.partition('/')[2]}" not in content.tree.texts:
            message = f"the translation has no source in {language}/"
            content.findings.append(Finding(path, 1, "twin-source", message))
        return None  # a source that is there but cannot be read was told of where it was parsed
    front = validate(model, source.front, content.findings)
    twin_front = validate(TwinFront, twin.front, content.findings) if twin else None
    if front is None:
        return None
    whole = unit_hash(mapping(source.front.data), source.body)
    return Unit(unit_id, front, source, whole, twin_front, twin if twin_front else None)


def _language_of_source(content: Content, twins: Mapping[Language, Document]) -> Language:
    for language, document in twins.items():
        if mapping(document.front.data).get("source_lang") == language:
            return language
    return content.source_language


@dataclass(frozen=True, slots=True)
class _BankFile:
    """One bank file: its raw items by id, with the place of each in the file."""

    yaml: YamlText
    language: Language
    items: Mapping[str, tuple[int, Mapping[str, Any]]]
    vignettes: Mapping[str, str]


def _read_banks(content: Content, tree: ContentTree, *, exam_only: bool, skip_exam: bool) -> None:
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
    source = _read_yaml(content, tree, path)
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


def stamp_of(unit: AnyUnit | ItemUnit) -> str:
    """Return the stamp that a translation of the unit carries once it has been re-read."""
    return unit.hash[:STAMP_LENGTH]
