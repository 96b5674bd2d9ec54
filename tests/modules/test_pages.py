"""The anonymous pages of the course: what they receive, and that they draw it in both languages."""

import re
from pathlib import Path

import pytest

from app.compose import TEMPLATE_FOLDERS
from app.core.i18n import DIRECTIONS, LANGUAGES, Language, other_language
from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.pagebuild import PageBuilder
from app.modules.pages import anonymous_pages
from app.modules.refpages import heading_of, letter_of
from app.web.anonymous import AnonymousPage
from app.web.static import StaticFiles
from app.web.templating import Templates
from app.web.translations import load_translations
from tests.modules.content_tree import ContentFolder

PATHS = (
    "/",
    "/modules/",
    "/modules/m01",
    "/modules/m02",
    "/modules/m01/lessons/m01-l01",
    "/modules/m02/lessons/m02-l01",
    "/modules/m02/role-plays/m02-r1",
    "/modules/m01/cases/m01-c1",
    "/modules/m01/cases/m01-c1/depart",
    "/modules/m01/cases/m01-c1/seule",
    "/modules/m01/cases/m01-c1/protegee",
    "/modules/m01/cases/m01-c1/laisse",
    "/glossary/",
    "/glossary/traite",
    "/glossary/moyen",
    "/texts/",
    "/texts/cp-448-1",
    "/texts/palerme-3",
    "/texts/presse-1",
)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return templates_in(tmp_path_factory.mktemp("var"))


def templates_in(folder: Path) -> Templates:
    return Templates(
        Settings(data_dir=folder),
        folders=TEMPLATE_FOLDERS,
        translations=load_translations(folder / "cache"),
        static_url=StaticFiles().url,
    )


def draw(templates: Templates, page: AnonymousPage, language: Language) -> str:
    switch = f"/{other_language(language)}{page.path}"
    context = page.context(language)
    return templates.render(page.template, language, path=page.path, switch_url=switch, **context)


def pages_of(edition: Edition) -> dict[str, AnonymousPage]:
    return {page.path: page for page in anonymous_pages(edition, Settings())}


def test_every_page_of_the_course_is_declared_once(edition: Edition) -> None:
    declared = [page.path for page in anonymous_pages(edition, Settings())]

    assert sorted(declared) == sorted(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_drawn_in_both_languages(
    edition: Edition, templates: Templates, path: str
) -> None:
    page = pages_of(edition)[path]

    for language in LANGUAGES:
        html = draw(templates, page, language)
        assert f'<html lang="{language}" dir="{DIRECTIONS[language]}"' in html
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert "Markup(" not in html


@pytest.mark.parametrize("path", PATHS)
def test_inner_links_of_a_page_lead_to_declared_pages(
    edition: Edition, templates: Templates, path: str
) -> None:
    pages = pages_of(edition)

    for language in LANGUAGES:
        html = draw(templates, pages[path], language)
        course = rf'href="/{language}(/(?:modules|glossary|texts)[^"#]*)'
        books = {f"{module}/handbook.epub" for module in pages if module.count("/") == 2}
        assert set(re.findall(course, html)) <= set(pages) | books


def test_no_secret_of_the_course_is_in_any_page(edition: Edition, templates: Templates) -> None:
    secrets = ("secrètes du formateur", "سرية للمكون", "Pour un enfant, le moyen est indifférent")
    exam = ("Lesquels sont des", "Ordonnez vos premiers gestes", "Le trafic vise")

    for page in anonymous_pages(edition, Settings()):
        for language in LANGUAGES:
            html = draw(templates, page, language)
            assert not [one for one in (*secrets, *exam) if one in html.replace("\u00a0", " ")]


def test_checks_that_no_lesson_shows_are_for_practice(
    course: ContentFolder, templates: Templates
) -> None:
    course.replace("fr/lessons/m01-l01.md", "[Vérifiez vos acquis](check:m01-q01)\n\n", "")
    course.replace("ar/lessons/m01-l01.md", "[اختبر معلوماتك](check:m01-q01)\n\n", "")
    edition = course.edition()

    page = pages_of(edition)["/modules/m01/practice"]

    for language in LANGUAGES:
        html = draw(templates, page, language)
        assert 'action="' + f'/{language}/checks/m01-q01"' in html
        assert PageBuilder(edition).module("m01", language).practice_count == 1
        assert f'href="/{language}/modules/m01/practice"' in draw(
            templates, pages_of(edition)["/modules/m01"], language
        )
    assert "/modules/m02/practice" not in pages_of(edition)


def test_a_role_play_shows_its_file_and_the_way_to_play_alone(
    edition: Edition, templates: Templates
) -> None:
    roles: dict[Language, str] = {"fr": "Présidence", "ar": "الرئاسة"}
    for language, role in roles.items():
        html = draw(templates, pages_of(edition)["/modules/m02/role-plays/m02-r1"], language)

        assert f">{role}</h3>" in html
        assert f'href="/{language}/modules/m01/cases/m01-c1"' in html
        assert f'href="/{language}/texts/cp-448-1"' in html
        module = draw(templates, pages_of(edition)["/modules/m02"], language)
        assert f'href="/{language}/modules/m02/role-plays/m02-r1"' in module


def test_a_lesson_page_names_everything_its_blocks_need(edition: Edition) -> None:
    page = PageBuilder(edition).lesson("m01-l01", "ar")

    assert set(page.laws) == {"cp-448-1"}
    assert set(page.checks) == {"m01-q01"}
    assert set(page.cases) == {"m01-c1"}
    assert [term.slug for term in page.terms] == ["traite", "moyen"]
    assert [link.path for link in page.references] == ["/texts/cp-448-1", "/texts/palerme-3"]
    assert (page.number, page.count) == (1, 1)
    assert page.next is not None
    assert page.next.path == "/modules/m02/lessons/m02-l01"
    assert page.previous is None


def test_the_margin_of_a_section_leaves_out_the_summary_shown_in_it(edition: Edition) -> None:
    section = PageBuilder(edition).lesson("m01-l01", "fr").sections[0]

    assert [link.path for link in section.margin] == ["/texts/palerme-3"]


def test_a_choice_leads_to_its_consequence_on_the_next_scene(edition: Edition) -> None:
    build = PageBuilder(edition)

    ways = build.scene("m01-c1", "depart", "fr").choices

    (way,) = (one for one in ways if "/seule#" in one.path)
    path, _, fragment = way.path.partition("#")
    arrivals = {one.id: one for one in build.scene("m01-c1", "seule", "fr").arrivals}
    assert path == "/modules/m01/cases/m01-c1/seule"
    assert "séparer sans accuser" in arrivals[fragment].feedback_html


def test_the_law_of_a_choice_is_told_after_it_and_not_before(edition: Edition) -> None:
    build = PageBuilder(edition)

    assert build.scene("m01-c1", "depart", "fr").laws == ()
    assert [law.id for law in build.scene("m01-c1", "seule", "fr").laws] == ["cp-448-1"]


def test_a_module_page_tells_what_is_written_and_what_is_announced(edition: Edition) -> None:
    page = PageBuilder(edition).module("m01", "fr")

    assert [one.title for one in page.lessons] == ["Le mot"]
    assert [one.title for one in page.planned] == ["Les formes"]
    assert page.minutes == 25
    assert page.content_note
    assert page.next is not None
    assert page.next.path == "/modules/m02"


def test_a_lesson_that_is_not_translated_has_a_page_that_says_so(
    course: ContentFolder, templates: Templates
) -> None:
    course.remove("ar/lessons/m01-l01.md")
    course.remove("ar/cases/m01-c1.md")
    pages = pages_of(course.edition())

    for path in ("/modules/m01/lessons/m01-l01", "/modules/m01/cases/m01-c1/depart"):
        html = draw(templates, pages[path], "ar")
        assert f'href="/fr{path}"' in html


def test_a_check_that_is_not_translated_is_left_out_of_the_page(
    course: ContentFolder, templates: Templates
) -> None:
    start = course.read("ar/bank/m02.yml").index("  - {id: m02-q11")
    course.write("ar/bank/m02.yml", "items:\n" + course.read("ar/bank/m02.yml")[start:])
    pages = pages_of(course.edition())

    french, arabic = (
        draw(templates, pages["/modules/m02/lessons/m02-l01"], one) for one in LANGUAGES
    )

    assert "m02-q01" not in arabic
    assert "m02-q01" in french


def test_a_text_page_gives_penalties_and_where_the_article_is_cited(edition: Edition) -> None:
    page = PageBuilder(edition).text("cp-448-1", "fr")

    (penalty,) = page.penalties
    assert penalty.min is not None
    assert (penalty.min.count, penalty.min.unit) == (5, "years")
    assert (penalty.fine_min, penalty.fine_max, penalty.life) == (10000, 500000, False)
    assert [link.path for link in page.lessons] == [
        "/modules/m01/lessons/m01-l01",
        "/modules/m02/lessons/m02-l01",
    ]
    assert [link.path for link in page.cases] == ["/modules/m01/cases/m01-c1"]


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("écoute", "fr", "E"),
        ("l’ordre", "fr", "O"),
        ("traite", "fr", "T"),
        ("الاتجار بالبشر", "ar", "ا"),
        ("إيواء", "ar", "ا"),
        ("الوسيلة", "ar", "و"),
    ],
)
def test_a_term_is_filed_under_the_letter_people_look_for(
    name: str, language: Language, letter: str
) -> None:
    assert letter_of(name, language) == letter


@pytest.mark.parametrize(
    ("law_id", "heading"),
    [
        ("cp-448-1", "Penal Code"),
        ("cpp-82-5", "Criminal procedure"),
        ("l27", "Law 27-14 and its decree"),
        ("l27-4", "Law 27-14 and its decree"),
        ("d740-4", "Law 27-14 and its decree"),
        ("c29", "International instruments"),
        ("l0203-52", "Other laws and decrees"),
        ("oit-indicateurs", "Professional standards, guides and contacts"),
    ],
)
def test_a_text_is_filed_by_its_kind(law_id: str, heading: str) -> None:
    assert heading_of(law_id) == heading
