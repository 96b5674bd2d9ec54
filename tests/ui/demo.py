"""The demo's people on the tests' server: their sessions, and where they are shown."""

import re
import sqlite3
from typing import Final

from tests.driver import Driver, Question
from tests.oracle import Oracle
from tests.server import Server

DOMAIN: Final = "demo.example"
ANSWERED: Final = 17  # questions that `prete` has answered in the attempt under way
MARKED: Final = (9, 22)
_CASE: Final = re.compile(r"/modules/m\d\d/cases/[^/]+$")
_SCENE: Final = re.compile(r"/modules/m\d\d/cases/[^/]+/[^/]+$")
_CHECK: Final = re.compile(r"/checks/([^/]+)$")


class Demo:
    """Looks up what the pages of a test are about; everybody signs in once."""

    def __init__(self, server: Server, oracle: Oracle) -> None:
        """Take a server whose database holds the demo."""
        self._server = server
        self._oracle = oracle
        secret = server.data_dir / "secrets" / "demo_passphrase"
        self.passphrase = secret.read_text("utf-8").strip()
        self._drivers: dict[str, Driver] = {}
        self._attempt = ""

    def close(self) -> None:
        """Close the connections; everybody stays signed in."""
        for driver in self._drivers.values():
            driver.close()

    def driver(self, name: str) -> Driver:
        """Return the signed-in browser of a person, or of a visitor for an empty name."""
        if name not in self._drivers:
            driver = self._drivers[name] = Driver(self._server.url)
            if name:
                driver.sign_in(f"{name}@{DOMAIN}", self.passphrase)
        return self._drivers[name]

    def cookies(self, name: str) -> dict[str, str]:
        """Return the cookies of a person's session; none for a visitor."""
        return dict(self.driver(name).cookies) if name else {}

    def certificate(self, name: str) -> str:
        """Return the path of a person's certificate, the newest first."""
        return self.driver(name).certificates()[0]

    def code(self, state: str) -> str:
        """Return the code of the newest certificate in a state of the register."""
        with sqlite3.connect(self._server.data_dir / "lms.sqlite3") as register:
            row = register.execute(
                "select public_code from certificate where state = ? order by id desc", (state,)
            ).fetchone()
        register.close()
        return str(row[0])

    def result(self, name: str) -> str:
        """Return the path of a person's last result."""
        found = re.compile(r"/quiz/attempts/[^/]+/result$")
        driver = self.driver(name)
        links = [*driver.page("/quiz").links(), *driver.page("/me/").links()]
        return next(link.removeprefix("/fr") for link in links if found.search(link))

    def attempt_under_way(self) -> str:
        """Return the path of an attempt with some questions answered and some marked."""
        if not self._attempt:
            self._attempt = self._start_attempt()
        return f"/quiz/attempts/{self._attempt}"

    def _start_attempt(self) -> str:
        driver = self.driver("prete")
        attempt = driver.start_exam()
        questions = driver.questions(attempt)
        for question in questions[:ANSWERED]:
            driver.save_answer(attempt, question, self._oracle.right(question))
        for number in MARKED:
            driver.save_answer(attempt, questions[number - 1], None, mark=True)
        return attempt

    def lesson(self) -> str:
        """Return the path of the lesson that the design pictures show: module 3's first."""
        return self._link("/modules/m03", re.compile(r"/lessons/[^/]+$"))

    def case(self) -> str:
        """Return the path of the case of module 1."""
        return self._link("/modules/m01", _CASE)

    def scene(self) -> str:
        """Return the path of a scene with choices."""
        return self._link(self.case(), _SCENE)

    def check(self) -> str:
        """Return the path of a knowledge check's own page."""
        forms = self.driver("").page(self.lesson()).all("form")
        action = next(one["action"] for one in forms if _CHECK.search(one["action"]))
        return action.removeprefix("/fr")

    def term(self) -> str:
        """Return the path of a glossary entry."""
        return self._link("/glossary/", re.compile(r"/glossary/[^/#]+$"))

    def text(self) -> str:
        """Return the path of a legal text."""
        return self._link("/texts/", re.compile(r"/texts/[^/#]+$"))

    def _link(self, path: str, shape: re.Pattern[str]) -> str:
        links = self.driver("").page(path).links()
        return next(link.removeprefix("/fr") for link in links if shape.search(link))


def questions_of(driver: Driver, path: str) -> list[Question]:
    """Return the questions of the attempt at a path."""
    return driver.questions(path.rsplit("/", 1)[-1])
