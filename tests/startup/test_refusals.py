"""A start that cannot be good is refused: one sentence, what to do, exit code 1."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.db import Database
from tests.server import ROOT, Server
from tests.startup.conftest import MakeServer, own_cache

PRODUCTION = {
    "APP_ENVIRONMENT": "production",
    "APP_SECRET_KEY": "a long value that was drawn at random for this test",
}


def refusal(server: Server) -> str:
    """Start the server, which must refuse; return its one sentence."""
    done = server.lms("serve", "--port", str(server.port))
    said = done.stderr.strip()
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in done.stdout + done.stderr
    assert not server.processes()
    return said


def test_a_database_newer_than_the_code(make_server: MakeServer, empty_url: str | None) -> None:
    server = make_server(database_url=empty_url)
    server.migrate()
    url = empty_url or f"sqlite:///{server.data_dir / 'lms.sqlite3'}"
    with Database(url) as database, database.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999_future'"))

    said = refusal(server)

    assert "newer than this code" in said
    assert "Install the release that migrated it" in said
    migrating = server.lms("migrate")
    assert migrating.returncode == 1
    assert "newer than this code" in migrating.stderr


def test_a_database_without_tables(make_server: MakeServer, empty_url: str | None) -> None:
    said = refusal(make_server(database_url=empty_url))

    assert "lms migrate" in said


def test_a_database_that_does_not_answer(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(database_url=f"postgresql://lms@/lms?host={tmp_path / 'nowhere'}")

    said = refusal(server)

    assert "APP_DATABASE_URL" in said


def test_a_file_that_is_no_database(make_server: MakeServer) -> None:
    server = make_server()
    (server.data_dir / "lms.sqlite3").write_bytes(b"this is no database at all" * 100)

    said = refusal(server)

    assert "database" in said


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"APP_ENVIRONMENT": "production"}, "APP_SECRET_KEY"),
        (PRODUCTION | {"APP_DEMO": "true"}, "APP_DEMO"),
        (PRODUCTION | {"APP_BASE_URL": "http://example.org"}, "https"),
        (PRODUCTION | {"APP_PROCESSES": "2"}, "APP_DATABASE_URL"),
        ({"APP_ENVIRONMENT": "staging"}, "APP_ENVIRONMENT"),
        ({"APP_EXIT_URL": "http://plain.example"}, "APP_EXIT_URL"),
    ],
    ids=["secret", "demo", "http", "processes", "environment", "exit"],
)
def test_settings_that_must_not_be(
    make_server: MakeServer, environment: dict[str, str], words: str
) -> None:
    server = make_server()
    server.migrate()
    server.environment.update(environment)

    assert words in refusal(server)


def test_a_signing_key_that_is_not_there(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(environment={"APP_SIGNING_KEY": str(tmp_path / "none.p12")})
    server.migrate()

    assert "APP_SIGNING_KEY" in refusal(server)


def test_a_signing_key_that_cannot_be_read(make_server: MakeServer, tmp_path: Path) -> None:
    (tmp_path / "key.p12").write_bytes(b"no key at all")
    server = make_server(environment={"APP_SIGNING_KEY": str(tmp_path / "key.p12")})
    server.migrate()

    assert "APP_SIGNING_KEY" in refusal(server)


def test_production_without_a_signing_key(make_server: MakeServer) -> None:
    server = make_server(environment=PRODUCTION)
    server.migrate()

    assert "APP_SIGNING_KEY" in refusal(server)


def test_a_specimen_key_in_production(make_server: MakeServer, tmp_path: Path) -> None:
    maker = Server(tmp_path / "maker")
    assert maker.lms("certificates", "new-dev-key").returncode == 0
    key = next((maker.data_dir / "secrets").glob("*.p12"))
    server = make_server(environment=PRODUCTION | {"APP_SIGNING_KEY": str(key)})
    server.migrate()

    said = refusal(server)

    assert "specimen" in said.lower() or "development" in said.lower()


def test_a_machine_without_pango(make_server: MakeServer) -> None:
    folder = Path(__file__).parent / "without_pango"
    server = make_server(environment={"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"})
    server.migrate()

    said = refusal(server)

    assert "pango" in said
    assert "requirements/system-run.txt" in said


def test_a_copy_of_the_service_without_its_fonts(make_server: MakeServer, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "app",
        tmp_path / "copy" / "app",
        ignore=shutil.ignore_patterns("__pycache__", "*.ttf"),
    )
    (tmp_path / "copy" / "migrations").symlink_to(ROOT / "migrations")
    server = make_server()
    server.migrate()

    done = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", str(server.port)],
        env=server.environment | {"PYTHONPATH": str(tmp_path / "copy")},
        cwd=tmp_path / "copy",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "CertNaskh-Regular.ttf" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def broken_content(tmp_path: Path) -> Path:
    """Return a copy of the course with one file broken."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    course = folder / "course.yml"
    course.write_text(course.read_text("utf-8") + "\nno_such_field: [\n", "utf-8")
    return folder


def test_a_broken_course_without_a_last_good_edition(
    make_server: MakeServer, tmp_path: Path
) -> None:
    folder = broken_content(tmp_path)
    server = make_server(cache=None, environment={"APP_CONTENT_ROOT": str(folder)})
    server.migrate()

    said = refusal(server)

    assert "lms content lint" in said
    assert "course.yml:" in said


def test_a_broken_course_with_a_last_good_edition_is_served_and_named(
    make_server: MakeServer, tmp_path: Path
) -> None:
    server = make_server(cache=None)
    own_cache(server)
    server.migrate()
    server.start()
    assert server.stop() == 0
    server.environment["APP_CONTENT_ROOT"] = str(broken_content(tmp_path))

    server.start()

    assert "course.yml" in server.log.read_text("utf-8")
    advice = server.lms("doctor", "--json")
    assert "the last good edition is served" in advice.stdout
    assert server.stop() == 0


def test_a_port_that_is_taken(make_server: MakeServer) -> None:
    server = make_server()
    server.migrate()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", server.port))
        taken.listen()

        done = server.lms("serve", "--port", str(server.port))

    assert done.returncode not in {0, None}
    assert "address already in use" in (done.stdout + done.stderr).lower()
    assert "Traceback" not in done.stdout + done.stderr
    assert not _running_on(server)


def _running_on(server: Server) -> list[str]:
    """Return the processes that still use this installation's folder."""
    folder = f"APP_DATA_DIR={server.data_dir}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and folder in (entry / "environ").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("APP_DATABASE_URL", "postgresql://lms:x@127.0.0.1:1/lms", "lms doctor"),
        ("APP_DATABASE_URL", "nonsense", "APP_DATABASE_URL is not usable"),
        ("APP_SESSION_HOURS", "many", "APP_SESSION_HOURS is not usable"),
        ("APP_HELPLINES", "not json", "helplines"),
        ("APP_HELPLINES", '[{"number": 1}]', "APP_HELPLINES is not usable"),
        ("APP_DATA_DIR", "/proc/nowhere", "/proc/nowhere"),
    ],
)
@pytest.mark.parametrize(
    "command", [("migrate",), ("person", "create", "--email", "a@example.ma")], ids=" ".join
)
def test_a_command_that_cannot_work_says_so_in_one_sentence_or_in_json(
    make_server: MakeServer, command: tuple[str, ...], name: str, value: str, words: str
) -> None:
    server = make_server()
    server.environment[name] = value

    told = server.lms(*command)
    told_as_json = server.lms(*command, "--json")

    assert told.returncode == told_as_json.returncode == 1
    assert words in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert words in json.loads(told_as_json.stdout)["error"]


def test_a_file_that_is_no_database_is_named_in_one_sentence(make_server: MakeServer) -> None:
    server = make_server()
    (server.data_dir / "lms.sqlite3").write_bytes(b"not a database at all, but long enough" * 99)

    told = server.lms("person", "create", "--email", "a@example.ma", "--json")

    assert told.returncode == 1
    assert "not a database" in json.loads(told.stdout)["error"]


def test_a_command_before_the_tables_are_made_says_what_to_do(
    make_server: MakeServer, empty_url: str | None
) -> None:
    server = make_server(database_url=empty_url)

    told = server.lms("person", "create", "--email", "a@example.ma", "--json")

    assert told.returncode == 1
    assert "lms doctor" in json.loads(told.stdout)["error"]
