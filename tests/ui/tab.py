"""A browser's page that remembers what went wrong in it: script errors, requests to elsewhere."""

from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OWN_SCHEMES: Final = ("data:", "blob:", "about:")


class Tab:
    """One page on one platform."""

    def __init__(self, page: Page, url: str) -> None:
        """Watch a new page of a context; `url` is the platform's address."""
        self.page = page
        self.url = url
        self.problems: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is refused (404, 422) is itself a "failed" resource: that is what it says.
        is_the_page = message.location.get("url", "") == self.page.url
        if message.type in {"error", "warning"} and not is_the_page:
            self.problems.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.url, *_OWN_SCHEMES)):
            self.problems.append(f"request to another host: {request.url}")

    def open(self, path: str, *, status: int = 200) -> Response:
        """Open an address, its language included, and wait until its scripts have painted."""
        answer = self.page.goto(self.url + path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return answer

    @property
    def path(self) -> str:
        """The path that the page is at, without query and hash."""
        return self.page.url.removeprefix(self.url).partition("?")[0].partition("#")[0]

    def violations(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 A and AA and good practice: rule and elements."""
        results = (
            Axe()
            .run(self.page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
            .response
        )
        return [
            f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes'][:4]]}"
            for rule in results["violations"]
        ]

    def excess_width(self) -> int:
        """Return how many pixels the page is wider than its window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width

    def resize(self, width: int, height: int = 900) -> None:
        """Give the window another size."""
        self.page.set_viewport_size({"width": width, "height": height})
