"""The pages of an account, as a browser meets them, in both languages and on both databases."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.accounts import registration, sessions
from app.accounts import service as accounts
from app.core.db import Database
from app.core.i18n import Language
from tests.accounts.people import (
    OTHER_PASSWORD,
    PASSWORD,
    add_person,
    add_session,
    count_sessions,
    letters,
    person_by_email,
    token_of,
)
from tests.browser import Browser

EMAIL = "salma@exemple.ma"
SESSION = "__Host-session"
ERROR_TITLE = {"fr": "Erreur\u00a0: ", "ar": "خطأ: "}
CHANGES = "/me/security/password"


@pytest.fixture
def database(browser: Browser) -> Database:
    """The database of the browser's service."""
    return browser.service.database


@pytest.fixture
def learner(browser: Browser, database: Database) -> int:
    """A learner who is signed in; returns their number."""
    person_id = add_person(database, email=EMAIL, name_latin="Salma B.")
    token = add_session(database, person_id)
    browser.client.cookies.set(SESSION, token, domain="test.local")  # as if a page had set it
    return person_id


def sign_in(browser: Browser, password: str = PASSWORD, **more: str) -> httpx.Response:
    return browser.post("/sign-in", {"email": EMAIL, "password": password, **more})


def text_of(response: httpx.Response) -> str:
    return html.unescape(response.text)


def hidden_fields(response: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of a page, as its forms would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', response.text)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def linked_fields(response: httpx.Response) -> list[str]:
    """Return the fields that the summary of errors links to."""
    found = re.findall(r'<li><a href="#(\w+)">', response.text)
    assert all(f'id="{field}-error"' in response.text for field in found)
    return found


def assert_refused(response: httpx.Response, language: Language, status: int = 422) -> None:
    """The page says that something is wrong: in its title, in a summary that has the focus."""
    assert response.status_code == status
    assert f"<title>{ERROR_TITLE[language]}" in text_of(response)
    assert 'class="summary" role="alert" tabindex="-1"' in response.text


# ---- Registration


def test_the_road_from_registration_to_ones_own_page(
    browser: Browser, database: Database, language: Language
) -> None:
    sent = browser.post("/register", {"email": EMAIL, "password": PASSWORD})
    assert sent.headers["location"] == f"/{language}/register/sent"
    assert browser.follow(sent).status_code == 200
    link = f"/confirm/{token_of(database, registration.LETTER_CONFIRM)}"

    assert browser.get(link).status_code == 200
    assert person_by_email(database, EMAIL) is None  # looking at the link confirms nothing
    for wrong in (None, {"password": OTHER_PASSWORD}):  # somebody else asked with this address
        assert_refused(browser.post(link, wrong), language)
    assert person_by_email(database, EMAIL) is None

    welcome = browser.post(link, {"password": PASSWORD})
    assert welcome.headers["location"] == f"/{language}/me/"
    assert browser.follow(welcome).status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/register", {"email": EMAIL, "password": OTHER_PASSWORD}),
        ("/password/forgotten", {"email": EMAIL}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(
    browser: Browser, database: Database, path: str, form: dict[str, str]
) -> None:
    unknown = browser.post(path, form)
    letters_to_unknown = len(letters(database))
    add_person(database, email=EMAIL)

    known = browser.post(path, form)

    assert (known.status_code, known.headers["location"]) == (
        unknown.status_code,
        unknown.headers["location"],
    )
    assert known.content == unknown.content
    assert browser.follow(known).content == browser.follow(unknown).content
    assert (letters_to_unknown, len(letters(database))) == (1, 2)


def test_a_wrong_passphrase_and_an_unknown_address_get_the_same_page(
    browser: Browser, database: Database, language: Language
) -> None:
    unknown = sign_in(browser, "not the passphrase")
    add_person(database, email=EMAIL)

    known = sign_in(browser, "not the passphrase")

    assert_refused(known, language)
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert SESSION not in browser.client.cookies


BAD_REGISTRATIONS = [
    ("", "", ["email", "password"]),
    ("salma", PASSWORD, ["email"]),
    (EMAIL, "court", ["password"]),
    ("x" * 5000 + "@exemple.ma", "y" * 5000, ["email", "password"]),
    ("salma\u202e@exemple.ma", PASSWORD, ["email"]),
    ("<script>alert(1)</script>@exemple.ma", PASSWORD, ["email"]),
    ("{{7*7}}@@exemple.ma", PASSWORD, ["email"]),
    ("salma@exemple.ma\x00", PASSWORD, ["email"]),
]


def test_a_bad_registration_is_shown_again_with_each_fault_linked(
    browser: Browser, database: Database, language: Language
) -> None:
    for email, password, fields in BAD_REGISTRATIONS:
        response = browser.post("/register", {"email": email, "password": password})

        assert_refused(response, language)
        assert linked_fields(response) == fields
        assert "<script>alert" not in response.text
        assert "49@@" not in response.text
        if email:
            assert f'value="{email}"' in text_of(response)
        assert not password or password not in response.text
    assert letters(database) == []


def test_bytes_that_are_no_text_are_refused_with_a_page(
    browser: Browser, language: Language
) -> None:
    response = browser.request(
        "POST",
        "/register",
        content=b"email=salma%FF%FE@exemple.ma&password=quatre+chevaux+%FF+dansent",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert_refused(response, language)


def test_a_form_of_another_shape_is_refused_with_a_page(browser: Browser) -> None:
    response = browser.post("/register", {"email": EMAIL, "password": PASSWORD, "role": "staff"})

    assert response.status_code == 422
    assert "<h1>" in response.text


def test_the_same_registration_twice_makes_one_person(browser: Browser, database: Database) -> None:
    form = {"email": EMAIL, "password": PASSWORD}
    browser.post("/register", form)
    link = f"/confirm/{token_of(database, registration.LETTER_CONFIRM)}"

    first, second = (browser.post(link, {"password": PASSWORD}) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert sign_in(browser).status_code == 303


def test_a_link_does_not_take_passphrases_for_ever(browser: Browser, database: Database) -> None:
    browser.post("/register", {"email": EMAIL, "password": PASSWORD})
    link = f"/confirm/{token_of(database, registration.LETTER_CONFIRM)}"

    statuses = [browser.post(link, {"password": OTHER_PASSWORD}).status_code for _ in range(11)]

    assert statuses == [422] * 10 + [429]


@pytest.mark.parametrize("path", ["/confirm/", "/password/reset/"])
def test_a_malformed_link_gets_a_page_that_says_what_to_do(browser: Browser, path: str) -> None:
    for token in ("x", "%00", "%F0%9F%90%8E" * 10, "a" * 43, "a" * 3000, "%ff"):
        form = {"password": PASSWORD} if "reset" in path else None

        for response in (browser.get(path + token), browser.post(path + token, form)):
            assert response.status_code == 404, token
            assert "/password/forgotten" in response.text, token


# ---- Signing in and out


def test_signing_in_sets_the_two_cookies(browser: Browser, database: Database) -> None:
    add_person(database, email=EMAIL)

    response = sign_in(browser)

    cookies = sorted(response.headers.get_list("set-cookie"))
    assert re.fullmatch(
        r"__Host-session=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", cookies[0]
    )
    assert cookies[1] == "signed_in=1; Path=/; SameSite=lax; Secure"
    assert response.headers["cache-control"] == "no-store"


def test_signing_in_leads_to_the_page_that_was_asked_for(
    browser: Browser, database: Database, language: Language
) -> None:
    add_person(database, email=EMAIL)

    here = sign_in(browser, next="/fr/quiz?tab=1")
    elsewhere = sign_in(browser, next="//evil.example/")

    assert here.headers["location"] == f"/{language}/quiz?tab=1"
    assert elsewhere.headers["location"] == f"/{language}/me/"


def test_a_page_that_needs_somebody_asks_and_then_opens(
    browser: Browser, database: Database, language: Language
) -> None:
    add_person(database, email=EMAIL)

    asked = browser.get("/me/profile?notice=x")
    assert asked.headers["location"] == f"/{language}/sign-in?next=%2Fme%2Fprofile%3Fnotice%3Dx"
    form = browser.follow(asked)
    opened = sign_in(browser, **hidden_fields(form))

    assert opened.headers["location"] == f"/{language}/me/profile?notice=x"
    assert browser.follow(opened).status_code == 200


@pytest.mark.usefixtures("learner")
def test_somebody_signed_in_is_not_asked_again(browser: Browser, language: Language) -> None:
    assert browser.get("/sign-in?next=/quiz").headers["location"] == f"/{language}/quiz"


@pytest.mark.usefixtures("learner")
def test_signing_out_leaves_nothing_in_the_browser(
    browser: Browser, database: Database, language: Language
) -> None:
    response = browser.post("/sign-out")

    assert response.headers["location"] == f"/{language}/sign-in?notice=signed-out"
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    assert dict(browser.client.cookies) == {}
    assert count_sessions(database) == 0


def test_signing_out_everywhere_ends_the_other_devices(
    browser: Browser, database: Database, learner: int
) -> None:
    add_session(database, learner)

    assert browser.post("/me/security/sign-out-everywhere").status_code == 303

    assert count_sessions(database) == 0


def test_a_session_that_the_server_ended_is_over_at_once(
    browser: Browser, database: Database, learner: int
) -> None:
    with database.writing() as session:
        sessions.sign_out_everywhere(session, learner)

    response = browser.get("/me/profile")

    assert response.status_code == 303
    assert dict(browser.client.cookies) == {}


def test_a_forged_cookie_is_nobody(browser: Browser) -> None:
    for cookie in ("x", "a" * 43, "%C3%A9", "a" * 4000, "../../x", "' or 1=1 --"):
        response = browser.get("/me/profile", headers={"Cookie": f"{SESSION}={cookie}"})

        assert response.status_code == 303, cookie
        assert "/sign-in" in response.headers["location"], cookie


def test_the_last_use_of_a_session_is_written_down_after_five_minutes(
    browser: Browser, database: Database, learner: int
) -> None:
    moving: Any = browser.service.clock
    for _ in range(4):
        moving.now += timedelta(minutes=100)
        assert browser.get("/me/profile").status_code == 200
        # The use is written by the writing thread; a write of ours comes after it there.
        assert browser.post("/language", {"language": browser.language}).status_code == 303

    moving.now += timedelta(minutes=121)
    assert browser.get("/me/profile").status_code == 303


# ---- What was typed when the session was over


def typed_profile(browser: Browser) -> httpx.Response:
    return browser.post(
        "/me/profile",
        {"name_latin": "Salma B.", "institution": 'CAS "Rabat" & <b>\nn° 3', "sex": ""},
    )


def test_what_was_typed_survives_the_end_of_the_session(
    browser: Browser, database: Database, learner: int, language: Language
) -> None:
    with database.writing() as session:
        sessions.sign_out_everywhere(session, learner)
    over = browser.post("/me/profile", {"name_latin": "Salma Bennani", "institution": "CAS Rabat"})
    assert over.status_code == 401
    kept = hidden_fields(over)

    again = sign_in(browser, **kept)

    assert again.status_code == 200
    assert hidden_fields(again) == {"name_latin": "Salma Bennani", "institution": "CAS Rabat"}
    assert f'action="/{language}/me/profile"' in again.text
    saved = browser.post("/me/profile", hidden_fields(again))
    assert saved.headers["location"] == f"/{language}/me/profile?notice=saved"
    person = person_by_email(database, EMAIL)
    assert person is not None
    assert (person.name_latin, person.institution) == ("Salma Bennani", "CAS Rabat")


def test_what_was_typed_survives_a_mistyped_passphrase_too(
    browser: Browser, database: Database, language: Language
) -> None:
    add_person(database, email=EMAIL)
    kept = hidden_fields(typed_profile(browser))

    wrong = sign_in(browser, "not the passphrase", **kept)

    assert_refused(wrong, language)
    assert hidden_fields(wrong) == kept
    again = hidden_fields(sign_in(browser, **kept))
    assert again["institution"] == 'CAS "Rabat" & <b>\nn° 3'


def test_passphrases_are_never_carried_along(browser: Browser) -> None:
    response = browser.post(CHANGES, {"present_password": PASSWORD, "password": OTHER_PASSWORD})

    assert response.status_code == 401
    assert PASSWORD not in response.text
    assert OTHER_PASSWORD not in response.text


def test_a_body_that_is_no_form_is_asked_to_sign_in(browser: Browser) -> None:
    response = browser.request(
        "POST",
        "/me/security/sign-out-everywhere",
        content=b"--x\r\nbroken",
        headers={"Content-Type": "multipart/form-data; boundary=y"},
    )

    assert response.status_code == 401


# ---- A forgotten passphrase


def test_a_new_passphrase_by_letter_signs_everybody_out(
    browser: Browser, database: Database, learner: int, language: Language
) -> None:
    add_session(database, learner)
    browser.post("/password/forgotten", {"email": f" {EMAIL.upper()} "})
    link = f"/password/reset/{token_of(database, accounts.LETTER_RESET)}"
    page = browser.get(link)
    assert page.status_code == 200
    assert 'autocomplete="new-password"' in page.text

    saved = browser.post(link, {"password": OTHER_PASSWORD})

    assert saved.headers["location"] == f"/{language}/sign-in?notice=password"
    assert count_sessions(database) == 0
    assert sign_in(browser, PASSWORD).status_code == 422
    assert sign_in(browser, OTHER_PASSWORD).status_code == 303
    assert browser.get(link).status_code == 404
    assert browser.post(link, {"password": PASSWORD}).status_code == 404


def test_an_easy_new_passphrase_is_refused_and_the_link_stays(
    browser: Browser, database: Database, language: Language
) -> None:
    add_person(database, email=EMAIL)
    browser.post("/password/forgotten", {"email": EMAIL})
    link = f"/password/reset/{token_of(database, accounts.LETTER_RESET)}"

    assert_refused(browser.post(link, {"password": "motdepasse1234"}), language)
    assert_refused(browser.post(link, {"password": ""}), language)
    assert browser.post(link, {"password": OTHER_PASSWORD}).status_code == 303


# ---- Limits


def test_too_many_tries_at_one_account_are_refused_and_the_address_stays_typed(
    browser: Browser, database: Database, language: Language
) -> None:
    add_person(database, email=EMAIL)
    for _ in range(10):
        assert sign_in(browser, "not the passphrase").status_code == 422

    refused = sign_in(browser)

    assert_refused(refused, language, status=429)
    assert int(refused.headers["retry-after"]) > 0
    assert f'value="{EMAIL}"' in refused.text


def test_a_success_starts_the_count_again(browser: Browser, database: Database) -> None:
    add_person(database, email=EMAIL)
    for _ in range(9):
        sign_in(browser, "not the passphrase")
    assert sign_in(browser).status_code == 303

    for _ in range(9):
        assert sign_in(browser, "not the passphrase").status_code == 422


def test_a_class_of_forty_registers_from_one_network(browser: Browser, database: Database) -> None:
    for number in range(40):
        email = f"learner{number}@exemple.ma"
        assert browser.post("/password/forgotten", {"email": email}).status_code == 303

    assert len(letters(database)) == 40


@pytest.mark.parametrize(
    ("path", "form"),
    [("/register", {"password": PASSWORD}), ("/password/forgotten", {})],
)
def test_one_address_is_not_flooded_with_letters(
    browser: Browser, database: Database, language: Language, path: str, form: dict[str, str]
) -> None:
    for _ in range(5):
        browser.post(path, {"email": EMAIL, **form})

    refused = browser.post(path, {"email": EMAIL, **form})

    assert_refused(refused, language, status=429)
    assert len(letters(database)) == 5


# ---- Profile, language, security, data


@pytest.mark.usefixtures("learner")
def test_a_profile_is_saved_and_shown(browser: Browser) -> None:
    form = {
        "name_latin": "Salma Bennani",
        "name_arabic": "سلمى بناني",
        "sector": "social",
        "institution": "Entraide nationale",
        "region": "souss-massa",
        "sex": "female",
    }

    page = browser.follow(browser.post("/me/profile", form))

    assert 'class="notice success" role="status"' in page.text
    assert 'value="Salma Bennani"' in page.text
    assert 'value="سلمى بناني"' in page.text
    assert '<option value="souss-massa" selected>' in page.text
    assert "<bdi>Salma Bennani</bdi>" in page.text  # the header


BAD_PROFILES = [
    ("name_latin", "سلمى"),
    ("name_latin", "a" * 121),
    ("name_latin", "Salma\u202e"),
    ("name_latin", "{{7*7}}"),
    ("name_arabic", "Salma"),
    ("name_arabic", "\u200fسلمى"),
    ("institution", "<script>alert(1)</script>"),
    ("institution", "{{7*7}}"),
    ("institution", "x\x00y"),
    ("sector", "spy"),
    ("region", "bretagne"),
    ("sex", "x" * 500),
]


@pytest.mark.usefixtures("learner")
def test_a_bad_profile_is_shown_again_as_it_was_typed(browser: Browser, language: Language) -> None:
    for field, typed in BAD_PROFILES:
        response = browser.post("/me/profile", {"name_latin": "Salma Autre", field: typed})

        assert_refused(response, language)
        assert linked_fields(response) == [field]
        assert "<script>alert" not in response.text
        if field in {"name_latin", "name_arabic", "institution"}:
            assert f'value="{typed}"' in text_of(response)
        if field != "name_latin":
            assert 'value="Salma Autre"' in response.text
    assert 'value="Salma B."' in browser.get("/me/profile").text


@pytest.mark.usefixtures("learner")
def test_the_language_is_kept_in_the_account_and_in_the_browser(
    browser: Browser, database: Database
) -> None:
    for chosen in ("ar", "fr"):
        response = browser.post("/language", {"language": chosen, "next": "/fr/modules/"})

        person = person_by_email(database, EMAIL)
        assert person is not None
        assert person.language == chosen
        assert response.headers["location"] == f"/{chosen}/modules/"
        assert browser.client.cookies["language"] == chosen


def test_a_visitor_chooses_a_language_of_the_two(browser: Browser) -> None:
    assert browser.post("/language", {"language": "ar"}).status_code == 303
    assert browser.post("/language", {"language": "<b>"}).status_code == 422


@pytest.mark.usefixtures("learner")
def test_the_passphrase_changes_and_this_browser_stays_signed_in(
    browser: Browser, language: Language
) -> None:
    wrong = browser.post(CHANGES, {"present_password": "no", "password": OTHER_PASSWORD})
    assert_refused(wrong, language)
    assert OTHER_PASSWORD not in wrong.text

    changed = browser.post(CHANGES, {"present_password": PASSWORD, "password": OTHER_PASSWORD})

    assert changed.headers["location"] == f"/{language}/me/security?notice=new-password"
    assert browser.follow(changed).status_code == 200


@pytest.mark.usefixtures("learner")
def test_the_address_changes_by_a_letter_to_the_new_one(
    browser: Browser, database: Database, language: Language
) -> None:
    form = {"email": "new@exemple.ma", "present_password": PASSWORD}
    assert browser.post("/me/security/address", form).status_code == 303
    link = f"/confirm/{token_of(database, accounts.LETTER_CHANGE_ADDRESS)}"

    confirmed = browser.post(link)

    assert confirmed.headers["location"] == f"/{language}/me/security?notice=address"
    assert "new@exemple.ma" in browser.follow(confirmed).text
    assert person_by_email(database, EMAIL) is None


@pytest.mark.usefixtures("learner")
def test_a_bad_change_of_address_is_shown_again(browser: Browser, language: Language) -> None:
    for form in (
        {"email": "new", "present_password": PASSWORD},
        {"email": EMAIL, "present_password": PASSWORD},
        {"email": "new@exemple.ma", "present_password": "no"},
        {},
    ):
        assert_refused(browser.post("/me/security/address", form), language)


@pytest.mark.usefixtures("learner")
def test_ones_own_data_come_as_a_file(browser: Browser) -> None:
    response = browser.get("/me/data/export")

    exported = json.loads(response.text)
    assert response.headers["content-disposition"].startswith("attachment")
    assert exported["account"]["email"] == EMAIL
    assert {"account", "sessions", "acts", "progress"} <= set(exported)


@pytest.mark.usefixtures("learner")
def test_an_account_is_deleted_after_its_passphrase(
    browser: Browser, database: Database, language: Language
) -> None:
    assert_refused(browser.post("/me/data/delete", {"present_password": "no"}), language)
    assert person_by_email(database, EMAIL) is not None

    deleted = browser.post("/me/data/delete", {"present_password": PASSWORD})

    assert deleted.headers["location"] == f"/{language}/sign-in?notice=erased"
    assert person_by_email(database, EMAIL) is None
    assert browser.get("/me/").status_code == 303


@pytest.mark.usefixtures("learner")
def test_guessing_the_present_passphrase_of_an_open_browser_is_limited(browser: Browser) -> None:
    for _ in range(10):
        browser.post("/me/data/delete", {"present_password": "no"})

    assert browser.post("/me/data/delete", {"present_password": PASSWORD}).status_code == 429


# ---- Every page

PAGES = [
    "/register",
    "/register/sent",
    "/sign-in?notice=password",
    "/password/forgotten",
    "/password/sent",
    "/confirm/x",
    "/me/profile",
    "/me/data",
    "/me/data/delete",
    "/me/security",
    "/me/security/address",
    "/me/security/password",
]


@pytest.mark.usefixtures("learner")
def test_every_page_has_its_language_one_heading_and_is_not_kept(
    browser: Browser, language: Language
) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    for path in PAGES:
        response = browser.get(path)

        assert f'<html lang="{language}" dir="{direction}">' in response.text
        assert response.text.count("<h1>") == 1
        heading = re.search(r"<h1>(.+?)</h1>", response.text)
        assert heading is not None
        assert f"<title>{heading[1]}" in response.text
        assert response.headers["cache-control"] == "no-store"
        identifiers = re.findall(r'\sid="([^"]+)"', response.text)
        assert len(identifiers) == len(set(identifiers))


def test_personal_pages_need_somebody(browser: Browser) -> None:
    for path in PAGES:
        if path.startswith("/me/"):
            assert browser.get(path).status_code == 303, path


@pytest.mark.usefixtures("learner")
def test_another_site_cannot_act_for_somebody(browser: Browser, database: Database) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}

    for path in ("/sign-out", "/me/security/sign-out-everywhere", "/register"):
        assert browser.post(path, {}, headers=headers).status_code == 403
    assert count_sessions(database) == 1


def test_an_act_is_not_a_link(browser: Browser) -> None:
    for path in ("/sign-out", "/me/security/sign-out-everywhere", "/language"):
        assert browser.get(path).status_code == 405, path
