"""Rules about the course as a whole: ids, parts, announced lessons, references, media."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.core.i18n import LANGUAGES
from app.modules.content import COURSE_FILE, REFS_FILE, AnyUnit, Content
from app.modules.findings import Finding
from app.modules.schemas import (
    CaseEntry,
    Course,
    LessonEntry,
    LessonFront,
    Module,
    RolePlayEntry,
    RolePlayFront,
)

Rule = Callable[[Content], Iterable[Finding]]


def unique_ids(content: Content) -> Iterator[Finding]:
    """Check that ids are unique, and that a lesson or a case begins with its module's id."""
    modules = content.course.modules if content.course else ()
    for module in modules:
        for message in _id_problems(module):
            yield _course(content, module.id, message)
    for wrong in _repeated([module.id for module in modules]):
        yield _course(content, wrong, f"the module {wrong} is written twice: delete one")


def _id_problems(module: Module) -> Iterator[str]:
    for kind, ids in (
        ("lesson", [entry.id for entry in module.lessons]),
        ("case", [entry.id for entry in module.cases]),
        ("role play", [entry.id for entry in module.role_plays]),
        ("objective", [objective.id for objective in module.objectives]),
    ):
        for wrong in _repeated(ids):
            yield f"the {kind} {wrong} of {module.id} is written twice: give one another id"
    for entry_id in _announced(module):
        if not entry_id.startswith(f"{module.id}-"):
            yield f"{entry_id} does not belong to {module.id}: correct the id"


def _repeated(ids: list[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1]


def known_modules(content: Content) -> Iterator[Finding]:
    """Parts hold every module once; advice names modules that exist."""
    if content.course is None:
        return
    ids = [module.id for module in content.course.modules]
    placed = [module_id for part in content.course.parts for module_id in part.modules]
    if sorted(placed) != sorted(ids):
        different = ", ".join(
            sorted((Counter(placed) - Counter(ids)) + (Counter(ids) - Counter(placed)))
        )
        line = content.line(COURSE_FILE, "parts")
        yield Finding(COURSE_FILE, line, "ids", f"parts must hold each module once: {different}")
    for module in content.course.modules:
        for advised in module.advised_after:
            if advised not in ids:
                yield _course(
                    content, module.id, f"advised_after: there is no {advised}, correct it"
                )


def announced_units(content: Content) -> Iterator[Finding]:
    """Check that a file is announced in course.yml, and what is announced as written is there."""
    statuses = _statuses(content.course) if content.course else {}
    present = {unit.id for unit in content.units()}
    for unit in content.units() if content.course else ():
        if unit.id not in statuses:
            message = f"{unit.id} is not announced in course.yml: add it"
            yield Finding(unit.source.path, 1, "announced", message)
        elif statuses[unit.id] == "planned":
            message = (
                f"{unit.id} is there but still “planned” in course.yml, not listed: write written"
            )
            yield Finding(unit.source.path, 1, "announced", message, "warning")
    for unit_id, status in statuses.items():
        if status == "written" and unit_id not in present:
            message = (
                f"{unit_id} is “written” but its file is missing, not listed: write it, or planned"
            )
            line = _entry_line(content, unit_id)
            yield Finding(COURSE_FILE, line, "announced", message, "warning")


def _statuses(course: Course) -> dict[str, str]:
    return {i: entry.status for module in course.modules for i, entry in _announced(module).items()}


def ids_match_paths(content: Content) -> Iterator[Finding]:
    """Check that the id in the front matter is the name of the file, in both languages."""
    for unit in content.units():
        if unit.front.id != unit.id:
            yield _front(unit, "id", "ids", f"the id must be {unit.id}, the name of the file")
        if unit.twin is not None and unit.twin_front is not None and unit.twin_front.id != unit.id:
            line = unit.twin.front.line(("id",))
            message = f"the id must be {unit.id}, the name of the file"
            yield Finding(unit.twin.path, line, "ids", message)


def same_titles(content: Content) -> Iterator[Finding]:
    """Titles and minutes in the front matter are those that course.yml announces."""
    if content.course is None:
        return
    entries = {i: e for module in content.course.modules for i, e in _announced(module).items()}
    for unit in content.units():
        entry = entries.get(unit.id)
        if entry is None:
            continue
        for language in LANGUAGES:
            document = unit.document(language)
            front = unit.front if language == unit.source.language else unit.twin_front
            wanted = entry.title.text(language)
            if document is not None and front is not None and _plain(front.title) != _plain(wanted):
                message = (
                    f"the title is “{front.title}”, course.yml says “{wanted}”: make them equal"
                )
                line = document.front.line(("title",))
                yield Finding(document.path, line, "title", message, "warning")
        if (
            isinstance(unit.front, LessonFront | RolePlayFront)
            and unit.front.minutes != entry.minutes
        ):
            message = (
                f"{unit.front.minutes} minutes here, {entry.minutes} in course.yml: make them equal"
            )
            line = unit.source.front.line(("minutes",))
            yield Finding(unit.source.path, line, "minutes", message, "warning")


def _plain(title: str) -> str:
    """Return a title without what typesetting adds: spaces and apostrophes of any kind."""
    return " ".join(title.replace("’", "'").split())


def known_objectives(content: Content) -> Iterator[Finding]:
    """Check that a lesson or a case teaches objectives of its module."""
    if content.course is None:
        return
    known = {m.id: {o.id for o in m.objectives} for m in content.course.modules}
    for unit in content.units():
        for objective in unit.front.objectives:
            if objective not in known.get(unit.module_id, set()):
                message = f"{unit.module_id} has no objective {objective}: correct it"
                yield _front(unit, "objectives", "objective", message)


def both_summaries(content: Content) -> Iterator[Finding]:
    """Check that a law is summarised in both languages or in none, with the date of its text."""
    for law_id, law in content.refs.laws.items():
        line = content.line(REFS_FILE, "laws", law_id)
        if (law.says_fr is None) != (law.says_ar is None):
            message = f"{law_id}: the summary is in one language only: write the other"
            yield Finding(REFS_FILE, line, "law-summary", message)
        if law.says_fr is not None and law.as_of is None:
            message = f"{law_id}: a summary needs the date of the text (as_of)"
            yield Finding(REFS_FILE, line, "law-summary", message)


def media_files(content: Content) -> Iterator[Finding]:
    """Each medium is there, a figure in both languages; a video has its captions in both."""
    for media_id, media in content.refs.media.items():
        line = content.line(REFS_FILE, "media", media_id)
        stem, dot, suffix = media.src.rpartition(".")
        variants = [f"{stem}.{language}{dot}{suffix}" for language in LANGUAGES]
        for_both = suffix != "svg" and content.tree.holds(media.src)
        if not for_both and not all(map(content.tree.holds, variants)):
            yield Finding(REFS_FILE, line, "media", f"{media_id}: {media.src} is missing: add it")
        if suffix in {"mp4", "webm"} and media.captions is None:
            message = f"{media_id}: a video needs captions in both languages"
            yield Finding(REFS_FILE, line, "captions", message)
        captions = (media.captions.fr, media.captions.ar) if media.captions else ()
        for file in captions:
            if not content.tree.holds(f"media/{file.removeprefix('media/')}"):
                yield Finding(REFS_FILE, line, "captions", f"{media_id}: {file} is missing: add it")


def _announced(module: Module) -> dict[str, LessonEntry | CaseEntry | RolePlayEntry]:
    """Return what course.yml announces for a module, by id."""
    return {
        **{lesson.id: lesson for lesson in module.lessons},
        **{case.id: case for case in module.cases},
        **{play.id: play for play in module.role_plays},
    }


def _front(unit: AnyUnit, field: str, rule: str, message: str) -> Finding:
    return Finding(unit.source.path, unit.source.front.line((field,)), rule, message)


def _course(content: Content, module_id: str, message: str) -> Finding:
    modules = content.course.modules if content.course else ()
    position = next((i for i, module in enumerate(modules) if module.id == module_id), 0)
    return Finding(COURSE_FILE, content.line(COURSE_FILE, "modules", position), "ids", message)


def _entry_line(content: Content, unit_id: str) -> int:
    for i, module in enumerate(content.course.modules if content.course else ()):
        for kind, ids in (
            ("lessons", [entry.id for entry in module.lessons]),
            ("cases", [entry.id for entry in module.cases]),
            ("role_plays", [entry.id for entry in module.role_plays]),
        ):
            if unit_id in ids:
                return content.line(COURSE_FILE, "modules", i, kind, ids.index(unit_id))
    return 0


RULES: Final[tuple[Rule, ...]] = (
    unique_ids,
    known_modules,
    announced_units,
    ids_match_paths,
    same_titles,
    known_objectives,
    both_summaries,
    media_files,
)
