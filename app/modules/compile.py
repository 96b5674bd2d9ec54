"""From parsed sources to an edition: everything a learner reads is rendered here, once."""

from app.core.i18n import LANGUAGES, Language
from app.modules.bankbuild import build_item
from app.modules.blocks import Lesson, LessonText, RolePlay
from app.modules.casebuild import read_case, render_scenes
from app.modules.cases import CaseText
from app.modules.content import AnyUnit, Content, Unit
from app.modules.edition import Edition
from app.modules.findings import Finding
from app.modules.links import Targets
from app.modules.markdown import Renderer, split_sections
from app.modules.plainwords import with_kept_numbers
from app.modules.schemas import (
    CaseFront,
    Course,
    Exam,
    LessonEntry,
    LessonFront,
    RolePlayFront,
)
from app.modules.syntax import learner_marks
from app.modules.typesetting import plain


def targets_of(content: Content) -> Targets:
    """Return what links may lead to: lessons are those that learners will see."""
    listed = listed_ids(content)
    return Targets(
        laws=content.refs.laws,
        terms=content.refs.terms,
        media=content.refs.media,
        lessons={
            unit.id: frozenset(section_ids(unit))
            for unit in content.lessons.values()
            if unit.id in listed
        },
        planned_lessons=frozenset(_entry_ids(content)) - listed,
        checks=frozenset(i for i, unit in content.items.items() if unit.source.use == "check"),
        exam_items=frozenset(i for i, unit in content.items.items() if unit.source.use == "exam"),
        cases=frozenset(content.cases) & _written_cases(content),
        files=frozenset(content.tree.media) | frozenset(content.tree.texts),
        figures=content.figures,
    )


def listed_ids(content: Content) -> frozenset[str]:
    """Return the lessons that are announced as written and are there."""
    return frozenset(
        entry_id
        for entry_id, entry in _entry_ids(content).items()
        if entry.status == "written" and entry_id in content.lessons
    )


def _entry_ids(content: Content) -> dict[str, LessonEntry]:
    modules = content.course.modules if content.course else ()
    return {entry.id: entry for module in modules for entry in module.lessons}


def _written_cases(content: Content) -> frozenset[str]:
    modules = content.course.modules if content.course else ()
    return frozenset(
        case.id for module in modules for case in module.cases if case.status == "written"
    )


def section_ids(unit: Unit[LessonFront] | Unit[CaseFront]) -> tuple[str, ...]:
    """Return the sections of a lesson or the nodes of a case, from its source."""
    sections = split_sections(unit.source.tokens)[1]
    return tuple(str(heading.meta.get("id", "")) for heading, _title, _inside in sections)


def compile_edition(
    content: Content, course: Course, exam: Exam, findings: tuple[Finding, ...]
) -> Edition:
    """Return the edition of a content folder without errors; `findings` are its warnings."""
    targets = targets_of(content)
    course = with_kept_numbers(course)
    lessons = {i: unit for i, unit in content.lessons.items() if i in targets.lessons}
    cases = {i: unit for i, unit in content.cases.items() if i in targets.cases}
    announced = {one.id for m in course.modules for one in m.role_plays if one.status == "written"}
    plays = {i: unit for i, unit in content.role_plays.items() if i in announced}
    return Edition(
        hash=content.hash,
        course=course,
        exam=exam,
        refs=with_kept_numbers(content.refs),
        lessons={i: _lesson(unit) for i, unit in lessons.items()},
        lesson_texts={
            (i, language): _lesson_text(unit, language, targets, course)
            for i, unit in lessons.items()
            for language in LANGUAGES
        },
        all_cases={i: read_case(unit.front, unit.source, unit.hash) for i, unit in cases.items()},
        case_texts={
            (i, language): _case_text(unit, language, targets, course)
            for i, unit in cases.items()
            for language in LANGUAGES
        },
        all_role_plays={i: _role_play(unit) for i, unit in plays.items()},
        role_play_texts={
            (i, language): _lesson_text(unit, language, targets, course)
            for i, unit in plays.items()
            for language in LANGUAGES
        },
        items={i: build_item(unit, targets) for i, unit in content.items.items()},
        findings=findings,
    )


def _lesson(unit: Unit[LessonFront]) -> Lesson:
    links = [mark for mark in learner_marks(unit.source) if mark.kind == "link" and mark.alone]
    return Lesson(
        id=unit.id,
        module_id=unit.module_id,
        version=unit.front.version,
        minutes=unit.front.minutes,
        objectives=unit.front.objectives,
        content_note=unit.front.content_note,
        revisit=unit.front.revisit,
        sections=section_ids(unit),
        checks=tuple(link.target for link in links if link.scheme == "check"),
        cases=tuple(link.target for link in links if link.scheme == "case"),
        source_language=unit.source.language,
        hash=unit.hash,
    )


def _role_play(unit: Unit[RolePlayFront]) -> RolePlay:
    return RolePlay(
        id=unit.id,
        module_id=unit.module_id,
        version=unit.front.version,
        minutes=unit.front.minutes,
        objectives=unit.front.objectives,
        content_note=unit.front.content_note,
        case_id=unit.front.case,
        hash=unit.hash,
    )


def _lesson_text(
    unit: Unit[LessonFront] | Unit[RolePlayFront],
    language: Language,
    targets: Targets,
    course: Course,
) -> LessonText:
    document = unit.document(language)
    if document is None:
        titles = {one.id: one.title for m in course.modules for one in m.lessons}
        titles |= {one.id: one.title for m in course.modules for one in m.role_plays}
        return LessonText(unit.id, language, titles[unit.id].text(language), "missing")
    body = Renderer(language, targets).body(document.tokens)
    cited = [mark for mark in learner_marks(document) if mark.kind == "link"]
    return LessonText(
        lesson_id=unit.id,
        language=language,
        title=_title(unit, language),
        state="current" if language == unit.source.language else unit.state,
        opening_html=body.opening_html,
        sections=tuple(body.sections),
        references=tuple(dict.fromkeys(m.target for m in cited if m.scheme == "law")),
        terms=tuple(dict.fromkeys(m.target for m in cited if m.scheme == "term")),
        trainer_notes=tuple(body.trainer_notes),
    )


def _title(unit: AnyUnit, language: Language) -> str:
    twin = None if language == unit.source.language else unit.twin_front
    return plain((twin or unit.front).title, language)


def _case_text(
    unit: Unit[CaseFront], language: Language, targets: Targets, course: Course
) -> CaseText:
    document = unit.document(language)
    if document is None:
        titles = {entry.id: entry.title for m in course.modules for entry in m.cases}
        return CaseText(unit.id, language, titles[unit.id].text(language), "missing")
    renderer = Renderer(language, targets)
    opening = split_sections(document.tokens)[0]
    return CaseText(
        case_id=unit.id,
        language=language,
        title=_title(unit, language),
        state="current" if language == unit.source.language else unit.state,
        scenes=render_scenes(document, renderer),
        opening_html=renderer.html(opening),
    )
