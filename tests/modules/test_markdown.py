"""What a lesson becomes: sections of blocks, links in the reader's language, nothing unsafe."""

import re

import pytest

from app.core.i18n import LANGUAGES, Language
from app.modules.blocks import (
    AdmonitionBlock,
    CaseBlock,
    CheckBlock,
    HtmlBlock,
    LawBlock,
    ReflectBlock,
    RevealBlock,
)
from app.modules.edition import Edition
from app.modules.links import is_safe_outside_link
from app.modules.typesetting import clean, isolate_numbers, typeset
from tests.modules.content_tree import ContentFolder

LESSON = "fr/lessons/m01-l01.md"


def all_html(edition: Edition, language: Language) -> str:
    text = edition.lesson_text("m01-l01", language)
    blocks = [block for section in text.sections for block in section.blocks]
    return str(text.opening_html) + "".join(str(getattr(block, "html", "")) for block in blocks)


def test_a_lesson_is_cut_into_sections_of_blocks(edition: Edition) -> None:
    text = edition.lesson_text("m01-l01", "fr")

    kinds = [[type(block) for block in section.blocks] for section in text.sections]

    assert [section.id for section in text.sections] == ["elements", "enfant"]
    assert kinds == [
        [HtmlBlock, HtmlBlock, LawBlock, AdmonitionBlock, CheckBlock, HtmlBlock],
        [HtmlBlock, HtmlBlock, RevealBlock, ReflectBlock, AdmonitionBlock, CaseBlock],
    ]


def test_both_languages_have_the_same_block_anchors(edition: Edition) -> None:
    french, arabic = (
        [
            block.anchor
            for section in edition.lesson_text("m01-l01", one).sections
            for block in section.blocks
        ]
        for one in LANGUAGES
    )

    assert french == arabic
    assert french[0] == "elements-1"


def test_an_anchor_is_the_id_of_its_html(edition: Edition) -> None:
    blocks = [b for s in edition.lesson_text("m01-l01", "fr").sections for b in s.blocks]

    html = {block.anchor: block.html for block in blocks if isinstance(block, HtmlBlock)}

    assert html
    assert all(f' id="{anchor}"' in text for anchor, text in html.items())


def test_the_opening_stands_before_the_sections(edition: Edition) -> None:
    opening = edition.lesson_text("m01-l01", "fr").opening_html

    assert 'href="/fr/glossary/traite" data-term="traite">traite</a>' in opening


def test_an_empty_citation_takes_the_label_of_the_reader_language(edition: Edition) -> None:
    labels: tuple[tuple[Language, str], ...] = (
        ("fr", 'article <bdi class="n">448-1</bdi> du Code pénal'),
        ("ar", 'الفصل <bdi class="n">448-1</bdi> من مجموعة القانون الجنائي'),
    )
    for language, label in labels:
        link = f'<a class="law-ref" href="/{language}/texts/cp-448-1">{label}</a>'
        assert link in all_html(edition, language)


def test_a_paragraph_of_one_citation_is_the_summary_of_the_law(edition: Edition) -> None:
    section = edition.lesson_text("m01-l01", "fr").sections[0]

    assert section.law_ids == ("cp-448-1",)
    assert section.references == ("cp-448-1", "palerme-3")


def test_a_lesson_link_leads_to_the_section_in_the_same_language(edition: Edition) -> None:
    assert 'href="/ar/modules/m02/lessons/m02-l01#peines"' in all_html(edition, "ar")


def test_a_figure_keeps_its_picture_its_words_and_its_caption(edition: Edition) -> None:
    html = all_html(edition, "fr")

    assert re.search(r'<figure [^>]*><svg [^>]*aria-label="Trois cercles se recoupent."', html)
    assert "<figcaption><p>Les trois éléments" in html.replace("\n", "")


def photograph(course: ContentFolder) -> None:
    """Put a picture that is no drawing where the figure is."""
    old = "src: media/elements.svg"
    course.replace("refs.yml", old, "src: media/elements.webp, width: 640, height: 320")
    course.write("media/elements.webp", b"RIFF")


def test_a_picture_that_is_no_drawing_is_a_file_of_its_own(course: ContentFolder) -> None:
    photograph(course)

    html = all_html(course.edition(), "fr")

    assert '<img src="/media/elements.webp" alt="Trois cercles se recoupent." width="640"' in html
    assert "<svg" not in html


def test_a_picture_made_for_one_language_stands_in(course: ContentFolder) -> None:
    photograph(course)
    course.write("media/elements.ar.webp", b"RIFF")

    edition = course.edition()

    assert 'src="/media/elements.ar.webp"' in all_html(edition, "ar")
    assert 'src="/media/elements.webp"' in all_html(edition, "fr")


def test_a_video_has_captions_in_both_languages_and_its_transcript(edition: Edition) -> None:
    html = all_html(edition, "ar")

    assert re.search(r'<track[^>]*srclang="ar"[^>]*src="/media/ecoute.ar.vtt"[^>]*default', html)
    assert 'src="/media/ecoute.fr.vtt"' in html
    assert '<div class="transcript">' in html
    assert "تجلس المساعدة" in html


def test_a_trainer_note_is_kept_apart(edition: Edition) -> None:
    secrets: tuple[tuple[Language, str], ...] = (
        ("fr", "cartes secrètes"),
        ("ar", "بطاقات سرية"),
    )
    for language, secret in secrets:
        text = edition.lesson_text("m01-l01", language)

        assert secret in text.trainer_notes[0].html
        assert text.trainer_notes[0].minutes == 15
        assert secret not in all_html(edition, language)


def test_what_a_trainer_note_cites_is_not_cited_by_the_lesson(course: ContentFolder) -> None:
    for path in (LESSON, "ar/lessons/m01-l01.md"):
        course.replace(
            path, "::: trainer {minutes=15}\n", "::: trainer {minutes=15}\n[](law:presse-1)\n\n"
        )

    text = course.edition().lesson_text("m01-l01", "fr")

    assert "presse-1" not in text.references


def test_a_link_to_a_planned_lesson_is_plain_words(course: ContentFolder) -> None:
    course.replace(LESSON, "lesson:m02-l01#peines", "lesson:m01-l02")

    html = all_html(course.edition(), "fr")

    assert "leçon sur les peines" in html
    assert "m01-l02" not in html


@pytest.mark.parametrize(
    "href",
    [
        "//ailleurs.example/x",
        "http://ailleurs.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:x@example.org",
        "https:ailleurs.example",
        "https://",
        "https:// espace.example",
        "/fr/modules",
        "HTTPS://AILLEURS.EXAMPLE",
    ],
)
def test_an_address_outside_is_refused_unless_it_is_plain_https(href: str) -> None:
    assert not is_safe_outside_link(href)


def test_a_plain_https_address_is_linked_without_telling_where_from(course: ContentFolder) -> None:
    course.replace(LESSON, "(term:moyen)", "(https://www.ohchr.org/fr)")

    html = all_html(course.edition(), "fr")

    assert '<a href="https://www.ohchr.org/fr" rel="noopener noreferrer">moyen</a>' in html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<p onclick="x()">a</p>',
        '<a href="javascript:x()">a</a>',
        '<p style="color:red">a</p>',
        '<iframe src="https://x.example"></iframe>',
        '<img src="http://x.example/a.png">',
        '<form action="/x"><input name="a"></form>',
        '<p class="anything">a</p>',
    ],
)
def test_nothing_unsafe_survives_the_last_step(html: str) -> None:
    cleaned = clean(html)

    assert not re.search(r"script|onclick|style|iframe|http:|form|input|anything", cleaned)


def test_article_numbers_keep_their_order_in_arabic() -> None:
    assert (
        typeset("في الفصل 448-1 وما بعده", "ar") == 'في الفصل <bdi class="n">448-1</bdi> وما بعده'
    )
    # else drawn with its last pair first
    telephone = '<bdi class="n">0800\u00a000\u00a047\u00a047</bdi>'
    assert typeset("اتصلوا بالرقم 0800 00 47 47.", "ar") == f"اتصلوا بالرقم {telephone}."
    assert isolate_numbers("الرقم الأخضر: 0800 00 47 47") == f"الرقم الأخضر: {telephone}"
    assert isolate_numbers("المادة 82-5-1") == 'المادة <bdi class="n">82-5-1</bdi>'
    assert typeset("في الفصل 448-1. أما", "ar") == 'في الفصل <bdi class="n">448-1</bdi>. أما'


def test_french_gets_its_no_break_spaces_and_apostrophes() -> None:
    assert typeset("« L'aide » : oui ?", "fr") == "«\u00a0L\u2019aide\u00a0»\u00a0: oui\u202f?"


def test_article_numbers_stay_on_one_line_in_french() -> None:
    article = 'l\u2019article <span class="n">82-5-1</span>'

    assert typeset("l'article 82-5-1", "fr") == clean(article) == article
    assert typeset("le 0800 00 47 47.", "fr").count("\u00a0") == 3  # kept together


def test_markup_in_words_is_escaped() -> None:
    assert typeset("a < b & c", "fr") == "a &lt; b &amp; c"


def test_a_table_names_its_columns(edition: Edition) -> None:
    html = all_html(edition, "fr")

    assert '<div class="scroll" id="enfant-1"><table>' in html
    assert '<th scope="col">' in html


def test_a_cell_of_a_table_of_practice_carries_the_heading_of_its_column(
    course: ContentFolder,
) -> None:
    course.replace(
        LESSON,
        "::: practice\n",
        "::: practice\n| Poste | À faire |\n|---|---|\n| Douane | Noter |\n\n",
    )

    text = course.edition().lesson_text("m01-l01", "fr")

    blocks = [block for section in text.sections for block in section.blocks]
    html = "".join(str(one.html) for one in blocks if isinstance(one, AdmonitionBlock))
    assert '<div class="scroll stacks">' in html
    assert '<td role="cell" data-label="Poste">Douane</td>' in html
    assert '<td role="cell" data-label="À faire">Noter</td>' in html


@pytest.mark.parametrize(("columns", "is_stacked"), [(3, False), (4, True), (6, True), (7, False)])
def test_a_table_of_four_to_six_columns_is_stacked_on_a_phone(
    course: ContentFolder, *, columns: int, is_stacked: bool
) -> None:
    rows = ("| Quoi " * columns, "|---" * columns, "| mot " * columns)
    table = "\n".join(f"{row}|" for row in rows)
    course.replace(LESSON, "::: practice\n", f"{table}\n\n::: practice\n")

    html = all_html(course.edition(), "fr")

    assert ('<td role="cell" data-label="Quoi">mot</td>' in html) is is_stacked
    assert ('<th role="columnheader" scope="col">Quoi</th>' in html) is is_stacked
    assert ('<div class="scroll stacks"' in html) is is_stacked


def test_the_heading_on_a_stacked_cell_is_set_like_other_words(course: ContentFolder) -> None:
    arabic = LESSON.replace("fr/", "ar/")
    for lesson, words in ((LESSON, "L'article 448-1 :"), (arabic, "الفصل 448-1")):
        row = f"| {words} " * 4
        course.replace(lesson, "::: practice\n", f"{row}|\n{'|---' * 4}|\n{row}|\n\n::: practice\n")
    edition = course.edition()

    assert 'data-label="L\u2019article 448-1&nbsp;:"' in all_html(edition, "fr")
    assert 'data-label="الفصل \u2066448-1\u2069"' in all_html(edition, "ar")
