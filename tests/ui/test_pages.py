"""Every kind of page in both languages at both widths: axe, console, width, headings, pictures."""

import subprocess
from typing import Literal

import pytest
from PIL import Image

from app.core.i18n import DIRECTIONS, Language
from tests.ui.conftest import OpenTab
from tests.ui.demo import Demo
from tests.ui.kinds import KINDS, Kind
from tests.ui.screens import DESIGN, SCREENS, lay_beside, shoot
from tests.ui.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WIDE, NARROW, NARROWEST = 1200, 390, 320
BY_NAME = {kind.name: kind for kind in KINDS}


def visit(open_tab: OpenTab, demo: Demo, kind: Kind, language: Language, **options: object) -> Tab:
    """Open a page as its person sees it, and do there what is to be done."""
    tab = open_tab(language, cookies=demo.cookies(kind.person), **options)
    tab.open(kind.path(demo, language), status=kind.status)
    if kind.act is not None:
        kind.act(tab.page)
    return tab


def widest(tab: Tab) -> list[str]:
    """Return the elements that stick out of the window, for people who read a failure."""
    found: list[str] = tab.page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.width && (box.right > innerWidth + 1 || box.left < -1);
        }).slice(0, 8).map((one) => `${one.tagName}.${one.className}`)"""
    )
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_is_whole(kind: Kind, language: Language, open_tab: OpenTab, demo: Demo) -> None:
    tab = visit(open_tab, demo, kind, language, width=WIDE)

    assert tab.page.locator("html").get_attribute("lang") == language
    assert tab.page.locator("html").get_attribute("dir") == DIRECTIONS[language]
    assert tab.page.locator("h1").count() == 1
    for width in (WIDE, NARROW):
        tab.resize(width)
        design = f"{kind.design}-{language}-{width}" if kind.design else ""
        shoot(tab.page, f"{kind.name}-{language}-{width}", design=design)
        assert tab.violations() == []
    tab.resize(NARROWEST)
    assert tab.excess_width() == 0, widest(tab)
    assert tab.problems == []


@pytest.mark.parametrize("name", ["landing", "lesson"])
def test_a_page_is_whole_in_the_dark(
    name: str, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    tab = visit(open_tab, demo, BY_NAME[name], language, width=WIDE, scheme="dark")

    design = f"11-lesson-dark-{language}-{WIDE}" if name == "lesson" else ""
    shoot(tab.page, f"{name}-dark-{language}-{WIDE}", design=design)

    assert tab.violations() == []
    assert tab.problems == []


def test_a_chosen_theme_is_kept_on_the_device(open_tab: OpenTab) -> None:
    tab = open_tab("fr")
    tab.open("/fr/help")
    button = tab.page.locator("header button.theme").first
    button.click()
    button.click()

    tab.open("/fr/verify")

    assert tab.page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("name", ["landing", "lesson", "attempt"])
def test_forced_colours_leave_every_control_a_border(
    name: str, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    tab = visit(open_tab, demo, BY_NAME[name], language, width=WIDE, forced_colors="active")

    shoot(tab.page, f"{name}-forced-{language}-{WIDE}")

    bare = tab.page.evaluate(
        """() => [...document.querySelectorAll("a.button, button.button, .exit a, .choice")]
            .filter((one) => one.checkVisibility())
            .filter((one) => getComputedStyle(one).borderBlockStartStyle === "none")
            .map((one) => one.className)"""
    )
    assert bare == []


@pytest.mark.parametrize("name", ["lesson", "certificate"])
def test_a_printed_page_has_no_navigation(
    name: str, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    tab = visit(open_tab, demo, BY_NAME[name], language, width=800)
    tab.page.emulate_media(media="print")

    shoot(tab.page, f"{name}-print-{language}-800")

    for part in ("header.top nav", ".exit a", ".menu", ".toc", ".skip"):
        assert tab.page.locator(f"{part}:visible").count() == 0, part
    assert tab.page.locator("main h1:visible").count() == 1
    assert tab.excess_width() == 0


@pytest.mark.parametrize(("width", "medium", "is_stacked"),
    [(390, "screen", True), (800, "screen", False), (960, "screen", False), (718, "print", False)],
    ids=["phone", "tablet", "window", "A4"],
)  # fmt: skip
def test_a_wide_table_is_stacked_on_a_phone_and_only_there(
    width: int, medium: Literal["screen", "print"], language: Language, open_tab: OpenTab,
    *, is_stacked: bool,
) -> None:  # fmt: skip
    tab = open_tab(language, width=width)
    tab.open(f"/{language}/modules/m02/lessons/m02-l03")
    tab.page.emulate_media(media=medium)
    table = tab.page.locator(".stacks table").first

    first, second = (table.locator("tbody tr").first.locator("td").nth(n) for n in (0, 1))
    above, below = first.bounding_box(), second.bounding_box()
    label = second.evaluate("cell => getComputedStyle(cell, '::before').content")

    assert above and below  # noqa: PT018 - two boxes
    assert (above["y"] < below["y"]) is is_stacked
    assert (second.get_attribute("data-label") or "none") in label or not is_stacked
    assert table.get_by_role("columnheader").count() == 4
    assert tab.excess_width() == 0
    assert tab.violations() == []


@pytest.mark.parametrize("name", ["landing", "lesson", "attempt", "check-valid", "register-wrong"])
def test_wider_text_spacing_loses_nothing(
    name: str, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    """WCAG 1.4.12 at the narrowest window."""
    tab = visit(open_tab, demo, BY_NAME[name], language, width=NARROWEST)
    tab.page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
            document.adoptedStyleSheets.push(sheet);
        }"""
    )

    assert tab.excess_width() == 0, widest(tab)


@pytest.mark.parametrize("name", ["landing", "modules", "lesson", "glossary", "sign-in", "attempt"])
def test_a_page_without_scripts_shows_nothing_that_needs_them(
    name: str, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    kind = BY_NAME[name]
    tab = open_tab(language, width=NARROW, script=False, cookies=demo.cookies(kind.person))
    tab.open(kind.path(demo, language))

    assert tab.page.locator("h1").count() == 1
    assert tab.page.locator(".js:visible, button.theme:visible").count() == 0
    assert tab.problems == []


def test_too_many_tries_at_verifying_are_told_so(
    language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    """From a network of its own, so that nobody else has to wait."""
    network = {"X-Forwarded-For": "203.0.113.7" if language == "fr" else "203.0.113.8"}
    for _ in range(21):
        demo.driver("").get("/v/00000-00000-00000", headers=network)
    tab = open_tab(language, headers=network)

    tab.open(f"/{language}/v/00000-00000-00000", status=429)

    shoot(tab.page, f"too-many-{language}-{WIDE}")
    assert tab.page.locator("h1").count() == 1
    assert tab.violations() == []


def test_the_certificate_is_drawn_as_designed(demo: Demo) -> None:
    """Only its picture is taken here; what it says and its seal have tests of their own."""
    pdf = demo.driver("salma").download_certificate(demo.certificate("salma"))
    SCREENS.mkdir(parents=True, exist_ok=True)
    drawn = SCREENS / "certificate-pdf.png"

    subprocess.run(
        ["pdftoppm", "-r", "137", "-png", "-singlefile", "-", str(drawn.with_suffix(""))],
        input=pdf,
        check=True,
    )

    with Image.open(drawn) as picture:
        assert abs(picture.width / picture.height - 297 / 210) < 0.01
    lay_beside(drawn, DESIGN / "12-certificate-fr-ar-1600.png")
