"""How words are set: no-break spaces, numbers that keep their order, HTML with nothing unsafe."""

import re
from html import escape
from typing import Final

import nh3
from markupsafe import Markup

from app.core.i18n import Language
from app.modules.figures import SVG_ATTRIBUTES

# A full stop after a number ends its sentence: it is no part of the number.
_TELEPHONE: Final = r"(?<!\d)0\d{2,3}(?:[ \u00a0]\d{2,3}){2,}(?!\d)"
_NUMBER: Final = re.compile(rf"{_TELEPHONE}|\d+(?:[./]\d+)*(?:-\d+(?:[./]\d+)*)*")
_KEPT_TOGETHER: Final = re.compile(rf"{_TELEPHONE}|\d+(?:[./]\d+)*(?:-\d+(?:[./]\d+)*)+")
_FRENCH: Final = (
    (re.compile(r" (?=[;!?])"), "\u202f"),
    (re.compile(r" (?=[:»%])"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
    (re.compile(r"(?<=\w)'(?=\w)|(?<=\w)'\Z"), "\u2019"),
)

NO_BREAK_SPACE: Final = "\u00a0"
_ISOLATE: Final = "\u2066"  # left to right
_END_OF_ISOLATE: Final = "\u2069"

_CLASSES: Final[dict[str, set[str]]] = {
    "a": {"term", "law-ref"},
    "bdi": {"n"},  # a number, kept on one line
    "div": {
        *("admonition", "key", "note", "warning", "practice", "reveal"),
        *("scroll", "stacks", "transcript"),
    },
    "figure": {"figure", "video"},
    "span": {"n"},
}
_GLOBAL: Final = {"id", "lang", "dir"}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": _GLOBAL,
    "a": {"href", "rel", "data-term"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope", "role"},
    "td": {"data-label", "role"},
    **{part: {"role"} for part in ("table", "thead", "tbody", "tr")},
    "video": {"src", "controls", "preload", "width", "height"},
    "track": {"src", "kind", "srclang", "label", "default"},
    **SVG_ATTRIBUTES,
}
_TAGS: Final = {
    *("a", "bdi", "blockquote", "br", "code", "div", "em", "figcaption", "figure", "h3", "h4"),
    *("hr", "img", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th"),
    *("thead", "tr", "track", "ul", "video"),
    *SVG_ATTRIBUTES,
}
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"https"},
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> Markup:
    """Return HTML with nothing in it but what a lesson may hold; always the last step."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 - nh3 has just sanitised it


def isolate_numbers(text: str) -> str:
    """Return escaped text with every number in `<bdi>`: 448-1 keeps its order in Arabic."""
    return _NUMBER.sub(_isolated, escape(_without_isolates(text), quote=False))


def plain(text: str, language: Language) -> str:
    """Return plain text whose numbers keep their order: isolated by characters in Arabic."""
    if language != "ar":
        return text
    return _KEPT_TOGETHER.sub(_isolated_plainly, _without_isolates(text))


def _isolated_plainly(number: re.Match[str]) -> str:
    return f"{_ISOLATE}{number[0].replace(' ', NO_BREAK_SPACE)}{_END_OF_ISOLATE}"


def _without_isolates(text: str) -> str:
    return text.replace(_ISOLATE, "").replace(_END_OF_ISOLATE, "")


def _isolated(number: re.Match[str]) -> str:
    return _kept(number, "bdi")


def _unbroken(number: re.Match[str]) -> str:
    return _kept(number, "span")


def _kept(number: re.Match[str], tag: str) -> str:
    """Return a number that is kept on one line; `bdi` keeps its order in Arabic as well."""
    return f'<{tag} class="n">{number[0].replace(" ", NO_BREAK_SPACE)}</{tag}>'


def plain_french(text: str) -> str:
    """Return plain text with the no-break spaces and the apostrophes of French printers."""
    for pattern, replacement in _FRENCH:
        text = pattern.sub(replacement, text)
    return text


def typeset(text: str, language: Language) -> str:
    """Return escaped text set as each language's printers do: 448-1 stays on one line.

    French gets its no-break spaces and apostrophes. Arabic gets 448-1 and telephone numbers
    isolated: without that the bidirectional algorithm draws 1-448, and the last pair first.
    """
    if language == "ar":
        return _KEPT_TOGETHER.sub(_isolated, escape(_without_isolates(text), quote=False))
    return _KEPT_TOGETHER.sub(_unbroken, escape(plain_french(text), quote=False))
