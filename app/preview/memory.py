"""Parses each file once for as long as its text stays the same: a change is shown in a moment."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.i18n import Language
from app.modules.content import Parsers
from app.modules.findings import Finding
from app.modules.syntax import Document, parse_document
from app.modules.yamltext import YamlText, parse_yaml

ParsedT = TypeVar("ParsedT", YamlText, Document)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What a file gave, and what it was made of."""

    made_of: tuple[object, ...]
    result: Any
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Memory:
    """The last result of each file, by path."""

    _held: dict[str, _Remembered] = field(default_factory=dict)

    def parsers(self) -> Parsers:
        """Return the parsers that remember."""
        return Parsers(yaml=self.yaml, document=self.document)

    def forget_all_but(self, paths: Container[str]) -> None:
        """Forget the files that the folder no longer holds."""
        self._held = {path: one for path, one in self._held.items() if path in paths}

    def yaml(self, path: str, text: str, findings: list[Finding]) -> YamlText | None:
        """Return the parsed YAML of a file, as `parse_yaml` does."""
        return self._once(path, (text,), findings, parse=lambda into: parse_yaml(path, text, into))

    def document(
        self,
        path: str,
        text: str,
        language: Language,
        media: Mapping[str, Any],
        findings: list[Finding],
    ) -> Document | None:
        """Return a parsed text, as `parse_document` does; it depends on the names of the media."""
        made_of = (text, language, frozenset(media))
        return self._once(
            path,
            made_of,
            findings,
            parse=lambda into: parse_document(path, text, language, media, into),
        )

    def _once(
        self,
        path: str,
        made_of: tuple[object, ...],
        findings: list[Finding],
        *,
        parse: Callable[[list[Finding]], ParsedT | None],
    ) -> ParsedT | None:
        held = self._held.get(path)
        if held is None or held.made_of != made_of:
            found: list[Finding] = []
            held = _Remembered(made_of, parse(found), tuple(found))
            self._held[path] = held
        findings.extend(held.findings)
        result: ParsedT | None = held.result
        return result
