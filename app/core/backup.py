"""Copies of the whole service's data, taken while it runs and proven by restoring them.

A backup is one .tar file: the database (SQLite's online backup, or `pg_dump -Fc`), the signed
certificates and a manifest with the SHA-256 of every part. It holds personal data: keep it as
safe as the service itself, on an encrypted disk.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypedDict

from sqlalchemy import URL

from app.core import inuse
from app.core.db import Database, sqlite_module

MANIFEST: Final = "manifest.json"
CERTIFICATES: Final = "certificates"

Progress = Callable[[str], None]


class Manifest(TypedDict):
    """What a backup says of itself: when, of which database, the SHA-256 of each part."""

    taken_at: str
    database: str
    parts: dict[str, str]


class BackupFailed(Exception):
    """The backup could not be taken, or what was read back is not what was written."""


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds."""

    path: Path
    size_bytes: int
    parts: int
    taken_at: str


def take_backup(
    database: Database, data_dir: Path, target: Path, *, now: datetime, progress: Progress
) -> BackupReport:
    """Write a backup to `target` and restore it into a temporary place to prove it.

    Raises BackupFailed when any part read back differs, or the database is not whole.
    """
    with tempfile.TemporaryDirectory(prefix="lms-backup-") as folder:
        staging = Path(folder) / "backup"
        staging.mkdir()
        progress("copying the database")
        _copy_database(database, staging)
        progress("copying the certificates")
        source = data_dir / CERTIFICATES
        if source.exists():
            shutil.copytree(source, staging / CERTIFICATES)
        parts = {_name(path, staging): _sha256(path) for path in _files(staging)}
        manifest: Manifest = {
            "taken_at": now.isoformat(),
            "database": database.url.get_backend_name(),
            "parts": parts,
        }
        (staging / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(target.name + ".part")
        try:
            _pack(staging, draft)
            progress("reading it back")
            verify_backup(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return BackupReport(target, target.stat().st_size, len(parts), manifest["taken_at"])


def verify_backup(path: Path) -> dict[str, str]:
    """Return the parts of a backup after checking each; raises BackupFailed."""
    with tempfile.TemporaryDirectory(prefix="lms-verify-") as folder:
        manifest = _unpack(path, Path(folder))
        restored = Path(folder) / "database.sqlite3"
        if restored.exists():
            _check_sqlite(restored)
        dump = Path(folder) / "database.dump"
        if dump.exists():
            _run(["pg_restore", "--file=/dev/null", str(dump)])  # reads and unpacks every row
        return manifest["parts"]


def restore_backup(path: Path, database_url: URL, data_dir: Path) -> int:
    """Put a backup in place of the present data; return how many parts were restored.

    What was there is kept beside it, under `.before`, `.before-2`, … and never overwritten.
    Raises BackupFailed, also while a service is running on the data folder.
    """
    try:
        with inuse.alone(data_dir):
            return _restore(path, database_url, data_dir)
    except inuse.InUse as running:
        raise BackupFailed("the service is running; stop it first") from running


def _restore(path: Path, database_url: URL, data_dir: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="lms-restore-") as folder:
        manifest = _unpack(path, Path(folder))
        if manifest["database"] != database_url.get_backend_name():
            raise BackupFailed(f"this backup is of {manifest['database']}")
        if database_url.get_backend_name() == "sqlite":
            _restore_sqlite(Path(folder) / "database.sqlite3", Path(str(database_url.database)))
        else:
            _restore_postgresql(Path(folder) / "database.dump", database_url)
        if (Path(folder) / CERTIFICATES).exists():
            _replace_tree(Path(folder) / CERTIFICATES, data_dir / CERTIFICATES)
        return len(manifest["parts"])


def _copy_database(database: Database, staging: Path) -> None:
    if not database.is_sqlite:
        _run_postgresql(["pg_dump", "-Fc", f"--file={staging / 'database.dump'}"], database.url)
        return
    module = sqlite_module()
    source = module.connect(str(database.url.database))
    copy = module.connect(str(staging / "database.sqlite3"))
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    _check_sqlite(staging / "database.sqlite3")


def _check_sqlite(path: Path) -> None:
    connection = sqlite_module().connect(str(path))
    try:
        result = connection.execute("PRAGMA integrity_check").fetchone()[0]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    if result != "ok" or orphans:
        raise BackupFailed(f"the copied database is not whole: {result}, {len(orphans)} orphans")


def _restore_sqlite(source: Path, target: Path) -> None:
    _check_sqlite(source)
    before = _aside(target)
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(before.with_name(before.name + suffix))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _restore_postgresql(dump: Path, url: URL) -> None:
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    _run_postgresql(["pg_restore", *options, str(dump)], url)


def _run_postgresql(command: list[str], url: URL) -> None:
    """Run a PostgreSQL tool; the password goes by the environment, which `ps` does not show."""
    dsn = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    ).render_as_string()
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    _run([*command, f"--dbname={dsn}"], environment)


def _replace_tree(source: Path, target: Path) -> None:
    if target.exists():
        target.replace(_aside(target))
    shutil.copytree(source, target)


def _aside(path: Path) -> Path:
    """Return the first free name to set a file or folder aside under."""
    names = (f"{path.name}.before", *(f"{path.name}.before-{n}" for n in range(2, 10_000)))
    return next(free for name in names if not (free := path.with_name(name)).exists())


def _pack(folder: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)  # before the first byte: it holds personal data
    with tarfile.open(target, "w") as archive:
        archive.add(folder, arcname=".")


def _unpack(path: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
        manifest: Manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        parts = manifest["parts"].items()
    except (OSError, tarfile.TarError, ValueError, LookupError) as error:
        raise BackupFailed(f"{path} cannot be read as a backup: {error}") from error
    for name, sha256 in parts:
        part = folder / name
        if not part.exists() or _sha256(part) != sha256:
            raise BackupFailed(f"{name} is missing or damaged in {path}")
    return manifest


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - fixed
    except FileNotFoundError as error:
        raise BackupFailed(f"{command[0]} is not installed (package postgresql-client)") from error
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{command[0]}: {error.stderr.strip()[:400]}") from error
