"""A real server for the tests: `lms serve` as a process of its own, on a free port.

    with Server(folder) as server:          # migrated, started, asked whether it is ours
        httpx.get(server.url + "/fr/")
        server.kill()                       # SIGKILL to web and worker, as a power cut would
        server.start()
        assert server.stop() == 0           # SIGTERM; the exit code

The data folder is temporary; parsed course and compiled pages are shared with the other tests
(`var/test-cache`: they are named by their content).
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

ROOT: Final = Path(__file__).parent.parent
SHARED_CACHE: Final = ROOT / "var" / "test-cache"
LMS: Final = (sys.executable, "-m", "app")
# A server must not outlive a test run that is itself killed (util-linux; elsewhere it may).
_WITH_PARENT: Final = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()
READY_WITHIN_S: Final = 120  # the first start after a change of code compiles every page
GONE_WITHIN_S: Final = 40
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class NotReady(Exception):
    """The server ended, or did not answer in time; the message ends with its last lines."""


class Server:
    """One installation: a data folder, a database, and the processes of `lms serve`."""

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str | None = None,
        cache: Path | None = SHARED_CACHE,
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        """Take an empty folder; `cache=None` gives the installation a cache of its own."""
        self.folder = folder
        self.data_dir = folder / "var"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if cache is not None and not (self.data_dir / "cache").exists():
            cache.mkdir(parents=True, exist_ok=True)
            (self.data_dir / "cache").symlink_to(cache)
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.started_in_s = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("APP_")},
            "APP_DATA_DIR": str(self.data_dir),
            "APP_CONTENT_ROOT": str(ROOT / "content"),
            # The same for every server, and for the tests without one: it is part of the pages.
            "APP_BASE_URL": "https://test",
            **({"APP_DATABASE_URL": database_url} if database_url else {}),
            **(environment or {}),
        }

    @property
    def outbox(self) -> Path:
        """The folder into which the worker writes the letters."""
        return self.data_dir / "outbox"

    @property
    def pid(self) -> int:
        """The web process."""
        if self._process is None:
            raise NotReady("the server was not started")
        return self._process.pid

    def lms(self, *arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run an `lms` command on this installation."""
        return subprocess.run(
            [*LMS, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def migrate(self) -> None:
        """Bring the database to the tables of this code."""
        done = self.lms("migrate")
        if done.returncode:
            raise NotReady(done.stdout + done.stderr)

    def launch(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `lms serve` without waiting for it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_WITH_PARENT, *LMS, "serve", "--port", str(self.port), *arguments],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self._process

    def start(self, *arguments: str) -> Self:
        """Start, and wait until this very process answers; `started_in_s` says how long it took."""
        began = time.monotonic()
        self.launch(*arguments)
        self.wait_until_ready()
        self.started_in_s = time.monotonic() - began
        return self

    def wait_until_ready(self, within_s: float = READY_WITHIN_S) -> None:
        """Wait for `/health`, then for a proof that the answer came from our own process."""
        deadline = time.monotonic() + within_s
        while not self._is_healthy():
            if self._process is None or self._process.poll() is not None:
                raise NotReady(f"the server ended:\n{self.last_lines()}")
            if time.monotonic() > deadline:
                raise NotReady(f"the server did not answer:\n{self.last_lines()}")
            time.sleep(0.05)
        self._check_it_is_ours(deadline)

    def _is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def _check_it_is_ours(self, deadline: float) -> None:
        """Ask for an address that nobody else knows: our own log must tell of it."""
        token = secrets.token_hex(12)
        httpx.get(f"{self.url}/fr/{token}", timeout=10)
        while token.encode() not in self.log.read_bytes():
            if time.monotonic() > deadline:
                raise NotReady("another process answers on this port")
            time.sleep(0.02)

    def last_lines(self, count: int = 15) -> str:
        """Return the end of what the server wrote."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])

    def processes(self) -> list[int]:
        """Return the web process and its descendants (the worker has a session of its own)."""
        return [] if self._process is None else list(family(self._process.pid))

    def worker_pid(self) -> int | None:
        """Return the worker child, None while there is none."""
        return next((pid for pid in self.processes()[1:] if "worker" in command_of(pid)), None)

    def cpu_s(self) -> float:
        """Return the processor time, user and system, that the web process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def kill(self) -> None:
        """End web and worker at once, in the middle of whatever they do."""
        doomed = self.processes()
        for pid in doomed:  # the web process first, so that it starts no new worker
            _signal(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait(GONE_WITHIN_S)
        wait_until_gone(doomed)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the server to end; return its exit code once the worker is gone too."""
        if self._process is None:
            raise NotReady("the server was not started")
        family_before = self.processes()
        self._process.send_signal(number)
        code = self._process.wait(GONE_WITHIN_S)
        wait_until_gone(family_before)
        return code

    def close(self) -> None:
        """Leave nothing behind, whatever state the server is in."""
        if self._process is not None:
            self.kill()

    def __enter__(self) -> Self:
        self.migrate()
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def family(pid: int) -> Iterator[int]:
    """Give a process and its descendants, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := parent_of(int(entry.name))) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop(0)
        if is_alive(one):
            yield one
        waiting.extend(children.get(one, []))


def parent_of(pid: int) -> int | None:
    """Return the parent of a process, None when it is gone."""
    status = _status(pid)
    return int(status[1]) if status else None


def is_alive(pid: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    status = _status(pid)
    return status is not None and status[0] != "Z"


def is_zombie(pid: int) -> bool:
    """Tell whether a process has ended and nobody has asked how."""
    status = _status(pid)
    return status is not None and status[0] == "Z"


def command_of(pid: int) -> list[str]:
    """Return a process's command line; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return []


def wait_until_gone(pids: list[int], within_s: float = GONE_WITHIN_S) -> None:
    """Wait for every process to end; raises TimeoutError when one stays."""
    deadline = time.monotonic() + within_s
    while left := [pid for pid in pids if is_alive(pid)]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"still running: {[(pid, command_of(pid)) for pid in left]}")
        time.sleep(0.02)


def _status(pid: int) -> tuple[str, str] | None:
    """Return a process's state letter and its parent."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], fields[1]


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
