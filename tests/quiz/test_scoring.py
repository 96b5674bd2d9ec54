"""How much an answer is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz import scoring
from app.quiz.frozen import Answer, FrozenItem
from tests.quiz import builders

HALF = Fraction(1, 2)
THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("item", "answer", "expected"),
    [
        (builders.frozen_item(), ["a"], 1),
        (builders.frozen_item(), ["b"], 0),
        (builders.true_false(key=False), ["false"], 1),
        (builders.true_false(key=False), ["true"], 0),
        (builders.multi("ab", "abcd"), ["a", "b"], 1),
        (builders.multi("ab", "abcd"), ["a"], HALF),
        (builders.multi("ab", "abcd"), ["a", "b", "c"], HALF),
        (builders.multi("ab", "abcd"), ["a", "c"], 0),
        (builders.multi("abc", "abcd"), ["a"], THIRD),
        (builders.match(), {"r1": "act", "r2": "purpose", "r3": "purpose"}, Fraction(2, 3)),
        (builders.match(), {"r1": "act"}, THIRD),
        (builders.cloze(), {"g1": "x", "g2": "x"}, HALF),
        (builders.cloze(), {"g1": "x", "g2": "y"}, 1),
        (builders.order("1234"), ["s1", "s2", "s3", "s4"], 1),
        (builders.order("1234"), ["s2", "s1", "s3", "s4"], Fraction(2, 3)),
        (builders.order("1234"), ["s4", "s3", "s2", "s1"], 0),
        (builders.order("1234"), ["s1", "", "", ""], 0),
    ],
)
def test_each_type_earns_its_share(item: FrozenItem, answer: Answer, expected: Fraction) -> None:
    assert scoring.score(item, answer) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [("partial", 0), ("pairs", THIRD), ("absolute", 0), ("longest", Fraction(2, 3)), ("all", 0)],
)
def test_an_order_is_scored_by_the_method_of_its_item(method: str, expected: Fraction) -> None:
    item = builders.order("123", scoring=method)

    assert scoring.score(item, ["s3", "s1", "s2"]) == expected


def test_an_order_upside_down_has_no_run_to_reward() -> None:
    item = builders.order("1234", scoring="longest")

    assert scoring.score(item, ["s4", "s3", "s2", "s1"]) == 0


@pytest.mark.parametrize(
    "item",
    [
        builders.frozen_item(),
        builders.multi(),
        builders.true_false(),
        builders.match(),
        builders.order(),
        builders.cloze(),
    ],
    ids=lambda item: item.type,
)
@pytest.mark.parametrize("nothing", [None, [], {}])
def test_no_answer_earns_nothing(item: FrozenItem, nothing: Answer | None) -> None:
    assert scoring.score(item, nothing) == 0


def test_an_item_scored_whole_gives_nothing_for_a_part() -> None:
    item = builders.multi("ab", "abcd", scoring="all")

    assert scoring.score(item, ["a"]) == 0
    assert scoring.score(item, ["b", "a"]) == 1


@st.composite
def multi_items(draw: st.DrawFn) -> FrozenItem:
    options = "abcdefgh"[: draw(st.integers(3, 8))]
    keys = draw(st.sets(st.sampled_from(options), min_size=1, max_size=len(options) - 1))
    return builders.multi("".join(sorted(keys)), options)


@given(multi_items())
def test_ticking_everything_or_nothing_earns_nothing(item: FrozenItem) -> None:
    assert scoring.score(item, list(item.choice_ids)) == 0
    assert scoring.score(item, []) == 0


@given(multi_items(), st.data())
def test_the_order_of_ticks_does_not_count(item: FrozenItem, data: st.DataObject) -> None:
    ticked = data.draw(st.lists(st.sampled_from(item.choice_ids), unique=True))
    shuffled = data.draw(st.permutations(ticked))

    assert scoring.score(item, ticked) == scoring.score(item, shuffled)


@given(multi_items(), st.data())
def test_one_more_right_tick_never_lowers_and_one_more_wrong_never_raises(
    item: FrozenItem, data: st.DataObject
) -> None:
    ticked = data.draw(st.lists(st.sampled_from(item.choice_ids), unique=True))
    before = scoring.score(item, ticked)

    for choice in set(item.choice_ids) - set(ticked):
        after = scoring.score(item, [*ticked, choice])
        assert after >= before if choice in item.list_key else after <= before


@given(
    st.permutations(["s1", "s2", "s3", "s4", "s5"]),
    st.sampled_from(["partial", "pairs", "absolute", "longest", "all"]),
)
def test_any_order_is_worth_between_nothing_and_everything(
    given_order: list[str], method: str
) -> None:
    item = builders.order("12345", scoring=method)

    earned = scoring.score(item, given_order)

    assert 0 <= earned <= 1
    assert (earned == 1) == (given_order == list(item.list_key))


@given(st.permutations(["s1", "s2", "s3", "s4"]))
def test_an_order_and_its_reverse_never_both_earn(given_order: list[str]) -> None:
    item = builders.order("1234")

    earned = scoring.score(item, given_order)
    reversed_earned = scoring.score(item, given_order[::-1])

    assert earned == 0 or reversed_earned == 0


@given(
    st.dictionaries(
        st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["act", "means", "purpose", "extra"])
    )
)
def test_each_right_pair_counts_the_same(pairs: dict[str, str]) -> None:
    item = builders.match()
    right = sum(item.map_key[row] == choice for row, choice in pairs.items())

    assert scoring.score(item, pairs) == Fraction(right, 3)


@given(st.lists(st.tuples(st.fractions(0, 1), st.sampled_from([0.5, 1.0, 2.0])), min_size=1))
def test_the_scaled_score_lies_between_the_worst_and_the_best_item(
    scores: list[tuple[Fraction, float]],
) -> None:
    mean = scoring.scaled(scores)

    assert min(one for one, _ in scores) <= mean <= max(one for one, _ in scores)


def test_exactly_the_threshold_is_not_lost_to_rounding() -> None:
    thirds = [(THIRD, 1.0)] * 21 + [(Fraction(1), 1.0)] * 21

    assert scoring.scaled(thirds) == Fraction(2, 3)


def test_an_empty_attempt_is_worth_nothing() -> None:
    assert scoring.scaled([]) == 0
