"""Figures stand in the page as drawings: checked, in both languages, in the page's own colours."""

import re
from io import BytesIO
from typing import NamedTuple

import pikepdf
import pytest
from weasyprint import HTML

from app.core.i18n import LANGUAGES, Language
from app.modules.amounts import durations, fines
from app.modules.content import Content
from app.modules.edition import Edition
from app.modules.figureprint import standalone
from app.modules.figures import PALETTE, Figure, parse_figure
from app.modules.findings import Finding
from app.modules.reader import read_content
from app.modules.typesetting import clean
from app.press import mends as _mends  # noqa: F401 - loading it mends WeasyPrint
from app.web.static import STATIC_DIR
from tests.modules.content_tree import FIGURE_FR, ContentFolder
from tests.modules.test_markdown import all_html
from tests.modules.test_real_content import ROOT

FRENCH = "media/elements.fr.svg"
ARABIC = "media/elements.ar.svg"
NUMBER = '<tspan direction="ltr" unicode-bidi="isolate">448-1</tspan>'


def figure(text: str, path: str = FRENCH) -> Figure:
    """Return a figure; the test fails with the findings if there is none."""
    findings: list[Finding] = []
    parsed = parse_figure(path, text, findings)
    assert parsed is not None, "\n".join(map(str, findings))
    return parsed


def drawing(inside: str, root: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 90"{root}>{inside}</svg>'


# In the page


def test_a_figure_is_drawn_in_the_page_itself(edition: Edition) -> None:
    html = all_html(edition, "fr")

    assert '<svg viewBox="0 0 360 120" role="img" aria-label="Trois cercles se recoupent."' in html
    assert '<circle cx="180" cy="60" r="50" fill="var(--sand)" stroke="var(--f1)">' in html
    assert "<img" not in html


def test_each_language_has_its_own_drawing(edition: Edition) -> None:
    assert ">Article 448-1</text>" in all_html(edition, "fr")
    assert f">الفصل {NUMBER} وما بعده</text>" in all_html(edition, "ar")


def test_a_figure_brings_no_style_no_id_and_no_address(edition: Edition) -> None:
    for language in LANGUAGES:
        (inline,) = re.findall(r"<svg.*?</svg>", all_html(edition, language), re.DOTALL)

        assert re.findall(r"\s(style|class|id|href|src)=|url\(|<style|xmlns", inline) == []


def test_remarks_in_the_file_do_not_reach_the_page(edition: Edition) -> None:
    assert "<title>" not in all_html(edition, "fr")


def test_the_alternative_text_cannot_break_out_of_its_place() -> None:
    html = clean(figure(FIGURE_FR).html('"><script>alert(1)</script>'))

    assert "<script" not in html
    assert html.count("<svg") == 1


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{color:red}</style>",
        '<foreignObject><p onclick="a()">a</p></foreignObject>',
        '<use href="#a"/>',
        '<image href="https://x.example/a.png"/>',
        '<a href="javascript:a()"><text>a</text></a>',
        '<path d="M0 0" onload="a()"/>',
        '<path d="M0 0" style="fill:red"/>',
        '<animate attributeName="href" to="javascript:a()"/>',
    ],
)
def test_even_unchecked_the_page_lets_no_active_drawing_through(inside: str) -> None:
    cleaned = clean(f'<svg viewBox="0 0 1 1">{inside}</svg>')

    assert not re.search(r"script|style|on\w+=|href|foreign|animate|<use|<image|red", cleaned)


def test_words_keep_the_spaces_between_their_parts() -> None:
    text = '<text x="9" y="9" font-size="14" fill="var(--ink)">{}</text>'
    words = f"من {NUMBER} {NUMBER}".replace("448-1", "82-5", 1)

    drawn = figure(drawing(text.format(words), ' direction="rtl"'), ARABIC)

    assert f">{words}</text>" in drawn.inside
    assert drawn.words == ("من 82-5 448-1",)


# What is refused


class Fault(NamedTuple):
    """One change to a figure, the rule that must notice it, and the line it must name."""

    old: str
    new: str
    rule: str
    line: int


CIRCLE = '<circle cx="180" cy="60" r="50" fill="var(--sand)" stroke="var(--f1)"/>'
FAULTS = [
    Fault(CIRCLE, "<style>a{}</style>", "svg", 1),
    Fault(CIRCLE, '<use href="#a"/>', "svg", 1),
    Fault(CIRCLE, "<g><foreignObject/></g>", "svg", 3),
    Fault(CIRCLE, "<g><a/></g>", "svg", 3),
    Fault(CIRCLE, "Trois cercles", "svg", 1),
    Fault(CIRCLE, '<circle r="5" fill="none" onclick="a()"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5" style="fill:red" fill="none"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5" class="f1" fill="none"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5" transform="rotate(9)" fill="none"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5" fill="none" xml:space="preserve"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5px" fill="none"/>', "svg", 3),
    Fault(CIRCLE, '<path d="M0 0 url(#a)" fill="none"/>', "svg", 3),
    Fault(CIRCLE, '<circle r="5" fill="#1B6A84"/>', "svg-token", 3),
    Fault(CIRCLE, '<circle r="5" fill="red"/>', "svg-token", 3),
    Fault(CIRCLE, '<circle r="5" fill="var(--f1, red)"/>', "svg-token", 3),
    Fault(CIRCLE, '<circle r="5" fill="url(#a)"/>', "svg-token", 3),
    Fault(CIRCLE, '<circle r="5" fill="none" stroke="var(--azur)"/>', "svg-token", 3),
    Fault(' fill="none"', "", "svg-token", 4),
    Fault('font-size="14" ', "", "svg-text", 5),
    Fault('font-size="14"', 'font-size="12"', "svg-text", 5),
    Fault('x="180" y="64"', 'x="180"', "svg-text", 5),
    Fault('viewBox="0 0 360 120" ', "", "svg-viewbox", 1),
    Fault("0 0 360 120", "0 0 640 480", "svg-viewbox", 1),
    Fault("Article 448-1", "الفصل", "svg-language", 5),
    Fault("</svg>", "", "svg", 7),
    Fault(CIRCLE, "&nbsp;", "svg", 3),
    Fault("<svg ", "<!DOCTYPE svg><svg ", "svg", 1),
    Fault("<svg ", '<?xml-stylesheet href="a.css"?><svg ', "svg", 1),
    Fault(' xmlns="http://www.w3.org/2000/svg"', "", "svg", 1),
    Fault(CIRCLE, "<g>" * 20 + "</g>" * 20, "svg", 3),
    Fault(CIRCLE, f"<title>{'a' * 40_000}</title>", "svg", 1),
    Fault(CIRCLE, '<desc><script href="/media/y.js"/></desc>', "svg", 3),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: f"{one.rule}: {one.new[:40]}")
def test_a_figure_that_breaks_a_rule_is_named_with_its_line(
    course: ContentFolder, fault: Fault
) -> None:
    course.replace(FRENCH, fault.old, fault.new)

    found = [one for one in course.lint() if one.path == FRENCH and one.severity == "error"]

    assert (fault.rule, fault.line) in [(one.rule, one.line) for one in found]


MIDDLE = 'text-anchor="middle" '
ARABIC_FAULTS = [
    Fault(' direction="rtl"', "", "svg-bidi", 5),
    Fault(NUMBER, "448-1", "svg-bidi", 5),
    Fault(f'{MIDDLE}fill="var(--ink)">الفصل ', 'fill="var(--ink)">', "svg-bidi", 5),
    Fault(f"الفصل {NUMBER} وما بعده", "Article 448-1", "svg-language", 1),
]


@pytest.mark.parametrize("fault", ARABIC_FAULTS, ids=lambda one: one.rule)
def test_arabic_words_and_numbers_are_set_in_their_order(
    course: ContentFolder, fault: Fault
) -> None:
    course.replace(ARABIC, fault.old, fault.new)

    found = [one for one in course.lint() if one.path == ARABIC]

    assert (fault.rule, fault.line) in [(one.rule, one.line) for one in found]


def test_a_number_alone_needs_no_isolation() -> None:
    text = '<text x="9" y="9" font-size="14" fill="var(--ink)">448-1</text>'

    assert figure(drawing(text, ' direction="rtl"')).words == ("448-1",)


def test_a_finding_says_how_to_mend_it() -> None:
    findings: list[Finding] = []

    parse_figure(FRENCH, FIGURE_FR.replace("var(--sand)", "#fff"), findings)

    assert [one.message for one in findings] == [
        'fill="#fff": write a token, such as fill="var(--ink)"'
    ]


def test_a_figure_exists_in_both_languages(course: ContentFolder) -> None:
    course.remove(ARABIC)

    found = {(one.path, one.rule) for one in course.lint()}

    assert found == {(FRENCH, "svg-variants"), ("refs.yml", "media")}


def test_a_figure_for_no_language_is_refused(course: ContentFolder) -> None:
    course.write("media/autre.svg", FIGURE_FR)

    (found,) = course.lint()

    assert (found.path, found.rule) == ("media/autre.svg", "svg-variants")
    assert "media/autre.fr.svg" in found.message


def test_a_heavy_figure_is_a_warning(course: ContentFolder) -> None:
    moves = "".join(f"l{n * n % 97} {n * n * n % 89}" for n in range(1, 2_000))
    course.replace(FRENCH, "M20 60h40", f"M0 0{moves}")

    (found,) = course.lint()

    assert (found.path, found.rule, found.severity) == (FRENCH, "svg-weight", "warning")


def test_a_figure_shows_no_other_penalty_than_the_registry(course: ContentFolder) -> None:
    course.replace(FRENCH, "Article 448-1", "réclusion de 6 à 10 ans")

    (found,) = course.lint()

    assert (found.path, found.rule) == (FRENCH, "penalty-number")


# On paper and in e-books


def test_the_palette_is_the_light_one_of_the_site() -> None:
    sheet = (STATIC_DIR / "css" / "site.css").read_text("utf-8")
    start = sheet.index(":root {")
    light = sheet[start : sheet.index("}", start)]
    declared = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6})", light))

    assert {token: declared.get(token) for token in PALETTE} == dict(PALETTE)


def test_alone_a_figure_has_its_colours_its_font_and_its_title(edition: Edition) -> None:
    alone = standalone(all_html(edition, "fr"), "Plex")

    assert "var(--" not in alone
    assert f'fill="{PALETTE["sand"]}" stroke="{PALETTE["f1"]}"' in alone
    assert '<svg xmlns="http://www.w3.org/2000/svg" font-family="Plex" viewBox=' in alone
    assert "<title>Trois cercles se recoupent.</title>" in alone


def test_alone_a_figure_is_well_formed_xml(edition: Edition) -> None:
    for language in LANGUAGES:
        alone = standalone(all_html(edition, language), "Plex")
        (inline,) = re.findall(r"<svg.*?</svg>", alone, re.DOTALL)

        (root,) = HTML(string=inline).etree_element.iter("{http://www.w3.org/2000/svg}svg")

        assert root.get("viewBox") == "0 0 360 120"


def test_what_is_no_figure_stays_as_it_is() -> None:
    icon = '<svg class="i"><path fill="var(--ink)"></path></svg>'
    words = '<p title="var(--ink)">var(--ink) &amp; co</p>'
    drawn = figure(FIGURE_FR).html("a")

    alone = standalone(icon + words + drawn, "Plex")

    assert alone.startswith(icon + words)
    assert alone.count("xmlns") == 1


def _texts_drawn(html: str) -> int:
    """Return how many pieces of text a PDF made of this HTML puts on its page."""
    with pikepdf.open(BytesIO(HTML(string=html).write_pdf() or b"")) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        forms = [one for one in streams if one.get("/Subtype") == "/Form"]
        drawn = [pikepdf.parse_content_stream(pdf.pages[0])]
        drawn += [pikepdf.parse_content_stream(form) for form in forms]
        operators = [str(one.operator) for instructions in drawn for one in instructions]
    return sum(operator in {"Tj", "TJ"} for operator in operators)


def test_the_printer_joins_the_letters_of_arabic() -> None:
    text = '<text x="180" y="60" font-size="14" fill="var(--ink)">الاتجار بالبشر</text>'
    html = figure(drawing(text, ' direction="rtl"'), ARABIC).html("a")

    assert _texts_drawn(str(standalone(html, "sans-serif"))) == 1


# The figures of the course


@pytest.fixture(scope="module")
def shipped() -> Content:
    return read_content(ROOT)


def test_the_course_has_two_figures_a_module_in_both_languages(shipped: Content) -> None:
    stems = [path.split("/")[1].partition(".")[0] for path in shipped.figures]

    assert len(set(stems)) == 16
    assert {stem: stems.count(stem) for stem in stems} == dict.fromkeys(stems, 2)
    assert {stem[:3] for stem in stems} == {f"m{number:02}" for number in range(1, 9)}


def test_every_shipped_figure_is_in_the_catalogue(shipped: Content) -> None:
    sources = {media.src for media in shipped.refs.media.values()}

    assert {re.sub(r"\.(fr|ar)\.svg$", ".svg", path) for path in shipped.figures} <= sources


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ladder_shows_the_penalties_of_the_registry(
    shipped: Content, language: Language
) -> None:
    shown = shipped.figures[f"media/m02-echelle.{language}.svg"].words
    law = [shipped.refs.laws[f"cp-448-{number}"].penalties for number in (2, 3, 4, 5)]
    penalties = [one for article in law for one in article]

    years = {(one.least, one.most) for line in shown for one in durations(line, language)}
    amounts = {(one.least, one.most) for line in shown for one in fines(line, language)}

    assert years == {(one.min, one.max) for one in penalties if not one.life}
    assert amounts == {(one.fine_min, one.fine_max) for one in penalties if not one.life}
