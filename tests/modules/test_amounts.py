"""Durations and fines are read from sentences as people write them, in both languages."""

import pytest

from app.core.i18n import Language
from app.modules.amounts import durations, fines, single_amounts, single_durations


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
        ("5-12 ans", "fr", ("P5Y", "P12Y")),
        ("5 – 12 ans", "fr", ("P5Y", "P12Y")),
        ("cinq à dix-huit ans", "fr", ("P5Y", "P18Y")),
        ("5-12 سنة", "ar", ("P5Y", "P12Y")),
        ("من خمس سنوات إلى اثنتي عشرة سنة", "ar", ("P5Y", "P12Y")),
        ("من عشرة أعوام إلى خمسة عشر عاما", "ar", ("P10Y", "P15Y")),
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
        ("25 000-30 000 MAD", "fr", (25_000, 30_000)),
        ("25 000 dirhams à 30 000 dirhams", "fr", (25_000, 30_000)),
        ("dix mille à cinq cent mille dirhams", "fr", (10_000, 500_000)),
        ("من عشرة آلاف إلى خمسمائة ألف درهم", "ar", (10_000, 500_000)),
        ("بين عشرة آلاف ومليوني درهم", "ar", (10_000, 2_000_000)),
        ("entre 25 000 et 30 000 dirhams", "fr", (25_000, 30_000)),
        ("غرامة تتراوح بين 25.000 و30.000 درهم", "ar", (25_000, 30_000)),
        ("غرامة من 10.000 إلى 500.000 درهم", "ar", (10_000, 500_000)),
        ("من مليون إلى ستة ملايين درهم", "ar", (1_000_000, 6_000_000)),
        ("من 1.000.000 إلى 6.000.000 درهم", "ar", (1_000_000, 6_000_000)),
        ("من مليون إلى 10 ملايين درهم", "ar", (1_000_000, 10_000_000)),
    ],
)
def test_a_fine_is_read_with_its_thousands_and_millions(
    text: str, language: Language, bounds: tuple[int, int]
) -> None:
    found = [(one.least, one.most) for one in fines(text, language)]

    assert found == [bounds]
    assert single_amounts(text, language) == []


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


@pytest.mark.parametrize(
    ("text", "language", "length"),
    [
        ("vingt et un ans", "fr", "P21Y"),
        ("vingt-cinq ans", "fr", "P25Y"),
        ("vingt\u2011cinq ans", "fr", "P25Y"),
        ("dix-huit mois", "fr", "P18M"),
        ("Trente-et-un jours", "fr", "P31D"),
        ("quarante ans", "fr", "P40Y"),
        ("50\u00a0ans", "fr", "P50Y"),
        ("إحدى عشرة سنة", "ar", "P11Y"),
        ("أحد عشر شهرا", "ar", "P11M"),
        ("اثنتا عشرة سنة", "ar", "P12Y"),
        ("اثنا عشر عاما", "ar", "P12Y"),
        ("ثماني عشرة سنة", "ar", "P18Y"),
        ("تسعة عشر عاما", "ar", "P19Y"),
        ("إحدى وعشرون سنة", "ar", "P21Y"),
        ("اثنتين وعشرين سنة", "ar", "P22Y"),
        ("خمس وعشرون سنة", "ar", "P25Y"),
        ("وخمسة وعشرين يوما", "ar", "P25D"),
        ("ثلاثون سنة", "ar", "P30Y"),
        ("أربعين سنةً", "ar", "P40Y"),
        ("سنتان", "ar", "P2Y"),
        ("عامين", "ar", "P2Y"),
        ("بسنة واحدة", "ar", "P1Y"),
        ("ثلاثة أشهر", "ar", "P3M"),
    ],
)
def test_one_duration_alone_is_read_in_any_of_its_forms(
    text: str, language: Language, length: str
) -> None:
    assert [one.length for one in single_durations(text, language)] == [length]
    assert durations(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "dirhams"),
    [
        ("10 000 dirhams", "fr", 10_000),
        ("90 000 MAD", "fr", 90_000),
        ("un million de dirhams", "fr", 1_000_000),
        ("cent mille dirhams", "fr", 100_000),
        ("90000 درهم", "ar", 90_000),
        ("بخمسين ألف درهم", "ar", 50_000),
        ("مليوني درهم", "ar", 2_000_000),
        ("بمليون درهم", "ar", 1_000_000),
        ("خمسون ألف درهم", "ar", 50_000),
    ],
)
def test_one_amount_alone_is_read(text: str, language: Language, dirhams: int) -> None:
    assert [one.dirhams for one in single_amounts(text, language)] == [dirhams]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("l’article 448-25, alinéa 3", "fr"),
        ("2,5 ans", "fr"),
        ("en 2016", "fr"),
        ("la peine de 5 à 10 ans", "fr"),
        ("deux cent cinquante mille dirhams", "fr"),
        ("سنة 2016", "ar"),
        ("مائتين وخمسين ألف درهم", "ar"),
    ],
)
def test_what_is_not_understood_is_not_half_read(text: str, language: Language) -> None:
    assert single_durations(text, language) == []
    assert single_amounts(text, language) == []


def test_the_words_around_stay_in_their_sentence() -> None:
    (found,) = single_durations("Il a 16 ans. La peine : dix ans au plus. Puis rien.", "fr")[1:]

    assert (found.before, found.after) == (" La peine : ", " au plus")
