"""The interface's texts: complete in both languages, true to the code, in each one's typography."""

import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.core.i18n import LANGUAGES, Language
from app.core.text import has_bidi_controls, has_control_characters
from app.web.translations import catalogue_path, load_translations

TOOL: Final = Path(__file__).parent.parent.parent / "tools" / "catalog.py"
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]")
# What is code, not words: placeholders, tags, entities, addresses, names of files and keys.
CODE: Final = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>|&\w+;|https?://\S+|\S+@\S+\.\w+")
NARROW, WIDE = "\u202f", "\u00a0"


def catalogue(language: Language) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


CATALOGUES: Final = {language: catalogue(language) for language in LANGUAGES}


def messages(language: Language) -> list[Message]:
    return [message for message in CATALOGUES[language] if message.id]


def msgids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def texts(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string or ""),)


def words(language: Language) -> Iterator[str]:
    """Yield every translation without what is code in it."""
    for message in messages(language):
        for text in texts(message):
            yield CODE.sub("x", text)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The catalogue tool, as a module."""
    spec = importlib.util.spec_from_file_location("catalog_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: Language) -> None:
    missing = [msgids(message)[0] for message in messages(language) if not all(texts(message))]

    assert len(messages(language)) > 100
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess_or_a_leftover(language: Language) -> None:
    fuzzy = [msgids(message)[0] for message in messages(language) if message.fuzzy]

    assert fuzzy == []
    assert list(CATALOGUES[language].obsolete) == []


def test_both_languages_have_the_same_texts() -> None:
    french, arabic = ({message.id for message in messages(one)} for one in LANGUAGES)

    assert french == arabic


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_at_the_code(
    language: Language, tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in LANGUAGES:
        shutil.copyfile(catalogue_path(one), tmp_path / f"{one}.po")
    monkeypatch.setattr(tool, "po_path", lambda one: tmp_path / f"{one}.po")

    tool.update([])

    after = (tmp_path / f"{language}.po").read_text("utf-8").splitlines()
    before = catalogue_path(language).read_text("utf-8").splitlines()
    assert after == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_of_one_sentence_has_its_placeholders(language: Language) -> None:
    different = [
        (message.id, text)
        for message in messages(language)
        if not message.pluralizable
        for text in texts(message)
        if text and placeholders(text) != placeholders(str(message.id))
    ]

    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_sentence_has_its_placeholders(language: Language) -> None:
    """One and two may be words; from three on the number must be shown."""
    wrong = []
    for message in messages(language):
        if not message.pluralizable:
            continue
        known = placeholders(msgids(message)[0]) | placeholders(msgids(message)[1])
        shown = texts(message)
        counted = shown[3:] if language == "ar" else shown[1:]
        wrong += [text for text in shown if not placeholders(text) <= known]
        wrong += [
            text for text in counted if placeholders(text) != placeholders(msgids(message)[1])
        ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percent_sign_cannot_break_a_page(language: Language) -> None:
    """Jinja fills every translated text with `%`: a lone sign must be doubled as in the msgid."""
    wrong = [
        text
        for message in messages(language)
        for text in texts(message)
        if "%" in CODE.sub("", text) and "%" not in CODE.sub("", msgids(message)[-1])
    ]

    assert wrong == []


def test_arabic_has_its_six_plural_forms() -> None:
    counted = [message for message in messages("ar") if message.pluralizable]

    assert CATALOGUES["ar"].num_plurals == 6
    assert len(counted) > 5
    assert [message.id for message in counted if len(texts(message)) != 6] == []
    assert [message.id for message in counted if not all(texts(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_takes_the_form_that_its_language_asks_for(
    language: Language, tmp_path: Path
) -> None:
    """CLDR's categories, in their order, are the order in which translators give the forms."""
    order = {"fr": ("one", "other"), "ar": ("zero", "one", "two", "few", "many", "other")}
    message = next(one for one in messages(language) if one.pluralizable)
    forms = texts(message)
    one, several = msgids(message)
    translations = load_translations(tmp_path)[language]

    for number in (*range(120), 1000, 1003, 1011, 1100):
        category = Locale(language).plural_form(number)
        if language == "fr" and category == "many":
            category = "other"
        expected = forms[order[language].index(category)]
        assert translations.ngettext(one, several, number) == expected, number


def test_french_has_two_plural_forms() -> None:
    counted = [message for message in messages("fr") if message.pluralizable]

    assert CATALOGUES["fr"].num_plurals == 2
    assert [message.id for message in counted if len(texts(message)) != 2] == []


def test_a_noun_right_after_its_number_differs_between_three_and_eleven() -> None:
    """It is plural after 3 to 10 and singular from 11 on: the same text would be a slip."""
    counted = re.compile(r"%\(\w+\)s (?!من )[\u0621-\u064a]")

    same = [
        message.id
        for message in messages("ar")
        if message.pluralizable
        and counted.search(texts(message)[3])
        and texts(message)[3] == texts(message)[4]
    ]

    assert same == []


def test_french_puts_a_narrow_space_before_double_signs() -> None:
    wrong = [text for text in words("fr") if re.search(rf"[^{NARROW}][;!?]", text)]

    assert wrong == []


def test_french_puts_a_no_break_space_before_a_colon() -> None:
    wrong = [text for text in words("fr") if re.search(rf"(?<![{WIDE}]):(?!\d)", text)]

    assert wrong == []


def test_french_quotes_between_guillemets_with_no_break_spaces() -> None:
    wrong = [
        text
        for text in words("fr")
        if re.search(rf"«(?!{WIDE})|(?<!{WIDE})»", text) or '"' in text or "“" in text
    ]

    assert wrong == []


def test_french_keeps_a_number_and_its_percent_sign_together() -> None:
    wrong = [
        text
        for message in messages("fr")
        for text in texts(message)
        if re.search(rf"[^{NARROW}{WIDE}]%%", text)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language: Language) -> None:
    assert [text for text in words(language) if "!" in text] == []


def test_arabic_uses_its_own_comma_semicolon_and_question_mark() -> None:
    wrong = [text for text in words("ar") if re.search(r"[,;?]", text)]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_0_to_9(language: Language) -> None:
    wrong = [
        text
        for text in words(language)
        if any(character.isdecimal() and not character.isascii() for character in text)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_an_invisible_direction_or_control_character(language: Language) -> None:
    wrong = [
        text for text in words(language) if has_bidi_controls(text) or has_control_characters(text)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_begins_or_ends_with_a_space_that_the_english_has_not(language: Language) -> None:
    wrong = [
        text
        for message in messages(language)
        for text in texts(message)
        if (text != text.strip(" \n")) and (msgids(message)[0] == msgids(message)[0].strip(" \n"))
    ]

    assert wrong == []


def test_arabic_texts_are_arabic_and_french_ones_are_not() -> None:
    arabic = re.compile("[\u0621-\u064a]")
    latin_only = [
        text
        for text in words("ar")
        if text and not arabic.search(text) and re.search("[a-z]{4}", text)
    ]

    assert latin_only == []
    assert [text for text in words("fr") if arabic.search(text)] == []
