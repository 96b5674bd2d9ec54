"""Items with their keys on the server; without anything that could help on the way to a learner."""

from dataclasses import fields

import pytest

from app.modules.bank import (
    Choice,
    Gap,
    LearnerItem,
    find_option,
    for_learner,
    option_ids,
    public_id,
)
from app.modules.edition import Edition
from tests.modules.content_tree import ContentFolder

SECRETS = {"key", "why", "why_html", "why_not", "level", "score", "scoring", "refs", "objective"}


def test_a_learner_item_has_no_room_for_a_key() -> None:
    names = {field.name for kind in (LearnerItem, Choice, Gap) for field in fields(kind)}

    assert not names & SECRETS


@pytest.mark.parametrize("item_id", ["m01-q01", "m01-q11", "m01-q13", "m01-q14", "m02-q11"])
def test_no_authored_id_and_no_explanation_reaches_a_learner(
    edition: Edition, item_id: str
) -> None:
    item = edition.item(item_id)

    sent = for_learner(item, "fr")

    shown = {c.id for c in (*sent.choices, *sent.rows)}
    shown |= {p.gap.id for p in sent.stem_parts if p.gap}
    shown |= {c.id for p in sent.stem_parts if p.gap for c in p.gap.choices}
    assert shown
    assert not shown & option_ids(item)
    assert str(item.texts["fr"].why_html) not in repr(sent)


@pytest.mark.parametrize("item_id", ["m01-q01", "m01-q13", "m01-q14", "m02-q11"])
def test_the_server_finds_the_option_behind_a_public_id(edition: Edition, item_id: str) -> None:
    item = edition.item(item_id)

    for option in option_ids(item):
        assert find_option(item, public_id(item, option)) == option
    assert find_option(item, "c0000000000") is None


def test_public_ids_are_the_same_in_both_languages(edition: Edition) -> None:
    item = edition.item("m01-q14")

    french, arabic = ({c.id for c in for_learner(item, one).choices} for one in ("fr", "ar"))

    assert french == arabic
    assert len(french) == 3


def test_steps_do_not_come_in_the_order_of_the_key(course: ContentFolder) -> None:
    steps = ", ".join(f"s{n}: Étape {n}" for n in range(1, 9))
    keys = ", ".join(f"s{n}" for n in range(1, 9))
    course.replace(
        "fr/bank/m01.yml", "{s1: Mettre en sécurité, s2: Informer, s3: Orienter}", f"{{{steps}}}"
    )
    course.replace("fr/bank/m01.yml", "key: [s1, s2, s3]", f"key: [{keys}]")
    course.replace(
        "ar/bank/m01.yml", "{s1: توفير السلامة, s2: الإشعار, s3: الإحالة}", f"{{{steps}}}"
    )

    item = course.edition().item("m01-q14")

    sent = [find_option(item, choice.id) for choice in for_learner(item, "fr").choices]
    assert isinstance(item.key, tuple)
    assert tuple(sorted(filter(None, sent))) == item.key
    assert tuple(sent) != item.key


def test_fixed_options_keep_the_order_of_their_author(course: ContentFolder) -> None:
    course.replace("fr/bank/m01.yml", "    key: a\n", "    key: a\n    fixed: true\n")

    item = course.edition().item("m01-q01")

    sent = [find_option(item, choice.id) for choice in for_learner(item, "fr").choices]
    assert sent == ["a", "b", "c"]


def test_the_gaps_of_a_cloze_follow_each_language_sentence(edition: Edition) -> None:
    item = edition.item("m02-q11")

    def gaps(language: str) -> list[str | None]:
        parts = for_learner(item, "ar" if language == "ar" else "fr").stem_parts
        return [find_option(item, part.gap.id) for part in parts if part.gap]

    assert gaps("fr") == ["g1", "g2"]
    assert gaps("ar") == ["g2", "g1"]


def test_an_item_of_a_vignette_carries_its_text(edition: Edition) -> None:
    assert "Une adolescente de 16 ans" in for_learner(edition.item("m01-q13"), "fr").vignette_html
    assert "فتاة عمرها 16 سنة" in for_learner(edition.item("m01-q13"), "ar").vignette_html


def test_keys_have_the_shape_of_their_type(edition: Edition) -> None:
    keys = {item.type: item.key for item in edition.items.values() if item.id != "m02-q01"}

    assert keys == {
        "single": "a",
        "multi": ("a", "b"),
        "truefalse": False,
        "match": {"r1": "acte", "r2": "moyen"},
        "order": ("s1", "s2", "s3"),
        "cloze": {"g1": "x", "g2": "y"},
    }
