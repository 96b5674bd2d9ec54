from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.errors import Problems
from app.accounts.models import Person
from app.certificates import claims, issuing, own, service, states
from app.certificates import sign as sealing
from app.certificates.archive import Archive, DamagedFile
from app.certificates.errors import (
    CertificateNotFound,
    NameAlreadyConfirmed,
    NameNotConfirmed,
    NotReadyYet,
    SigningKeyProblem,
    UnknownCode,
    WrongState,
)
from app.certificates.ledger import find_broken_event
from app.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateState,
    ProgrammeVersion,
    RevocationReason,
)
from app.certificates.schemas import Outcome
from app.certificates.verification import count_verification, verify
from app.core.audit import AuditEvent
from app.core.db import Database
from app.core.errors import AppError
from app.core.mail import Mail
from app.core.settings import Settings
from app.modules.edition import Edition
from tests.certificates import builders
from tests.factories import NOON

SECRET = "a secret"
LATER = NOON + timedelta(days=3)
MakeSettings = Callable[..., Settings]


@pytest.fixture
def settings(make_settings: MakeSettings, key_file: Path) -> Settings:
    return make_settings(signing_key=key_file)


@pytest.fixture
def reserved(database: Database, edition: Edition) -> UUID:
    """A certificate that waits for its holder's name."""
    return builders.reserve(database, edition)


@pytest.fixture
def issued(database: Database, settings: Settings, reserved: UUID) -> UUID:
    builders.confirm(database, reserved)
    assert issuing.issue(database, settings, reserved, now=NOON)
    return reserved


def read(database: Database, certificate_id: UUID) -> Certificate:
    with database.reading() as session:
        return session.get_one(Certificate, certificate_id)


def act(
    database: Database, certificate_id: UUID, change: Callable[[Session, Certificate], object]
) -> Certificate:
    with database.writing() as session:
        certificate = session.get_one(Certificate, certificate_id)
        change(session, certificate)
    return read(database, certificate_id)


def revoke(session: Session, certificate: Certificate) -> None:
    reason = RevocationReason.EXAM_IRREGULARITY
    service.revoke(session, certificate, reason, actor_id=None, now=LATER)


def suspend(session: Session, certificate: Certificate) -> None:
    service.suspend(session, certificate, actor_id=None, now=LATER)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# ---- Reserving ---------------------------------------------------------------------------------


def test_a_pass_reserves_a_certificate_with_its_code(
    database: Database, edition: Edition, reserved: UUID
) -> None:
    certificate = read(database, reserved)

    assert certificate.state == CertificateState.RESERVED
    assert len(certificate.public_code) == 15
    assert certificate.scaled_score == 0.875
    assert certificate.programme.version == "2026-1"
    assert certificate.programme.title_ar == edition.course.title.ar
    assert certificate.name_confirmed_at is None


def test_the_length_of_the_programme_is_what_could_be_followed(
    database: Database, edition: Edition, reserved: UUID
) -> None:
    listed = sum(lesson.minutes for lesson in edition.all_listed_lessons())
    announced = sum(module.minutes for module in edition.modules())

    assert listed <= read(database, reserved).programme.minutes <= announced


def test_the_same_pass_reserves_once(database: Database, edition: Edition) -> None:
    passed = builders.passed(database)

    for _ in range(3):
        with database.writing() as session:
            service.reserve(session, passed, edition, now=NOON)

    assert count(database, Certificate) == 1
    assert count(database, CertificateEvent) == 1


def test_a_second_pass_of_the_same_programme_reserves_nothing(
    database: Database, edition: Edition, reserved: UUID
) -> None:
    learner_id = read(database, reserved).learner_id
    again = builders.passed(database, learner_id=learner_id, number=2)

    with database.writing() as session:
        service.reserve(session, again, edition, now=LATER)

    assert count(database, Certificate) == 1


def test_a_revoked_certificate_blocks_a_second_one(
    database: Database, edition: Edition, issued: UUID
) -> None:
    act(database, issued, revoke)
    learner_id = read(database, issued).learner_id
    again = builders.passed(database, learner_id=learner_id, number=2)

    with database.writing() as session:
        service.reserve(session, again, edition, now=LATER)

    assert count(database, Certificate) == 1


def test_a_pass_that_is_undone_leaves_no_certificate(database: Database, edition: Edition) -> None:
    passed = builders.passed(database)

    with database.open_session(writes=True) as session:
        service.reserve(session, passed, edition, now=NOON)

    assert count(database, Certificate) == count(database, ProgrammeVersion) == 0


# ---- The name ----------------------------------------------------------------------------------


def test_the_confirmed_name_is_fixed_once(database: Database, reserved: UUID) -> None:
    builders.confirm(database, reserved)

    certificate = read(database, reserved)
    assert (certificate.name_latin, certificate.name_arabic) == ("Salma Bennani", "سلمى بناني")
    assert certificate.initials == "S. B. · س. ب."
    with pytest.raises(NameAlreadyConfirmed):
        builders.confirm(database, reserved, name_latin="Another Name")
    assert read(database, reserved).name_latin == "Salma Bennani"


def test_the_same_name_sent_twice_is_one_confirmation(database: Database, reserved: UUID) -> None:
    builders.confirm(database, reserved)
    before = count(database, CertificateEvent)

    builders.confirm(database, reserved, name_latin="  Salma   Bennani ")

    assert count(database, CertificateEvent) == before


def test_all_that_is_wrong_with_a_name_is_said_at_once(database: Database, reserved: UUID) -> None:
    with pytest.raises(Problems) as problems:
        builders.confirm(database, reserved, name_latin="<b>", name_arabic="")

    assert [problem.field for problem in problems.value.found] == ["name_latin", "name_arabic"]
    assert read(database, reserved).name_confirmed_at is None


def test_a_cancelled_certificate_takes_no_name(database: Database, reserved: UUID) -> None:
    def cancel(session: Session, certificate: Certificate) -> None:
        states.move(session, certificate, CertificateState.CANCELLED, actor_id=None, now=NOON)

    act(database, reserved, cancel)

    with pytest.raises(WrongState):
        builders.confirm(database, reserved)


# ---- Issuing -----------------------------------------------------------------------------------


def test_the_worker_leaves_an_unconfirmed_certificate_alone(
    database: Database, settings: Settings, reserved: UUID
) -> None:
    assert not issuing.issue(database, settings, reserved, now=NOON)
    with database.reading() as session:
        assert list(claims.list_waiting(session, NOON)) == []
        with pytest.raises(NameNotConfirmed):
            own.get_file_digest(session.get_one(Certificate, reserved))


def test_an_issued_certificate_keeps_its_bytes(
    database: Database, settings: Settings, issued: UUID
) -> None:
    certificate = read(database, issued)

    assert certificate.state == CertificateState.ISSUED
    assert certificate.issued_at == NOON
    assert certificate.pades_level == "B-B"
    assert certificate.lease_until is None
    pdf = Archive(settings.data_dir).read(own.get_file_digest(certificate))
    assert pdf.startswith(b"%PDF")
    assert len(pdf) == certificate.pdf_size_bytes
    assert not list((settings.data_dir / "certificates").glob(".*"))


def test_it_is_made_once_and_the_holder_is_told_once(
    database: Database, settings: Settings, issued: UUID
) -> None:
    before = read(database, issued).pdf_sha256

    assert not issuing.issue(database, settings, issued, now=LATER)

    assert read(database, issued).pdf_sha256 == before
    with database.reading() as session:
        letters = session.scalars(select(Mail)).all()
    assert [letter.template for letter in letters] == ["certificates/mail/issued.txt"]


def test_a_waiting_certificate_is_found_by_the_sweep_until_it_is_claimed(
    database: Database, reserved: UUID
) -> None:
    builders.confirm(database, reserved)
    with database.writing() as session:
        assert list(claims.list_waiting(session, NOON)) == [str(reserved)]
        claimed = claims.claim(session, reserved, now=NOON)

    assert claimed is not None
    with database.writing() as session:
        assert claims.claim(session, reserved, now=NOON) is None
        assert list(claims.list_waiting(session, NOON)) == []
        over = NOON + claims.LEASE
        assert list(claims.list_waiting(session, over)) == [str(reserved)]
        assert claims.claim(session, reserved, now=over) is not None


def test_a_worker_that_died_is_replaced_and_its_late_file_refused(
    database: Database, settings: Settings, reserved: UUID
) -> None:
    builders.confirm(database, reserved)
    with database.writing() as session:
        dead = claims.claim(session, reserved, now=NOON)
    assert dead is not None

    assert issuing.issue(database, settings, reserved, now=NOON + claims.LEASE)

    made = claims.SignedFile("0" * 64, 1, LATER, "1", "B-B")
    with database.writing() as session:
        key_id = read(database, reserved).signing_key_id
        assert not claims.record_issued(session, dead, made, signing_key_id=key_id or 0)
    certificate = read(database, reserved)
    assert certificate.public_code == dead.code
    assert certificate.pdf_sha256 != "0" * 64
    assert certificate.render_tries == 2


def test_a_file_made_too_late_is_removed(
    database: Database, settings: Settings, reserved: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.confirm(database, reserved)
    sign = sealing.sign_pdf

    def slow_sign(*arguments: object) -> bytes:
        monkeypatch.setattr(sealing, "sign_pdf", sign)
        assert issuing.issue(database, settings, reserved, now=NOON + claims.LEASE)
        return sign(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "sign_pdf", slow_sign)

    assert not issuing.issue(database, settings, reserved, now=NOON)
    kept = [path.stem for path in (settings.data_dir / "certificates").glob("*.pdf")]
    assert kept == [read(database, reserved).pdf_sha256]


def test_a_failure_is_tried_again_then_set_aside_then_made_with_the_same_code(
    database: Database, make_settings: MakeSettings, settings: Settings, reserved: UUID
) -> None:
    builders.confirm(database, reserved)
    code = read(database, reserved).public_code
    without_key = make_settings(signing_key=settings.data_dir / "missing.p12")
    now = NOON
    for _ in range(claims.MAX_TRIES):
        with pytest.raises(SigningKeyProblem):
            issuing.issue(database, without_key, reserved, now=now)
        assert not issuing.issue(database, settings, reserved, now=now)  # waits a little
        now += claims.RETRY_DELAY
    assert read(database, reserved).state == CertificateState.FAILED
    with database.reading() as session, pytest.raises(NotReadyYet):
        own.get_file_digest(session.get_one(Certificate, reserved))

    act(database, reserved, lambda session, failed: claims.retry(session, failed, now=now))

    assert issuing.issue(database, settings, reserved, now=now)
    assert read(database, reserved).public_code == code


def test_a_failure_of_a_claim_that_is_over_changes_nothing(
    database: Database, settings: Settings, reserved: UUID
) -> None:
    builders.confirm(database, reserved)
    with database.writing() as session:
        dead = claims.claim(session, reserved, now=NOON)
    assert dead is not None
    assert issuing.issue(database, settings, reserved, now=NOON + claims.LEASE)

    with database.writing() as session:
        claims.record_failure(session, dead, now=LATER)

    assert read(database, reserved).state == CertificateState.ISSUED


def test_two_certificates_share_the_key_of_the_register(
    database: Database, settings: Settings, edition: Edition, issued: UUID
) -> None:
    second = builders.reserve(database, edition)
    builders.confirm(database, second)

    assert issuing.issue(database, settings, second, now=NOON)

    assert read(database, second).signing_key_id == read(database, issued).signing_key_id
    assert (
        read(database, second).programme_version_id == read(database, issued).programme_version_id
    )


def test_in_development_a_key_is_made_and_the_page_says_specimen(
    database: Database, make_settings: MakeSettings, reserved: UUID
) -> None:
    settings = make_settings()
    builders.confirm(database, reserved)

    assert issuing.issue(database, settings, reserved, now=datetime.now(UTC))

    with database.reading() as session:
        assert own.describe(session, session.get_one(Certificate, reserved)).is_specimen


def test_a_damaged_or_missing_file_is_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.keep(b"%PDF")

    (tmp_path / "certificates" / f"{digest}.pdf").write_bytes(b"%PDF changed")

    with pytest.raises(DamagedFile, match="changed"):
        archive.read(digest)
    archive.remove(digest)
    with pytest.raises(DamagedFile, match="missing"):
        archive.read(digest)


# ---- Closing and replacing ---------------------------------------------------------------------


def test_a_revocation_is_final_audited_and_shows_its_category(
    database: Database, issued: UUID
) -> None:
    certificate = act(database, issued, revoke)

    assert certificate.state == CertificateState.REVOKED
    assert certificate.closed_at == LATER
    with database.reading() as session:
        found = verify(session, certificate.public_code)
        trail = session.scalars(select(AuditEvent)).all()
        with pytest.raises(WrongState):
            own.get_file_digest(certificate)
    assert (found.outcome, found.reason) == (Outcome.REVOKED, "Irregularity in the final quiz")
    assert [(event.action, event.details) for event in trail] == [
        ("certificate.revoked", {"reason": "exam_irregularity"})
    ]
    with pytest.raises(WrongState):
        act(database, issued, revoke)


def test_a_suspension_can_end(database: Database, issued: UUID) -> None:
    act(database, issued, suspend)
    with database.reading() as session:
        code = session.get_one(Certificate, issued).public_code
        assert verify(session, code).outcome is Outcome.SUSPENDED

    act(
        database,
        issued,
        lambda session, one: service.reinstate(session, one, actor_id=None, now=LATER),
    )

    with database.reading() as session:
        assert verify(session, code).outcome is Outcome.VALID
    with pytest.raises(WrongState):
        act(
            database,
            issued,
            lambda session, one: service.reinstate(session, one, actor_id=None, now=LATER),
        )


@pytest.mark.parametrize("state", CertificateState)
@pytest.mark.parametrize("target", CertificateState)
def test_only_the_listed_steps_are_allowed(
    state: CertificateState, target: CertificateState
) -> None:
    certificate = Certificate(state=state.value)

    assert states.may_become(certificate, target) == (target in states.STEPS[state])


def test_a_correction_of_the_name_is_a_new_certificate(
    database: Database, settings: Settings, issued: UUID
) -> None:
    old = read(database, issued)
    with database.writing() as session:
        new_id = service.reissue(
            session,
            session.get_one(Certificate, issued),
            name_latin="Salma Benani",
            name_arabic="سلمى بناني",
            actor_id=None,
            now=LATER,
        ).id
    assert issuing.issue(database, settings, new_id, now=LATER)

    new = read(database, new_id)
    assert new.public_code != old.public_code
    assert (new.attempt_id, new.learner_id) == (old.attempt_id, old.learner_id)
    with database.reading() as session:
        assert verify(session, old.public_code).outcome is Outcome.REPLACED
        assert verify(session, new.public_code).outcome is Outcome.VALID
        page = own.describe(session, session.get_one(Certificate, issued))
        assert page.replacement_id == new_id
        assert [shown.id for shown in own.list_own(session, old.learner_id or 0)] == [new_id]
        exported = own.export_certificates(session, old.learner_id or 0)
    assert [row["state"] for row in exported] == ["superseded", "issued"]
    assert exported[1]["replaces"] == exported[0]["code"]


def test_a_certificate_is_replaced_once(database: Database, issued: UUID) -> None:
    def reissue(session: Session, certificate: Certificate) -> None:
        service.reissue(
            session,
            certificate,
            name_latin="Salma Benani",
            name_arabic="سلمى بناني",
            actor_id=None,
            now=LATER,
        )

    act(database, issued, reissue)

    with pytest.raises(WrongState):
        act(database, issued, reissue)
    assert count(database, Certificate) == 2


def test_a_file_that_a_crash_left_behind_goes_with_the_next_tidying(
    database: Database, settings: Settings, issued: UUID
) -> None:
    archive = Archive(settings.data_dir)
    kept = archive.read(read(database, issued).pdf_sha256 or "")
    builders.erase(database, read(database, issued).learner_id or 0, SECRET, archive, now=LATER)
    archive.keep(kept)  # as if the process had ended before it removed the file
    archive.keep(b"%PDF of somebody else")

    with database.writing() as session:
        service.remove_withdrawn_files(session, archive)

    (left,) = (settings.data_dir / "certificates").glob("*.pdf")
    assert left.read_bytes() == b"%PDF of somebody else"


def test_an_erased_holders_code_answers_withdrawn(
    database: Database, settings: Settings, issued: UUID
) -> None:
    before = read(database, issued)
    archive = Archive(settings.data_dir)

    builders.erase(database, before.learner_id or 0, SECRET, archive, now=LATER)

    certificate = read(database, issued)
    assert certificate.state == CertificateState.WITHDRAWN
    assert (certificate.name_latin, certificate.name_arabic, certificate.initials) == (None,) * 3
    assert certificate.learner_id is None
    assert certificate.pdf_sha256 == before.pdf_sha256
    assert not list((settings.data_dir / "certificates").glob("*.pdf"))
    assert count(database, Person) == 0
    with database.reading() as session:
        found = verify(session, certificate.public_code)
        assert find_broken_event(session) is None
    assert found.outcome is Outcome.WITHDRAWN
    assert found.issued_at == NOON
    assert found.initials is None
    assert service.name_matches(certificate, "bennani SALMA", secret=SECRET)
    assert service.name_matches(certificate, "سلمي بنّاني", secret=SECRET)
    assert not service.name_matches(certificate, "Salma Alaoui", secret=SECRET)
    assert not service.name_matches(certificate, "Salma Bennani", secret="another")


def test_erasing_a_holder_cancels_what_was_never_issued(
    database: Database, settings: Settings, reserved: UUID
) -> None:
    learner_id = read(database, reserved).learner_id or 0

    builders.erase(database, learner_id, SECRET, Archive(settings.data_dir), now=LATER)

    certificate = read(database, reserved)
    assert certificate.state == CertificateState.CANCELLED
    with database.reading() as session:
        assert verify(session, certificate.public_code).outcome is Outcome.UNKNOWN


def test_erasing_a_holder_leaves_a_revocation_as_it_is(
    database: Database, settings: Settings, issued: UUID
) -> None:
    act(database, issued, revoke)
    learner_id = read(database, issued).learner_id or 0

    builders.erase(database, learner_id, SECRET, Archive(settings.data_dir), now=LATER)

    certificate = read(database, issued)
    assert certificate.state == CertificateState.REVOKED
    assert certificate.name_latin is None


# ---- Verifying ---------------------------------------------------------------------------------


def test_a_valid_certificate_shows_nothing_but_what_everybody_may_know(
    database: Database, issued: UUID
) -> None:
    code = read(database, issued).public_code
    with database.reading() as session:
        found = verify(session, code)

    assert found.outcome is Outcome.VALID
    assert found.initials == "S. B. · س. ب."
    assert (found.edition, found.issued_at) == ("2026-1", NOON)
    shown = repr(found)
    assert "Bennani" not in shown
    assert "بناني" not in shown
    assert "0.875" not in shown


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_certificate_that_is_not_issued_is_unknown(
    database: Database,
    reserved: UUID,
    is_confirmed: bool,  # noqa: FBT001
) -> None:
    if is_confirmed:
        builders.confirm(database, reserved)
    code = read(database, reserved).public_code
    with database.reading() as session:
        assert verify(session, code).outcome is Outcome.UNKNOWN
        assert verify(session, "0" * 15).outcome is Outcome.UNKNOWN
        with pytest.raises(UnknownCode):
            service.get_by_code(session, "0" * 15)


@pytest.mark.parametrize(
    ("written", "is_same"),
    [
        ("Salma Bennani", True),
        ("  BENNANI   salma ", True),
        ("sàlma bénnani", True),
        ("سلمى بناني", True),
        ("بناني سلمي", True),
        ("سَلْمَى بَنَّانِي", True),
        ("Salma", False),
        ("Salma Bennan", False),
        ("", False),
        ("سلمى بنان", False),
    ],
)
def test_a_name_is_compared_without_its_spelling(written: str, is_same: bool) -> None:  # noqa: FBT001
    certificate = Certificate(
        public_code=builders.CODE, name_latin="Salma Bennani", name_arabic="سلمى بناني"
    )

    assert service.name_matches(certificate, written, secret=SECRET) is is_same


def test_verifications_are_counted_by_day_and_result(database: Database) -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # already the 22nd in Morocco
    for outcome, at in ((Outcome.VALID, NOON), (Outcome.VALID, NOON), (Outcome.VALID, late)):
        with database.writing() as session:
            count_verification(session, outcome, now=at)

    with database.reading() as session:
        rows = session.execute(builders.COUNTS).all()
    assert [(row.day.day, row.result, row[2]) for row in rows] == [
        (21, "valid", 2),
        (22, "valid", 1),
    ]


# ---- The ledger --------------------------------------------------------------------------------


def test_every_step_is_sealed_into_one_chain(
    database: Database, issued: UUID, edition: Edition
) -> None:
    builders.reserve(database, edition)
    act(database, issued, revoke)

    with database.reading() as session:
        events = session.scalars(select(CertificateEvent).order_by(CertificateEvent.id)).all()
        assert find_broken_event(session) is None
    assert [event.kind for event in events] == [
        "reserved", "name_confirmed", "issued", "reserved", "revoked",
    ]  # fmt: skip
    assert [event.prev_hash for event in events[1:]] == [event.hash for event in events[:-1]]


def test_a_rewritten_event_is_found(database: Database, issued: UUID) -> None:
    with database.writing() as session:
        event = session.scalars(select(CertificateEvent).limit(1)).one()
        event.kind = "revoked"
        with pytest.raises(DBAPIError):  # the database itself refuses
            session.flush()
        session.rollback()

    with database.reading() as session:
        event = session.scalars(
            select(CertificateEvent).order_by(CertificateEvent.id).limit(1)
        ).one()
        event.kind = "revoked"
        with session.no_autoflush:
            assert find_broken_event(session) == event.id


# ---- Whose it is -------------------------------------------------------------------------------


def test_another_learners_certificate_does_not_exist(database: Database, issued: UUID) -> None:
    stranger = builders.passed(database).learner_id
    with database.reading() as session:
        for certificate_id in (issued, uuid4()):
            with pytest.raises(CertificateNotFound):
                service.get_own(session, certificate_id, learner_id=stranger)
        assert own.panel(session, stranger, NOON) is None


def test_every_failure_has_a_code_of_its_own() -> None:
    found = [kind for kind in AppError.__subclasses__() for kind in kind.__subclasses__()]
    codes = [kind.code for kind in found if kind.__module__ == "app.certificates.errors"]

    assert len(codes) == len(set(codes)) > 10
    assert all(code.startswith("certificates.") for code in codes)
