"""Reads the YAML files of a course into what is known of it."""

from typing import TypeVar

from pydantic import BaseModel

from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.source import ContentTree, decode
from app.modules.yamltext import YamlText, validate

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_model(
    content: Content, path: str, model: type[ModelT], tree: ContentTree | None = None
) -> ModelT | None:
    """Return a file of the course as its model, or None with the findings that say why."""
    source = read_yaml(content, tree or content.tree, path)
    return None if source is None else validate(model, source, content.findings)


def read_yaml(content: Content, tree: ContentTree, path: str) -> YamlText | None:
    """Return a parsed file, kept in `content.yaml`, or None with the finding that says why."""
    name = f"{tree.prefix}{path}"
    if path not in tree.texts:
        content.findings.append(Finding(name, 0, "missing-file", "the file is missing"))
        return None
    text = decode(name, tree.texts[path], content.findings)
    source = None if text is None else content.parsers.yaml(name, text, content.findings)
    if source is not None:
        content.yaml[name] = source
    return source
