"""Rules about the glossary: a lesson that uses one of its terms leads to it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from app.core.i18n import LANGUAGES, Language
from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.schemas import Term
from app.modules.syntax import closing, text_of

Rule = Callable[[Content], Iterable[Finding]]

MIN_WORDS: Final = 2  # « enfant », « transport » are words of every day: no sentence needs the link
_APART: Final = re.compile(r"\s*[(/].*")
_PLURAL: Final = r"(?:s|x|es)?"


def first_uses(content: Content) -> Iterator[Finding]:
    """Check that a lesson links each glossary term of two words or more where it first uses it.

    Only the language of the source is read: the translation has the same links in the same order.
    """
    names = {one: _names(content.refs.terms, one) for one in LANGUAGES}
    for unit in content.lessons.values():
        document = unit.source
        texts = [_read(token) for token in _learner_texts(document.tokens)]
        for slug, name in names[document.language].items():
            line = _too_early(texts, slug, name)
            if line:
                term = content.refs.terms[slug].name(document.language)
                message = f"“{term}” is in the glossary: link its first use, here, to term:{slug}"
                yield Finding(document.path, line, "glossary", message, "warning")


def _names(terms: Mapping[str, Term], language: Language) -> dict[str, re.Pattern[str]]:
    """Return how each term of several words is found in a text, singular or plural."""
    names = {slug: _APART.sub("", term.name(language)).split() for slug, term in terms.items()}
    return {
        slug: re.compile(
            r"(?<!\w)" + r"\s+".join(map(_either_number, words)) + r"(?!\w)", re.IGNORECASE
        )
        for slug, words in names.items()
        if len(words) >= MIN_WORDS
    }


def _either_number(word: str) -> str:
    return re.escape(word).replace("’", "['’]") + _PLURAL


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph: its line, its words outside links, and the terms that it links."""

    line: int
    words: str
    terms: frozenset[str]


def _read(token: Token) -> _Text:
    children = token.children or []
    links = (str(child.attrs.get("href", "")).partition(":") for child in children)
    terms = frozenset(slug for scheme, _, slug in links if scheme == "term")
    return _Text((token.map or [0])[0] + 1, _unlinked(children), terms)


def _too_early(texts: list[_Text], slug: str, name: re.Pattern[str]) -> int:
    """Return the line of the first text that uses a term before any text links to it, or 0."""
    first_use = next((one.line for one in texts if name.search(one.words)), 0)
    first_link = next((one.line for one in texts if slug in one.terms), None)
    return 0 if first_link is not None and first_link <= first_use else first_use


def _learner_texts(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Yield the texts of a lesson, headings and trainers' notes left out."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.meta.get("name") == "trainer" or token.type == "heading_open":
            index = closing(list(tokens), index)
        elif token.type == "inline":
            yield token
        index += 1


def _unlinked(children: list[Token]) -> str:
    """Return the words outside links; the alternative text of an image is nobody's first use."""
    words: list[str] = []
    index = 0
    while index < len(children):
        if children[index].type == "link_open":
            index = closing(children, index)
            words.append(" · ")
        elif children[index].type != "image":
            words.append(text_of([children[index]]))
        index += 1
    return "".join(words)


RULES: Final[tuple[Rule, ...]] = (first_uses,)
