"""From files to the parsed course: what the lint looks at and editions are made of."""

from collections.abc import Mapping
from pathlib import Path

from app.core.i18n import LANGUAGES, Language, other_language
from app.modules.bankreader import read_banks
from app.modules.content import (
    COURSE_FILE,
    EXAM_FILE,
    REFS_FILE,
    Content,
    FrontT,
    Parsers,
    Unit,
)
from app.modules.figures import parse_figure
from app.modules.findings import Finding
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
from app.modules.stamps import unit_hash
from app.modules.syntax import Document
from app.modules.yamlfiles import read_model
from app.modules.yamltext import mapping, validate


def read_content(content_root: Path, exam_root: Path | None = None) -> Content:
    """Read a content folder. With `exam_root`, exam items come from there alone."""
    return content_of(read_trees(content_root, exam_root))


def content_of(trees: tuple[ContentTree, ...], parsers: Parsers | None = None) -> Content:
    """Return the parsed sources of files that were read."""
    content = Content(trees[0], parsers or Parsers(), hash=joined_hash(trees))
    content.findings.extend(content.tree.findings)
    content.course = read_model(content, COURSE_FILE, Course)
    content.refs = read_model(content, REFS_FILE, Refs) or Refs()
    content.exam = read_model(content, EXAM_FILE, Exam)
    _read_units(content, "lessons", LessonFront, content.lessons)
    _read_units(content, "cases", CaseFront, content.cases)
    _read_units(content, "roleplays", RolePlayFront, content.role_plays)
    read_banks(content, content.tree, exam_only=False, skip_exam=len(trees) > 1)
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
        content.exam = read_model(content, EXAM_FILE, Exam, private)
    read_banks(content, private, exam_only=True, skip_exam=False)


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
