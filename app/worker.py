"""The background worker: runs the jobs, beside the web process or alone.

`lms serve` starts it as a child in its own session: a consumer inside the web process would take
its signals, and a hung child can be ended. The child reads its standard input: when the parent
dies the pipe closes and the child ends too.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from typing import Final

from app.compose import compose
from app.core.settings import Settings

logger = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
GOOD_RUN_S: Final = 30.0  # a child that lived this long starts the pauses again
STOP_WAIT_S: Final = 30.0


def run_worker(settings: Settings, *, with_parent: bool) -> None:
    """Run jobs until SIGTERM or Ctrl-C; a job that is running is finished first."""
    service = compose(settings)
    try:
        consumer = service.carrier.consumer()
        if with_parent:
            threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
        consumer.run()
    finally:
        service.close()


def _end_with_parent() -> None:
    """Wait for the parent's end of the pipe to close, then ask this process to stop."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), 15)


class WorkerSupervisor:
    """Keeps one worker child alive beside the web process."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="worker-supervisor", daemon=True)

    def start(self) -> None:
        """Start the child, and start it again whenever it ends by itself."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the child to finish and wait for it; end it after half a minute."""
        self._stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_WAIT_S)
            except subprocess.TimeoutExpired:
                logger.warning("the worker did not finish in time and is ended")
                child.kill()
                child.wait()
        self._thread.join(STOP_WAIT_S)

    def _watch(self) -> None:
        pause_s = FIRST_PAUSE_S
        self._stopping.wait(pause_s)  # the pages first: they are asked for before any job is
        while not self._stopping.is_set():
            started = time.monotonic()
            self._child = subprocess.Popen(
                [sys.executable, "-m", "app", "worker", "--with-parent"],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
            if self._stopping.is_set():
                self._child.terminate()
            status = self._child.wait()
            if self._child.stdin is not None:
                self._child.stdin.close()
            if self._stopping.is_set():
                return
            if time.monotonic() - started > GOOD_RUN_S:
                pause_s = FIRST_PAUSE_S
            logger.error("the worker ended with status %s; starting it again", status)
            self._stopping.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
