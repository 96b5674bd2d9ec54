"""What may be kept of what people type."""

import pytest

from app.accounts.checks import check_choice, check_email, check_name, check_text
from app.accounts.errors import (
    AddressMissing,
    AddressUnreadable,
    NameNotArabic,
    NameNotLatin,
    TextHasControls,
    TextHasMarkup,
    TextTooLong,
    UnknownChoice,
)
from app.accounts.schemas import REGIONS


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("salma.b@exemple.ma", "salma.b@exemple.ma"),
        ("  Salma.B@Exemple.MA \n", "salma.b@exemple.ma"),
        ("o'neil+cours@mail.gov.ma", "o'neil+cours@mail.gov.ma"),
        ("x@xn--mgbc0a9azcg.xn--mgbc0a9azcg", "x@xn--mgbc0a9azcg.xn--mgbc0a9azcg"),
    ],
)
def test_an_address_is_folded_so_that_two_spellings_are_one(written: str, kept: str) -> None:
    assert check_email(written) == kept


@pytest.mark.parametrize("written", ["", "   ", "\n\t"])
def test_an_empty_address_is_asked_for(written: str) -> None:
    with pytest.raises(AddressMissing) as refusal:
        check_email(written)

    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    "written",
    [
        "salma",
        "salma@",
        "@exemple.ma",
        "salma@exemple",
        "salma@@exemple.ma",
        "sal ma@exemple.ma",
        "salma@exemple.ma\nBcc: everybody@exemple.ma",
        "salma@exemple..ma",
        ".salma@exemple.ma",
        "<salma@exemple.ma>",
        "salma@exemple.ma\x00",
        "salma\u202e@exemple.ma",
        "sal\ufffdma@exemple.ma",
        "سلمى@exemple.ma",
        "sаlma@exemple.ma",  # the second letter is Cyrillic
        "{{7*7}}@@exemple.ma",
        "a" * 65 + "@exemple.ma",
        "a@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 63 + "." + "e" * 63 + ".ma",
        "a@" + "b" * 64 + ".ma",
    ],
)
def test_what_letters_cannot_reach_is_not_an_address(written: str) -> None:
    with pytest.raises(AddressUnreadable):
        check_email(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Salma  Bennani", "Salma Bennani"),
        ("Jean-François d’Été", "Jean-François d’Été"),
        ("  O'Neil Jr. ", "O'Neil Jr."),
        ("Fatima az-Zahraʾ", "Fatima az-Zahraʾ"),
        ("", None),
        ("   ", None),
    ],
)
def test_a_latin_name_is_kept_tidied(written: str, kept: str | None) -> None:
    assert check_name(written, "latin", field="name_latin") == kept


@pytest.mark.parametrize("written", ["سلمى بناني", "مُحَمَّد العَرَبي", "عبد الله ـ بن علي"])
def test_an_arabic_name_is_kept(written: str) -> None:
    assert check_name(written, "arabic", field="name_arabic") == written


@pytest.mark.parametrize(
    "written", ["سلمى", "Salma 2", "Sаlma", "Salma@home", "Σάλμα", "---", "7*7"]
)
def test_a_latin_name_holds_latin_letters_only(written: str) -> None:
    with pytest.raises(NameNotLatin):
        check_name(written, "latin", field="name_latin")


@pytest.mark.parametrize("written", ["Salma", "سلمى ٢", "سلمى 2", "שלום", "..."])
def test_an_arabic_name_holds_arabic_letters(written: str) -> None:
    with pytest.raises(NameNotArabic):
        check_name(written, "arabic", field="name_arabic")


@pytest.mark.parametrize(
    "written", ["Salma\u202e", "\u200fسلمى", "Sal\u2066ma", "Salma\x00", "Sal\ufffdma", "Sal\x1bma"]
)
def test_invisible_and_unreadable_characters_are_refused(written: str) -> None:
    with pytest.raises(TextHasControls):
        check_text(written, field="institution")


@pytest.mark.parametrize("written", ["<b>Salma</b>", "{{7*7}}", "{% raw %}", "a > b"])
def test_markup_and_template_braces_are_refused(written: str) -> None:
    with pytest.raises(TextHasMarkup):
        check_text(written, field="institution")


def test_a_text_is_kept_up_to_120_characters() -> None:
    assert check_text("é" * 120, field="institution") == "é" * 120
    with pytest.raises(TextTooLong) as refusal:
        check_text("é" * 121, field="institution")

    assert refusal.value.params == {"most": 120}


def test_only_values_of_the_list_are_accepted() -> None:
    assert len(REGIONS) == 12
    assert check_choice("souss-massa", REGIONS, field="region") == "souss-massa"
    assert check_choice("", REGIONS, field="region") is None
    with pytest.raises(UnknownChoice):
        check_choice("bretagne", REGIONS, field="region")
