"""The anonymous pages of the course: the same bytes for everybody, compiled once per edition.

What each template receives as `page` is in `pagedata`. Templates: modules.html and
web/landing.html (ModulesPage), module.html (ModulePage), practice.html (PracticePage),
lesson.html (LessonPage), role_play.html (RolePlayPage), case.html (CasePage),
scene.html (ScenePage), glossary.html (GlossaryPage), term.html (TermPage), texts.html
(TextsPage), text.html (TextPage).
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.core.i18n import Language
from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.pagebuild import PageBuilder
from app.modules.paths import practice_path, role_play_path
from app.web.anonymous import AnonymousPage


def anonymous_pages(edition: Edition, settings: Settings) -> Iterator[AnonymousPage]:
    """Yield every page of the course that needs no account."""
    del settings  # the course's pages depend on the edition alone; the shell adds the names
    yield from _module_pages(edition)
    yield from _case_pages(edition)
    yield from _role_play_pages(edition)
    yield from _reference_pages(edition)


def _page(
    path: str, template: str, build: Callable[[Language], object], pattern: str | None = None
) -> AnonymousPage:
    def context(language: Language) -> dict[str, Any]:
        return {"page": build(language)}

    return AnonymousPage(path, f"modules/{template}.html", context, pattern)


def _module_pages(edition: Edition) -> Iterator[AnonymousPage]:
    build = PageBuilder(edition)
    yield AnonymousPage("/", "web/landing.html", lambda language: {"page": build.modules(language)})
    yield _page("/modules/", "modules", build.modules)
    for module in edition.modules():
        yield _page(
            f"/modules/{module.id}",
            "module",
            partial(build.module, module.id),
            "/modules/{module_id}",
        )
        if edition.practice(module.id):
            yield _page(
                practice_path(module.id),
                "practice",
                partial(build.practice, module.id),
                "/modules/{module_id}/practice",
            )
    for lesson in edition.all_listed_lessons():
        yield _page(
            f"/modules/{lesson.module_id}/lessons/{lesson.id}",
            "lesson",
            partial(build.lesson, lesson.id),
            "/modules/{module_id}/lessons/{lesson_id}",
        )


def _role_play_pages(edition: Edition) -> Iterator[AnonymousPage]:
    build = PageBuilder(edition)
    for play in edition.all_role_plays.values():
        yield _page(
            role_play_path(play.id),
            "role_play",
            partial(build.role_play, play.id),
            "/modules/{module_id}/role-plays/{play_id}",
        )


def _case_pages(edition: Edition) -> Iterator[AnonymousPage]:
    build = PageBuilder(edition)
    for case in edition.all_cases.values():
        base = f"/modules/{case.module_id}/cases/{case.id}"
        pattern = "/modules/{module_id}/cases/{case_id}"
        yield _page(base, "case", partial(build.case, case.id), pattern)
        for node in case.nodes:
            yield _page(
                f"{base}/{node.id}",
                "scene",
                partial(build.scene, case.id, node.id),
                f"{pattern}/{{node}}",
            )


def _reference_pages(edition: Edition) -> Iterator[AnonymousPage]:
    build = PageBuilder(edition)
    yield _page("/glossary/", "glossary", build.glossary)
    for slug in edition.terms():
        yield _page(
            f"/glossary/{slug}",
            "term",
            partial(build.term, slug),
            "/glossary/{slug}",
        )
    yield _page("/texts/", "texts", build.texts)
    for law_id in edition.laws():
        yield _page(
            f"/texts/{law_id}",
            "text",
            partial(build.text, law_id),
            "/texts/{law_id}",
        )
