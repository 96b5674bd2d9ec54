"""Rules about the text of lessons and cases: headings, directives, links, images."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from markdown_it.token import Token

from app.modules.compile import targets_of
from app.modules.content import Content
from app.modules.findings import Finding, Severity
from app.modules.items import AnyItemSource, AnyItemTwin
from app.modules.links import SCHEMES, Targets, is_safe_outside_link
from app.modules.syntax import (
    DIRECTIVES,
    Document,
    Mark,
    closing,
    marks,
    parse_inline,
)

Rule = Callable[[Content], Iterable[Finding]]
_INSTEAD: Final = {
    "check": "put the check in a lesson",
    "case": "name the case in the front matter (case: …) or put it in a lesson",
}
RESERVED_IDS: Final = frozenset({"top"})  # the heading of a page and of a chapter has this id
_KNOWN: Final = f"write one of {', '.join(DIRECTIVES)}"
_RAW_HTML: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_UNREAD_IMAGE: Final = re.compile(r"!\[[^\]]*\](?:\[([^\]]*)\])?")


def documents(content: Content) -> Iterator[Document]:
    """Yield every lesson and case file, sources and translations."""
    for unit in content.units():
        yield unit.source
        if unit.twin is not None:
            yield unit.twin


def texts_of_item(words: AnyItemSource | AnyItemTwin) -> Iterator[tuple[str, str]]:
    """Yield what an item says in one language, each text with its field."""
    for field in ("stem", "options", "left", "right", "steps", "gaps", "why", "why_not"):
        yield from ((field, text) for text in _strings(getattr(words, field, "")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from _strings(inside)


def _each(check: Callable[[Document, Targets], Iterator[Finding]]) -> Rule:
    """Make a rule of the course out of a rule of one file."""

    def rule(content: Content) -> Iterator[Finding]:
        targets = targets_of(content)
        for document in documents(content):
            yield from check(document, targets)

    rule.__doc__ = check.__doc__
    return rule


def section_headings(document: Document, _targets: Targets) -> Iterator[Finding]:
    """No H1; every H2 ends in an id, used once in the file."""
    seen: set[str] = set()
    for token in document.tokens:
        if token.type != "heading_open":
            continue
        name, line = str(token.meta.get("id", "")), _line(token)
        if token.tag == "h1":
            message = "no first-level heading, the title is in the front matter: write ##"
            yield Finding(document.path, line, "heading", message)
        elif token.tag == "h2" and not name:
            yield Finding(
                document.path, line, "heading", "the section has no {#id}: end it with one"
            )
        elif token.tag == "h2" and name in seen:
            message = f"the section #{name} is there twice: give one of them another id"
            yield Finding(document.path, line, "heading", message)
        if name in RESERVED_IDS:
            message = f"{{#{name}}} is the page's own: give the section another id"
            yield Finding(document.path, line, "heading", message)
        seen.add(name)


def at_least_one_section(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Check that a text is made of sections: they are the unit of progress."""
    if not any(mark.kind == "section" for mark in marks(document)):
        yield Finding(document.path, 1, "heading", "the file has no section: write ## … {#id}")


def directive_syntax(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Check that a directive is one of the nine, has its own attributes only, and is closed."""
    for token in document.tokens:
        if token.type == "container_directive_open":
            yield from _directive(document, token)
        elif token.type == "inline" and token.content.lstrip().startswith(":::"):
            message = f"unknown directive “{token.content.splitlines()[0].strip()}”: {_KNOWN}"
            yield Finding(document.path, _line(token), "directive", message)


def _directive(document: Document, token: Token) -> Iterator[Finding]:
    name, attributes, line = token.meta["name"], token.meta["attributes"], _line(token)
    wanted = DIRECTIVES[name]
    if not token.meta["clean"] or set(attributes) - set(wanted):
        message = f"“{name}” takes {' '.join(f'{{{one}=…}}' for one in wanted) or 'no attribute'}"
        yield Finding(document.path, line, "directive", f"{message}, and no text on its line")
    for missing in set(wanted) - set(attributes):
        yield Finding(document.path, line, "directive", f"“{name}” needs {{{missing}=…}}: write it")
    if name == "trainer" and not attributes.get("minutes", "0").isdecimal():
        yield Finding(document.path, line, "directive", "minutes is a number: write {minutes=15}")
    end = (token.map or [0, 0])[1]
    if end >= len(document.lines) or not document.lines[end].lstrip().startswith(":::"):
        yield Finding(
            document.path, line, "directive", f"“{name}” is never closed: end it with :::"
        )


def trainer_blocks(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Check that a trainer's note stands alone: hidden inside another block it could leak."""
    for token in document.tokens:
        if token.meta.get("name") == "trainer" and token.level > 0:
            message = "a trainer block stands at the first level: take it out of this block"
            yield Finding(document.path, _line(token), "trainer", message)


def blocks_in_sections(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Before the first section there is only running text."""
    special = {"reveal", "reflect", "trainer", "video"}
    for mark in marks(document):
        if mark.kind == "section":
            return
        embedded = mark.kind == "link" and mark.scheme in {"check", "case"}
        if embedded or (mark.kind == "directive" and mark.value in special):
            message = f"“{mark.value}” stands before the first section: move it into one"
            yield Finding(document.path, mark.line, "opening", message)


def unique_reflections(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Check that an open question is known by its id: once in a lesson."""
    seen: set[str] = set()
    for mark in marks(document):
        name = mark.attributes.get("id")
        if mark.kind == "directive" and name is not None:
            if name in seen:
                message = f"the id {name} is used twice: give one of them another"
                yield Finding(document.path, mark.line, "directive", message)
            seen.add(name)


def raw_html(document: Document, _targets: Targets) -> Iterator[Finding]:
    """No raw HTML: it would show as text."""
    for token in _inline(document):
        for child in token.children or []:
            found = _RAW_HTML.search(child.content) if child.type == "text" else None
            if found:
                message = f"raw HTML would show as text: delete {found[0][:30]}"
                yield Finding(document.path, _line(token), "html", message)


def images(document: Document, _targets: Targets) -> Iterator[Finding]:
    """Check that a figure comes from the media catalogue and has an alternative text."""
    for mark in marks(document):
        if mark.kind == "image" and not mark.value.startswith("media:"):
            message = "a figure is written ![text][id], with an id of the media catalogue"
            yield Finding(document.path, mark.line, "media", message)
        elif mark.kind == "image" and not mark.text:
            message = (
                f"{mark.value.partition(':')[2]} has no alternative text: write it, ![text][id]"
            )
            yield Finding(document.path, mark.line, "alt", message)
    for token in _inline(document):
        for child in token.children or []:
            found = _UNREAD_IMAGE.search(child.content) if child.type == "text" else None
            if found:
                message = f"refs.yml has no medium {found[1] or found[0]}"
                yield Finding(document.path, _line(token), "media", message)


def figures_and_videos(document: Document, targets: Targets) -> Iterator[Finding]:
    """Check that a figure begins with its image, and that a video is known and has a transcript."""
    for index, token in enumerate(document.tokens):
        if token.type != "container_directive_open":
            continue
        inside = document.tokens[index + 1 : closing(list(document.tokens), index)]
        if token.meta["name"] == "figure" and not _begins_with_image(list(inside)):
            message = "the first paragraph of a figure is its image: write ![text][id] there"
            yield Finding(document.path, _line(token), "figure", message)
        if token.meta["name"] == "video":
            media = token.meta["attributes"].get("media", "")
            if media not in targets.media:
                message = f"refs.yml has no medium {media}"
                yield Finding(document.path, _line(token), "media", message)
            if not any(one.type == "inline" and one.content.strip() for one in inside):
                message = f"the video {media} has no transcript: write it in the block"
                yield Finding(document.path, _line(token), "transcript", message)


def _begins_with_image(tokens: list[Token]) -> bool:
    children = (tokens[1].children or []) if len(tokens) > 1 else []
    shown = [child for child in children if child.content.strip() or child.type != "text"]
    return [child.type for child in shown] == ["image"]


def links_of_texts(document: Document, targets: Targets) -> Iterator[Finding]:
    """Every link leads somewhere that exists and is allowed."""
    sections = {mark.value for mark in marks(document) if mark.kind == "section"}
    for mark in marks(document):
        if mark.kind == "link":
            for rule, message in link_problems(mark, targets, sections):
                yield Finding(document.path, mark.line, rule, message, _gravity(rule))


def links_of_items(content: Content) -> Iterator[Finding]:
    """Check that the links of questions and explanations lead somewhere, and are allowed."""
    targets = targets_of(content)
    for item in content.items.values():
        for words, path, line in (
            (item.source, item.path, content.item_line(item)),
            (item.twin, item.twin_path, content.twin_line(item)),
        ):
            for text in _with_links(words.model_dump() if words else {}):
                for mark in _text_marks(text, line):
                    if mark.scheme in {"check", "case"}:
                        yield Finding(
                            path,
                            line,
                            "link",
                            f"{item.id}: delete {mark.value}, it is not for items",
                        )
                        continue
                    for rule, message in link_problems(mark, targets, set()):
                        yield Finding(path, line, rule, f"{item.id}: {message}", _gravity(rule))


def blocks_of_role_plays(content: Content) -> Iterator[Finding]:
    """Check that a role play embeds no check and no case: its page has no place for them."""
    for unit in content.role_plays.values():
        for document in filter(None, (unit.source, unit.twin)):
            for mark in marks(document):
                if mark.kind == "link" and mark.scheme in {"check", "case"}:
                    message = f"{mark.value} is not shown in a role play: {_INSTEAD[mark.scheme]}"
                    yield Finding(document.path, mark.line, "role-play", message)


def _gravity(rule: str) -> Severity:
    return "warning" if rule == "planned" else "error"


def _with_links(value: object) -> Iterator[str]:
    return (text for text in _strings(value) if "](" in text or "][" in text or "<" in text)


def _text_marks(text: str, line: int) -> Iterator[Mark]:
    for token in parse_inline(text):
        if token.type == "link_open":
            yield Mark("link", str(token.attrs.get("href", "")), line, text="…")


def link_problems(mark: Mark, targets: Targets, sections: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (rule, message) for what is wrong with a link."""
    if mark.scheme == "#":
        if mark.value[1:] not in sections:
            yield "link", f"there is no {mark.value} in this file: correct the id"
    elif mark.scheme in SCHEMES:
        yield from _own_link_problems(mark, targets)
    elif not is_safe_outside_link(mark.value):
        yield "link", f"“{mark.value}” is refused: write an https:// address or one of our schemes"
    if not mark.text and mark.scheme not in {"law", "term"}:
        yield "link", f"the link to {mark.value} has no words: write them in the [ ]"


def _own_link_problems(mark: Mark, targets: Targets) -> Iterator[tuple[str, str]]:
    name, _, section = mark.target.partition("#")
    if mark.scheme == "law" and name not in targets.laws:
        yield "law", f"refs.yml has no law {name}"
    if mark.scheme == "term" and name not in targets.terms:
        yield "term", f"refs.yml has no term {name}"
    if mark.scheme == "case" and name not in targets.cases:
        yield "case", f"there is no case {name}: correct the id"
    if mark.scheme == "check":
        yield from _check_problems(name, targets)
    if mark.scheme == "lesson":
        yield from _lesson_problems(name, section, targets)
    if mark.scheme in {"check", "case"} and not mark.alone:
        yield (
            "alone",
            f"{mark.value} must stand alone in its section: give it a paragraph of its own",
        )


def _check_problems(name: str, targets: Targets) -> Iterator[tuple[str, str]]:
    if name in targets.exam_items:
        yield "check", f"{name} is an exam item, it stays secret: name a check"
    elif name not in targets.checks:
        yield "check", f"the bank has no check {name}: correct the id or write it"


def _lesson_problems(name: str, section: str, targets: Targets) -> Iterator[tuple[str, str]]:
    if name in targets.planned_lessons:
        yield "planned", f"the lesson {name} is not written yet: shown without a link"
    elif name not in targets.lessons:
        yield "lesson", f"there is no lesson {name}: correct the id"
    elif section and section not in targets.lessons[name]:
        yield "lesson", f"the lesson {name} has no section #{section}: correct the id"


def _inline(document: Document) -> Iterator[Token]:
    return (token for token in document.tokens if token.type == "inline")


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


RULES: Final[tuple[Rule, ...]] = (
    _each(section_headings),
    _each(at_least_one_section),
    _each(directive_syntax),
    _each(trainer_blocks),
    _each(blocks_in_sections),
    _each(unique_reflections),
    _each(raw_html),
    _each(images),
    _each(figures_and_videos),
    _each(links_of_texts),
    links_of_items,
    blocks_of_role_plays,
)
