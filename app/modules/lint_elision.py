"""A link without words stands for its label: the French word before it must fit that label."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.modules.compile import targets_of
from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.links import label_of
from app.modules.lint_text import documents, texts_of_item

Rule = Callable[[Content], Iterable[Finding]]
_BEFORE_LINK: Final = re.compile(
    r"(?P<word>\b(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’]"
    r"|\b(?:au|ce|de|du|je|la|le|me|ne|que|se|te)\s)"
    r"\**\[\]\((?P<scheme>law|term):(?P<name>[^)]+)\)",
    re.IGNORECASE,
)
_VOWELS: Final = frozenset("aeiouœæ")
_EITHER: Final = frozenset("hy")  # l’homme and le huis clos, l’Yonne and le Yémen


def elision(content: Content) -> Iterator[Finding]:
    """Check that no page says “l’loi”, “du article”; a label that begins with h or y may."""
    targets = targets_of(content)
    for path, line, text in _french(content):
        for link in _BEFORE_LINK.finditer(text):
            label = label_of(link["scheme"].lower(), link["name"], "fr", targets)
            if label and _clashes(link["word"], label):
                at = line + text.count("\n", 0, link.start())
                shown = f"{link['word']}{label}"
                message = f"the page says “{shown}”: mend the word before the link"
                yield Finding(path, at, "elision", message, "warning")


def _clashes(word: str, label: str) -> bool:
    first = unicodedata.normalize("NFD", label)[0].lower()
    is_elided = word[-1] in "'’"
    return first not in _EITHER and is_elided != (first in _VOWELS)


def _french(content: Content) -> Iterator[tuple[str, int, str]]:
    """Yield the French texts in which links stand: file, line of the first word, text.

    A lesson, a case and a role play are one text, an item has one a field, a vignette is one.
    """
    for document in documents(content):
        if document.language == "fr":
            yield document.path, 1, "\n".join(document.lines)
    for one in content.item_words():
        if one.language == "fr":
            for field, text in texts_of_item(one.words):
                yield one.path, one.line(field), text
            name = one.item.source.vignette
            if name is not None and "fr" in one.item.vignettes:
                line = content.line(one.path, "vignettes", name)
                yield one.path, line, one.item.vignettes["fr"]


RULES: Final[tuple[Rule, ...]] = (elision,)
