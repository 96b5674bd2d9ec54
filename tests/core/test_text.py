"""Text as people type it: names that must compare equal, digits, directions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import (
    BIDI_CONTROLS,
    fold_name,
    has_bidi_controls,
    has_control_characters,
    single_spaced,
    strip_bidi,
    to_western_digits,
)

ANY_TEXT = st.text(max_size=60)
LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzéèêàçôïüœæ -'"), max_size=40)
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءئؤأإآ "), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EL FASSI Zineb", "Zineb El Fassi"),
        ("Benaïssa", "BENAISSA"),
        ("Aït-Ben Haddou", "ait ben haddou"),
        ("N'Diaye", "N’Diaye"),
        ("N'Diaye", "N Diaye"),
        ("أمينة", "امينه"),
        ("إِبْرَاهِيم", "ابراهيم"),
        ("آسـية", "اسيه"),
        ("مصطفى", "مصطفي"),
        ("عبد\u00a0الله", "عبد الله"),
        ("ﺃﻣﻴﻨﺔ", "أمينة"),  # presentation forms, as a PDF gives them
        ("\u200fأمينة\u200e", "أمينة"),
        ("E\u0301lodie", "Élodie"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amina", "Amine"), ("أمينة", "أمين"), ("Ben Ali", "Benali Ali"), ("حسن", "حسين")],
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(ANY_TEXT)
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@given(LATIN, st.randoms(use_true_random=False))
def test_case_and_the_order_of_the_words_do_not_count(name: str, random: object) -> None:
    words = name.split()
    random.shuffle(words)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert fold_name(" ".join(words).upper()) == fold_name(name)


@given(ARABIC, st.sampled_from("\u064b\u064e\u0650\u0651\u0652\u0670\u0640"))
def test_vowel_signs_and_tatweel_do_not_count(name: str, sign: str) -> None:
    signed = "".join(c + sign if c != " " else c for c in name)

    assert fold_name(signed) == fold_name(name)


@given(ANY_TEXT, st.sampled_from(sorted(BIDI_CONTROLS)), st.integers(0, 60))
def test_an_invisible_direction_mark_is_seen_and_taken_out(name: str, mark: str, at: int) -> None:
    marked = name[:at] + mark + name[at:]

    assert has_bidi_controls(marked)
    assert not has_bidi_controls(strip_bidi(marked))
    assert strip_bidi(marked) == strip_bidi(name)


@given(ANY_TEXT)
def test_every_decimal_digit_becomes_one_of_ours_and_nothing_else_moves(value: str) -> None:
    result = to_western_digits(value)

    assert len(result) == len(value)
    for before, after in zip(value, result, strict=True):
        if before.isdecimal():
            assert after in "0123456789"
            assert unicodedata.decimal(before) == int(after)
        else:
            assert after == before


@pytest.mark.parametrize("typed", ["0669", "٠٦٦٩", "۰۶۶۹", "０６６９"])
def test_a_number_may_be_typed_in_any_digits(typed: str) -> None:
    assert to_western_digits(typed) == "0669"


@pytest.mark.parametrize("value", ["a\x00b", "\x1b[31m", "a\x7f", "a\x85b"])
def test_control_characters_are_seen(value: str) -> None:
    assert has_control_characters(value)


@pytest.mark.parametrize("value", ["two\r\nlines", "a\ttab", "Élodie", "أمينة"])
def test_line_ends_and_tabs_are_no_control_characters(value: str) -> None:
    assert not has_control_characters(value)


@given(ANY_TEXT)
def test_single_spaced_text_has_no_double_or_outer_space(value: str) -> None:
    result = single_spaced(value)

    assert result == result.strip()
    assert "  " not in result
    assert single_spaced(result) == result
