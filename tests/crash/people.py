"""Learners who work until the server is killed under them, and write down what it promised."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from tests.crash.seeds import Seed
from tests.driver import Answer, Driver, Question
from tests.oracle import Oracle

Meaning = object  # an answer in the authors' ids, as the oracle gives it
NAMES = ("Salma Bennani", "سلمى بناني")


class Gate:
    """Where everybody waits while the server is dead."""

    def __init__(self, people: int) -> None:
        self._condition = threading.Condition()
        self._people = people
        self._waiting = 0
        self._is_open = True
        self.is_over = False

    def pass_through(self) -> None:
        """Go on, or wait here until the server is back; called before every request."""
        with self._condition:
            self._waiting += 1
            self._condition.notify_all()
            self._condition.wait_for(lambda: self._is_open or self.is_over)
            self._waiting -= 1

    def leave(self) -> None:
        """Say that somebody has nothing left to do."""
        with self._condition:
            self._people -= 1
            self._condition.notify_all()

    def close(self) -> None:
        """Let nobody start another request."""
        with self._condition:
            self._is_open = False

    def wait_for_everybody(self, within_s: float = 60) -> None:
        """Wait until nobody is in the middle of a request."""
        with self._condition:
            if not self._condition.wait_for(lambda: self._waiting >= self._people, within_s):
                raise TimeoutError("somebody is still waiting for an answer")

    def open(self) -> None:
        """Let everybody go on."""
        with self._condition:
            self._is_open = True
            self._condition.notify_all()

    def finish(self) -> None:
        """Send everybody home."""
        with self._condition:
            self.is_over = True
            self._condition.notify_all()


@dataclass
class Promises:
    """What the server said of one attempt: `begun` was sent and has no answer yet."""

    acknowledged: dict[str, Meaning] = field(default_factory=dict)
    begun: dict[str, Meaning] = field(default_factory=dict)
    saves: int = 0
    is_submitted: bool = False
    is_named: bool = False


@dataclass
class Ledger:
    """Every promise, by attempt; and every answer that no client should ever see."""

    promises: dict[UUID, Promises] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    about_to_submit: threading.Event = field(default_factory=threading.Event)

    def of(self, attempt: UUID) -> Promises:
        """Return the promises about one attempt."""
        return self.promises.setdefault(attempt, Promises())

    def total(self, count: Callable[[Promises], int]) -> int:
        """Return a sum over all attempts."""
        return sum(count(one) for one in self.promises.values())


class Person(threading.Thread, ABC):
    """Somebody at work; `work` is repeated until it says that there is nothing left."""

    def __init__(self, url: str, gate: Gate, ledger: Ledger, oracle: Oracle) -> None:
        super().__init__(daemon=True)
        self.url, self.gate, self.ledger, self.oracle = url, gate, ledger, oracle

    def run(self) -> None:
        """Work; when the server dies in the middle, wait for it and try the same again."""
        try:
            while not self.gate.is_over:
                self.gate.pass_through()
                if self.gate.is_over or not self._try():
                    break
        finally:
            self.close()
            self.gate.leave()

    def close(self) -> None:
        """Close what is open."""

    def _try(self) -> bool:
        try:
            return self.work()
        except httpx.TransportError:
            return True
        except Exception as unexpected:  # the test reports it with the others
            self.ledger.surprises.append(f"{type(self).__name__}: {unexpected}")
            return True

    @abstractmethod
    def work(self) -> bool:
        """Do one thing; return whether there is more."""


class Saver(Person):
    """Changes the answers of one attempt, again and again, and never sends them."""

    def __init__(self, seed: Seed, url: str, gate: Gate, ledger: Ledger, oracle: Oracle) -> None:
        super().__init__(url, gate, ledger, oracle)
        self.seed = seed
        self.driver = seed.driver(url)
        self.questions: list[Question] = []
        self.count = 0

    def close(self) -> None:
        """Close the connection."""
        self.driver.close()

    def work(self) -> bool:
        """Save the next answer: right in one round, wrong in the next."""
        if not self.questions:
            self.questions = self.driver.questions(str(self.seed.attempt_id))
        turn, place = divmod(self.count, len(self.questions))
        question = self.questions[place]
        answer = (self.oracle.wrong if turn % 2 else self.oracle.right)(question)
        self._save(question, answer, by_form=self.count % 5 == 0)
        self.count += 1
        return True

    def _save(self, question: Question, answer: Answer, *, by_form: bool) -> None:
        promises = self.ledger.of(self.seed.attempt_id)
        promises.begun[question.item_id] = self.oracle.means(question, answer)
        attempt = str(self.seed.attempt_id)
        if by_form:
            self.driver.save_answer_form(attempt, question, answer)
        else:
            self.driver.save_answer(attempt, question, answer)
        promises.acknowledged[question.item_id] = promises.begun.pop(question.item_id)
        promises.saves += 1


class Submitter(Person):
    """Sends attempts that are answered, one after the other; names every fourth certificate."""

    def __init__(
        self, seeds: list[Seed], url: str, gate: Gate, ledger: Ledger, oracle: Oracle
    ) -> None:
        super().__init__(url, gate, ledger, oracle)
        self.seeds = list(enumerate(seeds))

    def work(self) -> bool:
        """Send the next attempt, twice; then confirm the name on some of the certificates."""
        if not self.seeds:
            return False
        number, seed = self.seeds[0]
        with seed.driver(self.url) as driver:
            self._send(driver, seed, is_named=number % 4 == 0)
        self.seeds.pop(0)
        time.sleep(0.1)
        return True

    def _send(self, driver: Driver, seed: Seed, *, is_named: bool) -> None:
        promises = self.ledger.of(seed.attempt_id)
        self.ledger.about_to_submit.set()
        if not driver.submit(str(seed.attempt_id)).has_passed:
            self.ledger.surprises.append(f"{seed.attempt_id} did not pass")
        promises.is_submitted = True
        driver.submit(str(seed.attempt_id))
        if is_named and not promises.is_named:
            (certificate,) = driver.certificates()
            if "name_latin" in driver.get(certificate).text:
                driver.confirm_name(certificate, *NAMES)
            promises.is_named = True
