"""Knowledge checks on paper."""

from dataclasses import replace

import pytest

from app.core.i18n import LANGUAGES, Language
from app.handbooks.questions import question_of
from app.modules.bank import Item
from app.modules.edition import Edition


def checks(edition: Edition, kind: str) -> list[Item]:
    return [one for one in edition.items.values() if one.use == "check" and one.type == kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_the_answer_name_the_keys_words(
    edition: Edition, language: Language
) -> None:
    for item in checks(edition, "single"):
        question = question_of(item, language, 1)
        words = {choice.mark: choice.html for choice in question.choices}
        wanted = {choice.id: choice.html for choice in item.texts[language].choices}
        assert words[question.answer[0]] == wanted[str(item.key)]


def test_a_question_with_several_answers_names_them_in_the_order_of_the_letters(
    edition: Edition,
) -> None:
    for item in checks(edition, "multi"):
        question = question_of(item, "fr", 1)
        assert list(question.answer) == sorted(question.answer)
        assert len(question.answer) == len(tuple(item.key))  # type: ignore[arg-type]


def test_steps_to_put_in_order_are_not_printed_in_order(edition: Edition) -> None:
    items = checks(edition, "order")
    in_order = [
        item
        for item in items
        if list(question_of(item, "fr", 1).answer) == sorted(question_of(item, "fr", 1).answer)
    ]

    assert items
    assert len(in_order) < len(items) / 2


def test_each_row_has_its_match_and_each_gap_its_words(edition: Edition) -> None:
    for item in checks(edition, "match"):
        question = question_of(item, "ar", 1)
        assert [row for row, _ in question.pairs] == [row.mark for row in question.rows]
    for item in checks(edition, "cloze"):
        question = question_of(item, "fr", 1)
        assert len(question.answer) == len(question.gaps)
        assert all(
            answer in gap for answer, gap in zip(question.answer, question.gaps, strict=True)
        )


def test_an_order_that_the_author_fixed_is_kept(edition: Edition) -> None:
    item = replace(checks(edition, "single")[0], fixed=True)

    printed = [choice.html for choice in question_of(item, "fr", 1).choices]

    assert printed == [choice.html for choice in item.texts["fr"].choices]
