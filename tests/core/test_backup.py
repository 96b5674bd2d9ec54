"""Backups: taken while the service runs, proven by restoring, refused when damaged."""

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from app.accounts.models import Person
from app.core.backup import BackupFailed, restore_backup, take_backup, verify_backup
from app.core.db import Database
from app.core.inuse import hold
from tests import factories


def silent(_step: str) -> None:
    return None


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that holds one certificate."""
    folder = tmp_path / "data"
    (folder / "certificates" / "2026").mkdir(parents=True)
    (folder / "certificates" / "2026" / "one.pdf").write_bytes(b"%PDF-1.7 signed bytes")
    return folder


def add_person(database: Database, email: str) -> None:
    with database.writing() as session:
        session.add(factories.person(email=email))


def emails(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Person.email).order_by(Person.email)))


def backup(database: Database, data_dir: Path, target: Path) -> Path:
    take_backup(database, data_dir, target, now=factories.NOON, progress=silent)
    return target


def test_what_was_backed_up_comes_back_and_nothing_else(
    database_url: str, data_dir: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        add_person(database, "before@example.org")
        copy = backup(database, data_dir, tmp_path / "copy.tar")
        add_person(database, "after@example.org")
    certificate = data_dir / "certificates" / "2026" / "one.pdf"
    certificate.unlink()
    (data_dir / "certificates" / "two.pdf").write_bytes(b"later")

    restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url) as database:
        assert emails(database) == ["before@example.org"]
    assert certificate.read_bytes() == b"%PDF-1.7 signed bytes"
    assert not (data_dir / "certificates" / "two.pdf").exists()
    assert (data_dir / "certificates.before" / "two.pdf").read_bytes() == b"later"


def test_a_restored_database_can_be_written_and_keeps_its_rules(
    database_url: str, data_dir: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        add_person(database, "one@example.org")
        copy = backup(database, data_dir, tmp_path / "copy.tar")

    restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url) as database:
        add_person(database, "two@example.org")
        with pytest.raises(Exception, match=r"(?i)unique"):
            add_person(database, "one@example.org")
        assert emails(database) == ["one@example.org", "two@example.org"]


def test_a_backup_says_what_it_holds(database: Database, data_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.tar"
    steps: list[str] = []

    report = take_backup(database, data_dir, target, now=factories.NOON, progress=steps.append)

    assert report.parts == 2
    assert report.size_bytes == target.stat().st_size
    assert report.taken_at == "2026-11-21T12:00:00+00:00"
    assert len(steps) == 3
    assert "certificates/2026/one.pdf" in verify_backup(target)


def test_only_the_operator_can_read_a_backup(
    database: Database, data_dir: Path, tmp_path: Path
) -> None:
    target = backup(database, data_dir, tmp_path / "copy.tar")

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.tar"]


def test_a_backup_taken_while_people_write_is_whole(
    database_url: str, data_dir: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        stop = threading.Event()
        acknowledged: list[str] = []

        def keep_writing() -> None:
            number = 0
            while not stop.is_set() or number < 5:
                email = f"p{number:05}@example.org"
                add_person(database, email)
                acknowledged.append(email)
                number += 1

        writer = threading.Thread(target=keep_writing)
        writer.start()
        while len(acknowledged) < 3:
            pass
        before = list(acknowledged)
        copy = backup(database, data_dir, tmp_path / "copy.tar")
        stop.set()
        writer.join()

    restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url) as database:
        restored = emails(database)
    assert restored[: len(before)] == before
    assert restored == acknowledged[: len(restored)]


def test_what_is_not_committed_is_not_in_the_backup(
    database_url: str, data_dir: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        with database.writing() as session:
            session.add(factories.person(email="open@example.org"))
            session.flush()
            copy = backup(database, data_dir, tmp_path / "copy.tar")
        assert emails(database) == ["open@example.org"]

    restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url) as database:
        assert emails(database) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("part", "otherwise"),
    [
        (b"%PDF-1.7 signed bytes", b"%PDF-1.7 forged bytes"),
        (b"SQLite format 3\x00", b"SQLite format 4\x00"),
        (b'"parts"', b'"pasts"'),
    ],
    ids=["certificate", "database", "manifest"],
)
def test_a_damaged_part_is_noticed_and_nothing_is_restored(
    database_url: str, data_dir: Path, tmp_path: Path, part: bytes, otherwise: bytes
) -> None:
    with Database(database_url) as database:
        copy = backup(database, data_dir, tmp_path / "copy.tar")
        add_person(database, "after@example.org")
    content = copy.read_bytes()
    assert part in content
    copy.write_bytes(content.replace(part, otherwise))

    with pytest.raises(BackupFailed):
        verify_backup(copy)
    with pytest.raises(BackupFailed):
        restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url) as database:
        assert emails(database) == ["after@example.org"]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_damaged_dump_is_noticed(database: Database, data_dir: Path, tmp_path: Path) -> None:
    copy = backup(database, data_dir, tmp_path / "copy.tar")
    content = bytearray(copy.read_bytes())
    content[content.index(b"PGDMP") + 200] ^= 0xFF
    copy.write_bytes(content)

    with pytest.raises(BackupFailed, match="damaged"):
        verify_backup(copy)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_cut_off_backup_is_noticed(database: Database, data_dir: Path, tmp_path: Path) -> None:
    copy = backup(database, data_dir, tmp_path / "copy.tar")
    copy.write_bytes(copy.read_bytes()[:20_000])

    with pytest.raises(BackupFailed):
        verify_backup(copy)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("not a backup")

    with pytest.raises(BackupFailed, match="cannot be read as a backup"):
        verify_backup(other)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_backup_of_the_other_database_is_refused(
    database: Database, data_dir: Path, tmp_path: Path
) -> None:
    copy = backup(database, data_dir, tmp_path / "copy.tar")

    with pytest.raises(BackupFailed, match="sqlite"):
        restore_backup(copy, make_url("postgresql://lms@/x?host=/nowhere"), data_dir)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_database_with_orphans_is_not_called_a_good_backup(
    database: Database, data_dir: Path, tmp_path: Path
) -> None:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(
            "insert into audit_event (at, actor_id, action, subject, details)"
            " values ('2026-11-21 12:00:00', 99, 'test.done', 'nothing', '{}')"
        )

    with pytest.raises(BackupFailed, match="not whole"):
        backup(database, data_dir, tmp_path / "copy.tar")

    assert list(tmp_path.glob("copy*")) == []


def test_the_databases_password_never_shows_in_the_list_of_processes(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "bin" / "pg_dump"
    tool.parent.mkdir()
    tool.write_text(
        f'#!/bin/sh\ncd {tmp_path}\necho "$@" > arguments\necho "$PGPASSWORD" > password\nexit 1\n'
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")

    with (
        Database("postgresql://lms:s3cret@nowhere/lms") as database,
        pytest.raises(BackupFailed, match="pg_dump"),
    ):
        backup(database, data_dir, tmp_path / "copy.tar")

    assert "s3cret" not in (tmp_path / "arguments").read_text()
    assert "lms@nowhere/lms" in (tmp_path / "arguments").read_text()
    assert (tmp_path / "password").read_text() == "s3cret\n"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_replaced_database_is_kept_beside_the_restored_one(
    database_url: str, data_dir: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        copy = backup(database, data_dir, tmp_path / "copy.tar")
        add_person(database, "after@example.org")

    restore_backup(copy, make_url(database_url), data_dir)

    with Database(database_url + ".before") as before:
        assert emails(before) == ["after@example.org"]


def test_nothing_is_restored_under_a_running_service(
    database: Database, database_url: str, tmp_path: Path, data_dir: Path
) -> None:
    copy = tmp_path / "backup.tar"
    take_backup(database, data_dir, copy, now=factories.NOON, progress=lambda _step: None)

    with hold(data_dir), pytest.raises(BackupFailed, match="stop it first"):
        restore_backup(copy, make_url(database_url), data_dir)

    assert restore_backup(copy, make_url(database_url), data_dir) >= 1


def test_a_second_restore_keeps_what_the_first_set_aside(
    database: Database, database_url: str, tmp_path: Path, data_dir: Path
) -> None:
    (data_dir / "certificates").mkdir(exist_ok=True)
    (data_dir / "certificates" / "one.pdf").write_bytes(b"one")
    copy = tmp_path / "backup.tar"
    take_backup(database, data_dir, copy, now=factories.NOON, progress=lambda _step: None)
    (data_dir / "certificates" / "one.pdf").write_bytes(b"the original")
    database.dispose()

    for _twice in range(2):
        restore_backup(copy, make_url(database_url), data_dir)

    kept = data_dir / "certificates.before" / "one.pdf"
    assert kept.read_bytes() == b"the original"
    assert (data_dir / "certificates.before-2").is_dir()
