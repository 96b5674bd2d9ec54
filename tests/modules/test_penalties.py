"""The registry of penalties says what the law says, line by line (Penal Code, 22 August 2024)."""

import pytest

from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.pages import anonymous_pages
from app.modules.reader import read_content
from app.modules.schemas import Penalty, Refs
from app.modules.service import load_edition
from app.web.templating import Templates
from tests.modules.test_pages import draw, templates
from tests.modules.test_real_content import ROOT

__all__ = ["templates"]  # a fixture

NONE = (None, None)
# id: kind, bounds, life, fine in dirhams, link, what the court must order besides.
TRAFFICKING = {
    "cp-448-2": ("reclusion", ("P5Y", "P10Y"), False, (10_000, 500_000), "and", 2),
    "cp-448-3": ("reclusion", ("P10Y", "P20Y"), False, (100_000, 1_000_000), "and", 2),
    "cp-448-4": ("reclusion", ("P20Y", "P30Y"), False, (200_000, 2_000_000), "and", 2),
    "cp-448-5-1": ("reclusion", ("P20Y", "P30Y"), False, (1_000_000, 6_000_000), "and", 2),
    "cp-448-5-2": ("reclusion", NONE, True, NONE, None, 2),
    "cp-448-6": ("none", NONE, False, (1_000_000, 10_000_000), None, 4),
    "cp-448-7": ("imprisonment", ("P1Y", "P5Y"), False, (5_000, 50_000), "and", 0),
    "cp-448-8": ("imprisonment", ("P1Y", "P5Y"), False, (5_000, 50_000), "and", 0),
    "cp-448-9-1": ("imprisonment", ("P1Y", "P5Y"), False, (5_000, 50_000), "and", 0),
    "cp-448-10-1": ("imprisonment", ("P1Y", "P5Y"), False, (5_000, 50_000), "and", 0),
    "cp-448-10-2": ("imprisonment", NONE, False, NONE, "and", 0),
    "cp-448-11": (None, NONE, None, NONE, None, 0),
}
NEIGHBOURS = {
    "cp-467-1": ("imprisonment", ("P2Y", "P10Y"), False, (5_000, 2_000_000), "and", 0),
    "cp-467-2": ("imprisonment", ("P1Y", "P3Y"), False, (5_000, 20_000), "and", 0),
    "cp-497": ("imprisonment", ("P2Y", "P10Y"), False, (20_000, 200_000), "and", 0),
    "cp-498": ("imprisonment", ("P1Y", "P5Y"), False, (5_000, 1_000_000), "and", 0),
    "cp-499": ("imprisonment", ("P2Y", "P10Y"), False, (10_000, 2_000_000), "and", 0),
    "cp-499-1": ("reclusion", ("P10Y", "P20Y"), False, (100_000, 3_000_000), "and", 0),
    "cp-499-2": ("reclusion", NONE, True, NONE, None, 0),
    "cp-501": ("imprisonment", ("P4Y", "P10Y"), False, (5_000, 2_000_000), "and", 1),
    "cp-503-2": ("imprisonment", ("P1Y", "P5Y"), False, (10_000, 1_000_000), "and", 1),
    "cp-503-2-1": ("imprisonment", ("P6M", "P1Y"), False, (10_000, 30_000), "and_or", 0),
    "cp-574-3-pp": ("imprisonment", ("P2Y", "P5Y"), False, (50_000, 500_000), "and", 1),
    "cp-574-3-pm": ("none", NONE, False, (500_000, 3_000_000), None, 1),
    "cp-446": ("imprisonment", ("P1M", "P6M"), False, (1_200, 20_000), "and", 0),
    "cpp-82-3-6-2": ("imprisonment", ("P2Y", "P5Y"), False, (2_000, 5_000), "and", 0),
    "cpp-303": ("none", NONE, False, (5_000, 50_000), None, 0),
    "l0203-50": ("imprisonment", ("P1M", "P6M"), False, (3_000, 10_000), "and_or", 0),
    "l0203-51": ("imprisonment", ("P2Y", "P5Y"), False, (50_000, 500_000), "and", 0),
    "l0203-52-1": ("imprisonment", ("P6M", "P3Y"), False, (50_000, 500_000), "and", 1),
    "l0203-52-2": ("reclusion", ("P10Y", "P15Y"), False, (500_000, 1_000_000), "and", 1),
    "l0203-52-5": ("reclusion", ("P15Y", "P20Y"), False, NONE, None, 1),
    "l0203-52-6": ("reclusion", NONE, True, NONE, None, 1),
    "l0203-54": ("none", NONE, False, (10_000, 1_000_000), None, 1),
    "l1912-23": ("none", NONE, False, (25_000, 30_000), None, 0),
    "ct-12-4": ("none", NONE, False, (25_000, 30_000), None, 0),
    "ct-151": ("none", NONE, False, (25_000, 30_000), None, 0),
    # The general scales of articles 16 and 17.
    "cp-16": ("reclusion", ("P5Y", "P30Y"), None, NONE, None, 0),
    "cp-17": ("imprisonment", ("P1M", "P5Y"), None, NONE, None, 0),
}
EXPECTED = TRAFFICKING | NEIGHBOURS


@pytest.fixture(scope="module")
def refs() -> Refs:
    return read_content(ROOT).refs


@pytest.fixture(scope="module")
def shipped() -> Edition:
    edition = load_edition(ROOT)
    assert isinstance(edition, Edition)
    return edition


@pytest.fixture(scope="module")
def known(refs: Refs) -> dict[str, Penalty]:
    return {one.id: one for law in refs.laws.values() for one in law.penalties}


@pytest.mark.parametrize("penalty_id", sorted(EXPECTED))
def test_a_penalty_is_what_the_law_says(known: dict[str, Penalty], penalty_id: str) -> None:
    one = known[penalty_id]

    assert EXPECTED[penalty_id] == (
        one.kind,
        (one.min, one.max),
        one.life,
        (one.fine_min, one.fine_max),
        one.link,
        len(one.extra),
    )


def test_the_registry_holds_no_other_penalty(known: dict[str, Penalty]) -> None:
    assert set(known) == set(EXPECTED)


def test_what_a_court_must_order_is_named(known: dict[str, Penalty]) -> None:
    for one in ("cp-448-2", "cp-448-3", "cp-448-4", "cp-448-5-1", "cp-448-5-2"):
        assert known[one].extra == ("confiscation", "publicity")
    assert known["cp-448-6"].extra == (
        "dissolution",
        "objects-and-closure",
        "confiscation",
        "publicity",
    )
    assert known["cp-501"].extra == ("licence-withdrawal",)
    assert known["cp-503-2"].extra == ("confiscation-and-destruction",)
    assert known["cp-574-3-pp"].extra == known["cp-574-3-pm"].extra == ("total-confiscation",)
    assert known["l0203-52-2"].extra == known["l0203-54"].extra == ("vehicle-confiscation",)


@pytest.mark.parametrize(
    ("law_id", "french", "arabic"),
    [
        ("cp-448-10", "Le double de la peine prévue pour", "ضعف العقوبة المقررة لحالة"),
        ("cp-448-11", "Celle de l’infraction consommée", "العقوبة المقررة للجريمة التامة"),
        ("cp-448-5", "Non précisée par le texte", "غير محددة في النص"),
        ("cp-448-6", "dissolution", "الحل"),
        ("cp-448-7", "laissée au juge", "جوازية للمحكمة"),
        ("cp-503-2", "Peine doublée si", "تضاعف العقوبة إذا"),
        ("cp-503-2", "la tentative est aussi punie", "يعاقب على المحاولة أيضا"),
        (
            "cp-448-2",
            "sans préjudice de dispositions plus sévères",
            "مع عدم الإخلال بالمقتضيات الأشد",
        ),
        (
            "cp-448-6",
            "en plus des peines des personnes physiques",
            "إضافة إلى عقوبات الأشخاص الذاتيين",
        ),
        ("cp-503-2-1", "une plainte est nécessaire", "تشترط الشكاية"),
    ],
)
def test_the_page_of_an_article_says_what_the_registry_knows(
    shipped: Edition, templates: Templates, law_id: str, french: str, arabic: str
) -> None:
    page = next(
        one for one in anonymous_pages(shipped, Settings()) if one.path == f"/texts/{law_id}"
    )

    assert french in draw(templates, page, "fr").replace("\u00a0", " ")
    assert arabic in draw(templates, page, "ar")


def test_what_the_text_leaves_open_stays_open(known: dict[str, Penalty]) -> None:
    assert known["cp-448-5-2"].fine_status == "unspecified"
    assert (known["cp-448-10-2"].multiplier, known["cp-448-10-2"].of) == (2, "cp-448-10-1")
    assert known["cp-448-11"].same_as == "completed-offence"
    assert known["cp-448-6"].cumulative
    assert [one for one in TRAFFICKING if known[one].subsidiary] == [
        "cp-448-2",
        "cp-448-3",
        "cp-448-5-1",
    ]


def test_an_exemption_that_the_arabic_text_leaves_to_the_court_is_discretionary(refs: Refs) -> None:
    laws = refs.laws

    assert [one.discretionary for one in laws["cp-448-7"].exemptions] == [True]
    assert [one.discretionary for one in laws["cp-448-12"].exemptions] == [False, True]
    assert [one.discretionary for one in laws["cp-448-14"].exemptions] == [False]
