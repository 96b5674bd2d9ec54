"""The whole application in this process, for drivers: its clock can be moved, its jobs run."""

import sys
from collections.abc import Callable
from itertools import count
from typing import Final, Self

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp

from app.compose import Service, compiled_pages
from app.core.i18n import Language
from app.main import create_api, with_layers
from app.web.compiled import CompiledPages
from tests.driver import Answer, Driver, Page, Question, Result
from tests.oracle import Oracle

URL: Final = "https://test"
PASSWORD: Final = "lampe violette fenetre orage"
NAMES: Final = ("Salma Bennani", "سلمى بناني")
LMS: Final = (sys.executable, "-m", "app")
_numbers = count(1)
_pages: dict[str, CompiledPages] = {}


class PortalTransport(httpx.BaseTransport):
    """Carries a synchronous client's requests to an ASGI application in this process."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._portal = portal
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        request.read()  # what is sent in pieces becomes one, of the same headers
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._transport.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(content)
        )


class Site:
    """One composed service, and the people who use it."""

    def __init__(self, service: Service, oracle: Oracle) -> None:
        self.service = service
        self.oracle = oracle
        self._app = with_layers(create_api(service), _pages_of(service))
        self._drivers: list[Driver] = []

    def __enter__(self) -> Self:
        self._opening = start_blocking_portal()
        self._portal = self._opening.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        for driver in self._drivers:
            driver.close()
        self._opening.__exit__(None, None, None)

    def visitor(self, language: Language) -> Driver:
        """Return the browser of somebody who is not signed in."""
        transport = PortalTransport(self._app, self._portal)
        driver = Driver(URL, language=language, transport=transport)
        self._drivers.append(driver)
        return driver

    def learner(self, language: Language, *, address: str = "") -> Driver:
        """Return the browser of a new learner, registered, confirmed and signed in."""
        address = address or f"learner{next(_numbers)}@example.org"
        driver = self.visitor(language)
        driver.register(address, PASSWORD)
        self.work()
        driver.confirm(PASSWORD, outbox=self.service.settings.data_dir / "outbox", to=address)
        return driver

    def ready_learner(self, language: Language, *, address: str = "") -> Driver:
        """Return a learner who has read the whole course."""
        driver = self.learner(language, address=address)
        driver.read_all(self.sections())
        return driver

    def passed_learner(self, language: Language, *, address: str = "") -> Driver:
        """Return a learner who has passed the final quiz."""
        driver = self.ready_learner(language, address=address)
        assert self.sit(driver, self.oracle.right).has_passed
        return driver

    def certified_learner(
        self, language: Language, *, address: str = ""
    ) -> tuple[Driver, str, str]:
        """Return a learner, the address of their certificate, and its code."""
        driver = self.passed_learner(language, address=address)
        (certificate,) = driver.certificates()
        driver.confirm_name(certificate, *NAMES)
        self.work()
        return driver, certificate, driver.code_of(certificate)

    def sections(self) -> dict[str, list[str]]:
        """Return the sections of every listed lesson."""
        lessons = self.oracle.edition.all_listed_lessons()
        return {lesson.id: list(lesson.sections) for lesson in lessons}

    def sit(self, driver: Driver, choose: Callable[[Question], Answer]) -> Result:
        """Take an attempt from start to end with one way of choosing; return its result."""
        attempt = driver.start_exam()
        for question in driver.questions(attempt):
            driver.save_answer(attempt, question, choose(question))
        return driver.submit(attempt)

    def work(self) -> None:
        """Do what the worker would do now: sweep, then every job that waits."""
        carrier = self.service.carrier
        carrier.sweep()
        while (task := carrier.huey.dequeue()) is not None:
            carrier.huey.execute(task)


def _pages_of(service: Service) -> CompiledPages:
    """Return the compiled pages, read once: they are the same for every site of a run."""
    name = service.editions.current.hash
    if name not in _pages:
        _pages[name] = compiled_pages(service)
    return _pages[name]


def is_translated(html: str, language: str) -> bool:
    """Tell whether a page is whole in this language: lang, dir, one h1, a title."""
    page = Page(html)
    direction = "rtl" if language == "ar" else "ltr"
    return (
        (page.language, page.direction) == (language, direction)
        and len(page.headings) == 1
        and bool(page.headings[0])
        and bool(page.first("title").text)
    )
