"""The steps of a learner's road in a real browser, each as a person takes it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from app.core.i18n import Language
from tests import driver as drivers
from tests.driver import Driver
from tests.oracle import Oracle
from tests.server import Server
from tests.ui.filling import fill, question_of
from tests.ui.screens import shoot
from tests.ui.tab import Tab

PASSWORD: Final = "lampe violette fenetre orage"
NAMES: Final = ("Salma Bennani", "سلمى بناني")
LESSON: Final = "/modules/m01/lessons/m01-l01"
LESSON_ID: Final = "m01-l01"


@dataclass
class Road:
    """One person on their way; every page they come to is looked at by axe and by a camera."""

    tab: Tab
    server: Server
    oracle: Oracle
    language: Language
    name: str
    is_looked_at: bool = True
    looked_at: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The browser's page."""
        return self.tab.page

    @property
    def main(self) -> Locator:
        """The main part of the page."""
        return self.page.locator("main")

    def open(self, path: str) -> None:
        """Open an address of this language."""
        self.tab.open(f"/{self.language}{path}")

    def look(self, step: str) -> None:
        """Take a picture of the page, and have axe look at it where scripts run."""
        self.looked_at.append(step)
        width = (self.page.viewport_size or {"width": 0})["width"]
        shoot(self.page, f"{self.name}-{step}-{self.language}-{width}")
        if self.is_looked_at:
            self.violations += [f"{step}: {found}" for found in self.tab.violations()]

    def press(self, within: str = "main") -> None:
        """Press the strong button of a part of the page, and wait for where it leads."""
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.locator(
                f"{within} form[method=post] button[type=submit].button"
            ).first.click()

    # ---- The account

    def register(self, address: str) -> None:
        """Ask for an account, open the letter's link, confirm with the passphrase: signed in."""
        self.open("/register")
        self.look("register")
        self.page.locator("#email").fill(address)
        self.page.locator("#password").fill(PASSWORD)
        self.press()
        assert self.tab.path == f"/{self.language}/register/sent"
        link = drivers.find_link(self.server.outbox, "/confirm/", to=address, wait_s=60)
        self.tab.open(urlsplit(link).path)
        self.look("confirm")
        self.page.locator("#password").fill(PASSWORD)
        self.press()

    def driver(self) -> Driver:
        """Return a client without a browser that has this browser's session."""
        driver = Driver(self.server.url, language=self.language)
        for one in self.page.context.cookies():
            driver.cookies[one.get("name", "")] = one.get("value", "")
        return driver

    def read_sections(self) -> list[str]:
        """Return the sections of the lesson that the account has as read."""
        with self.driver() as driver:
            lessons = driver.state()["lessons"]
        return list(lessons.get(LESSON_ID, {}).get("read", []))

    def read_the_rest(self) -> None:
        """Read every other lesson at once, as a device that kept them does."""
        lessons = self.oracle.edition.all_listed_lessons()
        with self.driver() as driver:
            driver.read_all({lesson.id: list(lesson.sections) for lesson in lessons})

    # ---- A lesson and a case

    def sections(self) -> list[Locator]:
        """Return the sections of the lesson that is open."""
        return self.page.locator("article.lesson > section").all()

    def walk_the_case(self) -> int:
        """Choose at every scene the way that its author wrote first; return how many there were."""
        self.open("/modules/m01")
        self._follow("main a[href*='/cases/']")
        self._follow("main .actions a.button")
        scenes = 1
        while not self.page.locator("[data-case][data-end]").count():
            self._follow("main a.way[href$='-1'], main [data-case] .actions a.button")
            scenes += 1
        self.look("case-end")
        return scenes

    def _follow(self, link: str) -> None:
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.locator(link).first.click()

    def switch_language(self) -> None:
        """Go to the other language by the link of the header."""
        link = self.page.locator("a[data-switch]").first
        with self.page.expect_navigation(wait_until="networkidle"):
            link.click()
        self.language = "ar" if self.language == "fr" else "fr"
        assert self.page.locator("html").get_attribute("lang") == self.language

    # ---- The certificate

    def confirm_name(self) -> str:
        """Give the name as it is to be printed; return the certificate's path."""
        self._follow("main a.button[href*='/certificates/']")
        self.look("name")
        for field_name, name in zip(("name_latin", "name_arabic"), NAMES, strict=True):
            self.page.locator(f"#{field_name}").fill(name)
        self.page.locator("#checked").check()
        self.press()
        return self.tab.path.removeprefix(f"/{self.language}")

    def download(self, certificate: str) -> bytes:
        """Wait for the worker, then download the PDF as a person does."""
        ready = self.page.locator("a[download]")
        until(lambda: self._is_there(certificate, ready), within_s=90, what="the certificate")
        self.look("certificate")
        with self.page.expect_download() as download:
            ready.click()
        return download.value.path().read_bytes()

    def _is_there(self, certificate: str, ready: Locator) -> bool:
        self.open(certificate)
        return ready.count() == 1

    def code(self) -> str:
        """Return the code that the certificate's page shows."""
        return self.page.locator("main bdi.code").first.inner_text().strip()

    def compare_name(self, name: str) -> str:
        """Copy a name into the verdict's form; return the kind of answer: success or danger."""
        self.page.locator("#name").fill(name)
        self.press("main .inset")
        said = self.page.locator("#compare ~ .notice").get_attribute("class") or ""
        return next(kind for kind in ("success", "danger") if kind in said.split())


def until(condition: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Wait for something that only time brings; raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.5)


def answer_check(road: Road, check: Locator, *, is_right: bool) -> None:
    """Answer a knowledge check of a lesson in place."""
    fields = road.oracle.fields(question_of(check, road.language), is_right=is_right)
    fill(check, fields)
    check.locator("[type=submit]").click()
    outcome = "right" if is_right else "wrong"
    expect(check.locator(f"output .feedback.{outcome}")).to_be_visible()
