"""An edition: the course as learners get it."""

from pathlib import Path

import pytest

from app.core.errors import NotFound
from app.modules.edition import BrokenContent, Edition
from app.modules.service import load_edition
from tests.modules.content_tree import (
    BANK_AR,
    BANK_FR,
    EXAM,
    OTHER_BANK_AR,
    OTHER_BANK_FR,
    ContentFolder,
)

BANK = "fr/bank/m01.yml"


def test_an_edition_is_named_by_its_files(course: ContentFolder) -> None:
    before = course.edition()
    course.write(".hidden", "not part of the course")
    same = course.edition()
    course.replace("fr/lessons/m02-l01.md", "La peine", "La peine encourue")
    changed = course.edition()

    assert before.hash == same.hash
    assert changed.hash != before.hash
    assert len(before.hash) == 64
    assert before.label == "2026-1"


def test_only_written_lessons_are_listed(edition: Edition) -> None:
    assert [one.id for one in edition.listed_lessons("m01")] == ["m01-l01"]
    assert [one.id for one in edition.planned_lessons("m01")] == ["m01-l02"]


def test_a_lesson_still_planned_is_not_listed_though_its_file_is_there(
    course: ContentFolder,
) -> None:
    course.replace("course.yml", "minutes: 12, status: written", "minutes: 12, status: planned")
    course.replace("fr/lessons/m01-l01.md", "lesson:m02-l01#peines", "lesson:m02-l01")

    edition = course.edition()

    assert edition.listed_lessons("m02") == ()
    assert edition.planned_lessons("m02")[0].id == "m02-l01"


def test_a_lesson_knows_its_sections_objectives_and_checks(edition: Edition) -> None:
    lesson = edition.lesson("m01-l01")

    assert lesson.sections == ("elements", "enfant")
    assert lesson.objectives == ("o1", "o2")
    assert lesson.content_note
    assert [item.id for item in edition.checks("m01-l01")] == ["m01-q01"]
    assert lesson.cases == ("m01-c1",)


def test_the_way_goes_on_across_modules(edition: Edition) -> None:
    first, second = edition.lesson("m01-l01"), edition.lesson("m02-l01")

    assert edition.previous_and_next("m01-l01") == (None, second)
    assert edition.previous_and_next("m02-l01") == (first, None)


def test_the_lessons_that_cite_an_article_are_known(edition: Edition) -> None:
    assert [one.id for one in edition.lessons_citing("cp-448-1")] == ["m01-l01", "m02-l01"]
    assert [one.id for one in edition.lessons_citing("palerme-3")] == ["m01-l01"]
    assert edition.lessons_citing("presse-1") == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda e: e.module("m09"),
        lambda e: e.lesson("m01-l02"),
        lambda e: e.lesson_text("m01-l09", "fr"),
        lambda e: e.case("m01-c9"),
        lambda e: e.law("cp-999"),
        lambda e: e.term("inconnu"),
        lambda e: e.item("m01-q99"),
        lambda e: e.previous_and_next("m01-l02"),
        lambda e: e.objective("m01", "o9"),
    ],
)
def test_an_unknown_id_does_not_exist(edition: Edition, ask: object) -> None:
    with pytest.raises(NotFound):
        ask(edition)  # type: ignore[operator]  # a lambda of the list above


def test_a_lesson_never_translated_says_so(course: ContentFolder) -> None:
    course.remove("ar/lessons/m01-l01.md")

    text = course.edition().lesson_text("m01-l01", "ar")

    assert (text.state, text.title, text.sections) == ("missing", "المفهوم", ())


def test_a_stale_lesson_is_shown_with_its_state(course: ContentFolder) -> None:
    course.replace("fr/lessons/m01-l01.md", "La réponse est ici.", "La réponse est là.")

    text = course.edition().lesson_text("m01-l01", "ar")

    assert text.state == "stale"
    assert text.sections


def exam_ids(edition: Edition) -> set[str]:
    return {item.id for item in edition.exam_items()}


def test_the_exam_pool_holds_reviewed_current_exam_items(edition: Edition) -> None:
    assert exam_ids(edition) == {"m01-q11", "m01-q12", "m01-q13", "m01-q14", "m02-q11"}


@pytest.mark.parametrize(
    ("path", "old", "new", "lost"),
    [
        (BANK, "status: reviewed, type: order", "status: draft, type: order", "m01-q14"),
        (BANK, "status: reviewed, type: order", "status: retired, type: order", "m01-q14"),
        (BANK, "La traite suppose", "La traite exige", "m01-q12"),
        ("fr/lessons/m01-l01.md", "objectives: [o1, o2]", "objectives: [o1]", "m01-q12"),
    ],
)
def test_an_item_leaves_the_pool_when_it_may_not_be_graded(
    course: ContentFolder, path: str, old: str, new: str, lost: str
) -> None:
    before = exam_ids(course.edition())
    course.replace(path, old, new)

    assert before - exam_ids(course.edition()) == {lost}


def test_an_item_without_translation_leaves_the_pool_of_both_languages(
    course: ContentFolder,
) -> None:
    start = course.read("ar/bank/m01.yml").index("  - {id: m01-q14")
    course.write("ar/bank/m01.yml", course.read("ar/bank/m01.yml")[:start])

    assert "m01-q14" not in exam_ids(course.edition())


def test_broken_content_gives_findings_and_no_exception(course: ContentFolder) -> None:
    course.write("course.yml", "[")

    loaded = load_edition(course.root)

    assert isinstance(loaded, BrokenContent)
    assert loaded.findings[0].path == "course.yml"


@pytest.fixture
def private_exam(tmp_path: Path) -> ContentFolder:
    """A private exam folder with one other item, and its own pass mark."""
    folder = ContentFolder(tmp_path / "private")
    folder.write("exam.yml", EXAM.replace("pass: 70", "pass: 80"))
    for path, text in (
        ("fr/bank/m01.yml", BANK_FR),
        ("ar/bank/m01.yml", BANK_AR),
        ("fr/bank/m02.yml", OTHER_BANK_FR),
        ("ar/bank/m02.yml", OTHER_BANK_AR),
    ):
        folder.write(path, text.replace("m01-q12", "m01-q77"))
    return folder


def test_a_private_exam_folder_replaces_the_exam_and_leaves_the_checks(
    course: ContentFolder, private_exam: ContentFolder
) -> None:
    public = course.edition()

    edition = course.edition(private_exam.root)

    assert edition.exam.pass_pct == 80
    assert "m01-q77" in edition.items
    assert "m01-q12" not in edition.items
    assert edition.item("m01-q01") == public.item("m01-q01")
    assert edition.hash != public.hash


def test_a_fault_in_the_private_exam_folder_is_named_as_such(
    course: ContentFolder, private_exam: ContentFolder
) -> None:
    private_exam.replace("fr/bank/m01.yml", "key: [a, b]", "key: [a, d]")

    loaded = load_edition(course.root, private_exam.root)

    assert isinstance(loaded, BrokenContent)
    assert "exam:fr/bank/m01.yml" in {one.path for one in loaded.findings}
