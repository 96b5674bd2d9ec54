"""Makes branching cases out of their sources: the graph, and the scenes in each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from app.modules.cases import Case, CaseChoice, CaseNode, ChoiceText, SceneText
from app.modules.links import inline_html
from app.modules.markdown import Renderer, cited, lone_link, split_sections, top_level
from app.modules.schemas import CaseFront
from app.modules.syntax import Document, closing, text_of
from app.modules.typesetting import plain

END_CLASS: Final = "end"


@dataclass(frozen=True, slots=True)
class _Option:
    """A choice as it stands in the tokens."""

    link: Token
    words: list[Token]
    feedback: list[Token]
    line: int

    @property
    def target(self) -> str:
        return str(self.link.attrs.get("href", "")).removeprefix("#")

    @property
    def score(self) -> int:
        written = str(self.link.attrs.get("score", "0"))
        return int(written) if written.isdecimal() else 0


def read_case(front: CaseFront, document: Document, whole_hash: str) -> Case:
    """Return the graph of a case from its source."""
    return Case(
        id=front.id,
        module_id=front.id.partition("-")[0],
        version=front.version,
        objectives=front.objectives,
        start=front.start,
        max=front.max,
        content_note=front.content_note,
        nodes=read_nodes(document),
        hash=whole_hash,
    )


def read_nodes(document: Document) -> tuple[CaseNode, ...]:
    """Return the scenes of a case with their ways out, in the order of the file."""
    return tuple(_node(*section) for section in split_sections(document.tokens)[1])


def _node(heading: Token, _title: Token, tokens: list[Token]) -> CaseNode:
    options, continues = _options(tokens)
    return CaseNode(
        id=str(heading.meta.get("id", "")),
        choices=tuple(CaseChoice(one.target, one.score, one.line) for one in options),
        is_end=END_CLASS in heading.meta.get("classes", ()),
        line=(heading.map or [0])[0] + 1,
        continues=continues,
    )


def render_scenes(document: Document, renderer: Renderer) -> tuple[SceneText, ...]:
    """Return the scenes of a case in the renderer's language."""
    sections = split_sections(document.tokens)[1]
    return tuple(_scene(*section, renderer) for section in sections)


def _scene(heading: Token, title: Token, tokens: list[Token], renderer: Renderer) -> SceneText:
    options, continues = _options(tokens)
    narrative = _narrative(tokens)
    return SceneText(
        id=str(heading.meta.get("id", "")),
        title=plain(text_of(title.children or []), renderer.language),
        html=renderer.html(narrative),
        choices=tuple(_choice_text(option, renderer) for option in options),
        is_end=END_CLASS in heading.meta.get("classes", ()),
        continues=continues,
        references=cited(narrative, "law"),
        terms=cited(narrative, "term"),
    )


def _choice_text(option: _Option, renderer: Renderer) -> ChoiceText:
    return ChoiceText(
        target=option.target,
        label=inline_html(option.words, renderer.language, renderer.targets),
        feedback_html=renderer.html(option.feedback),
        references=cited(option.feedback, "law"),
        terms=cited(option.feedback, "term"),
    )


def _is_continue(chunk: list[Token]) -> bool:
    link = lone_link(chunk)
    return link is not None and link[0].startswith("#")


def _is_choices(chunk: list[Token]) -> bool:
    """Tell a list of links to scenes from an ordinary list."""
    if chunk[0].type != "bullet_list_open":
        return False
    first = chunk[2:5]
    link = lone_link(first) if len(first) > 1 and first[0].type == "paragraph_open" else None
    return link is not None and link[0].startswith("#")


def _narrative(tokens: list[Token]) -> list[Token]:
    kept = (c for c in top_level(tokens) if not _is_choices(c) and not _is_continue(c))
    return [token for chunk in kept for token in chunk]


def _options(tokens: list[Token]) -> tuple[list[_Option], bool]:
    """Return the choices of a scene, and whether they are a lone “continue” link."""
    chunks = list(top_level(tokens))
    listed = [option for chunk in chunks if _is_choices(chunk) for option in _listed(chunk)]
    if listed:
        return listed, False
    onward = [_option(chunk) for chunk in chunks if _is_continue(chunk)]
    return onward, bool(onward)


def _listed(chunk: list[Token]) -> Iterator[_Option]:
    for item in top_level(chunk[1:-1]):
        if len(item) > 1 and item[1].type == "paragraph_open":
            yield _option(item[1:-1])


def _option(tokens: list[Token]) -> _Option:
    """Read `[words](#node){score=2}` and the quotation under it."""
    children = tokens[1].children or []
    start = next((i for i, child in enumerate(children) if child.type == "link_open"), 0)
    link = children[start] if children else Token("text", "", 0)
    words = children[start + 1 : closing(children, start)] if children else []
    feedback = [
        token
        for chunk in top_level(tokens)
        if chunk[0].type == "blockquote_open"
        for token in chunk[1:-1]
    ]
    return _Option(link, words, feedback, (tokens[0].map or [0])[0] + 1)
