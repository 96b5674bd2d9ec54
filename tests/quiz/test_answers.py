"""What comes from a page becomes an answer only if it fits the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz import answers
from app.quiz.errors import AnswerUnfit, PlaceTakenTwice
from app.quiz.frozen import FrozenItem
from app.quiz.naming import Naming
from app.quiz.questions import for_page, given_on_page
from app.quiz.schemas import Given
from tests.quiz import answering, builders
from tests.quiz.builders import SEED

ITEMS = [
    builders.frozen_item(),
    builders.multi(),
    builders.true_false(),
    builders.match(),
    builders.order(),
    builders.cloze(),
]


def named(item: FrozenItem) -> Naming:
    return Naming.of_attempt(item, SEED)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
def test_an_answer_survives_the_way_to_the_page_and_back(item: FrozenItem) -> None:
    naming = named(item)
    right = answering.right_answer(item, naming)

    answer = answers.read_answer(item, naming, right)

    assert answers.is_complete(item, answer)
    assert answers.read_answer(item, naming, given_on_page(naming, answer)) == answer
    form = answering.form_of(item, right)
    fields = {k: v if isinstance(v, list) else [v] for k, v in form.items()}
    assert answers.read_answer(item, naming, answers.given_in_form(item, naming, fields)) == answer


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
def test_no_authors_id_and_no_explanation_is_in_what_a_page_receives(item: FrozenItem) -> None:
    shown = repr(for_page(item, named(item)))

    assert "SECRET" not in shown
    for choice in (*item.choices, *item.rows):
        assert f"id='{choice.id}'" not in shown


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.type)
@given(
    given=st.lists(st.text(max_size=8), min_size=1, max_size=6)
    | st.dictionaries(st.text(max_size=8), st.text(min_size=1, max_size=8), min_size=1, max_size=6)
)
def test_whatever_is_sent_is_read_or_refused(item: FrozenItem, given: Given) -> None:
    naming = named(item)

    try:
        answer = answers.read_answer(item, naming, given)
    except (AnswerUnfit, PlaceTakenTwice):
        return

    assert set(answer) <= {"", *item.choice_ids, *item.slots}


@pytest.mark.parametrize(
    ("item", "given", "is_complete"),
    [
        (builders.order(), ["s1", "", "s2", "s3"], False),
        (builders.order(), ["s1", "s2"], False),
        (builders.match(), {"r1": "act"}, False),
        (builders.multi(), ["a"], True),
        (builders.multi(), [], False),
    ],
)
def test_a_part_of_an_answer_is_kept_but_not_complete(
    item: FrozenItem, given: Given, *, is_complete: bool
) -> None:
    naming = named(item)
    tokens: Given
    if isinstance(given, dict):
        tokens = {naming.slots[k]: naming.in_slot[k][v] for k, v in given.items()}
    else:
        tokens = [naming.choices[one] if one else "" for one in given]

    answer = answers.read_answer(item, naming, tokens)

    assert answer == given
    assert answers.is_complete(item, answer) is is_complete


def test_a_step_may_stand_in_one_place_only() -> None:
    naming = named(builders.order())
    token = naming.choices["s1"]

    with pytest.raises(PlaceTakenTwice):
        answers.read_answer(builders.order(), naming, [token, token])


def test_true_and_false_keep_their_order_and_an_item_may_keep_its_own() -> None:
    fixed = builders.frozen_item(fixed=True)

    assert list(named(builders.true_false()).choices) == ["true", "false"]
    assert list(named(fixed).choices) == ["a", "b", "c"]


def test_another_attempt_has_other_names() -> None:
    item = builders.match()

    other = Naming.of_attempt(item, bytes(16))

    assert not set(other.choices.values()) & set(named(item).choices.values())
    with pytest.raises(AnswerUnfit):
        answers.read_answer(item, other, answering.right_answer(item, named(item)))
