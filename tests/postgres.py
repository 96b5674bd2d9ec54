"""A PostgreSQL server of the tests' own: a temporary cluster on a Unix socket, no TCP."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

OWNER = "lms"


class Cluster:
    """One temporary server; databases are cloned from a template in 0.1 s."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lms-pg-"))
        self._bin = server_binaries()
        self._as_postgres: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._as_postgres = ["runuser", "-u", "postgres", "--"]
        self.data = self.folder / "data"
        self._run(
            "initdb", f"--pgdata={self.data}", f"--username={OWNER}", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
            " -c max_connections=200"
        )
        self._run(
            "pg_ctl", "start", "--wait", f"--pgdata={self.data}",
            f"--log={self.folder / 'log'}", f"--options={options}",
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is a crash."""
        self._run("pg_ctl", "stop", f"--mode={mode}", f"--pgdata={self.data}")

    def url(self, name: str) -> str:
        """Return the URL of a database of this cluster."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.folder}"

    def create(self, *, template: str = "template1") -> str:
        """Create a database from a template; return its name."""
        name = f"t{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def execute(self, sql: str) -> None:
        """Run one statement as the owner."""
        self._run(
            "psql", "--quiet", "--no-psqlrc", f"--host={self.folder}", f"--username={OWNER}",
            "--dbname=postgres", "--command", sql,
        )  # fmt: skip

    def remove(self) -> None:
        """Stop the server and delete its files."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_postgres, str(self._bin / program), *arguments],
            check=False,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            cwd="/",
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(done.stderr or b'').decode()}")


def server_binaries() -> Path:
    """Return the folder of initdb and its family; raises FileNotFoundError where none is."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if candidates:
        return candidates[0].parent
    found = shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("no PostgreSQL server is installed (package postgresql)")
    return Path(found).parent
