"""Web and worker as processes: they start fast, end cleanly, come back, leave nothing behind."""

import os
import signal
import sys
import time

import pytest

from tests.driver import Driver, letters, until
from tests.journeys.site import PASSWORD
from tests.server import Server, family, is_alive, is_zombie, wait_until_gone
from tests.startup.conftest import MakeServer

# The goal is 3 s on a quiet machine; the bound only catches a start that does its work again.
SECOND_START_BOUND_S = 20


def started(make_server: MakeServer, url: str | None = None) -> Server:
    server = make_server(database_url=url)
    server.migrate()
    server.start()
    until(lambda: server.worker_pid() is not None, within_s=10, what="no worker")
    return server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_ends_web_and_worker_with_exit_code_0(
    make_server: MakeServer, empty_url: str | None, number: signal.Signals
) -> None:
    server = started(make_server, empty_url)
    everybody = list(family(server.pid))

    code = server.stop(number)

    assert code == 0, server.last_lines()
    assert len(everybody) == 2
    assert not any(is_alive(pid) or is_zombie(pid) for pid in everybody)


def test_a_signal_during_the_start_ends_it_too(make_server: MakeServer) -> None:
    server = make_server()
    server.migrate()
    server.launch()
    time.sleep(1.0)

    server.stop()

    assert not server.processes()


def test_a_worker_that_is_killed_comes_back_and_works(
    make_server: MakeServer, empty_url: str | None
) -> None:
    server = started(make_server, empty_url)
    killed = server.worker_pid()
    assert killed is not None

    os.kill(killed, signal.SIGKILL)
    until(lambda: server.worker_pid() not in {None, killed}, within_s=20, what="no new worker")

    assert not is_zombie(killed)
    with Driver(server.url) as learner:
        learner.register("worker@example.org", PASSWORD)
    until(lambda: bool(letters(server.outbox)), within_s=60, what="no letter")
    assert server.stop() == 0


def test_the_worker_ends_when_the_web_process_is_killed_alone(make_server: MakeServer) -> None:
    server = started(make_server)
    worker = server.worker_pid()
    assert worker is not None

    os.kill(server.pid, signal.SIGKILL)

    wait_until_gone([worker])


def test_the_second_start_is_fast(
    make_server: MakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server = make_server()
    server.migrate()
    server.start()
    server.stop()

    server.start()

    with capsys.disabled():
        cpu_s = server.cpu_s()
        sys.stdout.write(
            f"\nsecond start: ready in {server.started_in_s:.2f} s, {cpu_s:.2f} s of CPU\n"
        )
    assert server.started_in_s < SECOND_START_BOUND_S
    server.stop()
