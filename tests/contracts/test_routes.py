"""Every address: says who may open it, keeps to that, and answers in both languages."""

import re
from collections.abc import Iterator

import httpx
import pytest

from app.compose import Service, compiled_pages
from app.core.i18n import DIRECTIONS, Language
from app.main import create_api
from app.web.addresses import addresses
from tests.browser import Browser

ROLES = {"anyone", "learner", "trainer", "staff"}
IDS = {
    "{attempt_id}": "00000000-0000-4000-8000-000000000000",
    "{certificate_id}": "00000000-0000-4000-8000-000000000000",
    "{item_id}": "m01-q01",
    "{token}": "x" * 43,
    "{code}": "00000-00000-00000",
}


def rows(service: Service) -> Iterator[dict[str, object]]:
    yield from addresses(create_api(service), compiled_pages(service).patterns)


def filled(path: str) -> str:
    path = re.sub(r":uuid\}", "}", path)
    for placeholder, value in IDS.items():
        path = path.replace(placeholder, value)
    return path.replace("/{language}", "")


def test_every_address_states_who_may_open_it(service: Service) -> None:
    silent = [row for row in rows(service) if not row["roles"] or not set(row["roles"]) <= ROLES]  # type: ignore[call-overload]

    assert silent == []


def test_only_pages_without_a_reader_may_be_cached(service: Service) -> None:
    wrong = [row for row in rows(service) if row["cacheable"] and row["roles"] != ["anyone"]]

    assert wrong == []


def test_a_visitor_is_asked_to_sign_in_wherever_a_role_is_needed(
    service: Service, browser: Browser
) -> None:
    for row in rows(service):
        if "anyone" in row["roles"]:  # type: ignore[operator]
            continue
        response = browser.request(str(row["method"]), filled(str(row["path"])))

        leads_to_sign_in = "/sign-in" in response.headers.get("location", "")
        assert leads_to_sign_in or response.status_code in {401, 422}, row


def test_every_compiled_page_is_a_whole_page_in_its_language(
    service: Service, language: Language
) -> None:
    pages = compiled_pages(service)
    paths = [path for path in pages.paths() if path.startswith(f"/{language}/")]

    for path in paths:
        page = pages.find(path)
        assert page is not None
        html = pages.read(page.forms["identity"]).decode()
        assert f'<html lang="{language}" dir="{DIRECTIONS[language]}">' in html, path
        assert len(re.findall(r"<h1[ >]", html)) == 1, path
        assert len(re.findall(r"<main[ >]", html)) == 1, path
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), (path, sorted({i for i in ids if ids.count(i) > 1}))
    assert len(paths) > 300


def test_every_inner_link_of_a_compiled_page_leads_somewhere(
    service: Service, language: Language
) -> None:
    pages = compiled_pages(service)
    known = set(pages.paths())
    dynamic = [
        re.compile("^" + re.sub(r"\{[^}]+\}", "[^/]+", str(row["path"])) + "$")
        for row in rows(service)
        if row["method"] == "GET" and not row["cacheable"]
    ]
    broken = set()
    for path in sorted(known):
        page = pages.find(path)
        if page is None or not path.startswith(f"/{language}/"):
            continue
        html = pages.read(page.forms["identity"]).decode()
        for link in set(re.findall(r'(?:href|src)="(/[^"#?]*)', html)):
            if link not in known and not any(pattern.match(link) for pattern in dynamic):
                broken.add((path, link))

    assert sorted(broken)[:10] == []


@pytest.mark.parametrize("path", ["/fr", "/ar", "/de/", "/fr/nothing", "/nothing", "/fr/modules"])
def test_an_unknown_address_is_a_page_that_shows_a_way_out(browser: Browser, path: str) -> None:
    response: httpx.Response = browser.request("GET", path)

    assert response.status_code in {303, 307, 308, 404}
    if response.status_code == 404:
        assert "<h1" in response.text
        assert 'href="/' in response.text


def test_a_page_that_is_only_for_reading_refuses_another_method(browser: Browser) -> None:
    response = browser.post("/modules/")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
    assert "<h1" in response.text
