"""Dates, numbers and lengths as Moroccan readers write them, with the digits 0 to 9."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.core.i18n import Language
from app.web.formats import (
    MONTHS,
    format_date,
    format_duration,
    format_number,
    format_percent,
    format_time,
    words_of,
)

NARROW, WIDE = "\u202f", "\u00a0"
LANGUAGE: st.SearchStrategy[Language] = st.sampled_from(("fr", "ar"))


@pytest.mark.parametrize(
    ("day", "french", "arabic"),
    [
        (date(2026, 11, 21), "21 novembre 2026", "21 نونبر 2026"),
        (date(2027, 1, 1), "1er janvier 2027", "1 يناير 2027"),
        (date(2026, 5, 2), "2 mai 2026", "2 ماي 2026"),
        (date(2026, 7, 30), "30 juillet 2026", "30 يوليوز 2026"),
        (date(2026, 8, 12), "12 août 2026", "12 غشت 2026"),
        (date(2026, 9, 1), "1er septembre 2026", "1 شتنبر 2026"),
        (date(2026, 12, 31), "31 décembre 2026", "31 دجنبر 2026"),
    ],
)
def test_months_have_their_moroccan_names(day: date, french: str, arabic: str) -> None:
    assert format_date(day, "fr") == french.replace(" ", WIDE)
    assert format_date(day, "ar") == arabic.replace(" ", WIDE)


def test_each_language_has_twelve_different_months() -> None:
    for names in MONTHS.values():
        assert len(set(names)) == 12


@pytest.mark.parametrize(
    ("instant", "day", "hour"),
    [
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), 22, "00:30"),  # UTC+1
        (datetime(2026, 11, 21, 13, 32, tzinfo=UTC), 21, "14:32"),
        (datetime(2027, 2, 20, 23, 30, tzinfo=UTC), 20, "23:30"),  # Ramadan 2027: UTC+0
        (datetime(2027, 2, 20, 13, 32, tzinfo=UTC), 20, "13:32"),
        (datetime(2027, 3, 20, 23, 30, tzinfo=UTC), 21, "00:30"),  # after it
    ],
)
def test_an_instant_is_shown_at_the_hour_of_morocco_ramadan_included(
    instant: datetime, day: int, hour: str
) -> None:
    assert format_date(instant, "fr").split(WIDE)[0] == str(day)
    assert format_time(instant) == hour


def test_a_day_stays_the_day_it_is_in_ramadan() -> None:
    assert format_date(date(2027, 2, 20), "fr") == f"20{WIDE}février{WIDE}2027"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (9999, "9999"),
        (10_000, f"10{NARROW}000"),
        (1_234_567, f"1{NARROW}234{NARROW}567"),
        (3.14159, "3,1"),
        (12345.6, f"12{NARROW}345,6"),
    ],
)
def test_numbers_have_a_comma_and_thin_spaces(value: float, shown: str) -> None:
    assert format_number(value) == shown


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (0.0, 0),
        (0.29, 29),
        (0.57, 57),
        (0.58, 58),
        (0.699999, 69),
        (0.7, 70),
        (0.999, 99),
        (1.0, 100),
    ],
)
def test_a_share_is_rounded_down_so_that_almost_passed_is_not_shown_as_passed(
    share: float, percent: int
) -> None:
    assert format_percent(share, "fr") == f"{percent}{NARROW}%"
    assert format_percent(share, "ar") == f"{percent}%"


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_share_of_whole_points_never_shows_more_than_it_is(points: int, of: int) -> None:
    shown = int(format_percent(points / of, "ar").removesuffix("%"))

    assert shown == points * 100 // of


@pytest.mark.parametrize(
    ("minutes", "french", "arabic"),
    [
        (0, "0 min", "0 دقيقة"),
        (1, "1 min", "دقيقة واحدة"),
        (2, "2 min", "دقيقتان"),
        (8, "8 min", "8 دقائق"),
        (10, "10 min", "10 دقائق"),
        (11, "11 min", "11 دقيقة"),
        (85, "85 min", "85 دقيقة"),
        (103, "103 min", "103 دقائق"),
        (119, "119 min", "119 دقيقة"),
        (120, "2 h", "ساعتان"),
        (180, "3 h", "3 ساعات"),
        (660, "11 h", "11 ساعة"),
        (745, "12 h 25", "12 س 25 د"),
        (125, "2 h 05", "2 س 5 د"),
    ],
)
def test_lengths_of_study_follow_each_languages_grammar(
    minutes: int, french: str, arabic: str
) -> None:
    assert format_duration(minutes, "fr") == french.replace(" ", WIDE)
    assert format_duration(minutes, "ar") == arabic.replace(" ", WIDE)


@given(LANGUAGE, st.integers(0, 10_000), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_what_belongs_together_never_breaks_over_two_lines(
    language: Language, number: int, day: date
) -> None:
    for shown in (
        format_date(day, language),
        format_duration(number, language),
        format_percent(number / 10_000, language),
        format_number(number),
    ):
        assert " " not in shown
        assert not any(character in "٠١٢٣٤٥٦٧٨٩" for character in shown)


def test_the_words_of_an_option_keep_their_numbers_in_order() -> None:
    option = words_of(Markup('الفصل <bdi class="n">448-3</bdi> &amp; <em>غيره</em>'))

    assert option == "الفصل \u2066448-3\u2069 & غيره"
