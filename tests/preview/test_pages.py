"""The pages of the preview: both languages at the same section, keys and trainer notes in sight."""

import re
from pathlib import Path

import pytest

from app.preview.index import index_of
from app.preview.watch import WatchedFolder
from tests.modules.content_tree import ContentFolder
from tests.preview.conftest import Visit
from tests.preview.looking import read

LESSON = "/modules/m01/lessons/m01-l01"
CASE = "/modules/m01/cases/m01-c1"
ROLE_PLAY = "/modules/m02/role-plays/m02-r1"
BANK = "/modules/m01/bank"


def test_a_lesson_has_a_row_for_each_section_with_both_languages(visit: Visit) -> None:
    page = read(visit.page(LESSON))

    rows = [row.attributes["id"] for row in page.all(class_="line")]
    assert rows == ["_opening", "elements", "enfant"]
    row = page.row("elements")
    french, arabic = row.cell("fr"), row.cell("ar")
    assert french.attributes["dir"] == "ltr"
    assert arabic.attributes["dir"] == "rtl"
    assert "Acte, moyen, but" in french.text
    assert "الفعل والوسيلة والغرض" in arabic.text


def test_the_frames_of_a_cell_speak_its_language(visit: Visit) -> None:
    row = read(visit.page(LESSON)).row("elements")

    assert "Point clé" in row.cell("fr").text
    assert "نقطة أساسية" in row.cell("ar").text


def test_a_figure_stands_inside_both_cells(visit: Visit) -> None:
    row = read(visit.page(LESSON)).row("elements")

    assert row.cell("fr").all(role="img")[0].tag == "svg"
    assert row.cell("ar").all(role="img")[0].tag == "svg"


def test_trainer_notes_are_shown_as_such(visit: Visit) -> None:
    row = read(visit.page(LESSON)).row("enfant")

    assert "cartes secrètes du formateur" in row.cell("fr").all(class_="trainer")[0].text
    assert "للمكون" in row.cell("ar").all(class_="trainer")[0].text


def test_a_trainer_note_before_the_first_section_is_shown_too(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("fr/lessons/m01-l01.md", "## Acte", "::: trainer\nAccueil.\n:::\n\n## Acte")

    with Visit(WatchedFolder(course.root), preview_cache) as visit:
        opening = read(visit.page(LESSON)).row("_opening")
        assert "Accueil." in opening.cell("fr").all(class_="trainer")[0].text


def test_a_case_has_a_row_for_each_scene_with_choices_consequences_and_points(
    visit: Visit,
) -> None:
    row = read(visit.page(CASE)).row("depart")

    french, arabic = row.cell("fr").text, row.cell("ar").text
    assert "Demander à lui parler seule #seule Points : 2" in french.replace("\u00a0", " ")
    assert "Bien vu" in french
    assert "النقط: 2" in arabic
    assert "أحسنتم" in arabic


def test_a_role_play_shows_its_trainer_notes(visit: Visit) -> None:
    row = read(visit.page(ROLE_PLAY)).row("roles")

    assert "Notes secrètes" in row.cell("fr").all(class_="trainer")[0].text


def test_a_bank_has_a_row_for_each_item_with_its_key_and_explanations(visit: Visit) -> None:
    page = read(visit.page(BANK))

    rows = [row.attributes["id"] for row in page.all(class_="line")]
    assert rows == ["m01-q01", "m01-q11", "m01-q12", "m01-q13", "m01-q14"]
    cell = page.row("m01-q01").cell("fr")
    assert [one.text for one in cell.all(class_="right")] == [
        "L’acte et le but suffisent. Bonne réponse"
    ]
    assert "Ce serait exact pour un adulte." in cell.text
    assert "Pour un enfant, le moyen est indifférent." in cell.text
    facts = page.row("m01-q01").all(class_="facts-of")[0].text
    assert "cp-448-1" in facts
    assert "Niveau 2" in facts
    assert "Relue" in facts


@pytest.mark.parametrize(
    ("item", "right"),
    [
        ("m01-q11", ["La menace Bonne réponse", "La tromperie Bonne réponse"]),
        ("m01-q12", ["Faux Bonne réponse"]),
        ("m01-q13", ["L’acte Bonne réponse", "Le moyen Bonne réponse"]),
        (
            "m01-q14",
            [
                "Mettre en sécurité Bonne réponse",
                "Informer Bonne réponse",
                "Orienter Bonne réponse",
            ],
        ),
    ],
)
def test_the_key_of_every_type_of_item_is_in_sight(
    visit: Visit, item: str, right: list[str]
) -> None:
    cell = read(visit.page(BANK)).row(item).cell("fr")

    assert [one.text for one in cell.all(class_="right")] == right


def test_the_gaps_of_a_cloze_show_their_key(visit: Visit) -> None:
    row = read(visit.page("/modules/m02/bank")).row("m02-q11")

    assert [one.text for one in row.cell("ar").all(class_="right")] == [
        "شخصا الجواب الصحيح",
        "حدودا الجواب الصحيح",
    ]


def test_a_label_of_a_match_that_nothing_goes_with_is_shown(visit: Visit) -> None:
    assert "Le but" in read(visit.page(BANK)).row("m01-q13").cell("fr").text


def test_a_check_leads_from_its_lesson_to_its_row_of_the_bank(visit: Visit) -> None:
    cell = read(visit.page(LESSON)).row("elements").cell("fr")

    links = [one.attributes["href"] for one in cell.all() if one.tag == "a"]
    assert f"{BANK}#m01-q01" in links
    assert "Que faut-il établir" in cell.text


def test_every_link_of_every_page_leads_to_a_page_of_the_preview(visit: Visit) -> None:
    for path in ("/", LESSON, CASE, ROLE_PLAY, BANK, "/?lang=ar", f"{LESSON}?lang=ar"):
        html = visit.page(path)
        addresses = set(re.findall(r'(?:href|src)="(/[^"#]*)', html))
        for address in addresses:
            assert visit.get(address).status_code == 200, f"{path} leads to {address}"


def test_a_citation_and_a_term_have_a_page_in_both_languages(visit: Visit) -> None:
    law, term = read(visit.page("/texts/cp-448-1")), read(visit.page("/glossary/traite"))

    assert "un acte, un moyen" in law.cell("fr").text
    assert "الفصل \u2066448-1\u2069" in law.cell("ar").text
    assert "استغلال شخص" in term.cell("ar").text


def test_no_id_is_given_twice_on_a_page(visit: Visit) -> None:
    for path in ("/", LESSON, CASE, ROLE_PLAY, BANK):
        ids = [
            one.attributes["id"] for one in read(visit.page(path)).all() if "id" in one.attributes
        ]
        assert len(ids) == len(set(ids)), path


def test_french_stands_first_in_an_arabic_interface_too(visit: Visit) -> None:
    page = read(visit.page(f"{LESSON}?lang=ar"))

    assert page.all(lang="ar", dir="rtl")[0].tag == "html"
    cells = page.row("elements").all(class_="cell")
    assert [one.attributes["lang"] for one in cells] == ["fr", "ar"]
    assert f'href="{BANK}?lang=ar#m01-q01"' in visit.page(f"{LESSON}?lang=ar")


def test_a_section_of_one_language_alone_keeps_its_row(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("ar/lessons/m01-l01.md", "## حالة الطفل {#enfant}", "## آخر {#autre}")

    with Visit(WatchedFolder(course.root), preview_cache) as visit:
        page = read(visit.page(LESSON))
        assert "Pas encore écrit" in page.row("enfant").cell("ar").text.replace("\u00a0", " ")
        assert "آخر" in page.row("autre").cell("ar").text


def test_a_missing_translation_is_said(course: ContentFolder, preview_cache: Path) -> None:
    course.remove("ar/lessons/m01-l01.md")

    with Visit(WatchedFolder(course.root), preview_cache) as visit:
        page = read(visit.page(LESSON))
        assert "Traduction absente" in page.text
        assert "Acte, moyen, but" in page.row("elements").cell("fr").text


def test_the_index_lists_every_unit_and_bank(watched: WatchedFolder) -> None:
    modules = index_of(watched.snapshot).modules

    assert [(one.id, [link.path for link in one.links]) for one in modules] == [
        ("m01", [LESSON, CASE, BANK]),
        ("m02", ["/modules/m02/lessons/m02-l01", ROLE_PLAY, "/modules/m02/bank"]),
    ]
    assert modules[0].links[0].titles == {"fr": "Le mot", "ar": "المفهوم"}


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/modules/m01/lessons/m09-l99",
        "/modules/m02/lessons/m01-l01",
        "/modules/m01/lessons/..%2f..%2fcourse",
        "/modules/m09/bank",
        "/texts/none",
        "/glossary/none",
        "/media/..%2fcourse.yml",
        "/media/none.svg",
        "/static/none.css",
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(visit: Visit, path: str) -> None:
    answer = visit.get(path)

    assert answer.status_code == 404
    assert "Aucun fichier du cours" in answer.text.replace("\u00a0", " ")


def test_the_preview_is_only_for_reading(visit: Visit) -> None:
    answer = visit.request("POST", "/")

    assert answer.status_code == 405
    assert "ne sert qu’à lire" in answer.text


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("ecoute.mp4", "video/mp4"),
        ("ecoute.fr.vtt", "text/vtt; charset=utf-8"),
        ("elements.fr.svg", "image/svg+xml"),
    ],
)
def test_media_are_served_from_the_course(
    visit: Visit, course: ContentFolder, name: str, media_type: str
) -> None:
    answer = visit.get(f"/media/{name}")

    assert answer.text == course.read(f"media/{name}")
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize(
    "name",
    [
        "page.html",
        "script.js",
        "notes.pdf",
        "keys.md",
        "none",
        "-x.png",
        ".hidden.png",
        "a b.png",
        "é.png",
        f"{'x' * 97}.png",
        "sub/x.png",
    ],
)
def test_nothing_else_of_the_media_folder_is_served(
    course: ContentFolder, preview_cache: Path, name: str
) -> None:
    course.write(f"media/{name}", "secret")

    with Visit(WatchedFolder(course.root), preview_cache) as visit:
        answer = visit.get(f"/media/{name}")

    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_a_file_elsewhere_in_the_course_is_no_media(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.write("fr/lessons/drawing.svg", "secret")

    with Visit(WatchedFolder(course.root), preview_cache) as visit:
        assert visit.get("/media/..%2ffr%2flessons%2fdrawing.svg").status_code == 404


def test_a_page_carries_the_strict_policy_of_the_site(visit: Visit) -> None:
    headers = visit.get(LESSON).headers

    assert (
        "default-src 'none'; script-src 'self'; style-src 'self'"
        in (headers["content-security-policy"])
    )
    assert headers["cache-control"] == "no-store"
