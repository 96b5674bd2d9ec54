import pytest
from fontTools.ttLib import TTFont

from app.certificates.errors import (
    NameHasControls,
    NameInWrongScript,
    NameMissing,
    NameTooLong,
    NameUnprintable,
)
from app.certificates.names import (
    FONTS_FOLDER,
    MAX_NAME_LENGTH,
    Script,
    check_name,
    initials,
    unprintable_characters,
)
from tests.certificates.builders import LONGEST_ARABIC, LONGEST_LATIN, VOCALISED


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Salma Bennani", "latin"),
        ("Éloïse N'Diaye-Œuvrard", "latin"),
        ("Muḥammad ibn ʿAbd al-Raḥmān aṣ-Ṣaġīr Ǧ.", "latin"),
        (LONGEST_LATIN, "latin"),
        ("سلمى بناني", "arabic"),
        (VOCALISED, "arabic"),
        (LONGEST_ARABIC, "arabic"),
        ("ماري Dupont كلير", "arabic"),
        ("ڭ ڤ پ چ گ", "arabic"),
    ],
)
def test_names_of_people_can_be_printed(name: str, script: Script) -> None:
    assert check_name(name, script, field="name") == name


def test_the_corpus_reaches_the_lengths_that_were_measured() -> None:
    assert (len(LONGEST_LATIN), len(LONGEST_ARABIC)) == (116, 95)


@pytest.mark.parametrize(
    ("name", "script", "refused"),
    [
        ("Salma ⵣⵉⵔⵉ", "latin", ["ⵣ", "ⵉ", "ⵔ"]),
        ("<b>Salma</b>", "latin", ["<", ">", "/"]),
        ("{{ 7 }} Salma", "latin", ["{", "7", "}"]),
        ("Salma 😀", "latin", ["😀"]),
        ("Salma\u200dB", "latin", ["\u200d"]),
        ("Сalma", "latin", ["С"]),  # a Cyrillic C
        ("سلمى ٣", "arabic", ["٣"]),
        ("سلمى שלום", "arabic", ["ש", "ל", "ו", "ם"]),
    ],
)
def test_what_a_name_cannot_hold_is_listed(name: str, script: Script, refused: list[str]) -> None:
    assert unprintable_characters(name, script) == refused
    with pytest.raises(NameUnprintable) as problem:
        check_name(name, script, field="name")
    assert problem.value.params["characters"] == " ".join(refused)


@pytest.mark.parametrize("control", ["\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\u061c"])
def test_a_name_with_directional_controls_is_refused(control: str) -> None:
    with pytest.raises(NameHasControls):
        check_name(f"Salma{control} Bennani", "latin", field="name")


@pytest.mark.parametrize("name", ["", "  ", "\u00a0", "ـــ"])
def test_an_empty_name_is_missing(name: str) -> None:
    with pytest.raises(NameMissing):
        check_name(name, "arabic", field="name")


def test_a_name_in_the_other_script_is_refused() -> None:
    with pytest.raises(NameInWrongScript):
        check_name("سلمى بناني", "latin", field="name")
    with pytest.raises(NameInWrongScript):
        check_name("Salma Bennani", "arabic", field="name")


def test_a_name_is_at_most_as_long_as_the_page_bears() -> None:
    assert check_name("a" * MAX_NAME_LENGTH, "latin", field="name")
    with pytest.raises(NameTooLong):
        check_name("a" * (MAX_NAME_LENGTH + 1), "latin", field="name")


@pytest.mark.parametrize(
    ("written", "script", "tidy"),
    [
        ("  Salma \t Bennani\n", "latin", "Salma Bennani"),
        ("E\u0301lodie", "latin", "Élodie"),
        ("سـلـمـى  بناني", "arabic", "سلمى بناني"),
        ("ﺳﻠﻤﻰ", "arabic", "سلمى"),  # presentation forms, as copied from a PDF
        ("Salma\u00a0Bennani", "latin", "Salma Bennani"),
    ],
)
def test_a_name_is_tidied_without_being_changed(written: str, script: Script, tidy: str) -> None:
    assert check_name(written, script, field="name") == tidy


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Salma Bennani", "S. B."),
        ("Mohamed Amine Alaoui Mdaghri", "M. M."),
        ("ʿAbd al-Raḥmān", "A. R."),
        ("Cher", "C."),
        ("سلمى بناني", "س. ب."),
        ("محمد العلوي", "م. ع."),
    ],
)
def test_initials_are_the_first_and_last_word(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_the_fonts_carry_private_names_and_their_licences() -> None:
    for path in sorted(FONTS_FOLDER.glob("*.[to]tf")):
        family = path.name.split("-")[0]
        with TTFont(path) as font:
            records = {str(record) for record in font["name"].names}
            if "CFF " in font:
                records.add(font["CFF "].cff.fontNames[0])
        named = [r for r in records if "Copyright" not in r]  # the authors keep their credit
        assert not [r for r in named for name in ("Plex", "Amiri", "Garamond") if name in r]
        assert f"{family}-{path.stem.split('-')[1]}" in records
        licence = (FONTS_FOLDER / f"OFL-{family}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
