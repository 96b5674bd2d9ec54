"""The migrations: equal to the models, reversible, harmless to what is in the tables."""

from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Person
from app.certificates.models import Certificate, CertificateEvent, ProgrammeVersion
from app.core import limits, mail  # noqa: F401 - their tables
from app.core.audit import AuditEvent, record
from app.core.db import Base, Database
from app.core.migration import (
    DatabaseNewerThanCode,
    alembic_config,
    downgrade,
    is_current,
    upgrade,
)
from app.learning.models import LessonProgress
from app.quiz.models import Attempt
from tests import factories


def fill(database: Database) -> None:
    """Put a person with progress, an attempt and a certificate into the tables."""
    with database.writing() as session:
        session.add(learner := factories.person())
        session.flush()
        session.add(
            LessonProgress(
                learner_id=learner.id,
                lesson_id="m01-l01",
                read_sections=["elements"],
                last_section="elements",
                started_at=factories.NOON,
                updated_at=factories.NOON,
            )
        )
        attempt = factories.attempt(learner_id=learner.id)
        programme = ProgrammeVersion(
            slug="p", version="1", title_fr="x", title_ar="y", minutes=1, created_at=factories.NOON
        )
        session.add_all([attempt, programme])
        session.flush()
        certificate = Certificate(
            public_code="0" * 15,
            learner_id=learner.id,
            attempt_id=attempt.id,
            programme_version_id=programme.id,
            passed_at=factories.NOON,
            scaled_score=0.8,
            reserved_at=factories.NOON,
        )
        session.add(certificate)
        session.flush()
        session.add(
            CertificateEvent(
                certificate_id=certificate.id,
                at=factories.NOON,
                actor_id=learner.id,
                kind="reserved",
                to_state="reserved",
                prev_hash="0" * 64,
                hash=uuid4().hex * 2,
            )
        )
        record(session, learner.id, "test.done", "nothing", now=factories.NOON)


def test_the_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_alembic_check_finds_nothing_to_add(database: Database) -> None:
    command.check(alembic_config(database.url.render_as_string(hide_password=False)))


def test_going_down_to_nothing_and_up_again_works_on_a_filled_database(database: Database) -> None:
    fill(database)

    downgrade(database, "base")

    left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade(database)
    assert is_current(database)


def test_one_step_down_and_up_keeps_every_row(database: Database) -> None:
    fill(database)

    downgrade(database, "-1")
    upgrade(database)

    with database.reading() as session:
        for table in (Person, LessonProgress, Attempt, Certificate, CertificateEvent, AuditEvent):
            assert len(session.scalars(select(table)).all()) == 1, table


def test_what_was_recorded_cannot_be_changed_or_removed(database: Database) -> None:
    fill(database)

    for statement in (
        "update certificate_event set kind = 'other'",
        "delete from certificate_event",
        "update audit_event set action = 'other'",
        "delete from audit_event",
    ):
        with pytest.raises(DatabaseError, match="append-only"), database.writing() as session:
            session.execute(text(statement))


def test_erasing_a_person_keeps_the_trail_without_their_number(database: Database) -> None:
    fill(database)

    with database.writing() as session:
        session.execute(text("delete from person"))

    with database.reading() as session:
        assert session.scalars(select(AuditEvent.actor_id)).all() == [None]
        assert session.scalars(select(Certificate.learner_id)).all() == [None]


def test_a_database_from_a_later_release_is_recognised(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999_future'"))

    with pytest.raises(DatabaseNewerThanCode):
        is_current(database)


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        (table.name, constraint)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]

    assert unnamed == []
