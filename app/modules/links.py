"""What the links of a text lead to: law, terms, lessons, figures; and the cleaning of HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from app.core.i18n import Language
from app.modules.schemas import Law, Media, Term
from app.modules.syntax import MEDIA_SCHEME, closing, render_tokens, text_of

SCHEMES: Final = frozenset({"law", "term", "lesson", "check", "case"})
_HTTPS: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#]\S*)?\Z")
_NUMBER: Final = re.compile(r"\d[\d./]*(?:-\d[\d./]*)*")
_HYPHENATED: Final = re.compile(r"\d[\d./]*(?:-\d[\d./]*)+")
_FRENCH: Final = (
    (re.compile(r" (?=[;!?])"), "\u202f"),
    (re.compile(r" (?=[:»%])"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=\w)'(?=\w)|(?<=\w)'\Z"), "\u2019"),
)

_CLASSES: Final[dict[str, set[str]]] = {
    "a": {"term", "law-ref"},
    "div": {"admonition", "key", "note", "warning", "practice", "scroll", "transcript", "reveal"},
    "figure": {"figure", "video"},
}
_GLOBAL: Final = {"id", "lang", "dir"}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": _GLOBAL,
    "a": {"href", "rel", "data-term"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope"},
    "video": {"src", "controls", "preload", "width", "height"},
    "track": {"src", "kind", "srclang", "label", "default"},
}
_TAGS: Final = {
    *("a", "bdi", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h3", "h4"),
    *("hr", "img", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th"),
    *("thead", "tr", "track", "ul", "video"),
}
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"https"},
    link_rel=None,
    strip_comments=True,
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything a link may name. `lessons` holds the sections of each listed lesson."""

    laws: Mapping[str, Law]
    terms: Mapping[str, Term]
    media: Mapping[str, Media]
    lessons: Mapping[str, frozenset[str]]
    planned_lessons: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    exam_items: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


def clean(html: str) -> Markup:
    """Return HTML with nothing in it but what a lesson may hold; always the last step."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 - nh3 has just sanitised it


def isolate_numbers(text: str) -> str:
    """Return escaped text with every number in `<bdi>`: 448-1 keeps its order in Arabic."""
    return _NUMBER.sub(lambda found: f"<bdi>{found[0]}</bdi>", escape(text, quote=False))


def is_safe_outside_link(href: str) -> bool:
    """Tell whether an address outside the platform may be linked: https with a host, no other."""
    return _HTTPS.match(href) is not None


def law_path(law_id: str) -> str:
    """Return the path of a text page, without the language."""
    return f"/texts/{law_id}"


def term_path(slug: str) -> str:
    """Return the path of a glossary entry, without the language."""
    return f"/glossary/{slug}"


def module_path(module_id: str) -> str:
    """Return the path of a module page, without the language."""
    return f"/modules/{module_id}"


def lesson_path(lesson_id: str) -> str:
    """Return the path of a lesson, without the language."""
    return f"/modules/{lesson_id.partition('-')[0]}/lessons/{lesson_id}"


def case_path(case_id: str, node: str = "") -> str:
    """Return the path of a case, or of one of its scenes, without the language."""
    scene = f"/{node}" if node else ""
    return f"/modules/{case_id.partition('-')[0]}/cases/{case_id}{scene}"


def media_path(media: Media, language: Language, files: frozenset[str]) -> str:
    """Return the path of a media file; `x.fr.svg` stands in for `x.svg` when it exists."""
    stem, dot, suffix = media.src.rpartition(".")
    variant = f"{stem}.{language}{dot}{suffix}"
    return f"/{variant if variant in files else media.src}"


def resolve_inline(children: list[Token], language: Language, targets: Targets) -> list[Token]:
    """Return inline tokens whose links lead to pages; what is refused becomes plain words."""
    resolved: list[Token] = []
    index = 0
    while index < len(children):
        child = children[index]
        if child.type == "link_open":
            end = closing(children, index)
            inside = resolve_inline(children[index + 1 : end], language, targets)
            resolved.extend(_link(child, inside, language, targets))
            index = end
        elif child.type == "image":
            resolved.append(_image(child, language, targets))
        elif child.type == "text":
            resolved.append(_html(typeset(child.content, language)))
        else:
            resolved.append(child)
        index += 1
    return resolved


def inline_html(children: list[Token], language: Language, targets: Targets) -> Markup:
    """Return the sanitised HTML of inline tokens."""
    inline = Token("inline", "", 0, children=resolve_inline(children, language, targets))
    return clean(render_tokens([inline]))


def typeset(text: str, language: Language) -> str:
    """Return escaped text set as each language's printers do.

    French gets its no-break spaces and apostrophes. Arabic gets 448-1 isolated: without that the
    bidirectional algorithm draws 1-448.
    """
    if language == "ar":
        return _HYPHENATED.sub(lambda found: f"<bdi>{found[0]}</bdi>", escape(text, quote=False))
    for pattern, replacement in _FRENCH:
        text = pattern.sub(replacement, text)
    return escape(text, quote=False)


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _link(opening: Token, inside: list[Token], language: Language, targets: Targets) -> list[Token]:
    href = str(opening.attrs.get("href", ""))
    scheme, _, name = href.partition(":")
    if scheme in SCHEMES:
        start = _own_link(scheme, name, language, targets)
        inside = inside or [_html(_label(scheme, name, language, targets))]
    elif href.startswith("#"):
        start = f'<a href="{escape(href)}">'
    elif is_safe_outside_link(href):
        start = f'<a href="{escape(href)}" rel="noopener noreferrer">'
    else:
        start = ""
    return [_html(start), *inside, _html("</a>")] if start else inside


def _own_link(scheme: str, name: str, language: Language, targets: Targets) -> str:
    """Return the opening tag of one of our links, or nothing when it leads nowhere yet."""
    lesson, _, section = name.partition("#")
    if scheme == "law" and name in targets.laws:
        return f'<a class="law-ref" href="/{language}{law_path(name)}">'
    if scheme == "term" and name in targets.terms:
        return f'<a class="term" href="/{language}{term_path(name)}" data-term="{name}">'
    if scheme == "lesson" and lesson in targets.lessons:
        fragment = f"#{escape(section)}" if section else ""
        return f'<a href="/{language}{lesson_path(lesson)}{fragment}">'
    if scheme == "case" and name in targets.cases:
        return f'<a href="/{language}{case_path(name)}">'
    if scheme == "check" and name in targets.checks:
        return f'<a href="#{name}">'
    return ""


def _label(scheme: str, name: str, language: Language, targets: Targets) -> str:
    """Return the words of a link left empty: the official label in the reader's language."""
    if scheme == "law" and name in targets.laws:
        return isolate_numbers(targets.laws[name].label(language))
    if scheme == "term" and name in targets.terms:
        return escape(targets.terms[name].name(language))
    return ""


def _image(token: Token, language: Language, targets: Targets) -> Token:
    name = str(token.attrs.get("src", "")).removeprefix(MEDIA_SCHEME)
    media = targets.media.get(name)
    alt = text_of(token.children or [])
    if media is None:
        return _html(escape(alt))
    size = "".join(
        f' {side}="{value}"'
        for side, value in (("width", media.width), ("height", media.height))
        if value
    )
    source = media_path(media, language, targets.files)
    return _html(f'<img src="{escape(source)}" alt="{escape(alt)}"{size} loading="lazy">')
