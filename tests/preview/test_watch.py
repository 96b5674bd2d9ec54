"""An open page is told of each change; nothing is read or told when nothing changed."""

from pathlib import Path

from app.preview.watch import Bench
from tests.modules.content_tree import ContentFolder
from tests.preview.conftest import Visit
from tests.preview.looking import read

LESSON = "/modules/m01/lessons/m01-l01"


def test_a_change_is_told_to_an_open_page(course: ContentFolder, visit: Visit) -> None:
    before = visit.bench.snapshot.version

    told = visit.changed_by(
        lambda: course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    )

    assert told != before
    assert "Trois éléments" in visit.page(LESSON)


def test_the_marks_follow_the_text(course: ContentFolder, visit: Visit) -> None:
    visit.changed_by(
        lambda: course.replace("fr/lessons/m01-l01.md", "moins de 18 ans", "[x](law:none)"),
        until_checked=True,
    )

    assert "refs.yml has no law none" in read(visit.page(LESSON)).row("enfant").text


def test_a_new_file_is_a_change(course: ContentFolder, visit: Visit) -> None:
    text = course.read("fr/lessons/m01-l01.md").replace("m01-l01", "m01-l03")

    visit.changed_by(lambda: course.write("fr/lessons/m01-l03.md", text))

    assert "Acte, moyen, but" in visit.page("/modules/m01/lessons/m01-l03")


def test_a_page_of_another_start_is_told_at_once(visit: Visit) -> None:
    answer = visit.get("/changes?after=another-1")

    assert answer.json() == {"version": visit.bench.snapshot.version}


def test_a_page_carries_the_version_that_it_shows(visit: Visit) -> None:
    assert f'data-version="{visit.bench.snapshot.version}"' in visit.page(LESSON)


def test_a_file_touched_without_a_change_is_not_told(course: ContentFolder, bench: Bench) -> None:
    version = bench.snapshot.version
    (course.root / "course.yml").touch()

    assert bench.read() is False
    assert bench.snapshot.version == version


def test_marks_of_files_that_did_not_change_stay_until_the_lint_has_looked(
    course: ContentFolder, bench: Bench
) -> None:
    course.replace("fr/lessons/m02-l01.md", "La peine figure", "La peine [x](law:none)")
    bench.read()
    bench.check()

    course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    bench.read()

    assert not bench.snapshot.is_checked
    assert bench.snapshot.findings_of("fr/lessons/m02-l01.md")


def test_what_was_checked_is_not_checked_again(course: ContentFolder, bench: Bench) -> None:
    assert bench.check() is False

    course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    bench.read()

    assert bench.check() is True
    assert bench.check() is False


def test_a_folder_that_is_emptied_says_what_is_missing(
    course: ContentFolder, bench: Bench, preview_cache: Path
) -> None:
    for path in sorted(course.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    bench.read()

    with Visit(bench, preview_cache) as visit:
        assert "course.yml:0 error the file is missing" in read(visit.page("/")).text
