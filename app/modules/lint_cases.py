"""Rules about branching cases: every scene can be reached, and every path comes to an end."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.modules.casebuild import read_case
from app.modules.cases import Case, best_score, reachable
from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.syntax import Document, Mark, marks

Rule = Callable[[Content], Iterable[Finding]]
MIN_CHOICES: Final = 2
MAX_CHOICES: Final = 4
MAX_LENGTH_RATIO: Final = 1.3  # a best choice this much longer than the others gives itself away
MIN_LENGTH_GAP: Final = 15  # characters: short choices may differ in length


def _each(check: Callable[[Case], Iterator[tuple[int, str]]]) -> Rule:
    """Make a rule of the course out of a rule of one graph."""

    def rule(content: Content) -> Iterator[Finding]:
        for unit in content.cases.values():
            case = read_case(unit.front, unit.source, unit.hash)
            for line, message in check(case):
                yield Finding(unit.source.path, line, "case-graph", message)

    rule.__doc__ = check.__doc__
    return rule


def known_scenes(case: Case) -> Iterator[tuple[int, str]]:
    """Check that the start and every choice lead to a scene of the file."""
    nodes = {node.id: node for node in case.nodes}
    if case.start not in nodes:
        yield 1, f"start: there is no scene #{case.start}: correct it"
    for node in case.nodes:
        for choice in node.choices:
            if choice.target not in nodes:
                yield choice.line, f"there is no scene #{choice.target}: write it or correct the id"


def reachable_scenes(case: Case) -> Iterator[tuple[int, str]]:
    """Check that a reader can come to every scene."""
    seen = reachable({node.id: node for node in case.nodes}, case.start)
    for node in case.nodes:
        if node.id not in seen:
            yield node.line, f"nobody can reach the scene #{node.id}: link a choice to it"


def choices_of_scenes(case: Case) -> Iterator[tuple[int, str]]:
    """Check that a scene has two to four choices or one “continue” link; an end has none."""
    for node in case.nodes:
        count = len(node.choices)
        if node.is_end and count:
            yield node.line, f"#{node.id} is an end and has choices: delete them or .end"
        elif not node.is_end and node.continues and count != 1:
            yield node.line, f"#{node.id} has {count} “continue” links: write a list of choices"
        elif not node.is_end and not node.continues and not MIN_CHOICES <= count <= MAX_CHOICES:
            yield node.line, f"#{node.id} has {count} choices: two to four, or one “continue” link"


def ways_out(case: Case) -> Iterator[tuple[int, str]]:
    """From every scene there is a way to an end: no cycle without an exit."""
    nodes = {node.id: node for node in case.nodes}
    ends = {node.id for node in case.nodes if node.is_end}
    for node in case.nodes:
        if not ends & reachable(nodes, node.id):
            yield node.line, f"no end can be reached from #{node.id}: give it a way out"


def declared_maximum(case: Case) -> Iterator[tuple[int, str]]:
    """Check that the `max` of the front matter is the score of the best path."""
    best = best_score({node.id: node for node in case.nodes}, case.start)
    if best != case.max:
        yield 1, f"max is {case.max}, the best path gives {best}: write max: {best}"


def scores_in_source_only(content: Content) -> Iterator[Finding]:
    """Check that a translation has no score."""
    for unit in content.cases.values():
        for mark in marks(unit.twin) if unit.twin else ():
            if "score" in mark.attributes:
                message = "a score is written in the source only: delete it here"
                yield Finding(unit.twin.path if unit.twin else "", mark.line, "twin-score", message)


def choices_of_like_length(content: Content) -> Iterator[Finding]:
    """Check in both languages that the best choice of a scene is not told by its length."""
    for unit in content.cases.values():
        scores = [score for _, score in _labels(unit.source)]
        for document in (unit.source, unit.twin):
            labels = _labels(document) if document else []
            if document and len(labels) == len(scores):
                yield from _longest(document, labels, scores)


def _labels(document: Document) -> list[tuple[Mark, int]]:
    """Return the choices of a case in order, with their scores where the file has them."""
    links = [mark for mark in marks(document) if mark.kind == "link" and mark.scheme == "#"]
    return [(mark, int(mark.attributes.get("score") or 0)) for mark in links]


def _longest(
    document: Document, labels: list[tuple[Mark, int]], scores: list[int]
) -> Iterator[Finding]:
    headings = [mark.line for mark in marks(document) if mark.kind == "section"]
    scenes: dict[int, list[tuple[int, Mark]]] = defaultdict(list)
    for (mark, _), score in zip(labels, scores, strict=True):
        scenes[bisect(headings, mark.line)].append((score, mark))
    for choices in scenes.values():
        best_score = max(score for score, _ in choices)
        best = [len(mark.text) for score, mark in choices if score == best_score]
        rest = [len(mark.text) for score, mark in choices if score < best_score]
        if len(best) != 1 or not rest:
            continue
        gap = best[0] - max(rest)
        if gap > MIN_LENGTH_GAP and best[0] > MAX_LENGTH_RATIO * max(rest):
            longest = f"the best choice has {best[0]} characters, the longest other {max(rest)}"
            message = f"{longest}: make them alike"
            yield Finding(document.path, choices[0][1].line, "length", message, "warning")


RULES: Final[tuple[Rule, ...]] = (
    choices_of_like_length,
    _each(known_scenes),
    _each(reachable_scenes),
    _each(choices_of_scenes),
    _each(ways_out),
    _each(declared_maximum),
    scores_in_source_only,
)
