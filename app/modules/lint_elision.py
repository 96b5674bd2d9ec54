"""A link without words stands for its label: the French word before it must fit that label."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.lint_text import documents, texts_of_item

Rule = Callable[[Content], Iterable[Finding]]
_BEFORE_LINK: Final = re.compile(
    r"(?P<word>\b(?:[cdlns]|qu)['’]|\b(?:le|la|de|ce|que) )"
    r"\[\]\((?P<kind>law|term):(?P<id>[^)]+)\)",
    re.IGNORECASE,
)
_VOWELS: Final = frozenset("aeiouy")


def elision(content: Content) -> Iterator[Finding]:
    """Check that no page says “l’loi” or “la article”; a label that begins with h is left alone."""
    for path, line, text in _french(content):
        for link in _BEFORE_LINK.finditer(text):
            label = _label(content, link["kind"].lower(), link["id"])
            if label and _clashes(link["word"], label):
                shown = f"{link['word']}{label}"
                message = f"the page says “{shown}”: mend the word before the link"
                yield Finding(path, line, "elision", message)


def _clashes(word: str, label: str) -> bool:
    first = unicodedata.normalize("NFD", label)[0].lower()
    is_elided = word[-1] in "'’"
    return first != "h" and is_elided != (first in _VOWELS)


def _label(content: Content, kind: str, name: str) -> str:
    if kind == "law" and name in content.refs.laws:
        return content.refs.laws[name].label("fr")
    if kind == "term" and name in content.refs.terms:
        return content.refs.terms[name].name("fr")
    return ""


def _french(content: Content) -> Iterator[tuple[str, int, str]]:
    """Yield the French texts in which a link may stand: file, line, words."""
    for document in documents(content):
        if document.language == "fr":
            yield from ((document.path, at, line) for at, line in enumerate(document.lines, 1))
    for one in content.item_words():
        if one.language == "fr":
            for field, text in texts_of_item(one.words):
                yield one.path, one.line(field), text


RULES: Final[tuple[Rule, ...]] = (elision,)
