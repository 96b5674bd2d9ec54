"""The course that this release ships."""

from pathlib import Path

import pytest

from app.core.i18n import LANGUAGES
from app.modules.edition import Edition
from app.modules.findings import Finding
from app.modules.lint import lint
from app.modules.pool import margins, missing_from_draw, servable
from app.modules.reader import Content, read_content
from app.modules.service import edition_of

ROOT = Path(__file__).parent.parent.parent / "content"


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(ROOT)


@pytest.fixture(scope="module")
def shipped(content: Content) -> Edition:
    edition = edition_of(content)
    assert isinstance(edition, Edition), "\n".join(map(str, edition.findings))
    return edition


@pytest.fixture(scope="module")
def findings(content: Content) -> tuple[Finding, ...]:
    return lint(content)


def test_the_shipped_course_has_nothing_to_mend(findings: tuple[Finding, ...]) -> None:
    assert [str(one) for one in findings if one.severity != "note"] == []


def test_each_module_has_two_complete_lessons_in_both_languages(shipped: Edition) -> None:
    for module in shipped.modules():
        lessons = shipped.listed_lessons(module.id)
        assert len(lessons) >= 2
        for lesson in lessons:
            assert all(shipped.lesson_text(lesson.id, one).state == "current" for one in LANGUAGES)
            assert len(lesson.checks) >= 2


def test_modules_1_and_4_have_a_branching_case(shipped: Edition) -> None:
    assert shipped.cases("m01")
    assert shipped.cases("m04")


def test_a_lesson_has_at_least_500_words_in_french(content: Content) -> None:
    short = {
        unit.id: len(unit.source.body.split())
        for unit in content.lessons.values()
        if len(unit.source.body.split()) < 500
    }

    assert short == {}


def test_each_module_has_twelve_exam_items_of_four_types_or_more(shipped: Edition) -> None:
    for module in shipped.modules():
        items = [item for item in shipped.exam_items() if item.module_id == module.id]
        assert len(items) >= 12
        assert len({item.type for item in items}) >= 4


def test_the_pool_feeds_the_quiz_with_the_announced_margin(content: Content) -> None:
    assert content.exam is not None
    pool = servable(content)

    assert missing_from_draw(pool, content.exam.per_module, content.exam.levels) == 0
    assert all(one.ratio >= content.exam.pool_ratio for one in margins(content))


def test_the_pool_of_the_lint_is_the_pool_of_the_edition(
    content: Content, shipped: Edition
) -> None:
    assert {item.id for item in servable(content)} == {item.id for item in shipped.exam_items()}
