"""What the browser tests share: one Chromium, one server with the demo's people, tabs.

The system's Chromium is used (`$CHROMIUM`, else /usr/bin/chromium); a missing one is a failure.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from app.core.i18n import Language
from tests.oracle import Oracle
from tests.server import Server
from tests.ui.demo import Demo
from tests.ui.tab import Tab

CHROMIUM: Final = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Quiet and local: no sandbox (containers), no background traffic of the browser's own.
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LOCALES: Final[dict[Language, str]] = {"fr": "fr-FR", "ar": "ar-MA"}
PATIENCE_MS: Final = 30_000  # shared machines are slow; a right page is never slower than this

OpenTab = Callable[..., Tab]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM.exists():
        pytest.fail(f"no Chromium at {CHROMIUM} (package chromium, or set $CHROMIUM)")
    return {"executable_path": str(CHROMIUM), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def chromium(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    running = launch_browser()
    yield running
    running.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`lms serve` with its worker, and the demo's people in its database.

    Served outside demo mode, so that the pages are those of a real installation. It believes
    X-Forwarded-For: a test that uses up a limit does so from a network of its own.
    """
    running = Server(
        tmp_path_factory.mktemp("ui"), environment={"APP_TRUSTED_PROXIES": "127.0.0.1"}
    )
    running.migrate()
    kept = dict(running.environment)
    # The address is printed on the certificates: one that may be shown in the README.
    running.environment |= {"APP_DEMO": "true", "APP_BASE_URL": "https://formation.example.ma"}
    loaded = running.lms("demo", timeout_s=300)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    running.environment = kept
    try:
        yield running.start()
    finally:
        running.close()


@pytest.fixture(scope="session")
def demo(server: Server, oracle: Oracle) -> Iterator[Demo]:
    people = Demo(server, oracle)
    yield people
    people.close()


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    return Oracle.of_folder()


@pytest.fixture
def open_tab(chromium: Browser, server: Server) -> Iterator[OpenTab]:
    """Return a function that opens a tab in a browser of its own, signed in as one likes."""
    contexts: list[BrowserContext] = []

    def opened(
        language: Language,
        *,
        width: int = 1200,
        cookies: dict[str, str] | None = None,
        script: bool = True,
        scheme: Literal["light", "dark"] = "light",
        forced_colors: Literal["active", "none"] = "none",
        headers: dict[str, str] | None = None,
    ) -> Tab:
        context = chromium.new_context(
            viewport=ViewportSize(width=width, height=900),
            locale=LOCALES[language],
            timezone_id="Africa/Casablanca",
            java_script_enabled=script,
            color_scheme=scheme,
            forced_colors=forced_colors,
            reduced_motion="reduce",
            extra_http_headers=headers or {},
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        # Their names ask for https; Chromium then sends them to the loopback too.
        secure = server.url.replace("http:", "https:")
        for name, value in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": secure, "secure": True}])
        return Tab(context.new_page(), server.url)

    yield opened
    for context in contexts:
        context.close()
