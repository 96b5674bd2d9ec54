"""Twenty kills during saves and submits: what was acknowledged is there, and nothing is twice.

The whole server, web and worker, is killed by SIGKILL while learners save and send answers; every
fifth time PostgreSQL crashes with it. After each restart the database must hold every answer that
a learner was told is saved; at the end there is one certificate for each pass.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.certificates.models import Certificate, CertificateEvent, CertificateState
from app.core.db import Database
from app.modules.edition import Edition
from app.quiz.models import Attempt, Response
from tests.conftest import KINDS
from tests.crash.people import Gate, Ledger, Saver, Submitter
from tests.crash.seeds import Seed, plant
from tests.driver import until
from tests.oracle import Oracle
from tests.postgres import Cluster
from tests.server import Server

KILLS = 20
SAVERS = 3
SUBMITTERS = 2
ATTEMPTS_EACH = 30


@dataclass
class Installation:
    """A server, its database, and PostgreSQL where that is it."""

    kind: str
    server: Server
    database_url: str
    cluster: Cluster | None = None

    def crash(self, number: int) -> None:
        """Kill web and worker; every fifth time the database server too."""
        self.server.kill()
        if self.cluster is not None and number % 5 == 0:
            self.cluster.stop("immediate")
            self.cluster.start()


@pytest.fixture(params=KINDS)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("crash")
    if request.param == "sqlite":
        server = Server(folder)
        made = Installation("sqlite", server, f"sqlite:///{server.data_dir / 'lms.sqlite3'}")
    else:
        cluster = Cluster()  # of its own: it is crashed
        url = cluster.url(cluster.create())
        made = Installation("postgresql", Server(folder, database_url=url), url, cluster)
    made.server.migrate()
    yield made
    made.server.close()
    if made.cluster is not None:
        made.cluster.remove()


def stored_answers(database: Database) -> dict[UUID, dict[str, object]]:
    """Return every kept answer by attempt and item; the order of ticks does not count."""
    found: dict[UUID, dict[str, object]] = {}
    with database.reading() as session:
        rows = session.execute(select(Response.attempt_id, Response.item_id, Response.answer))
        for attempt_id, item_id, answer in rows:
            found.setdefault(attempt_id, {})[item_id] = answer
    return found


def lost_answers(
    ledger: Ledger, oracle: Oracle, stored: dict[UUID, dict[str, object]]
) -> list[str]:
    """Return what was acknowledged and is neither there nor followed by a later change."""
    lost = []
    for attempt_id, promises in ledger.promises.items():
        kept = stored.get(attempt_id, {})
        for item_id, meaning in promises.acknowledged.items():
            allowed = [_canonical(oracle, item_id, meaning)]
            if item_id in promises.begun:
                allowed.append(_canonical(oracle, item_id, promises.begun[item_id]))
            if _canonical(oracle, item_id, kept.get(item_id)) not in allowed:
                lost.append(f"{attempt_id} {item_id}: {kept.get(item_id)} is not {allowed}")
    return lost


def _canonical(oracle: Oracle, item_id: str, answer: object) -> object:
    is_ordered = oracle.edition.item(item_id).type == "order"
    return sorted(answer) if isinstance(answer, list) and not is_ordered else answer


def completions(database: Database) -> dict[UUID, object]:
    """Return when each sent attempt was sent."""
    with database.reading() as session:
        rows = session.execute(
            select(Attempt.id, Attempt.completed_at).where(Attempt.completed_at.is_not(None))
        )
        return {row.id: row.completed_at for row in rows}


def wait_for_the_worker(database: Database) -> None:
    """Wait until every certificate with a name is made."""

    def is_done() -> bool:
        with database.reading() as session:
            waiting = session.scalar(
                select(func.count()).where(
                    Certificate.state == CertificateState.RESERVED,
                    Certificate.name_confirmed_at.is_not(None),
                )
            )
        return waiting == 0

    until(is_done, within_s=240, what="the worker leaves certificates unmade")


def say(capsys: pytest.CaptureFixture[str], rows: dict[str, object]) -> None:
    with capsys.disabled():
        width = max(map(len, rows))
        sys.stdout.write("\n" + "".join(f"  {name:<{width}}  {rows[name]}\n" for name in rows))


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(
    installation: Installation,
    edition: Edition,
    capsys: pytest.CaptureFixture[str],
) -> None:
    oracle, ledger = Oracle(edition), Ledger()
    gate = Gate(SAVERS + SUBMITTERS)
    dice = random.Random(20)  # noqa: S311 - which millisecond to kill at is no secret
    began = time.monotonic()
    with Database(installation.database_url, pool_size=4) as database:
        saving = plant(database, edition, SAVERS, is_answered=False)
        sending = [
            plant(database, edition, ATTEMPTS_EACH, is_answered=True) for _ in range(SUBMITTERS)
        ]
    installation.server.start()
    url = installation.server.url
    people = [
        *(Saver(seed, url, gate, ledger, oracle) for seed in saving),
        *(Submitter(seeds, url, gate, ledger, oracle) for seeds in sending),
    ]
    for person in people:
        person.start()
    first_sent: dict[UUID, object] = {}
    in_submit = 0

    for number in range(1, KILLS + 1):
        in_submit += wait_for_a_moment(ledger, dice, during_submit=number % 2 == 0)
        gate.close()
        installation.crash(number)
        gate.wait_for_everybody()
        installation.server.start()
        with Database(installation.database_url, pool_size=2) as database:
            assert lost_answers(ledger, oracle, stored_answers(database)) == []
            sent = completions(database)
        assert {one: sent.get(one) for one in first_sent} == first_sent, "sent twice"
        first_sent = sent
        gate.open()

    until(lambda: not any(p.is_alive() for p in people if isinstance(p, Submitter)),
          within_s=120, what="attempts are left")  # fmt: skip
    gate.finish()
    for person in people:
        person.join(60)
    submit_the_rest(saving, url)
    with Database(installation.database_url, pool_size=2) as database:
        wait_for_the_worker(database)
        report = final_report(database, ledger, installation)
    report = {
        "database": installation.kind,
        "kills": f"{KILLS}, {in_submit} of them with a submit under way",
        "saves acknowledged": ledger.total(lambda one: one.saves),
        "answers acknowledged last": ledger.total(lambda one: len(one.acknowledged)),
        **report,
        "seconds": round(time.monotonic() - began),
    }
    say(capsys, report)
    assert ledger.surprises == []
    assert installation.server.stop() == 0


def wait_for_a_moment(ledger: Ledger, dice: random.Random, *, during_submit: bool) -> bool:
    """Let people work, then return at a moment to kill at: any, or just after a submit leaves."""
    time.sleep(dice.uniform(0.2, 0.7))
    if not during_submit:
        return False
    ledger.about_to_submit.clear()
    is_under_way = ledger.about_to_submit.wait(1.0)
    time.sleep(dice.uniform(0.0, 0.04))
    return is_under_way


def submit_the_rest(seeds: list[Seed], url: str) -> None:
    """Send the savers' attempts too: whatever they hold, sending works once more."""
    for seed in seeds:
        with seed.driver(url) as driver:
            driver.submit(str(seed.attempt_id))


def final_report(
    database: Database, ledger: Ledger, installation: Installation
) -> dict[str, object]:
    """Count passes, certificates and files; raise where one is missing or twice."""
    with database.reading() as session:
        passed = set(session.scalars(select(Attempt.id).where(Attempt.has_passed)))
        rows = session.execute(
            select(Certificate.attempt_id, Certificate.state, Certificate.pdf_sha256)
        ).all()
        reserved = session.scalar(select(func.count()).where(CertificateEvent.kind == "reserved"))
        issued_events = Counter(
            session.scalars(
                select(CertificateEvent.certificate_id).where(
                    CertificateEvent.to_state == CertificateState.ISSUED
                )
            )
        )
    digests = {row.pdf_sha256 for row in rows if row.pdf_sha256}
    files = {path.stem for path in (installation.server.data_dir / "certificates").glob("*.pdf")}
    acknowledged = {attempt for attempt, one in ledger.promises.items() if one.is_submitted}
    assert acknowledged <= passed
    assert sorted(row.attempt_id for row in rows) == sorted(passed), "one certificate per pass"
    assert reserved == len(passed)
    assert set(issued_events.values()) <= {1}
    assert digests <= files
    named = ledger.total(lambda one: int(one.is_named))
    assert len(digests) == named
    present = ledger.total(lambda one: len(one.acknowledged))
    return {
        "present after each restart": present,
        "submits acknowledged": len(acknowledged),
        "attempts sent twice": 0,
        "certificates / passes": f"{len(rows)} / {len(passed)}",
        "signed PDFs / names confirmed": f"{len(digests)} / {named}",
        "files without a row (killed between)": len(files - digests),
    }
