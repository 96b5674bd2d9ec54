"""The two servers of a benchmark, and what a round of load cost each of them."""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.server import ROOT, Server, free_port


@dataclass(frozen=True)
class Round:
    """One round of load on one server."""

    requests: int
    cpu_us: float  # a request, user and system, all threads of the web process
    p50_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True)
class Target:
    """A server under load: its port and the process that answers."""

    name: str
    port: int
    pid: int


class BareServer:
    """The bare application on a port of its own."""

    def __init__(self, folder: Path, answers: dict[str, dict[str, Any]]) -> None:
        self.port = free_port()
        path = folder / "answers.json"
        path.write_text(json.dumps(answers), "utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bare", str(self.port), str(path)], cwd=ROOT
        )
        self._wait()

    @property
    def target(self) -> Target:
        """This server under load."""
        return Target("bare", self.port, self._process.pid)

    def _wait(self) -> None:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the bare application did not start")

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)


def target_of(server: Server) -> Target:
    """Return the web process of a real server under load."""
    return Target("real", server.port, server.pid)


def measure(
    target: Target,
    connections: Sequence[Sequence[bytes]],
    *,
    seconds: float,
    folder: Path,
    expect: str,
) -> Round:
    """Load a server from another process; raise when it answers anything but `expect`."""
    plan = folder / "plan.json"
    scripts = [[base64.b64encode(one).decode() for one in script] for script in connections]
    plan.write_text(
        json.dumps({"port": target.port, "seconds": seconds, "connections": scripts}), "utf-8"
    )
    before = cpu_ns(target.pid)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", str(plan)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    spent = cpu_ns(target.pid) - before
    report = json.loads(done.stdout)
    if set(report["statuses"]) != {expect}:
        raise RuntimeError(f"{target.name} answered {report['statuses']}, not {expect}")
    return Round(
        requests=report["requests"],
        cpu_us=spent / 1000 / report["requests"],
        p50_ms=report["p50_ms"],
        p99_ms=report["p99_ms"],
        per_second=report["requests"] / report["seconds"],
    )


def cpu_ns(pid: int) -> int:
    """Return the processor time of all threads of a process, in nanoseconds."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total


def answer_of(response: httpx.Response, raw_body: bytes) -> dict[str, Any]:
    """Return an answer as the bare application repeats it: same body, same headers."""
    headers = [(name, value) for name, value in response.headers.multi_items() if name != "date"]
    body = base64.b64encode(raw_body).decode()
    return {"status": response.status_code, "headers": headers, "body": body}


def raw_get(url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """Return an answer and its body as it came over the wire, still encoded."""
    with httpx.stream("GET", url, headers=headers) as response:
        return response, b"".join(response.iter_raw())
