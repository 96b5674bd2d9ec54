"""From the tokens of a lesson to its sections and blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from markdown_it.token import Token
from markupsafe import Markup

from app.core.i18n import Language
from app.modules.blocks import (
    EMPTY,
    AdmonitionBlock,
    Block,
    CaseBlock,
    CheckBlock,
    HtmlBlock,
    LawBlock,
    ReflectBlock,
    RevealBlock,
    SectionText,
    TrainerBlock,
)
from app.modules.links import Targets, media_path, resolve_inline
from app.modules.syntax import ADMONITIONS, closing, is_single_link, render_tokens, text_of
from app.modules.tables import stacked, wrapped
from app.modules.typesetting import clean, plain

_LINK_BLOCKS: Final = {"law", "check", "case"}
_NO_MINUTES: Final = 0


@dataclass(slots=True)
class RenderedBody:
    """The body of a lesson in one language."""

    opening_html: Markup = EMPTY
    sections: list[SectionText] = field(default_factory=list)
    trainer_notes: list[TrainerBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders tokens in one language, with the links of one edition."""

    language: Language
    targets: Targets

    def body(self, tokens: tuple[Token, ...]) -> RenderedBody:
        """Return the opening, the sections and the trainer's notes of a lesson."""
        rendered = RenderedBody()
        opening, sections = split_sections(tokens)
        rendered.opening_html = self.html(opening)
        for heading, title, inside in sections:
            section_id = str(heading.meta.get("id", ""))
            blocks: list[Block] = []
            for chunk in top_level(inside):
                block = self._block(chunk, section_id, f"{section_id}-{len(blocks) + 1}")
                if isinstance(block, TrainerBlock):
                    rendered.trainer_notes.append(block)
                else:
                    blocks.append(block)
            words = plain(text_of(title.children or []), self.language)
            laws = cited(inside, "law")
            rendered.sections.append(SectionText(section_id, words, tuple(blocks), laws))
        return rendered

    def html(self, tokens: list[Token], *, stacks_all: bool = False) -> Markup:
        """Return sanitised HTML of block tokens; trainer notes inside them are left out.

        On a phone wide tables are stacked; with `stacks_all`, narrow ones too.
        """
        tables = list(stacked(tokens, self.language, stacks_all=stacks_all))
        return clean(render_tokens(list(self._resolved(tables))))

    def _block(self, chunk: list[Token], section_id: str, anchor: str) -> Block | TrainerBlock:
        if chunk[0].type == "container_directive_open":
            return self._directive_block(chunk, section_id, anchor)
        link = lone_link(chunk)
        if link is not None and link[0] in _LINK_BLOCKS:
            return self._link_block(link, anchor)
        chunk[0].attrSet("id", anchor)
        return HtmlBlock(anchor, self.html(chunk))

    def _link_block(self, link: tuple[str, str, str], anchor: str) -> Block:
        scheme, name, label = link
        if scheme == "law":
            return LawBlock(anchor, name)
        return (
            CheckBlock(anchor, name, label) if scheme == "check" else CaseBlock(anchor, name, label)
        )

    def _directive_block(
        self, chunk: list[Token], section_id: str, anchor: str
    ) -> Block | TrainerBlock:
        name, attributes = chunk[0].meta["name"], chunk[0].meta["attributes"]
        if name in ("figure", "video"):
            chunk[0].attrSet("id", anchor)
            return HtmlBlock(anchor, self.html(chunk))
        inside = chunk[1:-1]
        html = self.html(inside, stacks_all=name == "practice")
        if name in ADMONITIONS:
            return AdmonitionBlock(anchor, name, html)
        if name == "reveal":
            return RevealBlock(anchor, html)
        if name == "reflect":
            return ReflectBlock(anchor, attributes.get("id", anchor), html)
        minutes = attributes.get("minutes", "")
        return TrainerBlock(section_id, int(minutes) if minutes.isdecimal() else _NO_MINUTES, html)

    def _resolved(self, tokens: list[Token]) -> Iterator[Token]:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "container_directive_open":
                end = closing(tokens, index)
                yield from self._directive_html(tokens[index : end + 1])
                index = end
            elif token.type == "inline":
                children = resolve_inline(token.children or [], self.language, self.targets)
                yield token.copy(children=children)
            elif token.type in {"table_open", "table_close"}:
                yield from wrapped(token)
            else:
                yield (
                    token.copy(attrs={**token.attrs, "scope": "col"})
                    if token.type == "th_open"
                    else token
                )
            index += 1

    def _directive_html(self, chunk: list[Token]) -> Iterator[Token]:
        name, inside = chunk[0].meta["name"], list(self._resolved(chunk[1:-1]))
        identity = f' id="{escape(str(chunk[0].attrs["id"]))}"' if "id" in chunk[0].attrs else ""
        if name == "trainer":
            return
        if name == "figure":
            yield from _figure(inside, identity)
        elif name == "video":
            yield raw(f'<figure class="video"{identity}>{self._player(chunk[0])}')
            yield from [raw('<div class="transcript">'), *inside, raw("</div></figure>")]
        elif name in ADMONITIONS:
            yield from [raw(f'<div class="admonition {name}"{identity}>'), *inside, raw("</div>")]
        else:
            yield from [raw(f"<div{identity}>"), *inside, raw("</div>")]

    def _player(self, token: Token) -> str:
        media = self.targets.media.get(token.meta["attributes"].get("media", ""))
        if media is None:
            return ""
        source = escape(media_path(media, self.language, self.targets.files))
        tracks = ""
        if media.captions is not None:
            for language, file in (("fr", media.captions.fr), ("ar", media.captions.ar)):
                chosen = " default" if language == self.language else ""
                address = escape(f"/media/{file.removeprefix('media/')}")
                tracks += f'<track kind="captions" srclang="{language}" src="{address}"{chosen}>'
        return f'<video controls preload="none" src="{source}">{tracks}</video>'


def split_sections(
    tokens: tuple[Token, ...],
) -> tuple[list[Token], list[tuple[Token, Token, list[Token]]]]:
    """Return the tokens before the first H2, then (heading, its inline, tokens) by section."""
    opening: list[Token] = []
    sections: list[tuple[Token, Token, list[Token]]] = []
    current, index = opening, 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
            current = []
            sections.append((token, tokens[index + 1], current))
            index += 2
        else:
            current.append(token)
        index += 1
    return opening, sections


def cited(tokens: list[Token], scheme: str) -> tuple[str, ...]:
    """Return the ids that links of one scheme name, in order, trainer notes left out."""
    chunks = (c for c in top_level(tokens) if c[0].meta.get("name") != "trainer")
    addresses = (
        str(child.attrs.get("href", "")).partition(":")
        for chunk in chunks
        for token in chunk
        for child in token.children or []
        if child.type == "link_open"
    )
    return tuple(dict.fromkeys(name for found, _, name in addresses if found == scheme))


def top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    """Cut tokens into blocks: a paragraph, a list, a directive…, each with all it holds."""
    index = 0
    while index < len(tokens):
        end = closing(tokens, index)
        yield tokens[index : end + 1]
        index = end + 1


def lone_link(chunk: list[Token]) -> tuple[str, str, str] | None:
    """Return (scheme, id, words) of a paragraph that is only one link, or None."""
    if chunk[0].type != "paragraph_open":
        return None
    children = chunk[1].children or []
    if not is_single_link(children):
        return None
    opening = next(child for child in children if child.type == "link_open")
    scheme, _, name = str(opening.attrs.get("href", "")).partition(":")
    return scheme, name, text_of(children)


def raw(html: str) -> Token:
    """Return a token that renders as this HTML; it is sanitised with the rest."""
    return Token("html_block", "", 0, content=html)


def _figure(inside: list[Token], identity: str) -> Iterator[Token]:
    """First paragraph an image, the rest the caption."""
    chunks = list(top_level(inside))
    picture = chunks[0][1:2] if chunks else []
    yield from [raw(f'<figure class="figure"{identity}>'), *picture]
    if len(chunks) > 1:
        caption = [token for chunk in chunks[1:] for token in chunk]
        yield from [raw("<figcaption>"), *caption, raw("</figcaption>")]
    yield raw("</figure>")
