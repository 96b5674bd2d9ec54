"""Whatever happens to a content file, loading gives an edition or findings, never an exception."""

import random

import pytest

from app.core.i18n import LANGUAGES
from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.pages import anonymous_pages
from app.modules.service import load_edition
from tests.modules.content_tree import FILES, ContentFolder

JUNK = (
    *("[", "]", "{", "}", ":", "- ", " #x", "::: ", ":::\n", "::: key\n", "\u202e", "\x00", "\t"),
    *("&a", "*a", "!!x", "---\n", "```\n", "> ", "](", "[](law:", "![", "\n\n", "'", '"', "-1"),
    *("{#x}", "{#elements}", "{score=9}", "<b>", "\u0640", "null", "~"),
)


def damaged(text: str, chance: random.Random) -> str:
    """Return the text with junk put in, a piece cut out, or two lines changed round."""
    at = chance.randrange(len(text))
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:at] + chance.choice(JUNK) + text[at:]
    if kind == 1:
        return text[:at] + text[at + chance.randint(1, 30) :]
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["x.html", "y.js", "plan d’accès.png", f"{'a' * 101}.png"])
def test_a_medium_that_a_browser_could_run_or_not_ask_for_is_named(
    course: ContentFolder, name: str
) -> None:
    course.write(f"media/{name}", "alert(1)")

    assert [(one.path, one.rule) for one in course.lint()] == [(f"media/{name}", "media")]


@pytest.mark.parametrize("path", [path for path in FILES if not path.endswith((".mp4", ".vtt"))])
@pytest.mark.parametrize("seed", range(2))
def test_a_damaged_file_never_raises(course: ContentFolder, path: str, seed: int) -> None:
    chance = random.Random(f"{path} {seed}")  # noqa: S311 - reproducible damage, no secret
    course.write(path, damaged(course.read(path), chance))

    loaded = load_edition(course.root)

    if isinstance(loaded, Edition):
        pages = anonymous_pages(loaded, Settings())
        assert all(page.context(one)["page"] for page in pages for one in LANGUAGES)
    else:
        assert all(one.path and one.message for one in loaded.findings)
        assert any(one.severity == "error" for one in loaded.findings)
