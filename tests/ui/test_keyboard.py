"""Without a mouse: the skip link first, focus always seen, and the quick exit."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from app.core.i18n import Language
from tests.ui.conftest import OpenTab
from tests.ui.demo import Demo
from tests.ui.test_pages import BY_NAME, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

STOPS: Final = 40  # how far a page is tabbed through
# What the focused element looks like, and whether something lies over its middle.
_FOCUSED: Final = """() => {
    const one = document.activeElement;
    const box = one.getBoundingClientRect();
    const shown = one.closest(".choice") ?? one;
    const style = getComputedStyle(shown);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const halo = style.backgroundColor === "rgb(255, 211, 61)";
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        name: `${one.tagName}.${one.className} ${(one.textContent ?? "").trim().slice(0, 30)}`,
        end: one === document.body,
        seen: ring || halo,
        covered: !!at && !one.contains(at) && !at.contains(one) && !shown.contains(at),
    };
}"""


def focus_after_tab(page: Page) -> dict[str, Any]:
    page.keyboard.press("Tab")
    focused: dict[str, Any] = page.evaluate(_FOCUSED)
    return focused


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize(
    "name", ["landing", "modules", "lesson", "sign-in", "attempt", "check-valid", "me"]
)
def test_focus_is_seen_wherever_it_goes(
    name: str, width: int, language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    kind = BY_NAME[name]
    tab = open_tab(language, width=width, cookies=demo.cookies(kind.person))
    tab.open(kind.path(demo, language))

    first = tab.page.locator("a, button, input, select, textarea, summary").first
    assert first.get_attribute("class") == "skip"
    first.focus()  # the quiz opens at a question, and Tab goes on from there
    for _ in range(STOPS):
        focused = focus_after_tab(tab.page)
        if focused["end"]:
            break
        assert focused["seen"], focused
        assert not focused["covered"], focused


def test_the_skip_link_leads_to_the_content(language: Language, open_tab: OpenTab) -> None:
    tab = open_tab(language)
    tab.open(f"/{language}/modules/")

    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")

    assert tab.page.evaluate("document.activeElement.id") == "main"


def test_what_is_wrong_in_a_form_takes_the_focus(
    language: Language, open_tab: OpenTab, demo: Demo
) -> None:
    tab = visit(open_tab, demo, BY_NAME["register-wrong"], language)

    expect(tab.page.locator(".summary")).to_be_focused()
    tab.page.locator(".summary a").first.click()
    expect(tab.page.locator("#email")).to_be_focused()


# ---- Quick exit --------------------------------------------------------------------------------


def neutral_page(route: Route) -> None:
    """Stand in for the operator's neutral page: no test leaves this machine."""
    route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>")


def exit_of(page: Page) -> str:
    return page.locator(".exit a").get_attribute("href") or ""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [1200, 390])
def test_the_exit_leads_to_the_neutral_page(
    width: int, language: Language, open_tab: OpenTab, *, script: bool
) -> None:
    tab = open_tab(language, script=script, width=width)
    tab.page.route("https://**", neutral_page)
    tab.open(f"/{language}/help")
    neutral = exit_of(tab.page)

    tab.page.locator(".exit a").click()

    tab.page.wait_for_url(neutral)
    assert tab.page.title() == "Weather"


def test_the_exit_leaves_no_way_back_to_the_page(language: Language, open_tab: OpenTab) -> None:
    tab = open_tab(language)
    tab.page.route("https://**", neutral_page)
    tab.open(f"/{language}/")
    tab.open(f"/{language}/help")
    neutral = exit_of(tab.page)
    tab.page.locator(".exit a").click()
    tab.page.wait_for_url(neutral)

    tab.page.go_back()

    assert tab.path == f"/{language}/"


def test_shift_three_times_leaves_and_is_announced(language: Language, open_tab: OpenTab) -> None:
    tab = open_tab(language)
    tab.page.route("https://**", neutral_page)
    tab.open(f"/{language}/help")
    neutral = exit_of(tab.page)

    tab.page.keyboard.press("Shift")
    expect(tab.page.locator(".exit [role=status]")).not_to_be_empty()
    tab.page.keyboard.press("Shift")
    tab.page.keyboard.press("Shift")

    tab.page.wait_for_url(neutral)


def test_the_exit_leaves_though_a_script_of_the_page_fails(open_tab: OpenTab) -> None:
    tab = open_tab("ar")
    tab.page.route("https://**", neutral_page)
    tab.page.add_init_script(
        "Object.defineProperty(document, 'cookie', { get() { throw new Error('no cookies') } })"
    )
    tab.open("/ar/help")
    assert "no cookies" in str(tab.problems)
    neutral = exit_of(tab.page)

    for _ in range(3):
        tab.page.keyboard.press("Shift")

    tab.page.wait_for_url(neutral)


def test_the_exit_is_not_where_one_works(language: Language, open_tab: OpenTab, demo: Demo) -> None:
    for name in ("attempt", "me", "profile", "sign-in"):
        kind = BY_NAME[name]
        tab = open_tab(language, cookies=demo.cookies(kind.person))
        tab.open(kind.path(demo, language))
        assert tab.page.locator(".exit").count() == 0, name
