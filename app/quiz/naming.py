"""How a page names the parts of an item: tokens in place of the authors' ids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from app.modules.bank import Item, public_id
from app.quiz.draw import choice_token, digest
from app.quiz.frozen import TRUE_FALSE, FrozenItem


def gap_choice(gap_id: str, choice_id: str) -> str:
    """Return the name under which a gap's choice enters a digest: `g1.x`."""
    return f"{gap_id}.{choice_id}"


@dataclass(frozen=True)
class Naming:
    """The tokens of one item, in the order in which a page lists them.

    `choices`: choice id to token; `slots`: row or gap id to token; `in_slot`: for each slot,
    choice id to token.
    """

    choices: Mapping[str, str]
    slots: Mapping[str, str]
    in_slot: Mapping[str, Mapping[str, str]]

    @classmethod
    def of_attempt(cls, item: FrozenItem, seed: bytes) -> Self:
        """Return the names in an attempt: digests of its seed, and the order that they give."""

        def token(name: str) -> str:
            return choice_token(seed, item.item_id, name)

        def shuffled(names: Mapping[str, str], *, keep: bool) -> dict[str, str]:
            """Return id to token; `names` maps each id to what enters the digest."""
            ids = list(names)
            if not keep:
                ids.sort(key=lambda one: digest(seed, item.item_id, names[one]))
            return {one: token(names[one]) for one in ids}

        if item.type == "truefalse":
            return cls({one: one for one in TRUE_FALSE}, {}, {})
        choices = shuffled({one: one for one in item.choice_ids}, keep=item.fixed)
        in_slot = {row.id: choices for row in item.rows} | {
            gap.id: shuffled(
                {one.id: gap_choice(gap.id, one.id) for one in gap.choices}, keep=False
            )
            for gap in item.gaps
        }
        return cls(choices, {slot: token(slot) for slot in item.slots}, in_slot)

    @classmethod
    def of_check(cls, frozen: FrozenItem, item: Item) -> Self:
        """Return the names in a lesson's check, the same as `app.modules.bank.for_learner`."""
        if frozen.type == "truefalse":
            return cls({one: one for one in TRUE_FALSE}, {}, {})

        def named(ids: Iterator[str], *, keep: bool) -> dict[str, str]:
            pairs = [(one, public_id(item, one)) for one in ids]
            return dict(pairs if keep else sorted(pairs, key=lambda pair: pair[1]))

        choices = named(iter(frozen.choice_ids), keep=frozen.fixed)
        in_slot = {row.id: choices for row in frozen.rows} | {
            gap.id: named((one.id for one in gap.choices), keep=False) for gap in frozen.gaps
        }
        return cls(choices, named(iter(frozen.slots), keep=True), in_slot)


def behind(names: Mapping[str, str], token: str) -> str | None:
    """Return the id behind a token, or None."""
    return next((one for one, known in names.items() if known == token), None)
