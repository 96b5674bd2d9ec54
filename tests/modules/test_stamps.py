"""A stamp says which state of the source a translation was re-read against."""

import hashlib

import pytest

from app.modules.reader import read_content
from app.modules.stamping import stamp
from app.modules.stamps import state_of, unit_hash
from tests.modules.content_tree import BANK_FR, ContentFolder

LESSON = "fr/lessons/m01-l01.md"
LESSON_AR = "ar/lessons/m01-l01.md"
BANK = "fr/bank/m01.yml"
BANK_AR = "ar/bank/m01.yml"


def lesson_state(course: ContentFolder) -> str:
    return read_content(course.root).lessons["m01-l01"].state


def item_state(course: ContentFolder, item_id: str) -> str:
    return read_content(course.root).items[item_id].state


def test_the_hash_of_a_unit_is_sha256_of_its_normalised_content() -> None:
    text = '[{"id":"m01-l01","title":"Le mot"},"un deux"]'

    hashed = unit_hash({"id": "m01-l01", "version": "3", "title": "Le  mot"}, "un\u00a0deux\n")

    assert hashed == hashlib.sha256(text.encode()).hexdigest()


def test_a_stamp_is_the_first_twelve_digits_of_the_hash() -> None:
    assert state_of("abcdef012345", "abcdef0123456789") == "current"
    assert state_of("abcdef012346", "abcdef0123456789") == "stale"
    assert state_of(None, "abcdef0123456789") == "missing"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1\ntitle", "version: 2\ntitle"),
        ("La réponse est ici.", "La  réponse\nest ici."),
        ("La réponse est ici.", "La re\u0301ponse est ici."),
    ],
)
def test_a_change_that_is_not_one_of_meaning_keeps_a_translation_current(
    course: ContentFolder, old: str, new: str
) -> None:
    course.replace(LESSON, old, new)

    assert lesson_state(course) == "current"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("La réponse est ici.", "La réponse est là."),
        ("title: Le mot", "title: Le nom"),
        ("objectives: [o1, o2]", "objectives: [o2]"),
    ],
)
def test_a_change_of_meaning_makes_a_translation_stale(
    course: ContentFolder, old: str, new: str
) -> None:
    course.replace(LESSON, old, new)

    assert lesson_state(course) == "stale"


def test_promoting_an_item_keeps_its_translation_current(course: ContentFolder) -> None:
    course.write(BANK, BANK_FR.replace("status: reviewed", "status: draft"))

    assert item_state(course, "m01-q01") == "current"


def test_changing_a_vignette_makes_its_items_stale_and_no_other(course: ContentFolder) -> None:
    course.replace(BANK, "Une adolescente de 16 ans", "Une adolescente de 15 ans")

    assert item_state(course, "m01-q13") == "stale"
    assert item_state(course, "m01-q14") == "current"


def test_stamping_a_lesson_changes_its_stamp_and_nothing_else(course: ContentFolder) -> None:
    course.replace(LESSON, "La réponse est ici.", "La réponse est là.")
    before = course.read(LESSON_AR).split("\n")

    report = stamp(read_content(course.root), LESSON_AR)

    after = course.read(LESSON_AR).split("\n")
    changed = [
        number for number, pair in enumerate(zip(before, after, strict=True)) if len(set(pair)) > 1
    ]
    assert report.changed == 1
    assert [after[number].split(":")[0] for number in changed] == ["source"]
    assert lesson_state(course) == "current"


def test_stamping_a_bank_changes_only_the_items_that_were_stale(course: ContentFolder) -> None:
    course.replace(BANK, "Ordonnez vos premiers gestes.", "Ordonnez vos gestes.")
    course.replace(BANK, "La traite suppose", "La traite exige")

    report = stamp(read_content(course.root), BANK_AR)

    assert report.changed == 2
    assert {item_state(course, one) for one in ("m01-q01", "m01-q12", "m01-q14")} == {"current"}


@pytest.mark.parametrize("path", [LESSON, BANK, "refs.yml", "ar/lessons/m09-l01.md"])
def test_only_a_translation_can_be_stamped(course: ContentFolder, path: str) -> None:
    report = stamp(read_content(course.root), path)

    assert [one.rule for one in report.findings] == ["stamp"]


def swap_fronts(course: ContentFolder, *, source: str, facts: str, twin: str) -> None:
    """Make one language the source of the lesson and the other its translation."""
    for path, added in ((source, facts), (twin, "source: 000000000000\n")):
        lines = course.read(path).split("\n")
        end = lines.index("---", 1)
        kept = [line for line in lines[1:end] if line.startswith(("id:", "title:"))]
        body = "\n".join(lines[end:])
        course.write(path, "---\n" + "\n".join(kept) + f"\n{added}{body}")


def test_a_lesson_drafted_in_arabic_has_its_translation_in_french(course: ContentFolder) -> None:
    facts = "version: 1\nminutes: 15\nobjectives: [o1, o2]\ncontent_note: true\n"
    swap_fronts(course, source=LESSON_AR, facts=f"source_lang: ar\n{facts}", twin=LESSON)

    unit = read_content(course.root).lessons["m01-l01"]

    assert (unit.source.language, unit.state) == ("ar", "stale")
    assert unit.twin is not None
    assert unit.twin.language == "fr"
