"""A rule about numbers of articles: a text, a choice or a figure names none that is invented."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.core.i18n import Language
from app.modules.content import Content
from app.modules.findings import Finding
from app.modules.lint_wording import passages

Rule = Callable[[Content], Iterable[Finding]]
_NUMBER: Final = r"\d+(?:-\d+)*"
# One article or several: « articles 448-1, 448-3 et 448-4 », «الفصول من 448-2 إلى 448-5».
_NAMED: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        rf"\barticles?\s+({_NUMBER}(?:(?:,\s*|\s+(?:et|à|ou)\s+){_NUMBER})*)", re.IGNORECASE
    ),
    "ar": re.compile(
        r"(?:الفصل|الفصلان|الفصلين|الفصول|المادة|المادتان|المادتين|المواد)\s+(?:من\s+)?"
        rf"({_NUMBER}(?:(?:،\s*|\s+(?:و|أو|إلى)\s*){_NUMBER})*)"
    ),
}


def known_articles(content: Content) -> Iterator[Finding]:
    """Check that every article named by its number is one of the registry, whatever its law."""
    known = {
        number
        for law in content.refs.laws.values()
        for number in re.findall(_NUMBER, f"{law.label('fr')} {law.label('ar')}")
    }
    for passage in passages(content):
        for named in _NAMED[passage.language].finditer(passage.words):
            for number in re.findall(_NUMBER, named[1]):
                if number not in known:
                    message = f"refs.yml has no article {number}: name one that was read"
                    yield passage.finding("article", message, "error")


RULES: Final[tuple[Rule, ...]] = (known_articles,)
