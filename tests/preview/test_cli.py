"""`lms content preview` as authors start it: a real process on a free port."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import app
from app.compose import TEMPLATE_FOLDERS
from tests.modules.content_tree import ContentFolder
from tests.preview.started import Started


@pytest.fixture
def started(course: ContentFolder) -> Iterator[Started]:
    with Started(course.root) as running:
        yield running


def test_a_started_preview_answers_and_ends_when_told(started: Started) -> None:
    answer = httpx.get(f"{started.url}/modules/m01/bank", timeout=20)  # at once: it listens
    started.process.send_signal(signal.SIGINT)

    assert "Bonne réponse" in answer.text.replace("\u00a0", " ")
    assert started.process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(course: ContentFolder) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        arguments = ["content", "preview", "--root", str(course.root), "--port", port]
        result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert "Try --port." in result.stderr


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["content", "preview", "--root", str(tmp_path / "none")])

    assert result.exit_code == 2


def test_the_site_knows_nothing_of_the_preview() -> None:
    """What shows keys is not even loaded where learners are served."""
    loaded = "import app.main, sys; print([one for one in sys.modules if 'preview' in one])"

    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "[]"
    assert "preview" not in TEMPLATE_FOLDERS


def test_the_group_holds_the_commands_of_both_packages() -> None:
    result = CliRunner().invoke(app, ["content", "--help"])

    assert all(name in result.stdout for name in ("lint", "stamp", "stats", "preview"))
