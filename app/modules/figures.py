"""Figures of the course: drawings in SVG, checked against a list, that stand inside the page.

Inside the page a drawing costs no request, its words are set in the page's fonts, and its colours
are the page's tokens: the dark scheme, print and forced colours reach it. It is therefore made of
still shapes and words alone. Markers, gradients and `use` are left out because they need ids, which
two figures of one page would share; `transform` because the printer's texts are placed by their
coordinates.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from app.core.i18n import LANGUAGES, Language
from app.modules.findings import Finding

VIEW_WIDTH: Final = 360  # units: about the pixels of a phone's column, so that a unit is a pixel
MIN_FONT_SIZE: Final = 12.5  # units
MAX_BYTES: Final = 40_000
MAX_DEPTH: Final = 12

# The tokens that a figure may use, with their value in the light palette of site.css (a test
# compares): printed documents and e-books have no style sheet of ours.
PALETTE: Final[Mapping[str, str]] = {
    "paper": "#FBF9F5", "card": "#FFFFFF", "sand": "#F4EFE5", "sand-2": "#E9E1D2",
    "ink": "#16212B", "muted": "#4A5763", "accent": "#98401F",
    "primary": "#0A4F60", "on-primary": "#FFFFFF",
    "border": "#6B7782", "line": "#DED6C7", "empty": "#E4DCCC",
    "night": "#0B2B36", "on-night": "#F6F1E7", "on-night-muted": "#B5C6CB",
    "saffron": "#E3A72F", "on-saffron": "#1B1608",
    "f1": "#1B6A84", "f2": "#D9982B", "f3": "#B4532F", "f4": "#4C7C58",
    "success": "#14663A", "success-bg": "#E4F0E8", "info": "#0B4F8A", "info-bg": "#E5EEF6",
    "warning": "#7A4B00", "warning-bg": "#FBF0D6", "danger": "#A3211B", "danger-bg": "#FAE9E6",
}  # fmt: skip

_NAMESPACE: Final = "http://www.w3.org/2000/svg "
_NUMBER: Final = r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_NUMBERS: Final = rf"{_NUMBER}(?:[ ,]+{_NUMBER})*"
_PAINT: Final = r"none|var\(--[a-z0-9-]+\)"
_PAINTING: Final[dict[str, str]] = {
    "fill": _PAINT,
    "stroke": _PAINT,
    "stroke-width": _NUMBER,
    "stroke-dasharray": _NUMBERS,
    "opacity": _NUMBER,
    "fill-opacity": _NUMBER,
    "stroke-opacity": _NUMBER,
    "fill-rule": "evenodd|nonzero",
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel",
}
_SETTING: Final[dict[str, str]] = {
    "font-size": _NUMBER,
    "font-weight": "400|600",
    "text-anchor": "start|middle|end",
    "direction": "ltr|rtl",
}
_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "rect": ("x", "y", "width", "height", "rx"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "line": ("x1", "y1", "x2", "y2"),
    "text": ("x", "y"),
}
_POINTS: Final = {"points": _NUMBERS}
# each element, with its attributes and the whole of what each may say
_ELEMENTS: Final[dict[str, dict[str, str]]] = {
    "svg": {"viewBox": ".*", **_PAINTING, **_SETTING},
    "g": {**_PAINTING, **_SETTING},
    "path": {"d": r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]+", **_PAINTING},
    "polyline": {**_POINTS, **_PAINTING},
    "polygon": {**_POINTS, **_PAINTING},
    "tspan": {"direction": "ltr", "unicode-bidi": "isolate"},  # a number inside Arabic, no more
    **{
        name: {**dict.fromkeys(places, _NUMBER), **_PAINTING}
        for name, places in _PLACES.items()
        if name != "text"
    },
    "text": {**dict.fromkeys(_PLACES["text"], _NUMBER), **_PAINTING, **_SETTING},
}
_REMARKS: Final = frozenset({"title", "desc"})  # for whoever opens the file; left out of the page
_SHAPES: Final = frozenset(_ELEMENTS) - {"svg", "g", "text", "tspan"}
_INSIDE: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("svg", "g"), frozenset({"g", "text"}) | _SHAPES | _REMARKS),
    "text": frozenset({"tspan"}),
}
_MENDS: Final[dict[str, str]] = {
    "style": 'write attributes instead, such as fill="var(--ink)"',
    "class": "a figure needs no class, its colours are tokens",
    "id": "nothing may refer to it, and two figures of a page would share it",
    "transform": "write the coordinates where they are",
    "font-family": "the words take the font of the page",
    "href": "a figure refers to nothing",
}
_VIEW_BOX: Final = re.compile(rf"0 0 {VIEW_WIDTH} ([0-9]+)")
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")
_HYPHENATED: Final = re.compile(r"\d-\d")
_NUMBER_ALONE: Final = re.compile(r"\s*\d+(?:-\d+)+\s*")

# what the sanitiser of the page lets through, beside what `Figure.html` itself writes
SVG_ATTRIBUTES: Final[dict[str, set[str]]] = {
    name: {*attributes, *({"role", "aria-label"} if name == "svg" else ())}
    for name, attributes in _ELEMENTS.items()
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing that was checked: its height in units, the marks of its root, and its shapes.

    `words` are its texts, a line each, in the order of the file.
    """

    height: str
    root: str
    inside: str
    words: tuple[str, ...] = ()

    def html(self, alternative: str) -> str:
        """Return the drawing as a part of a page; its words are said by the alternative text."""
        return (
            f'<svg viewBox="0 0 {VIEW_WIDTH} {self.height}" role="img" '
            f'aria-label="{escape(alternative)}"{self.root}>{self.inside}</svg>'
        )


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    line: int
    marks: dict[str, str]  # its own attributes and those that it inherits
    children: list["_Element | str"] = field(default_factory=list)

    def words(self) -> str:
        """Return the words that stand in it, not those of an element inside it."""
        return "".join(child for child in self.children if isinstance(child, str))

    def line_of_text(self) -> str:
        """Return all its words."""
        parts = (one if isinstance(one, str) else one.line_of_text() for one in self.children)
        return "".join(parts)

    def elements(self) -> Iterator["_Element"]:
        for child in self.children:
            if isinstance(child, _Element):
                yield child


class _Refused(ValueError):
    """The file is not worth reading further; the message says why."""


def language_of(path: str) -> Language | None:
    """Return the language of a figure by the name of its file, `x.fr.svg` or `x.ar.svg`."""
    suffix = PurePosixPath(path).stem.rpartition(".")[2]
    return next((language for language in LANGUAGES if language == suffix), None)


def parse_figure(path: str, text: str, findings: list[Finding]) -> Figure | None:
    """Return the checked drawing, or None with a finding for each thing that must be mended."""
    root = _read(path, text, findings)
    if root is None:
        return None
    before = len(findings)
    for element in _every(root):
        for rule in _RULES:
            for kind, message in rule(element):
                findings.append(Finding(path, element.line, kind, message))
    findings.extend(_wrong_language(path, root))
    if len(findings) > before:
        return None
    height = root.attributes["viewBox"].rpartition(" ")[2]
    marks = {name: value for name, value in root.attributes.items() if name != "viewBox"}
    words = tuple(one.line_of_text().strip() for one in _every(root) if one.name == "text")
    return Figure(height, _attributes(marks), _inside(root), words)


def _read(path: str, text: str, findings: list[Finding]) -> _Element | None:
    if len(text.encode()) > MAX_BYTES:
        message = f"the drawing is larger than {MAX_BYTES // 1000} kB: simplify it"
        findings.append(Finding(path, 1, "svg", message))
        return None
    reading = _Reading()
    try:
        reading.parser.Parse(text, True)  # noqa: FBT003 - its only form
    except ExpatError as error:
        message = f"not well-formed XML: {error}"
        findings.append(Finding(path, error.lineno, "svg", message))
    except _Refused as reason:
        findings.append(Finding(path, reading.parser.CurrentLineNumber, "svg", str(reason)))
    else:
        return reading.root
    return None


class _Reading:
    """The elements of a file, with their lines, and no trust in them."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration
        self.parser.ProcessingInstructionHandler = self._refuse_declaration

    def _refuse_declaration(self, name: str, *_rest: object) -> None:
        raise _Refused(f"delete the declaration of {name}: a figure begins with <svg>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = name.removeprefix(_NAMESPACE)
        if self.root is None and (plain != "svg" or plain == name):
            raise _Refused(f'the drawing begins with <svg xmlns="{_NAMESPACE.strip()}">')
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(f"more than {MAX_DEPTH} elements inside one another")
        inherited = self._open[-1].marks if self._open else {}
        element = _Element(
            plain, attributes, self.parser.CurrentLineNumber, {**inherited, **attributes}
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].children.append(re.sub(r"[ \t\r\n]+", " ", text))


def _every(element: _Element) -> Iterator[_Element]:
    yield element
    for child in element.elements():
        yield from _every(child)


Problems = Iterator[tuple[str, str]]


def _unknown_elements(element: _Element) -> Problems:
    if element.name in _REMARKS:
        for child in element.elements():
            yield "svg", f"no <{child.name}> inside <{element.name}>: it holds words alone"
    if element.name not in _ELEMENTS:
        return  # said where it stands
    allowed = _INSIDE.get(element.name, frozenset())
    for child in element.elements():
        if child.name not in allowed:
            yield "svg", f"no <{child.name}> inside <{element.name}>: {_allowed(element.name)}"
    if element.words().strip() and element.name not in {"text", "tspan"}:
        yield "svg", f"words stand in a <text>, not in <{element.name}>"


def _allowed(name: str) -> str:
    names = sorted(_INSIDE.get(name, frozenset()) - _REMARKS)
    return f"it may hold {', '.join(names)}" if names else "it holds no element"


def _unknown_attributes(element: _Element) -> Problems:
    if element.name not in _ELEMENTS:
        return
    known = _ELEMENTS[element.name]
    for name, value in element.attributes.items():
        if name not in known:
            plain = name.rpartition(" ")[2]
            mend = _MENDS.get(plain, "delete it")
            yield "svg", f"no {plain} on <{element.name}>: {mend}"
        elif re.fullmatch(known[name], value) is None:
            yield _unread_value(name, value)


def _unread_value(name: str, value: str) -> tuple[str, str]:
    if name in {"fill", "stroke"}:
        message = f'{name}="{value}": write a token, such as {name}="var(--ink)"'
        return "svg-token", message
    return "svg", f'{name}="{value}" is not a value of {name} that a figure may have'


def _unknown_tokens(element: _Element) -> Problems:
    for name in ("fill", "stroke"):
        value = element.attributes.get(name, "")
        token = value.removeprefix("var(--").removesuffix(")")
        if value.startswith("var(--") and token not in PALETTE:
            yield "svg-token", f"{name}: there is no token --{token}: {', '.join(PALETTE)}"


def _unpainted(element: _Element) -> Problems:
    """Find the shapes that say nothing: they are black, in the dark scheme too."""
    if element.name in _SHAPES | {"text"} and "fill" not in element.marks:
        yield "svg-token", f'<{element.name}> has no fill: write a token, or fill="none"'


def _small_text(element: _Element) -> Problems:
    if element.name not in {"text", "tspan"} or not element.words().strip():
        return
    size = element.marks.get("font-size", "")
    if re.fullmatch(_NUMBER, size) is None:
        yield "svg-text", f'the text “{_start_of(element)}” has no size: write font-size="14"'
    elif float(size) < MIN_FONT_SIZE:
        least = f"{MIN_FONT_SIZE:g} at least, to be read on a phone"
        yield "svg-text", f"the text “{_start_of(element)}” is of size {size}: {least}"


def _unplaced_text(element: _Element) -> Problems:
    if element.name == "text" and not {"x", "y"} <= set(element.attributes):
        yield "svg-text", f"the text “{_start_of(element)}” has no x and y"


def _reordered_text(element: _Element) -> Problems:
    """Find Arabic that is not set from the right, and 448-1 that would be read 1-448.

    Chromium places a text from the end that suits its first letter: an isolated number at the start
    would push the words out of their place.
    """
    words, direction = element.words(), element.marks.get("direction")
    if _ARABIC.search(words) and direction != "rtl":
        yield "svg-bidi", f'“{_start_of(element)}”: write direction="rtl" here or on the root'
    if element.name != "text" or direction != "rtl":
        return
    inside = [child for child in element.children if not isinstance(child, str) or child.strip()]
    if _HYPHENATED.search(words) and not _NUMBER_ALONE.fullmatch(words):
        isolated = '<tspan direction="ltr" unicode-bidi="isolate">'
        yield "svg-bidi", f"“{_start_of(element)}”: put the number in {isolated}"
    elif (
        inside and isinstance(inside[0], _Element) and element.marks.get("text-anchor") != "middle"
    ):
        message = (
            "a text begins with an isolated number: write a word before it, or the number alone"
        )
        yield "svg-bidi", message


def _view_box(element: _Element) -> Problems:
    value = element.attributes.get("viewBox", "")
    if element.name == "svg" and _VIEW_BOX.fullmatch(value) is None:
        yield "svg-viewbox", f'write viewBox="0 0 {VIEW_WIDTH} height" on the root, not “{value}”'


def _start_of(element: _Element) -> str:
    return element.words().strip()[:30]


_RULES: Final[tuple[Callable[[_Element], Problems], ...]] = (
    _view_box,
    _unknown_elements,
    _unknown_attributes,
    _unknown_tokens,
    _unpainted,
    _small_text,
    _unplaced_text,
    _reordered_text,
)


def _wrong_language(path: str, root: _Element) -> Iterator[Finding]:
    texts = [one for one in _every(root) if one.name in {"text", "tspan"} and one.words().strip()]
    arabic = [one for one in texts if _ARABIC.search(one.words())]
    language = language_of(path)
    if language == "fr" and arabic:
        message = f"a text in Arabic in the French figure: “{_start_of(arabic[0])}”"
        yield Finding(path, arabic[0].line, "svg-language", message)
    if language == "ar" and texts and not arabic:
        message = "no text in Arabic in the Arabic figure"
        yield Finding(path, root.line, "svg-language", message)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def _inside(element: _Element) -> str:
    """Return what a checked element holds as it stands in a page: no remarks, no layout spaces."""
    words = element.name in {"text", "tspan"}
    return "".join(
        _written(child)
        if isinstance(child, _Element)
        else escape(child, quote=False)
        if words
        else ""
        for child in element.children
    )


def _written(element: _Element) -> str:
    if element.name in _REMARKS:
        return ""
    opening = f"{element.name}{_attributes(element.attributes)}"
    return f"<{opening}>{_inside(element)}</{element.name}>"
