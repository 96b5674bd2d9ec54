"""YAML of the course: every value stays text, every value knows its line, nothing else is allowed.

The events of ruamel.yaml are assembled here rather than by its constructor, because a content file
must be refused with a line number for a duplicate key, an alias, a tag or a bottomless nesting.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from app.modules.findings import Finding

MAX_DEPTH: Final = 12
_TOKEN: Final = re.compile(
    r"[a-z0-9_.,:/+-]*\Z"
)  # an id, a number, a date: a comment may follow it

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its line (from 1) and its slice of the text."""

    line: int
    start: int
    end: int


@dataclass(slots=True)
class YamlText:
    """A parsed file: `data` of dicts, lists and strings, and the place of each value."""

    path: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    first_line: int = 0

    def line(self, location: Iterable[str | int] = ()) -> int:
        """Return the line of the value at this location, or of the nearest one that holds it."""
        return (self.place(location) or Place(1, 0, 0)).line + self.first_line

    def place(self, location: Iterable[str | int]) -> Place | None:
        """Return the place of a value; steps that are not in the file are passed over."""
        found: Path = ()
        for step in location:
            if (*found, step) in self.places:
                found = (*found, step)
        return self.places.get(found)


class _Refused(Exception):
    """The text breaks a rule of ours; carries the line."""

    def __init__(self, line: int, rule: str, message: str) -> None:
        super().__init__(message)
        self.line, self.rule, self.message = line, rule, message


@dataclass(slots=True)
class _Open:
    """A list or a mapping that is being filled."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


def parse_yaml(
    path: str, text: str, findings: list[Finding], *, first_line: int = 0
) -> YamlText | None:
    """Return the parsed text, or None with a finding. `first_line` is added to every line."""
    result = YamlText(path, first_line=first_line)
    try:
        _assemble(text, result, findings)
    except _Refused as refusal:
        findings.append(Finding(path, refusal.line + first_line, refusal.rule, refusal.message))
        return None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = (mark.line + 1 if mark else 1) + first_line
        problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "not YAML"
        findings.append(Finding(path, line, "yaml", " ".join(str(problem).split())))
        return None
    return result


def _assemble(text: str, result: YamlText, findings: list[Finding]) -> None:
    stack: list[_Open] = []
    documents = 0
    for event in YAML(typ="base", pure=True).parse(text):
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(event.start_mark.line + 1, "yaml", "one document a file")
        elif isinstance(event, NodeEvent):
            _refuse_tricks(event, len(stack))
            _take(event, stack, result)
            if isinstance(event, ScalarEvent):
                _note_cut_text(event, text, result, findings)
        elif event.__class__.__name__ in {"MappingEndEvent", "SequenceEndEvent"}:
            stack.pop()


def _refuse_tricks(event: NodeEvent, depth: int) -> None:
    line = event.start_mark.line + 1
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise _Refused(line, "yaml-alias", "anchors and aliases are not used in content files")
    tag = getattr(event, "tag", None)
    if tag is not None and str(tag) != "!":
        raise _Refused(line, "yaml-tag", "tags (!…) are not used in content files")
    if depth > MAX_DEPTH:
        raise _Refused(line, "yaml-depth", f"nested more than {MAX_DEPTH} levels deep")


def _take(event: NodeEvent, stack: list[_Open], result: YamlText) -> None:
    """Put the value of one event where it belongs, and remember its place."""
    parent = stack[-1] if stack else None
    if parent is not None and isinstance(parent.value, dict) and parent.key is None:
        _take_key(event, parent, result)
        return
    path = _path_of_next(parent)
    value = _value_of(event)
    result.places.setdefault(path, _place_of(event))
    if isinstance(event, ScalarEvent):
        result.places[path] = Place(
            result.places[path].line, event.start_mark.index, event.end_mark.index
        )
    if parent is None:
        result.data = value
    elif isinstance(parent.value, list):
        parent.value.append(value)
    elif parent.key is not None:
        parent.value[parent.key] = value
        parent.key = None
    if not isinstance(value, str):
        stack.append(_Open(value, path))


def _take_key(event: NodeEvent, parent: _Open, result: YamlText) -> None:
    line = event.start_mark.line + 1
    if not isinstance(event, ScalarEvent):
        raise _Refused(line, "yaml", "a key must be a word")
    if event.value in parent.value:
        raise _Refused(line, "yaml-duplicate", f"the key “{event.value}” is written twice")
    parent.key = event.value
    result.places[(*parent.path, event.value)] = _place_of(event)


def _path_of_next(parent: _Open | None) -> Path:
    if parent is None:
        return ()
    return (*parent.path, len(parent.value) if parent.key is None else parent.key)


def _value_of(event: NodeEvent) -> dict[str, Any] | list[Any] | str:
    if isinstance(event, MappingStartEvent):
        return {}
    if isinstance(event, SequenceStartEvent):
        return []
    return str(event.value) if isinstance(event, ScalarEvent) else ""


def _place_of(event: Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.index, event.end_mark.index)


def _note_cut_text(
    event: ScalarEvent, text: str, result: YamlText, findings: list[Finding]
) -> None:
    """Refuse “ #” after unquoted prose: YAML takes the rest for a comment and drops it silently."""
    if event.style is not None or _TOKEN.match(event.value):
        return
    end = event.end_mark.index
    rest = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    if rest.lstrip(" \t").startswith("#"):
        line = event.start_mark.line + 1 + result.first_line
        message = "a comment follows an unquoted text: quote the text or move the comment"
        findings.append(Finding(result.path, line, "yaml-comment", message))


ModelT = TypeVar("ModelT", bound=BaseModel)


def validate(
    model: type[ModelT],
    source: YamlText,
    findings: list[Finding],
    *,
    at: Path = (),
    data: Mapping[str, Any] | None = None,
) -> ModelT | None:
    """Return the model filled from the file (or from its part `at`), or None with findings."""
    value = _part(source.data, at) if data is None else data
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        for problem in problems:
            if any(_is_inside(other["loc"], problem["loc"]) for other in problems):
                continue  # a list “too short” only because what it holds is wrong
            location = (*at, *problem["loc"])
            message = f"{'.'.join(map(str, problem['loc'])) or 'file'}: {problem['msg']}"
            findings.append(Finding(source.path, source.line(location), "schema", message))
        return None


def _is_inside(location: Path, outer: Path) -> bool:
    return len(location) > len(outer) and location[: len(outer)] == outer


def _part(data: Any, at: Path) -> object:  # noqa: ANN401 - whatever the file holds
    for step in at:
        data = data[step]
    return data


def mapping(value: object) -> Mapping[str, Any]:
    """Return the value if it is a mapping, else an empty one: for peeking before validation."""
    return value if isinstance(value, dict) else {}
