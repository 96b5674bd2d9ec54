"""Twins say the same in the same places: sections, directives, links, images, options."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from app.modules.content import AnyUnit, Content, ItemUnit
from app.modules.findings import Finding, Severity
from app.modules.items import AnyItemSource, AnyItemTwin
from app.modules.schemas import NO_STAMP
from app.modules.syntax import Mark, marks, parse_inline, text_of


def check_parity(content: Content) -> Iterator[Finding]:
    """Compare every source with its translation."""
    for unit in content.units():
        yield from state_of_unit(unit)
        if unit.twin is not None:
            yield from same_sections(unit)
            yield from same_marks(unit)
    for item in content.items.values():
        yield from state_of_item(content, item)
        yield from same_ids(content, item)
        yield from same_links(content, item)


def state_of_unit(unit: AnyUnit) -> Iterator[Finding]:
    """Report a translation that is missing or not re-read since the source changed."""
    if unit.state == "missing":
        yield Finding(unit.source.path, 1, "missing", "there is no translation", "warning")
    elif unit.state == "stale" and unit.twin is not None and unit.twin_front is not None:
        line = unit.twin.front.line(("source",))
        yield Finding(unit.twin.path, line, "stale", _stale(unit.twin_front.source), "warning")


def state_of_item(content: Content, item: ItemUnit) -> Iterator[Finding]:
    """Report the same of an item of the bank."""
    if item.state == "missing":
        line = content.item_line(item)
        yield Finding(item.path, line, "missing", f"{item.id} has no translation", "warning")
    elif item.state == "stale" and item.twin is not None:
        line = content.twin_line(item, "source")
        message = f"{item.id}: {_stale(item.twin.source)}"
        yield Finding(item.twin_path, line, "stale", message, "warning")


def _stale(stamp: str) -> str:
    if stamp == NO_STAMP:
        return "the translation was never stamped: re-read it, then `lms content stamp`"
    return "the source changed since the translation was re-read: re-read it, then stamp it"


def same_sections(unit: AnyUnit) -> Iterator[Finding]:
    """Progress counts sections: both languages must have the same, in the same order."""
    if unit.twin is None:
        return
    ours = [mark for mark in marks(unit.source) if mark.kind == "section"]
    theirs = [mark for mark in marks(unit.twin) if mark.kind == "section"]
    difference = first_difference([m.value for m in ours], [m.value for m in theirs])
    if difference is not None:
        position, source, twin = difference
        line = theirs[position].line if position < len(theirs) else len(unit.twin.lines)
        message = f"section {_shown(twin)} where the source has {_shown(source)}"
        yield Finding(unit.twin.path, line, "twin-sections", message)


def same_marks(unit: AnyUnit) -> Iterator[Finding]:
    """Inside each section: the same directives, links and images in the same order."""
    if unit.twin is None:
        return
    ours, theirs = _by_section(marks(unit.source)), _by_section(marks(unit.twin))
    for section in (section for section in ours if section in theirs):
        for kind in ("directive", "link", "image"):
            yield from _compare(unit.twin.path, section, kind, ours[section], theirs[section])


def _compare(
    path: str, section: str, kind: str, ours: list[Mark], theirs: list[Mark]
) -> Iterator[Finding]:
    source = [mark for mark in ours if mark.kind == kind]
    twin = [mark for mark in theirs if mark.kind == kind]
    difference = first_difference([_value(m) for m in source], [_value(m) for m in twin])
    if difference is None:
        return
    position, wanted, found = difference
    nearest = twin[min(position, len(twin) - 1) :] or theirs
    line = nearest[0].line if nearest else 1
    place = f"#{section}" if section else "the opening"
    message = (
        f"{kind} {position + 1} of {place} is {_shown(found)}, the source has {_shown(wanted)}"
    )
    yield Finding(path, line, f"twin-{kind}s", message, _gravity(kind))


def _gravity(kind: str) -> Severity:
    return "error" if kind == "directive" else "warning"


def _value(mark: Mark) -> str:
    identity = mark.attributes.get("id") or mark.attributes.get("media")
    return f"{mark.value} {identity}" if identity else mark.value


def _by_section(all_marks: list[Mark]) -> dict[str, list[Mark]]:
    sections: dict[str, list[Mark]] = {"": []}
    current = ""
    for mark in all_marks:
        if mark.kind == "section":
            current = mark.value
        sections.setdefault(current, []).append(mark)
    return sections


def first_difference(
    ours: Sequence[str], theirs: Sequence[str]
) -> tuple[int, str | None, str | None] | None:
    """Return where two sequences part, with what each has there, or None when they are equal."""
    for position, (one, other) in enumerate(zip_longest(ours, theirs)):
        if one != other:
            return position, one, other
    return None


def _shown(value: str | None) -> str:
    return "nothing" if value is None else f"“{value}”"


def same_ids(content: Content, item: ItemUnit) -> Iterator[Finding]:
    """Check that an option, a row, a step or a gap must have its words in both languages."""
    if item.twin is None:
        return
    for name in ("options", "left", "right", "steps", "gaps", "why_not"):
        ours, theirs = _ids(item.source, name), _ids(item.twin, name)
        if ours != theirs:
            line = content.twin_line(item, name)
            different = ", ".join(sorted(ours ^ theirs))
            message = f"{item.id}: {name} differ from the source: {different}"
            gravity: Severity = "warning" if name == "why_not" else "error"
            yield Finding(item.twin_path, line, "twin-ids", message, gravity)
    if item.source.vignette is not None and len(item.vignettes) == 1:
        line = content.twin_line(item)
        message = f"{item.id}: the vignette {item.source.vignette} is not translated"
        yield Finding(item.twin_path, line, "twin-ids", message)


def _ids(words: AnyItemSource | AnyItemTwin, name: str) -> frozenset[str]:
    texts = getattr(words, name, {})
    inside = {
        f"{gap}.{choice}"
        for gap, choices in texts.items()
        if isinstance(choices, dict)
        for choice in choices
    }
    return frozenset(texts) | inside


def same_links(content: Content, item: ItemUnit) -> Iterator[Finding]:
    """Check that the stem and the explanation cite the same things in both languages."""
    if item.twin is None:
        return
    for name in ("stem", "why"):
        ours = _links(getattr(item.source, name))
        theirs = _links(getattr(item.twin, name))
        if ours != theirs:
            line = content.twin_line(item, name)
            message = f"{item.id}: links of {name} are {theirs or 'none'}, source {ours or 'none'}"
            yield Finding(item.twin_path, line, "twin-links", message, "warning")


def _links(text: str) -> list[str]:
    return sorted(
        str(token.attrs.get("href", ""))
        for token in parse_inline(text)
        if token.type == "link_open"
    )


def words_of(text: str) -> str:
    """Return the words of a short Markdown text."""
    return text_of(parse_inline(text))
