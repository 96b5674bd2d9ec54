"""Durations and fines are read from sentences as people write them, in both languages."""

import pytest

from app.core.i18n import Language
from app.modules.amounts import durations, fines


@pytest.mark.parametrize(
    ("text", "language", "bounds"),
    [
        ("réclusion de 5 à 10 ans", "fr", ("P5Y", "P10Y")),
        ("Cinq à dix ans et une amende", "fr", ("P5Y", "P10Y")),
        ("de vingt à trente ans", "fr", ("P20Y", "P30Y")),
        ("un an à cinq ans", "fr", ("P1Y", "P5Y")),
        ("six mois à trois ans", "fr", ("P6M", "P3Y")),
        ("de 1 à 3 mois", "fr", ("P1M", "P3M")),
        ("6 jours à 3 mois", "fr", ("P6D", "P3M")),
        ("من 5 إلى 10 سنوات", "ar", ("P5Y", "P10Y")),
        ("من خمس إلى عشر سنوات", "ar", ("P5Y", "P10Y")),
        ("من عشر إلى عشرين سنة", "ar", ("P10Y", "P20Y")),
        ("من عشر سنوات إلى خمس عشرة سنة", "ar", ("P10Y", "P15Y")),
        ("من سنة إلى خمس سنوات", "ar", ("P1Y", "P5Y")),
        ("من سنتين إلى خمس سنوات", "ar", ("P2Y", "P5Y")),
        ("من ستة أشهر إلى سنة", "ar", ("P6M", "P1Y")),
        ("من شهر إلى ستة أشهر", "ar", ("P1M", "P6M")),
        ("entre cinq et dix ans", "fr", ("P5Y", "P10Y")),
        ("بين خمس وعشر سنوات", "ar", ("P5Y", "P10Y")),
    ],
)
def test_a_duration_is_read_in_figures_and_in_words(
    text: str, language: Language, bounds: tuple[str, str]
) -> None:
    (found,) = durations(text, language)

    assert (found.least, found.most) == bounds
    assert found.words in text


@pytest.mark.parametrize(
    ("text", "language", "bounds"),
    [
        ("une amende de 10 000 à 500 000 dirhams", "fr", (10_000, 500_000)),
        ("1\u202f000\u202f000 à 6\u202f000\u202f000 de dirhams", "fr", (1_000_000, 6_000_000)),
        ("1 à 10 millions de dirhams", "fr", (1_000_000, 10_000_000)),
        ("100 000 à 1 million de dirhams", "fr", (100_000, 1_000_000)),
        ("25 000 à 30 000 DH", "fr", (25_000, 30_000)),
        ("entre 25 000 et 30 000 dirhams", "fr", (25_000, 30_000)),
        ("غرامة تتراوح بين 25.000 و30.000 درهم", "ar", (25_000, 30_000)),
        ("غرامة من 10.000 إلى 500.000 درهم", "ar", (10_000, 500_000)),
        ("من مليون إلى ستة ملايين درهم", "ar", None),
        ("من 1.000.000 إلى 6.000.000 درهم", "ar", (1_000_000, 6_000_000)),
        ("من مليون إلى 10 ملايين درهم", "ar", (1_000_000, 10_000_000)),
    ],
)
def test_a_fine_is_read_with_its_thousands_and_millions(
    text: str, language: Language, bounds: tuple[int, int] | None
) -> None:
    found = [(one.least, one.most) for one in fines(text, language)]

    assert found == ([bounds] if bounds else [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("l’article 448-2 du Code pénal", "fr"),
        ("en 2018 et 2019", "fr"),
        ("trois auteurs et cinq victimes", "fr"),
        ("dans les 15 jours", "fr"),
        ("الفصل 448-2", "ar"),
        ("خلال 15 يوما", "ar"),
    ],
)
def test_other_numbers_are_no_durations_nor_fines(text: str, language: Language) -> None:
    assert durations(text, language) == []
    assert fines(text, language) == []
