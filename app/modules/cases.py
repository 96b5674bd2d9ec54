"""Branching cases: a graph of scenes that a reader walks by links. Scores stay in the source."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.core.i18n import Language
from app.modules.blocks import EMPTY
from app.modules.kinds import State


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """One way out of a scene."""

    target: str
    score: int
    line: int


@dataclass(frozen=True, slots=True)
class CaseNode:
    """One scene of the graph. `continues` holds the target of a lone “continue” link."""

    id: str
    choices: tuple[CaseChoice, ...]
    is_end: bool
    line: int
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A branching case whatever the language."""

    id: str
    module_id: str
    version: int
    objectives: tuple[str, ...]
    start: str
    max: int
    content_note: bool
    nodes: tuple[CaseNode, ...]
    hash: str

    def node(self, node_id: str) -> CaseNode | None:
        """Return a scene of the graph, or None."""
        return next((node for node in self.nodes if node.id == node_id), None)


@dataclass(frozen=True, slots=True)
class ChoiceText:
    """A choice in words. `feedback_html`, shown once it is taken, cites `references`, `terms`."""

    target: str
    label: Markup
    feedback_html: Markup
    references: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneText:
    """One scene in one language. `references` are law ids and `terms` slugs."""

    id: str
    title: str
    html: Markup
    choices: tuple[ChoiceText, ...]
    is_end: bool
    continues: bool
    references: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseText:
    """A case in one language."""

    case_id: str
    language: Language
    title: str
    state: State
    scenes: tuple[SceneText, ...] = ()
    opening_html: Markup = EMPTY

    def scene(self, node_id: str) -> SceneText | None:
        """Return a scene by the id of its node, or None."""
        return next((scene for scene in self.scenes if scene.id == node_id), None)


def reachable(nodes: Mapping[str, CaseNode], start: str) -> set[str]:
    """Return the scenes that a reader can come to from `start`."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        node = nodes.get(waiting.pop())
        if node is not None and node.id not in seen:
            seen.add(node.id)
            waiting.extend(choice.target for choice in node.choices)
    return seen


def best_score(nodes: Mapping[str, CaseNode], start: str) -> int:
    """Return the score of the best path from `start` to an end, no scene visited twice."""

    def best(node_id: str, visited: frozenset[str]) -> int | None:
        node = nodes.get(node_id)
        if node is None or node_id in visited:
            return None
        if node.is_end:
            return 0
        onward = (
            (choice.score, best(choice.target, visited | {node_id})) for choice in node.choices
        )
        return max((score + rest for score, rest in onward if rest is not None), default=None)

    return best(start, frozenset()) or 0
