"""The script of the final quiz in a real Chromium: nothing that was answered is ever lost."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.accounts.cookies import SESSION_COOKIE
from app.quiz import service as quiz
from app.quiz.models import Response
from tests import factories
from tests.accounts import people
from tests.quiz import answering
from tests.quiz.test_router import complete_modules
from tests.ui.conftest import browser_type_launch_args

if TYPE_CHECKING:
    from app.compose import Service

__all__ = ["browser_type_launch_args"]

SAVED_WITHIN_S = 2.0
API = "**/api/v1/attempts/**"
PATIENCE_MS = 30_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]


@pytest.fixture
def site(service: "Service") -> Iterator[str]:
    """The application on a free port; return its address."""
    from app.main import create_app  # noqa: PLC0415

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    config = uvicorn.Config(create_app(service), port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


class Sitting:
    """A learner in front of an open attempt."""

    def __init__(self, service: "Service", site: str, chromium: Chromium) -> None:
        self.service = service
        self.learner_id = people.add_person(service.database)
        complete_modules(service, self.learner_id)
        self.token = people.add_session(service.database, self.learner_id)
        with service.database.writing() as session:
            edition = service.editions.current
            attempt = quiz.start_attempt(
                session, edition, self.learner_id, remaining={}, now=factories.NOON
            )
            self.attempt_id: UUID = attempt.id
            self.types = [item.type for item, _ in answering.asked_items(session, self.attempt_id)]
        self.context = chromium.new_context()
        self.context.set_default_timeout(PATIENCE_MS)
        self.cookie()
        self.site = site
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.open()

    def cookie(self) -> None:
        url = "https://127.0.0.1"
        self.context.add_cookies(
            [{"name": SESSION_COOKIE, "value": self.token, "url": url, "secure": True}]
        )

    def open(self, fragment: str = "", language: str = "fr") -> None:
        self.page.goto(f"{self.site}/{language}/quiz/attempts/{self.attempt_id}{fragment}")

    @property
    def form(self) -> Locator:
        return self.page.locator("form.question:visible")

    def answer(self) -> str:
        """Answer the question on the screen completely; return its item's id."""
        form = self.form
        if form.get_attribute("data-type") in {"single", "multi", "truefalse"}:
            form.locator(".choice input").first.check()
        else:
            selects = form.locator("select")
            for index in range(selects.count()):
                is_order = form.get_attribute("data-type") == "order"
                selects.nth(index).select_option(index=index + 1 if is_order else 1)
        return str(form.get_attribute("data-item"))

    def saved(self) -> dict[str, Response]:
        with self.service.database.reading() as session:
            found = session.scalars(
                select(Response).where(Response.attempt_id == self.attempt_id)
            ).all()
        return {one.item_id: one for one in found}

    def wait_until(self, is_true: Callable[[], bool], *, within_s: float) -> None:
        end = time.monotonic() + within_s
        while not is_true():
            assert time.monotonic() < end, f"not within {within_s} s"
            self.page.wait_for_timeout(20)


@pytest.fixture(scope="module")
def chromium(launch_browser: Callable[[], Chromium]) -> Iterator[Chromium]:
    running = launch_browser()
    yield running
    running.close()


@pytest.fixture
def sitting(service: "Service", site: str, chromium: Chromium) -> Iterator[Sitting]:
    sat = Sitting(service, site, chromium)
    yield sat
    sat.context.close()


def test_a_change_is_on_the_server_within_two_seconds_and_said_so(sitting: Sitting) -> None:
    item_id = sitting.answer()

    sitting.wait_until(lambda: item_id in sitting.saved(), within_s=SAVED_WITHIN_S)
    expect(sitting.page.locator(".quiz-bar .saved")).to_have_text("Enregistré à 13:00")
    expect(sitting.page.locator("[data-count]")).to_have_text("1 réponse donnée")
    expect(sitting.page.locator(".navigator ol a").first).to_have_class("answered")


def test_one_question_at_a_time_and_back_goes_back(sitting: Sitting) -> None:
    expect(sitting.form).to_have_count(1)

    sitting.form.get_by_role("link", name="Question suivante").click()

    expect(sitting.form).to_have_attribute("id", "q2")
    assert sitting.page.evaluate("document.activeElement.tagName") == "LEGEND"
    expect(sitting.page.locator(".where")).to_have_text("Question 2 sur 40")
    sitting.page.go_back()
    expect(sitting.form).to_have_attribute("id", "q1")


def test_what_the_network_refuses_is_kept_and_sent_later(sitting: Sitting) -> None:
    sitting.page.route(API, lambda route: route.abort())
    item_id = sitting.answer()
    status = sitting.page.locator(".quiz-bar .saved")
    expect(status).to_have_text("Pas encore enregistrée. Elle partira au retour du réseau.")
    assert item_id not in sitting.saved()
    assert sitting.page.evaluate("sessionStorage.length") == 1

    sitting.page.unroute(API)
    sitting.page.evaluate("dispatchEvent(new Event('online'))")

    sitting.wait_until(lambda: item_id in sitting.saved(), within_s=SAVED_WITHIN_S)
    expect(status).to_have_text("Enregistré à 13:00")
    assert sitting.page.evaluate("sessionStorage.length") == 0


def test_what_a_tab_could_not_send_is_sent_when_it_opens_again(sitting: Sitting) -> None:
    item_id = str(sitting.form.get_attribute("data-item"))
    kept = f"[[{item_id!r}, {{is_marked: true, at: Date.now()}}]]"
    key = f"quiz:{sitting.attempt_id}"
    sitting.page.evaluate(f"sessionStorage.setItem({key!r}, JSON.stringify({kept}))")

    sitting.page.reload()

    sitting.wait_until(lambda: item_id in sitting.saved(), within_s=SAVED_WITHIN_S)
    assert sitting.saved()[item_id].is_marked
    expect(sitting.form.locator("[name=mark]")).to_be_checked()


def test_a_session_that_ends_loses_nothing(sitting: Sitting) -> None:
    sitting.context.clear_cookies()
    item_id = sitting.answer()
    notice = sitting.page.locator("[data-problem=signed-out]")
    expect(notice).to_be_visible()

    sitting.cookie()

    sitting.wait_until(lambda: item_id in sitting.saved(), within_s=5)
    expect(notice).to_be_hidden()


def test_an_attempt_sent_in_another_tab_says_so(sitting: Sitting) -> None:
    with sitting.service.database.writing() as session:
        now = factories.NOON + timedelta(minutes=1)
        quiz.complete(session, sitting.attempt_id, learner_id=sitting.learner_id, now=now)

    item_id = sitting.answer()

    expect(sitting.page.locator("[data-problem=closed]")).to_be_visible()
    assert item_id not in sitting.saved()


def test_leaving_at_once_saves_first(sitting: Sitting) -> None:
    item_id = sitting.answer()

    sitting.page.locator("[data-switch]").first.click()

    sitting.page.wait_for_url("**/ar/quiz/attempts/**")
    assert item_id in sitting.saved()
    expect(sitting.form).to_have_attribute("id", "q1")
    assert sitting.page.locator("form.question:visible :checked").count() >= 1


def test_the_other_language_opens_at_the_same_question(sitting: Sitting) -> None:
    sitting.open("#q17")

    sitting.page.locator("[data-switch]").first.click()

    sitting.page.wait_for_url("**/ar/quiz/attempts/**#q17")
    expect(sitting.form).to_have_attribute("id", "q17")


def test_a_second_tab_shows_what_the_first_one_saved(sitting: Sitting) -> None:
    item_id = sitting.answer()
    sitting.form.locator("[name=mark]").check()
    sitting.wait_until(
        lambda: item_id in sitting.saved() and sitting.saved()[item_id].is_marked,
        within_s=SAVED_WITHIN_S,
    )

    other = sitting.context.new_page()
    other.goto(sitting.page.url.split("#")[0] + "#q1")

    expect(other.locator(".navigator ol a").first).to_have_class("answered marked")
    expect(other.locator("form.question:visible [name=mark]")).to_be_checked()


def test_a_step_given_a_taken_place_exchanges_places(
    service: "Service", site: str, chromium: Chromium
) -> None:
    sitting = Sitting(service, site, chromium)
    while "order" not in sitting.types:
        sitting.context.close()
        sitting = Sitting(service, site, chromium)
    sitting.open(f"#q{sitting.types.index('order') + 1}")
    selects = sitting.form.locator("select")
    count = selects.count()
    sitting.answer()

    selects.first.select_option(str(count))

    expect(selects.last).to_have_value("1")
    values = [selects.nth(index).input_value() for index in range(count)]
    assert sorted(values) == [str(place) for place in range(1, count + 1)]
    sitting.context.close()
