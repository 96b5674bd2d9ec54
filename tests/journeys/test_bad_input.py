"""Bad input, one kind after the other: a clear answer in the reader's language, nothing lost."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from app.core.i18n import Language
from app.main import MAX_BODY_BYTES
from tests.conftest import MovingClock
from tests.driver import Driver, Page, Question
from tests.journeys.site import PASSWORD, Site, is_translated

RIGHT_TO_LEFT = "\u202e"
TOO_LONG = "a" * 400


def assert_refused(response: httpx.Response, status: int, language: Language) -> None:
    assert response.status_code == status, response.text[:300]
    assert is_translated(response.text, language)
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("", ""),
        ("not an address", PASSWORD),
        (f"{TOO_LONG}@example.org", PASSWORD),
        (f"a{RIGHT_TO_LEFT}b@example.org", PASSWORD),
        ("<b>a</b>@example.org", PASSWORD),
        ("{{7*7}}@example.org", PASSWORD),
        ("someone@example.org", "short"),
        ("someone@example.org", "x" * 300),
        ("someone@example.org", "motdepasse1234"),
    ],
    ids=["empty", "no-address", "long", "bidi", "markup", "braces", "short", "endless", "easy"],
)
def test_a_registration_that_cannot_be_is_shown_again_with_what_was_typed(
    site: Site, language: Language, address: str, password: str
) -> None:
    visitor = site.visitor(language)

    refused = visitor.post("/register", {"email": address, "password": password})

    assert_refused(refused, 422, language)
    page = Page(refused.text)
    assert page.form("email", "password").fields["email"] == [address]
    assert page.all("", aria_invalid="true")
    assert page.all("", role="alert")
    assert "49@" not in refused.text


@pytest.mark.parametrize(
    "typed",
    [TOO_LONG, f"Salma{RIGHT_TO_LEFT}", "<script>alert(1)</script>", "{{7*7}}", "Salma\x00"],
    ids=["long", "bidi", "markup", "braces", "control"],
)
def test_a_profile_that_cannot_be_kept_is_shown_again_and_the_old_one_stays(
    site: Site, language: Language, typed: str
) -> None:
    learner = site.learner(language)
    learner.save_profile(name_latin="Salma", institution="Tribunal")

    refused = learner.post("/me/profile", {"name_latin": typed, "institution": "Cour d’appel"})

    assert_refused(refused, 422, language)
    form = Page(refused.text).form("name_latin")
    assert form.fields["institution"] == ["Cour d’appel"]
    assert "<script>alert" not in refused.text
    kept = learner.export_data()["account"]
    assert (kept["name_latin"], kept["institution"]) == ("Salma", "Tribunal")


def test_bytes_that_are_no_text_are_refused(site: Site, language: Language) -> None:
    learner = site.learner(language)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    refused = learner.post("/me/profile", content=b"institution=Universit%E9", headers=headers)

    assert_refused(refused, 422, language)
    assert learner.export_data()["account"]["institution"] is None


def test_a_form_with_a_field_that_no_page_has_is_refused(site: Site, language: Language) -> None:
    learner = site.learner(language)

    refused = learner.post("/me/profile", {"name_latin": "Salma", "roles": "staff"})

    assert_refused(refused, 422, language)
    assert learner.state()["roles"] == ["learner"]


def test_a_change_that_another_site_asks_for_is_refused(site: Site, language: Language) -> None:
    learner = site.learner(language)
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        refused = learner.post("/me/security/sign-out-everywhere", headers=headers)
        assert_refused(refused, 403, language)
    assert learner.get("/api/v1/me/state").status_code == 200


def test_a_wrong_method_is_named(site: Site, language: Language) -> None:
    learner = site.learner(language)

    for method, path in (
        ("DELETE", "/me/profile"),
        ("PUT", "/register"),
        ("GET", "/quiz/attempts"),
        ("POST", "/me/"),
    ):
        refused = learner.send(method, path)
        assert_refused(refused, 405, language)
        assert refused.headers["allow"], path


@pytest.mark.parametrize("way", ["announced", "in pieces"])
def test_a_body_that_is_too_large_is_refused(site: Site, language: Language, way: str) -> None:
    learner = site.learner(language)
    body = b"name_latin=" + b"a" * (MAX_BODY_BYTES + 1)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    content = body if way == "announced" else iter([body])

    refused = learner.post("/me/profile", content=content, headers=headers)

    assert_refused(refused, 413, language)


@pytest.mark.parametrize(
    "code",
    ["", "abc", "🙂" * 15, "a" * 5000, "'; drop table certificate; --", "<b>x</b>", "{{7*7}}"],
    ids=["empty", "short", "signs", "endless", "sql", "markup", "braces"],
)
def test_a_malformed_code_is_explained(site: Site, language: Language, code: str) -> None:
    visitor = site.visitor(language)

    in_form = visitor.post("/verify", {"code": code})
    in_address = visitor.get(f"/v/{quote(code, safe='')}") if code else None

    assert_refused(in_form, 422, language)
    assert Page(in_form.text).form("code").fields["code"] == [code]
    assert "<b>x</b>" not in in_form.text
    if in_address is not None:
        assert in_address.status_code in {404, 414, 422}
        assert is_translated(in_address.text, language)
        assert "<b>x</b>" not in in_address.text


def test_another_persons_attempt_does_not_exist(site: Site, language: Language) -> None:
    owner, other = site.ready_learner(language), site.ready_learner(language)
    attempt = owner.start_exam()
    question = owner.questions(attempt)[0]
    here = f"/quiz/attempts/{attempt}"
    answer = question.fields(site.oracle.right(question))

    for refused in (
        other.get(here),
        other.get(f"{here}/review"),
        other.get(f"{here}/result"),
        other.post(f"{here}/submit"),
        other.post(f"{here}/responses/{question.item_id}", answer),
        other.get(f"/quiz/attempts/{uuid4()}"),
        other.get("/quiz/attempts/none"),
    ):
        assert_refused(refused, 404, language)
    api = other.send("PUT", f"/api/v1/attempts/{attempt}/responses/{question.item_id}", json={})
    assert api.status_code == 404
    assert not any(one.is_begun for one in owner.questions(attempt))


def test_an_answer_that_is_none_is_refused_and_the_last_one_stays(
    site: Site, language: Language
) -> None:
    learner = site.ready_learner(language)
    attempt = learner.start_exam()
    questions = learner.questions(attempt)
    question = next(one for one in questions if one.type == "single")
    right = site.oracle.right(question)
    learner.save_answer(attempt, question, right)
    path = f"/api/v1/attempts/{attempt}/responses/{question.item_id}"

    refused = [
        learner.send("PUT", path, json={"answer": ["no such choice"]}),
        learner.send("PUT", path, json={"answer": list(question.choices)}),
        learner.send("PUT", path, json={"answer": {"a": "b"}}),
        learner.send("PUT", path, json={"answer": ["x" * 40] * 99}),
        learner.send("PUT", path, json={"key": "true"}),
        learner.send("PUT", path, content=b"{", headers={"Content-Type": "application/json"}),
        learner.send("PUT", path, content=b"\xff\xfe", headers={"Content-Type": "text/plain"}),
    ]
    form = learner.post(f"/quiz/attempts/{attempt}/responses/{question.item_id}", {"choice": "x"})

    assert {one.status_code for one in refused} == {422}
    assert all(one.json()["message"] for one in refused)
    assert_refused(form, 422, language)
    shown = {one.item_id: one.given for one in learner.questions(attempt)}
    assert shown[question.item_id] == right


def draw_with(site: Site, clock: MovingClock, learner: Driver, wanted: str) -> tuple[str, Question]:
    """Return an attempt and its question of a type; three attempts see the whole pool."""
    for _ in range(3):
        attempt = learner.start_exam()
        for question in learner.questions(attempt):
            if question.type == wanted:
                return attempt, question
        learner.submit(attempt)
        clock.now += timedelta(hours=24)
        learner.sign_in("steps@example.org", PASSWORD)
    raise AssertionError(f"no {wanted} question in three attempts")


def test_two_steps_at_one_place_are_shown_again_as_they_were(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner = site.ready_learner(language, address="steps@example.org")
    attempt, question = draw_with(site, clock, learner, "order")
    first, second, *others = question.choices
    fields = {first: "1", second: "1", **dict.fromkeys(others, "")}

    refused = learner.post(f"/quiz/attempts/{attempt}/responses/{question.item_id}", fields)

    assert_refused(refused, 422, language)
    assert f"#q{question.number}" in Page(refused.text).links()
    assert not any(one.is_begun for one in learner.questions(attempt))


def test_the_same_answer_sent_twice_is_one_answer(site: Site, language: Language) -> None:
    learner = site.ready_learner(language)
    attempt = learner.start_exam()
    question = learner.questions(attempt)[0]
    right = site.oracle.right(question)

    for _ in range(2):
        learner.save_answer(attempt, question, right)
        learner.save_answer_form(attempt, question, right)

    (exported,) = learner.export_data()["attempts"]
    assert len(exported["responses"]) == 1


def test_an_address_that_leads_nowhere_has_a_page(site: Site, language: Language) -> None:
    visitor = site.visitor(language)

    for path in (
        "/nowhere",
        "/modules/m99",
        "/modules/m01/lessons/m99-l01",
        "/checks/m01-q99",
        "/certificates/not-a-certificate",
        "/confirm/not-a-token",
        "/password/reset/not-a-token",
        "/%00",
        "/..%2f..%2fetc/passwd",
    ):
        assert_refused(visitor.get(path), 404, language)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(
    site: Site, language: Language, wanted: str
) -> None:
    site.learner(language, address="home@example.org")
    visitor = site.visitor(language)

    sent = visitor.post(
        "/sign-in", {"email": "home@example.org", "password": PASSWORD, "next": wanted}
    )

    assert sent.headers["location"] == f"/{language}/me/"


def test_too_many_tries_are_answered_with_the_time_to_wait(site: Site, language: Language) -> None:
    visitor = site.visitor(language)

    answers = [
        visitor.post("/sign-in", {"email": "guess@example.org", "password": str(number)})
        for number in range(11)
    ]

    assert {one.status_code for one in answers[:10]} == {422}
    assert_refused(answers[-1], 429, language)
    assert int(answers[-1].headers["retry-after"]) > 0
    assert Page(answers[-1].text).form("email").fields["email"] == ["guess@example.org"]
