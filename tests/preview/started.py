"""`lms content preview` as a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


class Started:
    """A preview of a folder; ended with the test."""

    def __init__(self, root: Path) -> None:
        self._root = root
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._port = str(port)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "app", "content", "preview", "--root", str(self._root)]
        self.process = subprocess.Popen(
            [*command, "--port", self._port],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        assert f"{self.url}/" in self.process.stdout.readline()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        assert self.process.stdout is not None
        self.process.stdout.close()
