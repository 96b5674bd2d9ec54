"""Once and only once: fifty at the same time, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from app.certificates import claims, issuing, service
from app.certificates.errors import NameAlreadyConfirmed
from app.certificates.ledger import find_broken_event
from app.certificates.models import Certificate, CertificateEvent, CertificateState
from app.core.db import Database
from app.core.settings import Settings
from app.modules.edition import Edition
from tests.certificates import builders
from tests.factories import NOON

FIFTY = range(50)
THREADS = 8


def test_fifty_passes_at_once_reserve_one_certificate(database: Database, edition: Edition) -> None:
    fact = builders.passed(database)

    def reserve(_number: int) -> None:
        with database.writing() as session:
            service.reserve(session, fact, edition, now=NOON)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(reserve, FIFTY))

    with database.reading() as session:
        assert session.scalar(select(func.count(Certificate.id))) == 1
        assert session.scalar(select(func.count(CertificateEvent.id))) == 1


def test_fifty_learners_at_once_get_one_certificate_each_and_one_chain(
    database: Database, edition: Edition
) -> None:
    facts = [builders.passed(database) for _ in FIFTY]

    def reserve(number: int) -> None:
        with database.writing() as session:
            service.reserve(session, facts[number], edition, now=NOON)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(reserve, FIFTY))

    with database.reading() as session:
        assert session.scalar(select(func.count(Certificate.public_code.distinct()))) == 50
        assert find_broken_event(session) is None


def test_fifty_workers_at_once_claim_a_certificate_once(
    database: Database, edition: Edition
) -> None:
    certificate_id = builders.reserve(database, edition)
    builders.confirm(database, certificate_id)

    def claim(_number: int) -> bool:
        with database.writing() as session:
            return claims.claim(session, certificate_id, now=NOON) is not None

    with ThreadPoolExecutor(THREADS) as threads:
        won = list(threads.map(claim, FIFTY))

    assert won.count(True) == 1


def test_fifty_workers_at_once_make_one_file(
    database: Database,
    edition: Edition,
    make_settings: Callable[..., Settings],
    key_file: Path,
) -> None:
    settings = make_settings(signing_key=key_file)
    certificate_id = builders.reserve(database, edition)
    builders.confirm(database, certificate_id)

    with ThreadPoolExecutor(THREADS) as threads:
        made = list(
            threads.map(
                lambda _number: issuing.issue(database, settings, certificate_id, now=NOON), FIFTY
            )
        )

    assert made.count(True) == 1
    with database.reading() as session:
        certificate = session.get_one(Certificate, certificate_id)
        issued = select(func.count()).where(CertificateEvent.to_state == CertificateState.ISSUED)
        assert session.scalar(issued) == 1
    kept = [path.stem for path in (settings.data_dir / "certificates").glob("*.pdf")]
    assert kept == [certificate.pdf_sha256]


def test_fifty_confirmations_at_once_fix_one_name(database: Database, edition: Edition) -> None:
    certificate_id = builders.reserve(database, edition)

    def confirm(number: int) -> bool:
        name = f"Salma {'ABCDEFGHIJ'[number % 10]}ennani"
        try:
            builders.confirm(database, certificate_id, name_latin=name)
        except NameAlreadyConfirmed:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as threads:
        accepted = list(threads.map(confirm, FIFTY))

    with database.reading() as session:
        name = session.get_one(Certificate, certificate_id).name_latin
        fixed = select(func.count()).where(CertificateEvent.kind == "name_confirmed")
        assert session.scalar(fixed) == 1
    assert accepted.count(True) == 5  # the same name, sent by five of the fifty
    assert name in {f"Salma {letter}ennani" for letter in "ABCDEFGHIJ"}
