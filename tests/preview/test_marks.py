"""The marks of the lint stand beside the section or the item that they are about."""

from pathlib import Path

import pytest

from app.preview.watch import WatchedFolder
from tests.modules.content_tree import ContentFolder
from tests.preview.conftest import Visit
from tests.preview.looking import Node, read

LESSON = "/modules/m01/lessons/m01-l01"
BANK = "/modules/m01/bank"


def page_of(course: ContentFolder, cache: Path, path: str) -> Node:
    watched = WatchedFolder(course.root)
    watched.check()
    with Visit(watched, cache) as visit:
        return read(visit.page(path))


def test_a_faultless_course_has_no_mark(course: ContentFolder, preview_cache: Path) -> None:
    assert page_of(course, preview_cache, LESSON).marks() == []


def test_a_finding_stands_beside_its_section_in_its_language(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("fr/lessons/m01-l01.md", "moins de 18 ans", "moins de 18 ans [x](law:none)")

    page = page_of(course, preview_cache, LESSON)

    row = page.row("enfant")
    assert row.cell("fr").marks() == ["fr/lessons/m01-l01.md:35 error refs.yml has no law none law"]
    assert page.row("elements").marks() == []


def test_a_finding_of_the_front_matter_stands_at_the_top(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("fr/lessons/m01-l01.md", "objectives: [o1, o2]", "objectives: [o1, o9]")

    marks = page_of(course, preview_cache, LESSON).own_marks()

    assert any(mark.startswith("fr/lessons/m01-l01.md:6 error") for mark in marks)


def test_a_stale_translation_is_said_at_the_top(course: ContentFolder, preview_cache: Path) -> None:
    course.replace("fr/lessons/m01-l01.md", "Demander l'âge d'abord.", "Demander l'âge.")

    page = page_of(course, preview_cache, LESSON)

    assert "Traduction à relire" in page.text
    assert "ar/lessons/m01-l01.md:3 warning the source changed" in page.own_marks()[0]


def test_a_finding_stands_beside_its_item(course: ContentFolder, preview_cache: Path) -> None:
    course.replace("ar/bank/m01.yml", "{a: التهديد, b: الخداع, c: الإيواء}", "{a: التهديد}")

    page = page_of(course, preview_cache, BANK)

    marks = page.row("m01-q11").cell("ar").marks()
    assert any("options differ from the source" in mark for mark in marks)
    assert page.row("m01-q01").marks() == []
    assert page.row("m01-q12").marks() == []


def test_a_finding_of_a_figure_stands_where_the_figure_is(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("media/elements.ar.svg", 'fill="var(--sand)"', 'fill="red"')

    page = page_of(course, preview_cache, LESSON)

    assert "media/elements.ar.svg:3 error" in page.row("elements").cell("ar").marks()[0]
    assert page.row("elements").cell("fr").marks() == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("course.yml", "advised_after: [m01]", "advised_after: [m07]"),
        ("refs.yml", "confidence: verified-press", "confidence: sure"),
        ("exam.yml", "pool_ratio: 1", "pool_ratio: 9"),
    ],
)
def test_the_index_shows_the_findings_of_files_without_a_page(
    course: ContentFolder, preview_cache: Path, path: str, old: str, new: str
) -> None:
    course.replace(path, old, new)

    page = page_of(course, preview_cache, "/")

    assert any(mark.startswith(f"{path}:") for mark in page.row(path).marks())


def test_the_index_counts_findings_and_says_what_the_site_would_do(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("fr/lessons/m01-l01.md", "moins de 18 ans", "moins de 18 ans [x](law:none)")

    page = page_of(course, preview_cache, "/")

    assert "garderait sa dernière édition correcte" in page.text
    assert "1 erreur" in page.row("m01").text
    assert "erreur" not in page.row("m02").text


def test_a_course_without_errors_says_nothing_of_an_earlier_edition(
    course: ContentFolder, preview_cache: Path
) -> None:
    page = page_of(course, preview_cache, "/")

    assert "garderait" not in page.text
    assert "Rien à corriger" in page.text.replace("\u00a0", " ")
