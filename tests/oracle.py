"""The right answers of the course, for tests: what a perfect learner would choose on a page.

Pages name choices by tokens that say nothing; the oracle finds the authors' choices by the texts
that the page shows, in its language, and reads their keys from the course's files.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from app.core.i18n import LANGUAGES, Language
from app.modules.bank import Choice, Item
from app.modules.edition import Edition
from app.modules.store import EditionStore
from tests.driver import Answer, Question

ROOT: Final = Path(__file__).parent.parent


class Oracle:
    """Knows the key of every item of one edition."""

    def __init__(self, edition: Edition) -> None:
        """Take the edition that the questions come from."""
        self.edition = edition

    @classmethod
    def of_folder(cls, content: Path = ROOT / "content", cache: Path | None = None) -> Self:
        """Return the oracle of a content folder."""
        return cls(EditionStore(content, cache or ROOT / "var" / "test-cache").current)

    def right(self, question: Question) -> Answer:
        """Return the answer that earns everything, in the page's names."""
        item, texts = self._item(question)
        if isinstance(item.key, bool):
            return ["true" if item.key else "false"]
        if isinstance(item.key, Mapping):
            return self._map(question, item, item.key)
        key = (item.key,) if isinstance(item.key, str) else item.key
        tokens = _by_text(question.choices)
        return [tokens[texts[one]] for one in key]

    def wrong(self, question: Question) -> Answer:
        """Return a whole answer that earns nothing."""
        right = self.right(question)
        if isinstance(right, dict):
            return {
                slot: next(one for one in question.slots[slot] if one != choice)
                for slot, choice in right.items()
            }
        if question.type == "order":
            return list(reversed(right))
        others = [one for one in question.choices if one not in right]
        return others if question.type == "multi" else others[:1]

    def fields(self, question: Question, *, is_right: bool = True) -> dict[str, object]:
        """Return the form fields of a right or a wrong answer."""
        answer = self.right(question) if is_right else self.wrong(question)
        return dict(question.fields(answer))

    def means(self, question: Question, answer: Answer) -> object:
        """Return an answer in the authors' ids, whatever tokens and language its page had."""
        item, texts = self._item(question)
        ids = {text: one for one, text in texts.items()}
        if isinstance(answer, dict):
            slots = _slot_ids(question, item)
            return {
                slots[slot]: self._choice_id(question, item, slot, token)
                for slot, token in answer.items()
                if token
            }
        if item.type == "truefalse":
            return list(answer)
        chosen = [ids[_plain(question.choices[token])] if token else "" for token in answer]
        return chosen if item.type == "order" else sorted(chosen)

    def _item(self, question: Question) -> tuple[Item, dict[str, str]]:
        """Return the item, and its choices' texts as the question's page shows them."""
        item = self.edition.item(question.item_id)
        return item, _texts(item.texts[_language(question)].choices)

    def _map(self, question: Question, item: Item, key: Mapping[str, str]) -> dict[str, str]:
        slots = {one: token for token, one in _slot_ids(question, item).items()}
        answer = {}
        for slot, choice in key.items():
            token = slots[slot]
            wanted = _choices_of(item, slot, _language(question))[choice]
            answer[token] = _by_text(question.slots[token])[wanted]
        return answer

    def _choice_id(self, question: Question, item: Item, slot: str, token: str) -> str:
        shown = _plain(question.slots[slot][token])
        author_slot = _slot_ids(question, item)[slot]
        choices = _choices_of(item, author_slot, _language(question))
        return next(one for one, text in choices.items() if text == shown)


def _language(question: Question) -> Language:
    return next(one for one in LANGUAGES if one == question.language)


def _choices_of(item: Item, slot: str, language: Language) -> dict[str, str]:
    """Return what a row or a gap may be given: choice id to text."""
    text = item.texts[language]
    gaps = {gap.id: gap.choices for gap in text.gaps}
    return _texts(gaps.get(slot, text.choices))


def _slot_ids(question: Question, item: Item) -> dict[str, str]:
    """Return the authors' row or gap behind each of the page's: gaps by place, rows by text."""
    text = item.texts[_language(question)]
    if item.type == "cloze":
        return dict(zip(question.slots, (gap.id for gap in text.gaps), strict=True))
    rows = {shown: one for one, shown in _texts(text.rows).items()}
    return {token: rows[_plain(shown)] for token, shown in question.slot_texts.items()}


def _texts(choices: Sequence[Choice]) -> dict[str, str]:
    return {one.id: _plain(one.html.striptags()) for one in choices}


def _by_text(choices: Mapping[str, str]) -> dict[str, str]:
    found = {_plain(text): token for token, text in choices.items()}
    if len(found) != len(choices):
        raise ValueError(f"two choices read alike: {sorted(choices.values())}")
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
