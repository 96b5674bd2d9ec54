"""Which language a reader gets: the path's, else the saved one, else the browser's, else French."""

import pytest

from tests.web.shell import Client, Outline


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: nothing below depends on which."""
    return "sqlite"


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "fr"),
        ("ar", "ar"),
        ("ar-MA", "ar"),
        ("AR-ma, fr;q=0.9", "ar"),
        ("fr;q=0.4, ar;q=0.8", "ar"),
        ("ar;q=0.4, fr;q=0.8", "fr"),
        ("en-GB, ar;q=0.1", "ar"),
        ("en, de;q=0.9", "fr"),
        ("ar;q=0", "fr"),
        ("arz", "fr"),
        ("ar;q=nonsense, fr;q=0.1", "fr"),
        ("ar;q=nan", "fr"),
        ("*", "fr"),
        (",;q=,,;;", "fr"),
        ("en," * 5000 + "ar", "fr"),
    ],
)
def test_the_front_door_leads_to_the_language_that_the_browser_prefers(
    client: Client, accept_language: str, language: str
) -> None:
    answer = client.get("/", accept_language=accept_language)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/{language}/"
    assert answer.headers["cache-control"] == "no-store"
    assert "accept-language" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("cookie", "language"), [("language=fr", "fr"), ("language=ar", "ar"), ("language=de", "ar")]
)
def test_a_saved_choice_comes_before_the_browsers_preference(
    client: Client, cookie: str, language: str
) -> None:
    answer = client.get("/", accept_language="ar", cookie=cookie)

    assert answer.headers["location"] == f"/{language}/"


@pytest.mark.parametrize(("path", "language"), [("/fr/hello", "fr"), ("/ar/hello", "ar")])
def test_the_path_decides_whatever_the_browser_prefers(
    client: Client, path: str, language: str
) -> None:
    other = "ar" if language == "fr" else "fr"

    answer = client.get(path, accept_language=other, cookie=f"language={other}")

    html = Outline(answer.text).one("html")
    assert html == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}


@pytest.mark.parametrize(
    "path", ["/de/hello", "/frx/hello", "/FR/hello", "/hello", "/f", "/ar-MA/hello"]
)
def test_an_unknown_language_is_a_page_that_does_not_exist_in_the_readers_language(
    client: Client, path: str
) -> None:
    answer = client.get(path, accept_language="ar")

    assert answer.status_code == 404
    assert Outline(answer.text).one("html")["lang"] == "ar"


@pytest.mark.parametrize("path", ["/fr/hello/", "/fr/hello/more", "/fr/hello.html", "/fr//hello"])
def test_an_address_with_something_behind_it_is_another_address(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "switch"),
    [
        ("/fr/hello", "/ar/hello"),
        ("/ar/hello?page=2&q=%C3%A9", "/fr/hello?page=2&q=%C3%A9"),
        ("/fr/no%3Fsuch%22page", "/ar/no%3Fsuch%22page"),
    ],
)
def test_the_switch_leads_to_the_same_page_in_the_other_language(
    client: Client, path: str, switch: str
) -> None:
    page = Outline(client.get(path).text)

    (link,) = [one for one in page.all("a") if "data-switch" in one]
    assert link["href"] == switch
    assert link["hreflang"] == switch[1:3]


def test_every_page_names_its_two_languages_to_search_engines(client: Client) -> None:
    page = Outline(client.get("/fr/hello").text)

    links = {one.get("hreflang"): one["href"] for one in page.all("link") if "hreflang" in one}
    assert links == {
        "fr": "https://test/fr/hello",
        "ar": "https://test/ar/hello",
        "x-default": "https://test/fr/hello",
    }


@pytest.mark.parametrize("host", ["evil.example/ar/", "[", "a b", ""])
def test_a_forged_host_changes_neither_language_nor_links(client: Client, host: str) -> None:
    answer = client.get("/fr/hello", host=host)

    assert answer.status_code == 200
    assert Outline(answer.text).one("html")["lang"] == "fr"
    assert "evil.example" not in answer.text


def test_a_redirect_stays_in_the_language(client: Client) -> None:
    answer = client.get("/ar/go")

    assert (answer.status_code, answer.headers["location"]) == (303, "/ar/hello")


def test_a_page_escapes_what_people_typed(client: Client) -> None:
    answer = client.get("/fr/hello")

    assert "&lt;Zineb&gt;" in answer.text
    assert "<Zineb>" not in answer.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_language_typed_without_its_slash_leads_home(client: Client, language: str) -> None:
    answer = client.get(f"/{language}", accept_language="en")

    assert (answer.status_code, answer.headers["location"]) == (308, f"/{language}/")
