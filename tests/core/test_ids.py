"""Identifiers and tokens: random, long enough, and not kept as they are."""

from app.core.ids import new_public_id, new_token, token_hash


def test_a_thousand_public_ids_are_all_different_and_random() -> None:
    ids = {new_public_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {one.version for one in ids} == {4}


def test_a_token_is_43_characters_that_a_link_can_hold() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    for token in tokens:
        assert len(token) == 43
        assert token.replace("-", "").replace("_", "").isalnum()
        assert token.isascii()


def test_what_is_stored_of_a_token_is_its_sha256() -> None:
    assert token_hash("abc").hex() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
