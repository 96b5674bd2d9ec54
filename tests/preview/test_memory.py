"""A file is parsed once while it stays the same, and forgotten when it is gone."""

from app.modules.findings import Finding
from app.preview.memory import Memory
from app.preview.watch import WatchedFolder
from tests.modules.content_tree import ContentFolder

LESSON = "fr/lessons/m01-l01.md"


def test_a_file_that_stays_the_same_is_parsed_once() -> None:
    memory = Memory()

    assert memory.yaml("a.yml", "x: 1", []) is memory.yaml("a.yml", "x: 1", [])


def test_what_was_wrong_is_told_each_time() -> None:
    memory = Memory()
    told: list[list[Finding]] = [[], []]

    for findings in told:
        memory.yaml("a.yml", "x: [", findings)

    assert told[0]
    assert told[0] == told[1]


def test_a_file_that_is_gone_is_forgotten_and_the_others_are_not() -> None:
    memory = Memory()
    gone, kept = memory.yaml("a.yml", "x: 1", []), memory.yaml("b.yml", "x: 1", [])

    memory.forget_all_but({"b.yml"})

    assert memory.yaml("a.yml", "x: 1", []) is not gone
    assert memory.yaml("b.yml", "x: 1", []) is kept


def test_a_folder_forgets_what_it_no_longer_holds(
    course: ContentFolder, watched: WatchedFolder
) -> None:
    text, before = course.read(LESSON), watched.snapshot.documents[LESSON]

    course.remove(LESSON)
    watched.read()
    course.write(LESSON, text)
    watched.read()

    assert watched.snapshot.documents[LESSON] is not before


def test_a_broken_text_is_remembered_as_it_was(
    course: ContentFolder, watched: WatchedFolder
) -> None:
    before = watched.snapshot.documents[LESSON]

    course.write(LESSON, "sans en-tête")
    watched.read()

    assert watched.snapshot.documents[LESSON] is before
