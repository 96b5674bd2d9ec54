"""The image: what the Dockerfile runs is run here, into a folder of its own, and served from there.

Debian packages and the account of the image are not made on the machine that tests.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent.parent
SCRIPT = "tools/container_commands.sh"
STARTS_WITHIN_S = 300

Environment = dict[str, str]


def dockerfile_commands() -> list[str]:
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^RUN (.+)$", text, re.MULTILINE)


def test_the_image_runs_nothing_but_the_tested_script() -> None:
    verbs = [
        re.fullmatch(rf"/source/{SCRIPT} (\w+)[ /\w]*", line) for line in dockerfile_commands()
    ]

    assert all(verbs)
    assert [verb[1] for verb in verbs if verb] == ["install", "packages", "account"]


def test_the_script_refuses_what_it_does_not_know() -> None:
    refused = subprocess.run(
        [ROOT / SCRIPT, "everything"], capture_output=True, text=True, check=False
    )

    assert refused.returncode == 2
    assert "Usage:" in refused.stderr


def test_no_password_has_a_default() -> None:
    compose = YAML(typ="safe").load((ROOT / "compose.yaml").read_text("utf-8"))
    environments = [one.get("environment", {}) for one in compose["services"].values()]
    secrets = [
        str(value)
        for environment in environments
        for name, value in environment.items()
        if "PASS" in name or "SECRET" in name or "URL" in name
    ]

    assert secrets
    assert all(re.search(r"\$\{[A-Z_]+(:\?[^}]+)?\}", value) for value in secrets)
    assert not any(":-" in value for value in secrets)


def test_the_service_of_compose_has_nothing_to_write_to_but_its_data() -> None:
    compose = YAML(typ="safe").load((ROOT / "compose.yaml").read_text("utf-8"))

    for name in ("migrate", "lms"):
        service = compose["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["volumes"] == ["data:/data"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own


def run(command: list[str | Path], environment: Environment, cwd: Path) -> str:
    """Return what a command that must succeed says."""
    done = subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def install(target: Path, cwd: Path) -> None:
    outside = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    run([ROOT / SCRIPT, "install", target], outside | {"PYTHON": sys.executable}, cwd)


def environment_of_image(target: Path, home: Path) -> Environment:
    """Return what the image sets, and a folder for the data; nothing of this checkout."""
    return {
        "PATH": f"{target}/venv/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "APP_DATA_DIR": str(home / "data"),
        "APP_CONTENT_ROOT": str(target / "content"),
    }


def free_address() -> tuple[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return "127.0.0.1", str(free.getsockname()[1])


@contextmanager
def serving(
    lms: Path, environment: Environment, cwd: Path
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Give the running service and its address; whatever happens it ends."""
    host, port = free_address()
    process = subprocess.Popen(
        [lms, "serve", "--host", host, "--port", port],
        env=environment,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process, f"http://{host}:{port}"
    finally:
        process.kill()
        process.wait()


def first_answer(process: subprocess.Popen[bytes], address: str) -> httpx.Response:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx.get(f"{address}/health")
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the service did not answer; exit code {process.poll()}")


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in files
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_the_image_holds_serves_from_any_folder_and_stays_as_it_was(
    tmp_path: Path, shared_cache: Path
) -> None:
    target, home = tmp_path / "image" / "lms", tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "cache").symlink_to(shared_cache)
    install(target, home)
    before = files_of(target)
    environment = environment_of_image(target, home)
    lms = target / "venv" / "bin" / "lms"

    shown = run([lms, "--help"], environment, home)
    run([lms, "migrate", "--json"], environment, home)
    run([lms, "certificates", "new-dev-key"], environment, home)
    checks = json.loads(run([lms, "doctor", "--json"], environment, home))
    with serving(lms, environment, home) as (process, address):
        health = first_answer(process, address)
        page = httpx.get(f"{address}/fr/")
        process.send_signal(signal.SIGTERM)
        status = process.wait(60)

    assert {"serve", "migrate", "doctor", "certificates"} <= set(shown.split())
    states = {check["name"]: check["state"] for check in checks}
    assert {states[name] for name in ("database", "content", "fonts", "pango", "key")} == {"ok"}
    assert (health.status_code, page.status_code, status) == (200, 200, 0)
    assert files_of(target) == before
