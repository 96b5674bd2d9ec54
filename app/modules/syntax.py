"""The dialect of Markdown that authors write: CommonMark, tables, nine directives, section ids."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from app.core.i18n import Language
from app.modules.findings import Finding
from app.modules.yamltext import YamlText, parse_yaml

ADMONITIONS: Final = ("key", "note", "warning", "practice")
# name of each directive: the attributes it takes, and whether they must be there
DIRECTIVES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(ADMONITIONS, ()),
    "figure": (),
    "video": ("media",),
    "reveal": (),
    "reflect": ("id",),
    "trainer": ("minutes",),
}
_HEADING_TAIL: Final = re.compile(r"\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)((?:\s+\.[a-z]+)*)\s*\}\s*\Z")
_DIRECTIVE: Final = re.compile(r"\s*([a-z]+)\s*(?:\{([^{}]*)\})?\s*\Z")
_ATTRIBUTE: Final = re.compile(r"([a-z]+)=([A-Za-z0-9_-]+)")
MEDIA_SCHEME: Final = "media:"


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed Markdown file: its front matter, its tokens and the text they came from."""

    path: str
    language: Language
    front: YamlText
    tokens: tuple[Token, ...]
    body: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading, a directive, a link or an image, in reading order: what two twins must share."""

    kind: str  # section, directive, link, image
    value: str
    line: int
    alone: bool = False  # the only thing in a paragraph of the page's first level
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """Return what a link points at: law, term, check…; `#` inside the page, `` elsewhere."""
        if self.value.startswith("#"):
            return "#"
        return self.value.partition(":")[0] if ":" in self.value else ""

    @property
    def target(self) -> str:
        """Return the id that a link of our own schemes names."""
        return self.value.partition(":")[2]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(front_matter_plugin)
    parser.use(attrs_plugin, after=("link_close",), allowed=("score",))
    parser.use(container_plugin, "directive", validate=_is_directive)
    parser.core.ruler.after("block", "heading_ids", _take_heading_ids)
    parser.core.ruler.after("heading_ids", "directive_attributes", _take_directive_attributes)
    return parser


def _is_directive(params: str, _markup: str) -> bool:
    words = params.strip().split(maxsplit=1)
    return bool(words) and words[0].partition("{")[0] in DIRECTIVES


def _take_heading_ids(state: StateCore) -> None:
    """Move a trailing `{#id .end}` from a heading's text to its token."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        found = _HEADING_TAIL.search(inline.content)
        if found:
            inline.content = inline.content[: found.start()]
            opening.meta["id"] = found[1]
            opening.meta["classes"] = tuple(found[2].replace(".", " ").split())


def _take_directive_attributes(state: StateCore) -> None:
    """Read the name and the `{key=value}` of each directive into its token."""
    for token in state.tokens:
        if token.type == "container_directive_open":
            found = _DIRECTIVE.match(token.info)
            written = (found[2] or "") if found else None
            token.meta["name"] = token.info.strip().split(maxsplit=1)[0].partition("{")[0]
            token.meta["attributes"] = dict(_ATTRIBUTE.findall(written or ""))
            token.meta["clean"] = written is not None and not _ATTRIBUTE.sub("", written).strip()


def parse_document(
    path: str, text: str, language: Language, media: Mapping[str, Any], findings: list[Finding]
) -> Document | None:
    """Return the parsed file, or None with a finding when its front matter cannot be read."""
    references = {
        normalizeReference(name): {"title": "", "href": f"{MEDIA_SCHEME}{name}"} for name in media
    }
    tokens = _parser().parse(text, {"references": references})
    if not tokens or tokens[0].type != "front_matter":
        findings.append(Finding(path, 1, "front-matter", "the file must start with a front matter"))
        return None
    front = parse_yaml(path, tokens[0].content, findings, first_line=1)
    if front is None:
        return None
    end = (tokens[0].map or [0, 0])[1]
    lines = tuple(text.split("\n"))
    return Document(path, language, front, tuple(tokens[1:]), "\n".join(lines[end:]), lines)


def parse_inline(text: str) -> list[Token]:
    """Return the inline tokens of a short text: a question, an option, an explanation."""
    tokens = _parser().parseInline(text, {"references": {}})
    return list(tokens[0].children or []) if tokens else []


def parse_fragment(text: str) -> list[Token]:
    """Return the block tokens of a text without front matter, such as a vignette."""
    return _parser().parse(text, {"references": {}})


def render_tokens(tokens: list[Token]) -> str:
    """Return the HTML of tokens whose links were resolved; it is not sanitised yet."""
    return str(_parser().renderer.render(tokens, _parser().options, {}))


def marks(document: Document) -> list[Mark]:
    """Return the headings, directives, links and images of a file, in reading order."""
    return [mark for mark in _marks(document.tokens) if mark.value or mark.kind != "section"]


def learner_marks(document: Document) -> list[Mark]:
    """Return the marks of a file without those inside trainer notes."""
    kept: list[Token] = []
    index, tokens = 0, list(document.tokens)
    while index < len(tokens):
        if tokens[index].meta.get("name") == "trainer":
            index = closing(tokens, index)
        else:
            kept.append(tokens[index])
        index += 1
    return list(_marks(tuple(kept)))


def _marks(tokens: tuple[Token, ...]) -> Iterator[Mark]:
    for index, token in enumerate(tokens):
        line = (token.map[0] + 1) if token.map else 0
        if token.type == "heading_open" and token.tag == "h2":
            title = tokens[index + 1].content
            yield Mark("section", str(token.meta.get("id", "")), line, text=title)
        elif token.type == "container_directive_open":
            attributes = token.meta["attributes"]
            yield Mark("directive", token.meta["name"], line, attributes=attributes)
        elif token.type == "inline":
            top = token.level == 1 and tokens[index - 1].type == "paragraph_open"
            yield from _inline_marks(token.children or [], line, top=top)


def _inline_marks(children: list[Token], line: int, *, top: bool) -> Iterator[Mark]:
    alone = top and is_single_link(children)
    for index, child in enumerate(children):
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "link_open":
            text = text_of(children[index + 1 : closing(children, index)])
            attributes = {"score": str(child.attrs["score"])} if "score" in child.attrs else {}
            href = str(child.attrs.get("href", ""))
            yield Mark("link", href, line, alone=alone, text=text, attributes=attributes)
        elif child.type == "image":
            name = str(child.attrs.get("src", ""))
            yield Mark("image", name, line, text=text_of(child.children or []))


def is_single_link(children: list[Token]) -> bool:
    """Tell whether inline tokens are one link and nothing else but white space."""
    inside = [c for c in children if not (c.type == "text" and not c.content.strip())]
    return bool(inside) and (
        inside[0].type == "link_open" and closing(inside, 0) == len(inside) - 1
    )


def closing(tokens: list[Token], index: int) -> int:
    """Return the index of the token that closes the one at `index`."""
    depth = 0
    for position in range(index, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def text_of(tokens: list[Token]) -> str:
    """Return the words of inline tokens, without their marks."""
    return "".join(
        text_of(token.children or []) if token.type == "image" else _words(token)
        for token in tokens
    ).strip()


def _words(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
