"""Rules about the language of texts: each file is written in the language of its folder."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.core.i18n import Language, other_language
from app.modules.content import REFS_FILE, Content
from app.modules.findings import Finding
from app.modules.lint_text import documents
from app.modules.syntax import text_of

Rule = Callable[[Content], Iterable[Finding]]
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ]")
MIN_LETTERS: Final = 25  # shorter texts may be a name or an abbreviation
FOREIGN_SHARE: Final = 0.5
TATWEEL: Final = "\u0640"


def is_foreign(text: str, language: Language) -> bool:
    """Tell whether most letters of a text belong to the other language's script."""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    foreign = latin if language == "ar" else arabic
    total = arabic + latin
    return total >= MIN_LETTERS and foreign / total > FOREIGN_SHARE


def language_of_texts(content: Content) -> Iterator[Finding]:
    """No French paragraph in an Arabic file, and the reverse."""
    for document in documents(content):
        for token in document.tokens:
            if token.type == "inline" and is_foreign(
                text_of(token.children or []), document.language
            ):
                line = (token.map or [0])[0] + 1
                yield _foreign(document.path, line, document.language)


def language_of_items(content: Content) -> Iterator[Finding]:
    """Check the same of stems and explanations of items."""
    for item in content.items.values():
        for words, path, language, line in (
            (item.source, item.path, item.language, content.item_line(item)),
            (item.twin, item.twin_path, other_language(item.language), content.twin_line(item)),
        ):
            if words is not None and any(is_foreign(t, language) for t in (words.stem, words.why)):
                yield _foreign(path, line, language)


def language_of_references(content: Content) -> Iterator[Finding]:
    """Check the same of the summaries of laws and the definitions of terms."""
    for kind, entries in (("laws", content.refs.laws), ("terms", content.refs.terms)):
        for name, entry in entries.items():
            values = entry.model_dump()
            for field, value in values.items():
                language: Language = "ar" if field.endswith("ar") else "fr"
                is_text = field in {"says_fr", "says_ar", "def_fr", "def_ar"}
                if is_text and value is not None and is_foreign(value, language):
                    line = content.line(REFS_FILE, kind, name, field)
                    yield _foreign(REFS_FILE, line, language)


def _foreign(path: str, line: int, language: Language) -> Finding:
    other = "French" if language == "ar" else "Arabic"
    return Finding(
        path, line, "language", f"a text in {other} where {language} is wanted: translate it"
    )


def no_tatweel(content: Content) -> Iterator[Finding]:
    """Kashida is the typesetter's business: in the text it breaks search and reading aloud."""
    for document in documents(content):
        for number, line in enumerate(document.lines, start=1):
            if TATWEEL in line:
                message = "delete the kashida (U+0640)"
                yield Finding(document.path, number, "kashida", message, "warning")


RULES: Final[tuple[Rule, ...]] = (
    language_of_texts,
    language_of_items,
    language_of_references,
    no_tatweel,
)
