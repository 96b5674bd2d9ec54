"""An open page is told of each change; nothing is read or told when nothing changed."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Never

import pytest

from app.preview import watch
from app.preview.watch import WatchedFolder, signature
from tests.modules.content_tree import ContentFolder
from tests.preview.conftest import Visit
from tests.preview.looking import read

STIRRED_S: Final = 1.0  # without the mend the watch ended after a few milliseconds
LESSON = "/modules/m01/lessons/m01-l01"
FRENCH = "fr/lessons/m01-l01.md"


def test_a_change_is_told_to_an_open_page(course: ContentFolder, visit: Visit) -> None:
    before = visit.folder.snapshot.version

    told = visit.changed_by(
        lambda: course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    )

    assert told != before
    assert "Trois éléments" in visit.page(LESSON)


def test_the_marks_follow_the_text(course: ContentFolder, visit: Visit) -> None:
    visit.changed_by(
        lambda: course.replace("fr/lessons/m01-l01.md", "moins de 18 ans", "[x](law:none)"),
        until=lambda: visit.folder.snapshot.is_checked,
    )

    assert "refs.yml has no law none" in read(visit.page(LESSON)).row("enfant").text


def test_a_new_file_is_a_change(course: ContentFolder, visit: Visit) -> None:
    text = course.read("fr/lessons/m01-l01.md").replace("m01-l01", "m01-l03")

    visit.changed_by(lambda: course.write("fr/lessons/m01-l03.md", text))

    assert "Acte, moyen, but" in visit.page("/modules/m01/lessons/m01-l03")


def test_a_page_of_another_start_is_told_at_once(visit: Visit) -> None:
    answer = visit.get("/changes?after=another-1")

    assert answer.json() == {"version": visit.folder.snapshot.version}


def test_a_page_carries_the_version_that_it_shows(visit: Visit) -> None:
    assert f'data-version="{visit.folder.snapshot.version}"' in visit.page(LESSON)


def test_a_file_touched_without_a_change_is_not_told(
    course: ContentFolder, watched: WatchedFolder
) -> None:
    version = watched.snapshot.version
    (course.root / "course.yml").touch()

    assert watched.read() is False
    assert watched.snapshot.version == version


def test_marks_of_files_that_did_not_change_stay_until_the_lint_has_looked(
    course: ContentFolder, watched: WatchedFolder
) -> None:
    course.replace("fr/lessons/m02-l01.md", "La peine figure", "La peine [x](law:none)")
    watched.read()
    watched.check()

    course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    watched.read()

    assert not watched.snapshot.is_checked
    assert watched.snapshot.findings_of("fr/lessons/m02-l01.md")


def test_what_was_checked_is_not_checked_again(
    course: ContentFolder, watched: WatchedFolder
) -> None:
    assert watched.check() is False

    course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments")
    watched.read()

    assert watched.check() is True
    assert watched.check() is False


def test_a_folder_that_is_emptied_says_what_is_missing(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    for path in sorted(course.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    watched.read()

    with Visit(watched, preview_cache) as visit:
        assert "course.yml:0 error the file is missing" in read(visit.page("/")).text


def fails_with(why: Exception) -> Callable[..., Never]:
    def fail(*_: object) -> Never:
        raise why

    return fail


def stir(root: Path) -> None:
    """Make and remove folders, as a checkout of another branch does."""
    until = time.monotonic() + STIRRED_S
    while time.monotonic() < until:
        folders = [root / "fr" / f"lessons-{number}" / "more" for number in range(20)]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "one.md").write_text("une")
        for folder in folders:
            (folder / "one.md").unlink()
            folder.rmdir()
            folder.parent.rmdir()


def test_folders_that_come_and_go_do_not_end_the_watch(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    with Visit(watched, preview_cache, interval_s=0.001) as visit:
        visit.changed_by(
            lambda: course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments"),
            before=lambda: stir(course.root),
            until=lambda: "Trois éléments".encode() in watched.snapshot.present[FRENCH],
        )

        assert "Trois éléments" in visit.page(LESSON)


def test_a_folder_that_is_not_there_leaves_the_others_in_the_signature(
    course: ContentFolder,
) -> None:
    seen = signature((course.root / "none", course.root))

    assert str(course.root / FRENCH) in seen
    assert str(course.root / "fr" / "lessons") in seen


def test_a_folder_that_cannot_be_read_says_so_on_every_page_until_it_can(
    watched: WatchedFolder, preview_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = FileNotFoundError(2, "No such file or directory", "fr/lessons")
    with Visit(watched, preview_cache) as visit:
        with monkeypatch.context() as broken:
            broken.setattr(watch, "read_trees", fails_with(why))
            assert watched.read() is True
            for path in ("/", LESSON):
                marks = read(visit.page(path)).own_marks()
                assert "the folder cannot be read: [Errno 2] No such file" in marks[0], path
            assert "Acte, moyen, but" in visit.page(LESSON)
            assert watched.read() is False, "the same failure is told once"

        assert watched.look() is True, "no file changed, but it must be read again"
        for path in ("/", LESSON):
            assert read(visit.page(path)).marks() == [], path


def test_a_page_of_another_site_is_not_told_why_the_folder_cannot_be_read(
    watched: WatchedFolder, preview_cache: Path
) -> None:
    watched.fail(FileNotFoundError(2, "No such file or directory", "/home/author/content"))

    with Visit(watched, preview_cache, host="elsewhere.example") as visit:
        assert "/home/author" not in visit.get("/").text


def test_only_the_last_failure_of_the_reader_is_shown(
    course: ContentFolder,
    watched: WatchedFolder,
    preview_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for word in ("first", "second"):
        monkeypatch.setattr(watch, "content_of", fails_with(KeyError(word)))
        course.write("fr/lessons/m01-l03.md", word)
        watched.read()
    watched.check()

    with Visit(watched, preview_cache) as visit:
        marks = read(visit.page("/")).own_marks()
    assert [one for one in marks if "the reader failed" in one] == [
        ".:0 error the reader failed, please report it: KeyError: 'second' internal"
    ]


def test_a_failure_of_the_reader_ends_with_the_next_good_reading(
    course: ContentFolder, watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = course.read(FRENCH)
    with monkeypatch.context() as broken:
        broken.setattr(watch, "content_of", fails_with(KeyError("x")))
        course.write(FRENCH, "une faute")
        watched.read()
    course.write(FRENCH, text)

    assert watched.read() is True
    assert watched.snapshot.failure is None
    assert watched.snapshot.findings == ()


def test_a_reader_that_fails_is_not_asked_again_before_a_change(
    course: ContentFolder, watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "content_of", fails_with(KeyError("x")))
    course.write(FRENCH, "une faute")

    assert watched.look() is True
    monkeypatch.setattr(watch, "read_trees", fails_with(AssertionError("read again")))
    assert watched.look() is False
    assert watched.snapshot.failure is not None
    assert "KeyError" in watched.snapshot.failure.message


def test_only_the_last_failure_of_the_lint_is_shown(
    course: ContentFolder, watched: WatchedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("first", "second"):
        monkeypatch.setattr(watch, "lint", fails_with(KeyError(word)))
        course.write("fr/lessons/m01-l03.md", word)
        watched.read()
        watched.check()

    internal = [one.message for one in watched.snapshot.findings if one.rule == "internal"]
    assert internal == ["the lint failed, please report it: KeyError: 'second'"]


def test_a_folder_that_cannot_be_read_at_first_is_shown_once_it_can(
    course: ContentFolder, preview_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(watch, "read_trees", fails_with(FileNotFoundError(2, "No such file")))
        folder = WatchedFolder(course.root)

    with Visit(folder, preview_cache) as visit:
        assert "the folder cannot be read" in read(visit.page("/")).own_marks()[0]
        visit.changed_by(lambda: None, until=lambda: folder.snapshot.failure is None)
        assert "Acte, moyen, but" in visit.page(LESSON)


def test_nothing_that_fails_ends_the_watch(
    course: ContentFolder, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = visit.folder

    def break_all() -> None:
        monkeypatch.setattr(watch, "signature", fails_with(RuntimeError("look")))
        while folder.snapshot.failure is None:
            time.sleep(0.001)
        monkeypatch.undo()
        monkeypatch.setattr(WatchedFolder, "check", fails_with(RuntimeError("check")))
        course.write("fr/lessons/m01-l03.md", "une")
        while folder.snapshot.failure is None or "check" not in folder.snapshot.failure.message:
            time.sleep(0.001)
        monkeypatch.undo()

    visit.changed_by(
        lambda: course.replace("fr/lessons/m01-l01.md", "Acte, moyen, but", "Trois éléments"),
        before=break_all,
        until=lambda: folder.snapshot.is_checked and folder.snapshot.failure is None,
    )

    assert "Trois éléments" in visit.page(LESSON)
