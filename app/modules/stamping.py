"""Writing stamps into a translation, after a person has re-read it."""

from dataclasses import dataclass
from pathlib import Path

from app.modules.content import Content, stamp_of
from app.modules.findings import Finding
from app.modules.source import decode
from app.modules.yamltext import Place


@dataclass(frozen=True, slots=True)
class StampReport:
    """What stamping one file did: how many stamps changed, or why it was refused."""

    path: str
    changed: int = 0
    findings: tuple[Finding, ...] = ()


def stamp(content: Content, path: str) -> StampReport:
    """Write the present stamp of each source unit into a translation file; only stamps change."""
    raw = content.tree.texts.get(path)
    if raw is None:
        return _refused(path, 0, "there is no such file in the content folder")
    findings: list[Finding] = []
    text = decode(path, raw, findings)
    if text is None:
        return StampReport(path, findings=tuple(findings))
    places = (
        _bank_places(content, path) if path.endswith(".yml") else _text_places(content, path, text)
    )
    if not places:
        return _refused(path, 1, "nothing to stamp: the file is not a translation with its source")
    new = _with_stamps(text, places)
    changed = sum(text[place.start : place.end] != value for place, value in places)
    if changed:
        (content.tree.root / path).write_text(new, encoding="utf-8", newline="")
    return StampReport(path, changed)


def _refused(path: str, line: int, message: str) -> StampReport:
    return StampReport(path, findings=(Finding(path, line, "stamp", message),))


def _with_stamps(text: str, places: list[tuple[Place, str]]) -> str:
    for place, value in sorted(places, key=lambda pair: pair[0].start, reverse=True):
        text = f"{text[: place.start]}{value}{text[place.end :]}"
    return text


def _text_places(content: Content, path: str, text: str) -> list[tuple[Place, str]]:
    """Return where the stamp of a lesson, a case or a role play stands, with its new value."""
    unit = next((one for one in content.units() if one.id == Path(path).stem), None)
    if unit is None or unit.twin is None or unit.twin.path != path:
        return []
    place = unit.twin.front.places.get(("source",))
    if place is None:
        return []
    offset = text.index("\n") + 1  # the front matter starts after its first line
    return [(Place(place.line, place.start + offset, place.end + offset), stamp_of(unit))]


def _bank_places(content: Content, path: str) -> list[tuple[Place, str]]:
    """Return where the stamp of each item of a bank stands, with its new value."""
    source = content.yaml.get(path)
    if source is None:
        return []
    found = []
    for item in content.items.values():
        place = source.places.get(("items", item.twin_position, "source"))
        if item.twin is not None and item.twin_path == path and place is not None:
            found.append((place, stamp_of(item)))
    return found
