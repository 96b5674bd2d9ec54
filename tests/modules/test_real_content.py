"""The course that this release ships."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.core.i18n import LANGUAGES
from app.core.settings import Settings
from app.modules.content import Content
from app.modules.edition import Edition
from app.modules.findings import Finding
from app.modules.lint import lint
from app.modules.pagebuild import PageBuilder
from app.modules.pages import anonymous_pages
from app.modules.pool import margins, missing_from_draw, servable
from app.modules.reader import read_content
from app.modules.service import edition_of
from tests.modules.test_pages import draw, templates_in

ROOT = Path(__file__).parent.parent.parent / "content"


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(ROOT)


@pytest.fixture(scope="module")
def shipped(content: Content) -> Edition:
    edition = edition_of(content)
    assert isinstance(edition, Edition), "\n".join(map(str, edition.findings))
    return edition


@pytest.fixture(scope="module")
def findings(content: Content) -> tuple[Finding, ...]:
    return lint(content)


def test_the_shipped_course_has_nothing_to_mend(findings: tuple[Finding, ...]) -> None:
    assert [str(one) for one in findings] == []


def test_every_lesson_of_the_syllabus_is_there_in_both_languages(shipped: Edition) -> None:
    assert len(shipped.modules()) == 8
    assert len(shipped.all_listed_lessons()) == 48
    for module in shipped.modules():
        assert shipped.planned_lessons(module.id) == ()
        for lesson in shipped.listed_lessons(module.id):
            assert all(shipped.lesson_text(lesson.id, one).state == "current" for one in LANGUAGES)
            assert len(lesson.checks) >= 2


def test_each_module_has_a_branching_case_and_module_7_a_mock_trial(shipped: Edition) -> None:
    assert all(shipped.cases(module.id) for module in shipped.modules())
    assert len(shipped.all_cases) >= 10
    (trial,) = shipped.role_plays("m07")
    assert trial.case_id == "m07-c1"
    for language in LANGUAGES:
        text = shipped.role_play_text(trial.id, language)
        assert text.state == "current"
        assert text.trainer_notes


def test_each_module_has_its_exam_items_and_its_checks(shipped: Edition) -> None:
    for module in shipped.modules():
        exam = [item for item in shipped.exam_items() if item.module_id == module.id]
        assert len(exam) >= 20
        assert sum(item.type == "truefalse" for item in exam) * 10 <= len(exam)
        assert len(shipped.practice(module.id)) >= 12
        bank = [item for item in shipped.items.values() if item.module_id == module.id]
        assert len({item.type for item in bank}) == 6


@pytest.mark.parametrize("module_id", ["m02", "m04", "m05", "m07"])
def test_some_questions_share_a_situation(content: Content, module_id: str) -> None:
    shared = [
        item.source.vignette
        for item in content.items.values()
        if item.module_id == module_id and item.source.vignette and item.source.use == "exam"
    ]

    assert max(shared.count(one) for one in shared) >= 2


def test_the_pool_feeds_the_quiz_with_the_announced_margin(content: Content) -> None:
    assert content.exam is not None
    pool = servable(content)

    assert missing_from_draw(pool, content.exam.per_module, content.exam.levels) == 0
    assert all(one.ratio >= content.exam.pool_ratio for one in margins(content))


def test_the_pool_of_the_lint_is_the_pool_of_the_edition(
    content: Content, shipped: Edition
) -> None:
    assert {item.id for item in servable(content)} == {item.id for item in shipped.exam_items()}


def test_the_page_of_every_text_gives_the_date_of_the_version_read(
    shipped: Edition, tmp_path: Path
) -> None:
    """The list of texts promises it."""
    templates = templates_in(tmp_path)
    pages = [one for one in anonymous_pages(shipped, Settings()) if one.path.startswith("/texts/")]
    drawn = {one.path: draw(templates, one, "fr") for one in pages if one.path != "/texts/"}

    assert len(drawn) == len(shipped.refs.laws)
    assert [path for path, html in drawn.items() if "état du droit au" not in html.lower()] == []


def test_the_place_of_a_choice_does_not_say_that_it_is_the_best(shipped: Edition) -> None:
    build = PageBuilder(shipped)
    first, scenes = 0, 0
    for case in shipped.all_cases.values():
        for node in case.nodes:
            if len(node.choices) > 1:
                best = max(range(len(node.choices)), key=lambda one: node.choices[one].score)
                shown = build.scene(case.id, node.id, "fr").choices
                first += shown[0].path.endswith(f"#from-{node.id}-{best + 1}")
                scenes += 1

    assert first / scenes < 0.5


VOID = {"meta", "link", "input", "br", "hr", "img", "source", "track", "col", "wbr"}


class BareNumbers(HTMLParser):
    """Collects the numbers like 448-1 that stand in Arabic without anything that isolates them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = []  # each element that is open, with the language in it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inherited = self._open[-1][1] if self._open else ""
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("lang") or inherited))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A shape of a drawing: nothing stands in it."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        isolated = {"bdi", "svg", "script"} & {tag for tag, _ in self._open}
        if not isolated and self._open and self._open[-1][1] == "ar":
            words = re.sub("\u2066[^\u2069]*\u2069", "", data)
            self.found += re.findall(r"\d+(?:-\d+)+|0\d{3}(?: \d\d)+", words)


def test_no_article_is_drawn_backwards_in_arabic(shipped: Edition, tmp_path: Path) -> None:
    templates = templates_in(tmp_path)
    bare = {}
    for page in anonymous_pages(shipped, Settings()):
        for language in LANGUAGES:
            reader = BareNumbers()
            reader.feed(draw(templates, page, language))
            if reader.found:
                bare[language, page.path] = reader.found

    assert bare == {}
