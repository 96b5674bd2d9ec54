"""Rules about words: none that hurts, dates or promises too much, no sentence out of breath.

They hold for every edition and for whatever a learner reads: texts, items, glossary, summaries,
labels and figures.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token
from pydantic import BaseModel

from app.core.i18n import LANGUAGES, Language
from app.modules.content import COURSE_FILE, REFS_FILE, Content
from app.modules.figures import language_of
from app.modules.findings import Finding, Severity
from app.modules.lint_text import documents, texts_of_item
from app.modules.parity import words_of
from app.modules.schemas import Label
from app.modules.syntax import Document, closing, text_of

Rule = Callable[[Content], Iterable[Finding]]

LONGEST_SENTENCE: Final = 60  # words
SOURCES: Final = "sources"  # the section of a lesson that is consulted, not read
_SENTENCE: Final = re.compile(r"(?<=[.?!؟])\s+")
_CASE: Final = re.compile(r"(?<=[.?!؟;؛])\s+")  # a summary lists the cases of a law, one a breath
_AVOIDED: Final[dict[Language, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "fr": (
        (re.compile(r"\bproies?\b", re.IGNORECASE), "say “victime” or “personne concernée”"),
        (re.compile(r"\besclaves?\b", re.IGNORECASE), "no person is called a slave"),
        (re.compile(r"\bclandestin(?:e?s?)\b", re.IGNORECASE), "say “en situation irrégulière”"),
        (
            re.compile(
                r"\w[·•]\w|\w\((?:e|ne|trice)s?\)|\w{2}\.(?:e|ne|trice)s?(?:\.s)?\b|\w-e(?:-s|s)?\b"
            ),
            "no gender dots: turn the sentence to “vous”",
        ),
        (
            re.compile(
                r"\btrafics? (?:d['’]êtres humains|humains?|des? personnes)\b", re.IGNORECASE
            ),
            "say “traite des êtres humains”; “trafic” is another offence",
        ),
        (re.compile(r"!"), "no exclamation mark"),
        (
            re.compile(r"\b(récemment|de nos jours|cette année|l’an dernier)\b", re.IGNORECASE),
            "give the date: the text will be read later",
        ),
        (
            re.compile(
                r"\b(toujours vrai|sans exception|dans tous les cas|à coup sûr)\b", re.IGNORECASE
            ),
            "an absolute claim: say when it is not so",
        ),
    ),
    "ar": (
        (re.compile(r"(?<!\w)(?:فريسة|فرائس)(?!\w)"), "say «ضحية» or «الشخص المعني»"),
        (re.compile(r"(?<!\w)(?:عبيد|العبيد)(?!\w)"), "no person is called a slave"),
        (
            re.compile(r"(?<!«)(?<!لا )(?<!يعني )(?<!\w)[وبفل]?(?:ال|لل)?(?:تدريب|مدرب)\w*"),
            "say «تكوين», «مكوِّن»",
        ),
        (
            re.compile(r"(?:مهاجر|مهاجرة|المهاجرين|هجرة|الهجرة) (?:ال)?سري"),
            "say «في وضعية غير نظامية»",
        ),
        (re.compile(r"!"), "no exclamation mark"),
        (
            re.compile(r"(?<!\w)(?:مؤخرا|هذه السنة|السنة الماضية)(?!\w)"),
            "give the date: the text will be read later",
        ),
        (
            re.compile(r"(?<!\w)(?:دون استثناء|بدون استثناء)(?!\w)"),
            "an absolute claim: say when it is not so",
        ),
    ),
}

# The Protocol's own name for the crime; elsewhere it has the name that Moroccan law gives it.
_OF_THE_PROTOCOL: Final[dict[Language, tuple[re.Pattern[str], str]]] = {
    "fr": (
        re.compile(r"\btraite des personnes\b", re.IGNORECASE),
        "say “traite des êtres humains”",
    ),
    "ar": (re.compile(r"الاتجار بالأشخاص"), "say «الاتجار بالبشر»"),
}
_PROTOCOL: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"protocole|convention|traité\b", re.IGNORECASE),
    "ar": re.compile(r"بروتوكول|اتفاقية|معاهدة"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that learners read, and where it stands; `about` names what it speaks of."""

    path: str
    line: int
    language: Language
    words: str
    name: str = ""
    about: str = ""
    breath: re.Pattern[str] = _SENTENCE

    def finding(self, rule: str, message: str, severity: Severity = "warning") -> Finding:
        """Return a finding of a rule in this passage."""
        named = f"{self.name}: {message}" if self.name else message
        return Finding(self.path, self.line, rule, named, severity)


def avoided_words(content: Content) -> Iterator[Finding]:
    """Check that no text uses words that hurt, date or promise too much (ux.md, section 9)."""
    for text in passages(content):
        for pattern, advice in _AVOIDED[text.language]:
            found = pattern.search(text.words)
            if found:
                yield text.finding("wording", f"“{found[0]}”: {advice}")
        pattern, advice = _OF_THE_PROTOCOL[text.language]
        found = pattern.search(text.words)
        if found and not _PROTOCOL[text.language].search(f"{text.about} {text.words}"):
            yield text.finding("wording", f"“{found[0]}” is the Protocol’s name: {advice}")


def long_sentences(content: Content) -> Iterator[Finding]:
    """Check that a sentence can be read in one breath."""
    for text in passages(content):
        for sentence in text.breath.split(text.words):
            count = len(sentence.split())
            if count > LONGEST_SENTENCE:
                message = f"cut this sentence of {count} words in two: “{sentence[:40]}…”"
                yield text.finding("readability", message)


def read_words(document: Document) -> int:
    """Return how many words a learner reads: no trainer's note, no sources, no alternative text."""
    return sum(len(_read_text(token.children or []).split()) for token in _read(document))


def _read(document: Document) -> Iterator[Token]:
    """Yield the texts of a file, trainers' notes and the section of sources left out."""
    tokens = list(document.tokens)
    index, in_sources = 0, False
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.tag == "h2":
            in_sources = token.meta.get("id") == SOURCES
        if token.meta.get("name") == "trainer":
            index = closing(tokens, index)
        elif token.type == "inline" and not in_sources:
            yield token
        index += 1


def _read_text(children: list[Token]) -> str:
    return text_of([child for child in children if child.type != "image"])


def passages(content: Content) -> Iterator[Passage]:
    """Yield every text that learners read: files, items, registry, figures and labels."""
    yield from _texts_of_documents(content)
    yield from _texts_of_items(content)
    yield from _texts_of_references(content)
    for path, figure in content.figures.items():
        language = language_of(path)
        if language is not None:
            yield from (Passage(path, 1, language, words) for words in figure.words)
    if content.course is not None:
        yield from _labels(content, content.course, ())


def _texts_of_documents(content: Content) -> Iterator[Passage]:
    for document in documents(content):
        for token in document.tokens:
            if token.type == "inline":
                line, words = (token.map or [0])[0] + 1, text_of(token.children or [])
                yield Passage(document.path, line, document.language, words)


def _texts_of_items(content: Content) -> Iterator[Passage]:
    for one in content.item_words():
        for field, text in texts_of_item(one.words):
            yield Passage(one.path, one.line(field), one.language, words_of(text), one.item.id)
        name = one.item.source.vignette
        if name is not None and one.language in one.item.vignettes:
            line = content.line(one.path, "vignettes", name)
            words = words_of(one.item.vignettes[one.language])
            yield Passage(one.path, line, one.language, words, name)


def _texts_of_references(content: Content) -> Iterator[Passage]:
    for language in LANGUAGES:
        for slug, term in content.refs.terms.items():
            line = content.line(REFS_FILE, "terms", slug, f"def_{language}")
            yield Passage(REFS_FILE, line, language, term.definition(language), slug)
        for law_id, law in content.refs.laws.items():
            line = content.line(REFS_FILE, "laws", law_id, f"says_{language}")
            about = law.label(language)
            yield Passage(REFS_FILE, line, language, law.says(language) or "", law_id, about, _CASE)


def _labels(content: Content, value: object, place: tuple[str | int, ...]) -> Iterator[Passage]:
    """Yield every label of course.yml, wherever it stands in it."""
    if isinstance(value, Label):
        for language in LANGUAGES:
            line = content.line(COURSE_FILE, *place, language)
            yield Passage(COURSE_FILE, line, language, value.text(language))
    elif isinstance(value, tuple):
        for position, inside in enumerate(value):
            yield from _labels(content, inside, (*place, position))
    elif isinstance(value, BaseModel):
        for name, inside in value:
            yield from _labels(content, inside, (*place, name))


RULES: Final[tuple[Rule, ...]] = (avoided_words, long_sentences)
