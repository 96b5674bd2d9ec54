"""What a first visit of a lesson brings over the wire, as a real Chromium sees it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"


@dataclass
class Visit:
    """The requests of one page, with an empty cache: address to bytes, headers included."""

    sizes: dict[str, int] = field(default_factory=dict)
    third_parties: list[str] = field(default_factory=list)

    @property
    def kilobytes(self) -> float:
        """Everything, in thousands of bytes."""
        return sum(self.sizes.values()) / 1000

    def by_kind(self) -> dict[str, int]:
        """Return the bytes by the ending of the path; a page has none."""
        kinds: dict[str, int] = {}
        for address, size in self.sizes.items():
            name = urlsplit(address).path.rpartition("/")[2]
            kind = name.rpartition(".")[2] if "." in name else "html"
            kinds[kind] = kinds.get(kind, 0) + size
        return kinds


def first_visit(url: str) -> Visit:
    """Open an address in a fresh browser and wait until it is quiet."""
    visit = Visit()
    addresses: dict[str, str] = {}

    def on_request(event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if address.startswith("http"):
            addresses[event["requestId"]] = address
            if urlsplit(address).netloc != urlsplit(url).netloc:
                visit.third_parties.append(address)

    def on_finished(event: dict[str, Any]) -> None:
        if event["requestId"] in addresses:
            visit.sizes[addresses[event["requestId"]]] = int(event["encodedDataLength"])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", on_request)
        session.on("Network.loadingFinished", on_finished)
        page.goto(url, wait_until="networkidle")
        page.wait_for_timeout(500)
        browser.close()
    return visit
