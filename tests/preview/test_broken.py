"""What cannot be read takes nothing else down, and is shown as it was when it could be."""

import shutil
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.preview.watch import WatchedFolder
from tests.modules.content_tree import FILES, ContentFolder
from tests.preview.conftest import Visit
from tests.preview.looking import Node, read

LESSON = "/modules/m01/lessons/m01-l01"
OTHER_LESSON = "/modules/m02/lessons/m02-l01"
BANK = "/modules/m01/bank"
PAGES = (
    "/", LESSON, OTHER_LESSON, "/modules/m01/cases/m01-c1", "/modules/m02/role-plays/m02-r1",
    BANK, "/modules/m02/bank",
)  # fmt: skip


def look(watched: WatchedFolder, cache: Path, path: str) -> Node:
    watched.read()
    watched.check()
    with Visit(watched, cache) as visit:
        return read(visit.page(path))


@pytest.mark.parametrize("broken", [one for one in FILES if one.endswith((".md", ".yml"))])
@pytest.mark.parametrize("text", ["", "::: [\n", b"\xff\xfe", "---\nid: [\n---\n## a\n"])
def test_no_file_takes_a_page_down(
    course: ContentFolder, preview_cache: Path, broken: str, text: str | bytes
) -> None:
    course.write(broken, text)
    watched = WatchedFolder(course.root)
    watched.check()

    with Visit(watched, preview_cache) as visit:
        for path in PAGES:
            assert "the preview failed" not in read(visit.page(path)).text
    assert watched.snapshot.findings


def test_an_unreadable_text_shows_what_is_wrong_and_its_twin(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.write("fr/lessons/m01-l01.md", "sans en-tête")

    page = look(WatchedFolder(course.root), preview_cache, LESSON)

    assert (
        "fr/lessons/m01-l01.md:1 error the file must start with a front matter"
        in (page.own_marks()[0])
    )
    assert "Ce fichier est illisible" in page.text
    assert "الفعل والوسيلة والغرض" in page.row("elements").cell("ar").text


def test_only_the_cause_is_told_of_an_unreadable_source(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.write("fr/lessons/m01-l01.md", "sans en-tête")

    assert len(look(WatchedFolder(course.root), preview_cache, LESSON).marks()) == 1


def test_an_unreadable_text_keeps_its_last_good_rendering(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.write("fr/lessons/m01-l01.md", "sans en-tête")

    page = look(watched, preview_cache, LESSON)

    assert "Acte, moyen, but" in page.row("elements").cell("fr").text
    assert "montré tel qu’il était" in page.text
    assert "fr/lessons/m01-l01.md:1 error" in page.own_marks()[0]


def test_the_last_good_rendering_survives_several_faults_and_ends_with_the_mend(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    good = course.read("fr/lessons/m01-l01.md")
    course.write("fr/lessons/m01-l01.md", "une faute")
    watched.read()
    course.write("fr/lessons/m01-l01.md", "une autre")
    assert "Acte, moyen, but" in look(watched, preview_cache, LESSON).text

    course.write("fr/lessons/m01-l01.md", good.replace("Acte, moyen, but", "Trois éléments"))
    page = look(watched, preview_cache, LESSON)

    assert "Trois éléments" in page.text
    assert "montré tel" not in page.text


def test_a_file_that_is_removed_is_not_shown_any_more(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.remove("fr/lessons/m02-l01.md")
    course.remove("ar/lessons/m02-l01.md")
    watched.read()

    with Visit(watched, preview_cache) as visit:
        assert visit.get(OTHER_LESSON).status_code == 404


def test_an_unreadable_bank_keeps_its_items(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.write("fr/bank/m01.yml", "items: [")

    page = look(watched, preview_cache, BANK)

    cell = page.row("m01-q01").cell("fr")
    assert "L’acte et le but suffisent." in cell.text
    assert "tel qu’il était" in cell.text
    assert "fr/bank/m01.yml:1 error" in page.own_marks()[0]


def test_an_unreadable_translation_of_a_bank_keeps_its_words(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.write("ar/bank/m01.yml", "items: [")

    row = look(watched, preview_cache, BANK).row("m01-q01")

    assert "يكفي الفعل والغرض" in row.cell("ar").text
    assert "tel qu’il était" in row.cell("ar").text
    assert "tel qu’il était" not in row.cell("fr").text


def test_a_wrong_item_keeps_its_place_among_the_others(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.replace("fr/bank/m01.yml", "type: multi", "type: many")

    page = look(WatchedFolder(course.root), preview_cache, BANK)

    rows = [row.attributes["id"] for row in page.all(class_="line")]
    assert rows == ["m01-q01", "m01-q11", "m01-q12", "m01-q13", "m01-q14"]
    assert "type: write one of" in page.row("m01-q11").cell("fr").marks()[0]


def test_an_item_that_is_removed_is_not_shown_any_more(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    for path in ("fr/bank/m02.yml", "ar/bank/m02.yml"):
        course.replace(path, "id: m02-q01", "id: m02-q02")

    page = look(watched, preview_cache, "/modules/m02/bank")

    assert [row.attributes["id"] for row in page.all(class_="line")] == ["m02-q02", "m02-q11"]


def test_broken_references_leave_citations_and_figures_as_they_were(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.write("refs.yml", "laws: [")

    row = look(watched, preview_cache, LESSON).row("elements")

    assert "article 448-1 du Code pénal" in row.cell("fr").text
    assert row.cell("fr").all(role="img")


def test_references_that_are_removed_are_gone(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.remove("refs.yml")
    watched.read()

    with Visit(watched, preview_cache) as visit:
        assert visit.get("/texts/cp-448-1").status_code == 404
        assert not read(visit.page(LESSON)).row("elements").all(role="img")


def test_a_course_file_that_breaks_leaves_the_names_of_the_modules(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.write("course.yml", "id: [")

    assert "La loi" in look(watched, preview_cache, "/").row("m02").text


def test_a_course_file_that_is_removed_is_gone(
    course: ContentFolder, watched: WatchedFolder, preview_cache: Path
) -> None:
    course.remove("course.yml")

    page = look(watched, preview_cache, "/")

    assert "La loi" not in page.row("m02").text
    assert "course.yml:0 error the file is missing" in page.row("course.yml").text


def test_a_broken_course_file_leaves_every_text_in_sight(
    course: ContentFolder, preview_cache: Path
) -> None:
    course.write("course.yml", "id: [")

    page = look(WatchedFolder(course.root), preview_cache, LESSON)

    assert "Acte, moyen, but" in page.row("elements").cell("fr").text


def test_a_private_exam_folder_replaces_the_exam_items(
    course: ContentFolder, tmp_path: Path, preview_cache: Path
) -> None:
    shutil.copytree(course.root, tmp_path / "private")
    private = ContentFolder(tmp_path / "private")
    private.replace("fr/bank/m01.yml", "Elle peut être interne.", "Texte privé.")
    private.replace("fr/bank/m01.yml", "id: m01-q11", "id: m01-q91")
    private.replace("ar/bank/m01.yml", "id: m01-q11", "id: m01-q91")

    page = look(WatchedFolder(course.root, private.root), preview_cache, BANK)

    rows = {row.attributes["id"] for row in page.all(class_="line")}
    assert rows == {"m01-q01", "m01-q91", "m01-q12", "m01-q13", "m01-q14"}
    assert "Texte privé." in page.row("m01-q12").text


def test_the_shipped_course_has_every_page(preview_cache: Path) -> None:
    watched = WatchedFolder(Settings().content_root)

    with Visit(watched, preview_cache) as visit:
        links = [a for a in read(visit.page("/")).all() if a.tag == "a"]
        paths = {a.attributes["href"] for a in links if "/modules/" in a.attributes["href"]}
        assert len(paths) > 60
        for path in sorted(paths):
            page = read(visit.page(path))
            assert page.all(class_="line"), path
            assert "the preview failed" not in page.text
