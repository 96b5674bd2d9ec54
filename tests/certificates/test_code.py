import secrets
from random import Random

import pytest

from app.certificates.code import ALPHABET, format_code, new_code, parse_code, verification_path
from app.certificates.errors import MalformedCode, MistypedCode
from tests.certificates.builders import CODE

GROUPS = format_code(CODE)
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in ALPHABET}


def test_a_new_code_is_fifteen_symbols_in_three_groups() -> None:
    code = new_code()

    assert len(code) == 15
    assert set(code) <= set(ALPHABET)
    assert [len(group) for group in format_code(code).split("-")] == [5, 5, 5]


def test_new_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


def test_every_new_code_is_read_back() -> None:
    for _ in range(500):
        code = new_code()

        assert parse_code(format_code(code)) == code


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        GROUPS,
        GROUPS.lower(),
        f"  {GROUPS}\n",
        GROUPS.replace("-", " "),
        GROUPS.replace("-", "\u00a0"),
        GROUPS.replace("-", "–"),
        GROUPS.replace("-", "\u2011"),
        GROUPS.replace("-", "\u2212"),
        f"\u200e{GROUPS}\u200f",
        f"\u2066{GROUPS}\u2069",
        f"\u061c{GROUPS}",
        GROUPS.translate(ARABIC_DIGITS),
        GROUPS.translate(PERSIAN_DIGITS),
        GROUPS.translate(FULL_WIDTH),
        f"https://formation-traite.example/v/{GROUPS}",
        f"HTTPS://FORMATION-TRAITE.EXAMPLE/V/{GROUPS}",
        f"https://formation-traite.example/v/{CODE.lower()}?utm=1#top",
        f"formation-traite.example/v/{GROUPS}/",
        f"https://formation-traite.example/v/{GROUPS.replace('-', '%2D')}",
    ],
)
def test_a_code_is_read_however_it_is_written(written: str) -> None:
    assert parse_code(written) == CODE


def test_i_l_and_o_are_read_as_the_digits_they_look_like() -> None:
    code = next(c for c in iter(new_code, "") if "1" in c and "0" in c)

    assert parse_code(code.replace("1", "I").replace("0", "O")) == code
    assert parse_code(code.replace("1", "l").replace("0", "o")) == code


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", CODE[:-1], CODE + "0", CODE[:-1] + "U", CODE[:-1] + "é", "ا" * 15, "9" * 500],
)
def test_what_cannot_be_a_code_is_malformed(written: str) -> None:
    with pytest.raises(MalformedCode):
        parse_code(written)


def test_every_single_wrong_symbol_is_noticed() -> None:
    for place in range(15):
        for symbol in ALPHABET:
            if symbol != CODE[place]:
                with pytest.raises(MistypedCode):
                    parse_code(CODE[:place] + symbol + CODE[place + 1 :])


def test_every_swap_of_two_different_symbols_is_noticed() -> None:
    random = Random(1)  # noqa: S311 - reproducible
    codes = [new_code() for _ in range(50)]
    for code in codes:
        first, second = sorted(random.sample(range(15), 2))
        swapped = list(code)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if swapped != list(code):
            with pytest.raises(MistypedCode):
                parse_code("".join(swapped))


def test_about_one_random_text_in_thirty_two_passes_the_check() -> None:
    accepted = 0
    for _ in range(3200):
        try:
            parse_code("".join(secrets.choice(ALPHABET) for _ in range(15)))
        except MistypedCode:
            continue
        accepted += 1

    assert 50 < accepted < 160


def test_the_path_of_a_code_has_its_dashes() -> None:
    assert verification_path(CODE) == f"/v/{GROUPS}"
