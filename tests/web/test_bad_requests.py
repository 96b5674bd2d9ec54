"""What other sites, old browsers and careless senders get: a clear translated answer."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.i18n import Language
from app.core.limits import RateWindow
from app.web.headers import CONTENT_SECURITY_POLICY
from app.web.templating import Templates
from tests.web.shell import MAX_BODY_BYTES, OURS, Client, Outline


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: nothing below depends on which."""
    return "sqlite"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "https://test"},
    ],
    ids=str,
)
def test_a_change_from_our_own_page_passes(client: Client, headers: dict[str, str]) -> None:
    assert client.request("POST", "/fr/save", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://test"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://test.evil.example"},
        {"Origin": "https://test:8443"},
        {"Origin": "null"},
        {"Origin": "https://["},
        {"Origin": "null", "Host": ""},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "FROB"])
def test_a_change_that_another_site_asks_for_is_refused_with_a_page(
    client: Client, database: Database, method: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, "/ar/save", headers=headers)

    assert answer.status_code == 403
    assert Outline(answer.text).one("html") == {"lang": "ar", "dir": "rtl"}
    with database.reading() as session:
        assert session.scalars(select(RateWindow)).all() == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_is_open_to_links_from_everywhere(client: Client, method: str) -> None:
    answer = client.request(method, "/fr/hello", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200


def every_kind_of_answer(client: Client) -> dict[str, httpx.Response]:
    return {
        "page": client.get("/fr/hello"),
        "redirect": client.get("/fr/go"),
        "saved": client.post("/fr/save"),
        "plain": client.get("/fr/threads/none"),
        "api": client.get("/api/v1/closed"),
        "cross-site 403": client.request("POST", "/fr/save"),
        "404": client.get("/fr/nothing"),
        "405": client.post("/fr/hello"),
        "413 announced": client.post("/fr/notes", data={"text": "x" * 30_000}),
        "413 arriving": client.post("/fr/notes", **chunked(30_000)),
        "415": client.post("/fr/notes", json={"text": "x"}),
        "422": client.post("/fr/notes", data={"other": "x"}),
        "500": client.get("/fr/errors/500"),
    }


def chunked(size_bytes: int) -> dict[str, object]:
    async def body() -> AsyncIterator[bytes]:
        yield b"text="
        for _ in range(size_bytes // 1000):
            yield b"x" * 1000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    return {"content": body(), "headers": headers}


def test_every_answer_carries_the_security_headers_once(client: Client) -> None:
    expected = {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "x-frame-options": "DENY",
        "strict-transport-security": "max-age=63072000; includeSubDomains",
        "cache-control": "no-store",
    }

    for kind, answer in every_kind_of_answer(client).items():
        for name, value in expected.items():
            assert answer.headers.get_list(name) == [value], f"{name} of {kind}"
        assert "camera=()" in answer.headers["permissions-policy"], kind


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    directives = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))

    assert directives.pop("default-src") == "'none'"
    assert directives.pop("frame-ancestors") == "'none'"
    assert directives.pop("base-uri") == "'none'"
    assert set(directives.values()) == {"'self'"}
    assert directives.keys() == {
        "script-src", "style-src", "img-src", "font-src", "media-src", "connect-src",
        "manifest-src", "worker-src", "form-action",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_failure_is_a_page_in_the_readers_language_with_one_way_out(
    client: Client, language: Language, status: int
) -> None:
    answer = client.get(f"/{language}/errors/{status}")

    page = Outline(answer.text)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert page.one("html") == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert len(page.all("h1")) == 1
    assert len(page.all("title")) == 1
    (way_out,) = [one for one in page.all("a") if one.get("class") == "button"]
    assert (way_out["href"] or "").startswith(f"/{language}/")
    assert page.all("meta")[-1] == {"name": "robots", "content": "noindex"}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_a_failure_is_told_in_words_of_each_language(client: Client, status: int) -> None:
    french, arabic = (client.get(f"/{code}/errors/{status}").text for code in ("fr", "ar"))

    for text, letters in ((french, "aeiou"), (arabic, "ابتثن")):
        heading = text.partition("<h1>")[2].partition("</h1>")[0]
        assert any(letter in heading for letter in letters), heading
    assert french.partition("<h1>")[2][:20] != arabic.partition("<h1>")[2][:20]


def test_a_bug_shows_no_stack_but_a_reference_for_support(client: Client) -> None:
    answer = client.get("/fr/errors/500")

    assert answer.status_code == 500
    for secret in ("hidden words", "Traceback", "RuntimeError", ".py"):
        assert secret not in answer.text
    reference = answer.text.partition('<bdi class="code" dir="ltr">')[2].partition("</bdi>")[0]
    assert len(reference) == 12
    assert int(reference, 16) >= 0


def test_a_refusal_of_a_domain_says_its_own_sentence(client: Client, templates: Templates) -> None:
    sentence = templates.translate("Too many tries. Wait a little, then try again.", "ar")

    answer = client.get("/ar/errors/409")

    assert answer.status_code == 409
    assert sentence in answer.text


def test_too_many_tries_says_when_to_come_back(client: Client) -> None:
    answer = client.get("/fr/errors/429")

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_a_script_gets_its_failure_as_json_in_the_saved_language(
    client: Client, templates: Templates
) -> None:
    sentence = templates.translate("Too many tries. Wait a little, then try again.", "ar")

    answer = client.get("/api/v1/closed", cookie="language=ar")

    assert answer.status_code == 409
    assert answer.json() == {"error": "test.closed", "message": sentence}
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_method_says_which_are_right(client: Client) -> None:
    answer = client.post("/ar/hello")

    assert answer.status_code == 405
    assert {one.strip() for one in answer.headers["allow"].split(",")} == {"GET", "HEAD"}
    assert Outline(answer.text).one("html")["lang"] == "ar"


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_gets_a_translated_page(
    client: Client, templates: Templates, language: Language, *, announced: bool
) -> None:
    size_bytes = MAX_BODY_BYTES + 2000
    options = {"data": {"text": "x" * size_bytes}} if announced else chunked(size_bytes)

    answer = client.post(f"/{language}/notes", **options)

    assert answer.status_code == 413
    assert Outline(answer.text).one("html")["lang"] == language
    assert templates.translate("What you sent is too large", language) in answer.text


def test_a_body_just_within_the_limit_is_read(client: Client) -> None:
    text = "x" * (MAX_BODY_BYTES - len("text="))

    answer = client.post("/fr/notes", data={"text": text})

    assert (answer.status_code, answer.text) == (200, text)


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "99999999999999999999999"])
def test_a_forged_length_breaks_nothing(client: Client, length: str) -> None:
    headers = {"content-length": length, "content-type": "application/x-www-form-urlencoded"}

    answer = client.post("/fr/notes", content=b"text=a", headers=headers)

    assert answer.status_code in {200, 400, 413, 422}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"other=1", "application/x-www-form-urlencoded"),
        (b"text=a&surprise=1", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
    ],
    ids=str,
)
def test_a_form_that_no_page_of_ours_sends_gets_a_translated_refusal(
    client: Client, content: bytes, media_type: str
) -> None:
    answer = client.post("/ar/notes", content=content, headers={"content-type": media_type})

    assert answer.status_code in {400, 422}
    assert Outline(answer.text).one("html")["lang"] == "ar"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b'{"text": "a"}', "application/json"), (b"text=a", "text/plain"), (b"", "image/png")],
    ids=str,
)
def test_what_is_no_form_is_refused_in_the_readers_language(
    client: Client, content: bytes, media_type: str
) -> None:
    answer = client.post("/ar/notes", content=content, headers={"content-type": media_type})

    assert answer.status_code == 415
    assert Outline(answer.text).one("html")["lang"] == "ar"
    assert "استمارة" in answer.text


@pytest.mark.parametrize(
    "content", ["text=été".encode(), b"text=%C3%A9t%c3%a9", b"text=%C3%A9t\xc3\xa9"], ids=str
)
def test_letters_are_read_alike_whether_they_come_encoded_or_raw(
    client: Client, content: bytes
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}

    assert client.post("/fr/notes", content=content, headers=headers).text == "été"


@pytest.mark.parametrize(
    "content", [b"text=%ff%fe", b"text=\xe9t\xe9", b"text=%00", b"text=%ED%A0%80"], ids=str
)
def test_a_form_in_a_wrong_encoding_breaks_nothing(client: Client, content: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = client.post("/fr/notes", content=content, headers=headers)

    assert answer.status_code == 200
    answer.content.decode("utf-8")


@pytest.mark.parametrize("path", ["/fr/%ff", "/fr/%00", "/fr/" + "x" * 5000, "/fr/../../etc"])
def test_a_strange_address_is_a_page_that_does_not_exist(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404


def test_a_sender_without_any_header_still_gets_a_page(client: Client) -> None:
    answer = client.request("POST", "/fr/save", headers={"Host": "", **OURS})

    assert answer.status_code == 200
