"""What the links of a text lead to: law, terms, lessons, figures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from markdown_it.token import Token
from markupsafe import Markup

from app.core.i18n import Language
from app.modules.figures import Figure
from app.modules.paths import case_path, law_path, lesson_path, term_path
from app.modules.schemas import Law, Media, Term
from app.modules.syntax import MEDIA_SCHEME, closing, render_tokens, text_of
from app.modules.typesetting import clean, isolate_numbers, typeset

SCHEMES: Final = frozenset({"law", "term", "lesson", "check", "case"})
_HTTPS: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#]\S*)?\Z")


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything a link may name.

    `lessons` holds the sections of each listed lesson, `figures` the drawings by their path.
    """

    laws: Mapping[str, Law]
    terms: Mapping[str, Term]
    media: Mapping[str, Media]
    lessons: Mapping[str, frozenset[str]]
    planned_lessons: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    exam_items: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    figures: Mapping[str, Figure] = field(default_factory=dict)


def is_safe_outside_link(href: str) -> bool:
    """Tell whether an address outside the platform may be linked: https with a host, no other."""
    return _HTTPS.match(href) is not None


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


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _link(opening: Token, inside: list[Token], language: Language, targets: Targets) -> list[Token]:
    href = str(opening.attrs.get("href", ""))
    scheme, _, name = href.partition(":")
    if scheme in SCHEMES:
        start = _own_link(scheme, name, language, targets)
        inside = inside or [_html(_label_html(scheme, name, language, targets))]
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


def label_of(scheme: str, name: str, language: Language, targets: Targets) -> str:
    """Return the words of a link left empty: an article's label, a term's name; else nothing."""
    if scheme == "law" and name in targets.laws:
        return targets.laws[name].label(language)
    if scheme == "term" and name in targets.terms:
        return targets.terms[name].name(language)
    return ""


def _label_html(scheme: str, name: str, language: Language, targets: Targets) -> str:
    label = label_of(scheme, name, language, targets)
    return isolate_numbers(label) if scheme == "law" else escape(label)


def _image(token: Token, language: Language, targets: Targets) -> Token:
    name = str(token.attrs.get("src", "")).removeprefix(MEDIA_SCHEME)
    media = targets.media.get(name)
    alt = text_of(token.children or [])
    if media is None:
        return _html(escape(alt))
    source = media_path(media, language, targets.files)
    figure = targets.figures.get(source.removeprefix("/"))
    if figure is not None:
        return _html(figure.html(alt))
    size = "".join(
        f' {side}="{value}"'
        for side, value in (("width", media.width), ("height", media.height))
        if value
    )
    return _html(f'<img src="{escape(source)}" alt="{escape(alt)}"{size} loading="lazy">')
