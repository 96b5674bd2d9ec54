"""A broken content folder never takes the site down."""

import shutil
from pathlib import Path

import pytest

from app.modules import service
from app.modules import store as store_module
from app.modules.errors import NoGoodEdition
from app.modules.store import EditionStore
from tests.modules.content_tree import ContentFolder

LESSON = "fr/lessons/m01-l01.md"


def break_it(course: ContentFolder) -> None:
    course.replace(LESSON, "(term:traite)", "(term:inconnu)")


def test_the_folder_edition_is_in_force(course: ContentFolder, tmp_path: Path) -> None:
    store = EditionStore(course.root, tmp_path / "cache")

    assert store.current.hash == course.edition().hash
    assert store.findings == ()
    assert (store.media_root / "elements.fr.svg").is_file()


def test_a_broken_folder_keeps_the_edition_in_force(course: ContentFolder, tmp_path: Path) -> None:
    store = EditionStore(course.root, tmp_path / "cache")
    good = store.current.hash
    break_it(course)

    changed = store.reload()

    assert not changed
    assert store.current.hash == good
    assert store.is_last_good
    assert [(one.path, one.rule) for one in store.findings] == [(LESSON, "term")]


def test_a_start_with_a_broken_folder_takes_the_last_good_edition(
    course: ContentFolder, tmp_path: Path
) -> None:
    good = EditionStore(course.root, tmp_path / "cache").current
    break_it(course)

    store = EditionStore(course.root, tmp_path / "cache")

    assert store.current == good
    assert store.findings


def test_the_last_good_edition_survives_a_change_of_code(
    course: ContentFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = EditionStore(course.root, tmp_path / "cache").current.hash
    break_it(course)
    monkeypatch.setattr(store_module, "code_hash", lambda: "another-code")

    store = EditionStore(course.root, tmp_path / "cache")

    assert store.current.hash == good
    assert list((tmp_path / "cache").rglob("compiled-another-code.bin"))


def test_without_any_good_edition_the_start_refuses(course: ContentFolder, tmp_path: Path) -> None:
    break_it(course)

    with pytest.raises(NoGoodEdition, match=r"fr/lessons/m01-l01\.md:9"):
        EditionStore(course.root, tmp_path / "cache")


def test_a_fault_of_the_loader_itself_keeps_the_last_good_edition(
    course: ContentFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = EditionStore(course.root, tmp_path / "cache").current.hash
    course.replace(LESSON, "Le [moyen]", "Un [moyen]")
    monkeypatch.setattr(service, "edition_of", lambda _content: 1 // 0)

    store = EditionStore(course.root, tmp_path / "cache")

    assert store.current.hash == good
    assert [one.rule for one in store.findings] == ["internal"]


def test_a_mended_folder_comes_into_force(course: ContentFolder, tmp_path: Path) -> None:
    store = EditionStore(course.root, tmp_path / "cache")
    before = store.current.hash
    break_it(course)
    store.reload()
    course.replace(LESSON, "(term:inconnu)", "(term:moyen)")

    changed = store.reload()

    assert changed
    assert store.current.hash != before
    assert store.findings == ()


def test_a_folder_that_disappeared_keeps_the_last_good_edition(
    course: ContentFolder, tmp_path: Path
) -> None:
    good = EditionStore(course.root, tmp_path / "cache").current.hash
    shutil.rmtree(course.root)

    assert EditionStore(course.root, tmp_path / "cache").current.hash == good


def test_the_compiled_form_is_equal_to_the_fresh_one(course: ContentFolder, tmp_path: Path) -> None:
    fresh = EditionStore(course.root, tmp_path / "cache").current

    assert EditionStore(course.root, tmp_path / "cache").current == fresh


def test_a_damaged_compiled_form_is_made_again(course: ContentFolder, tmp_path: Path) -> None:
    good = EditionStore(course.root, tmp_path / "cache").current.hash
    (compiled,) = (tmp_path / "cache").rglob("compiled-*.bin")
    compiled.write_bytes(b"\x80damaged")

    store = EditionStore(course.root, tmp_path / "cache")

    assert store.current.hash == good
    assert compiled.read_bytes() != b"\x80damaged"


def test_old_editions_are_thrown_away_and_the_newest_kept(
    course: ContentFolder, tmp_path: Path
) -> None:
    store = EditionStore(course.root, tmp_path / "cache")
    for number in range(5):
        course.replace("course.yml", 'edition: "', f'edition: "{number}-')
        store.reload()

    kept = [path.name for path in (tmp_path / "cache" / "editions").iterdir() if path.is_dir()]

    assert len(kept) == store_module.KEEP_EDITIONS
    assert store.current.hash in kept


def test_a_private_exam_is_kept_with_its_edition(course: ContentFolder, tmp_path: Path) -> None:
    private = tmp_path / "private"
    for path in ("fr/bank/m01.yml", "ar/bank/m01.yml"):
        (private / path).parent.mkdir(parents=True)
        shutil.copy(course.root / path, private / path)
    good = EditionStore(course.root, tmp_path / "cache", private).current.hash
    break_it(course)

    store = EditionStore(course.root, tmp_path / "cache", private)

    assert store.current.hash == good
    assert "m01-q11" in store.current.items
