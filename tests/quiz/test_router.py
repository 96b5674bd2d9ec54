"""The pages of the quiz as a browser meets them, with and without a script."""

import re
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.accounts.cookies import SESSION_COOKIE
from app.core.db import Database
from app.learning.models import ModuleCompletion
from app.modules.bank import public_id
from app.quiz.frozen import FrozenItem, freeze
from app.quiz.naming import Naming
from tests import factories
from tests.accounts import people
from tests.quiz import answering

if TYPE_CHECKING:
    import httpx

    from app.compose import Service
    from tests.browser import Browser


def sign_in(browser: "Browser", *, completed: bool = True) -> int:
    """Sign a learner in; with the eight modules completed unless told otherwise."""
    service = browser.service
    learner_id = people.add_person(service.database)
    if completed:
        complete_modules(service, learner_id)
    token = people.add_session(service.database, learner_id)
    browser.client.cookies.set(SESSION_COOKIE, token)
    return learner_id


def complete_modules(service: "Service", learner_id: int) -> None:
    with service.database.writing() as session:
        for module in service.editions.current.modules():
            session.add(
                ModuleCompletion(
                    learner_id=learner_id,
                    module_id=module.id,
                    completed_at=factories.NOON,
                    edition=service.editions.current.hash,
                )
            )


def start(browser: "Browser") -> UUID:
    answer = browser.post("/quiz/attempts")
    assert answer.status_code == 303
    return UUID(answer.headers["location"].rsplit("/", 1)[-1])


def asked(database: Database, attempt_id: UUID) -> list[tuple[FrozenItem, Naming]]:
    with database.reading() as session:
        return answering.asked_items(session, attempt_id)


def save(browser: "Browser", attempt_id: UUID, item_id: str, **change: object) -> "httpx.Response":
    return browser.request("PUT", f"/api/v1/attempts/{attempt_id}/responses/{item_id}", json=change)


def text_of(page: "httpx.Response") -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def answer_all(browser: "Browser", attempt_id: UUID, *, right: int) -> None:
    for number, (item, naming) in enumerate(asked(browser.service.database, attempt_id)):
        make = answering.right_answer if number < right else answering.wrong_answer
        assert save(browser, attempt_id, item.item_id, answer=make(item, naming)).is_success


# ---- Before an attempt


def test_a_visitor_is_asked_to_sign_in(browser: "Browser") -> None:
    for path in ("/quiz", f"/quiz/attempts/{UUID(int=1)}"):
        answer = browser.get(path)
        assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True)


def test_the_intro_names_the_lessons_that_remain(browser: "Browser") -> None:
    sign_in(browser, completed=False)

    page = browser.get("/quiz")

    edition = browser.service.editions.current
    for lesson in edition.all_listed_lessons():
        assert f"/modules/{lesson.module_id}/lessons/{lesson.id}" in page.text
    assert 'method="post"' not in page.text
    assert browser.post("/quiz/attempts").status_code == 403


def test_the_intro_opens_the_quiz_to_who_has_completed_the_modules(browser: "Browser") -> None:
    sign_in(browser)

    page = browser.get("/quiz")

    assert page.status_code == 200
    assert f'action="/{browser.language}/quiz/attempts"' in page.text


# ---- An attempt


def test_one_document_holds_all_the_questions(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)

    page = browser.get(f"/quiz/attempts/{attempt_id}")

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('class="question"') == 40
    assert page.text.count("<h1") == 1
    assert 'class="exit"' not in page.text
    assert " style=" not in page.text


def test_every_question_can_be_answered_without_a_script(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)

    for number, (item, naming) in enumerate(asked(browser.service.database, attempt_id), start=1):
        form = answering.form_of(item, answering.right_answer(item, naming))
        answer = browser.post(f"/quiz/attempts/{attempt_id}/responses/{item.item_id}", form)
        assert answer.status_code == 303
        assert answer.headers["location"].endswith(f"/quiz/attempts/{attempt_id}#q{number}")

    page = browser.get(f"/quiz/attempts/{attempt_id}")
    assert page.text.count('class="small kept nojs"') == 40
    assert page.text.count(">13:00<") == 0  # the hour stands in a sentence
    assert "13:00" in page.text  # noon UTC, in Morocco
    sent = browser.post(f"/quiz/attempts/{attempt_id}/submit")
    assert "40" in text_of(browser.follow(sent))


def test_two_steps_in_one_place_come_back_with_the_reason(browser: "Browser") -> None:
    found = None
    for _ in range(40):
        sign_in(browser)
        attempt_id = start(browser)
        items = asked(browser.service.database, attempt_id)
        found = next((pair for pair in items if pair[0].type == "order"), None)
        if found:
            break
    assert found
    item, naming = found
    form = dict.fromkeys(naming.choices.values(), "1")

    page = browser.post(f"/quiz/attempts/{attempt_id}/responses/{item.item_id}", form)

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    number = [one.item_id for one, _ in items].index(item.item_id) + 1
    assert f'href="#q{number}"' in page.text


def test_a_saved_answer_is_acknowledged_and_shown_everywhere(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    item, naming = asked(browser.service.database, attempt_id)[0]
    given = answering.right_answer(item, naming)

    answer = save(browser, attempt_id, item.item_id, answer=given, is_marked=True)

    assert answer.json() == {"saved_at": factories.NOON.isoformat(), "time": "13:00"}
    for language in ("fr", "ar"):
        page = browser.get(f"/{language}/quiz/attempts/{attempt_id}").text
        form = page[page.index('id="q1"') : page.index('id="q2"')]
        tokens = given.values() if isinstance(given, dict) else given
        assert all(
            re.search(rf'value="({token}|\d+)"[^>]* (checked|selected)', form) for token in tokens
        )
        assert 'name="mark" value="on" checked' in form


def test_saving_says_in_json_what_is_wrong(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    item, _ = asked(browser.service.database, attempt_id)[0]

    unfit = save(browser, attempt_id, item.item_id, answer=["nothing"])
    unknown = save(browser, attempt_id, item.item_id, surprise=True)
    elsewhere = save(browser, UUID(int=5), item.item_id, answer=[])
    browser.post(f"/quiz/attempts/{attempt_id}/submit")
    closed = save(browser, attempt_id, item.item_id, answer=[])
    browser.client.cookies.clear()
    signed_out = save(browser, attempt_id, item.item_id, answer=[])

    assert [one.status_code for one in (unfit, unknown, elsewhere, closed, signed_out)] == [
        422, 422, 404, 409, 401,
    ]  # fmt: skip
    assert unfit.json()["error"] == "quiz.answer_unfit"
    assert closed.json()["error"] == "quiz.attempt_closed"


def test_another_learners_attempt_is_a_page_that_does_not_exist(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    item, _ = asked(browser.service.database, attempt_id)[0]
    sign_in(browser)

    assert browser.get(f"/quiz/attempts/{attempt_id}").status_code == 404
    assert browser.get(f"/quiz/attempts/{attempt_id}/review").status_code == 404
    assert browser.get(f"/quiz/attempts/{attempt_id}/result").status_code == 404
    assert browser.post(f"/quiz/attempts/{attempt_id}/submit").status_code == 404
    path = f"/quiz/attempts/{attempt_id}/responses/{item.item_id}"
    assert browser.post(path, {"choice": "c"}).status_code == 404
    assert browser.get("/quiz/attempts/not-an-id").status_code == 404


def test_the_review_lists_what_is_unanswered_first(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    item, naming = asked(browser.service.database, attempt_id)[0]
    save(browser, attempt_id, item.item_id, answer=answering.right_answer(item, naming))

    page = browser.get(f"/quiz/attempts/{attempt_id}/review").text

    links = re.findall(r'#q(\d+)"', page)
    assert links == [*map(str, range(2, 41)), "1"]


# ---- The result


def test_a_failed_result_says_how_far_and_what_to_revise(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    answer_all(browser, attempt_id, right=20)

    page = browser.follow(browser.post(f"/quiz/attempts/{attempt_id}/submit"))

    assert page.status_code == 200
    words = text_of(page)
    assert "20" in words
    assert page.text.count('<th scope="row">') == 8
    assert "/lessons/m0" in page.text
    assert browser.get("/quiz").text.count(f"/quiz/attempts/{attempt_id}/result") == 1


def test_sending_twice_shows_the_same_result(browser: "Browser") -> None:
    sign_in(browser)
    attempt_id = start(browser)
    answer_all(browser, attempt_id, right=40)

    first = browser.follow(browser.post(f"/quiz/attempts/{attempt_id}/submit"))
    second = browser.follow(browser.post(f"/quiz/attempts/{attempt_id}/submit"))

    assert first.text == second.text
    assert browser.post("/quiz/attempts").status_code == 409
    again = browser.get(f"/quiz/attempts/{attempt_id}")
    assert again.headers["location"].endswith("/result")


# ---- What never reaches a browser


def test_no_answer_of_the_quiz_holds_a_key_an_explanation_or_an_authors_id(
    browser: "Browser",
) -> None:
    sign_in(browser)
    attempt_id = start(browser)
    items = asked(browser.service.database, attempt_id)
    received = [
        browser.get("/quiz"),
        browser.get(f"/quiz/attempts/{attempt_id}"),
        browser.get(f"/quiz/attempts/{attempt_id}/review"),
    ]
    for number, (item, naming) in enumerate(items):
        make = answering.right_answer if number % 2 else answering.wrong_answer
        received.append(save(browser, attempt_id, item.item_id, answer=make(item, naming)))
        received.append(save(browser, attempt_id, item.item_id, answer=["nonsense"]))
    received.append(browser.get(f"/quiz/attempts/{attempt_id}"))
    received.append(browser.get(f"/quiz/attempts/{attempt_id}/review"))
    received.append(browser.follow(browser.post(f"/quiz/attempts/{attempt_id}/submit")))
    received.append(browser.get("/quiz"))
    received.append(browser.get("/me/"))

    everything = "\n".join(one.text for one in received)
    edition = browser.service.editions.current
    for item, _ in items:
        for language in ("fr", "ar"):
            frozen = freeze(edition.item(item.item_id), language)
            for secret in (frozen.why_html, *frozen.why_not.values()):
                assert secret not in everything
        if not item.map_key:
            continue
        for slot, choice in item.map_key.items():
            assert f'value="{choice}"' not in everything
            assert f'name="{slot}"' not in everything
    assert not re.search(r'data-(level|key|weight|right|correct)|"(level|key|weight)"', everything)


# ---- Checks


def check_item(browser: "Browser", kind: str) -> FrozenItem:
    items = browser.service.editions.current.items.values()
    item = next(one for one in items if one.use == "check" and one.type == kind)
    return freeze(item, browser.language)


def tokens(browser: "Browser", item: FrozenItem) -> dict[str, str]:
    source = browser.service.editions.current.item(item.item_id)
    return {one: public_id(source, one) for one in item.choice_ids}


def test_a_right_answer_to_a_check_is_explained(browser: "Browser") -> None:
    item = check_item(browser, "single")
    right = tokens(browser, item)[item.list_key[0]]

    page = browser.post(f"/checks/{item.item_id}", {"choice": right})

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert item.why_html in page.text
    assert 'class="feedback right"' in page.text
    assert f"/modules/{item.module_id}/lessons/" in page.text
    assert "set-cookie" not in page.headers


def test_a_wrong_answer_to_a_check_explains_itself_and_nothing_else(browser: "Browser") -> None:
    item = check_item(browser, "single")
    wrong, *others = [one for one in item.choice_ids if one not in item.list_key]

    page = browser.post(f"/checks/{item.item_id}", {"choice": tokens(browser, item)[wrong]})

    assert item.why_not[wrong] in page.text
    assert item.why_html not in page.text
    assert not any(item.why_not[other] in page.text for other in others if other in item.why_not)
    assert 'class="feedback wrong"' in page.text
    assert f'value="{tokens(browser, item)[wrong]}" checked' in page.text


def test_an_incomplete_answer_to_a_check_is_told_so(browser: "Browser") -> None:
    item = check_item(browser, "multi")

    page = browser.post(
        f"/checks/{item.item_id}", {"choice": tokens(browser, item)[item.list_key[0]]}
    )

    assert 'class="feedback wrong"' in page.text
    assert item.why_html not in page.text


@pytest.mark.parametrize("as_fragment", [True, False])
def test_an_empty_check_asks_to_choose_first(browser: "Browser", *, as_fragment: bool) -> None:
    item = check_item(browser, "single")
    headers = {"X-Fragment": "1"} if as_fragment else {}

    page = browser.post(f"/checks/{item.item_id}", {}, headers=headers)

    assert page.status_code == 422
    assert 'data-outcome="unanswered"' in page.text
    assert ("<html" in page.text) is not as_fragment


def test_a_fragment_holds_the_feedback_alone(browser: "Browser") -> None:
    item = check_item(browser, "single")
    right = tokens(browser, item)[item.list_key[0]]

    answer = browser.post(f"/checks/{item.item_id}", {"choice": right}, headers={"X-Fragment": "1"})

    assert answer.text.lstrip().startswith('<div class="feedback right"')


def test_a_check_needs_no_account_and_can_be_opened_alone(browser: "Browser") -> None:
    item = check_item(browser, "single")

    page = browser.get(f"/checks/{item.item_id}")

    assert page.status_code == 200
    assert item.why_html not in page.text


def test_an_item_of_the_exam_is_no_check(browser: "Browser") -> None:
    for item in browser.service.editions.current.exam_items()[:10]:
        assert browser.get(f"/checks/{item.id}").status_code == 404
        assert browser.post(f"/checks/{item.id}", {"choice": "true"}).status_code == 404


def test_choices_of_another_question_are_refused(browser: "Browser") -> None:
    item = check_item(browser, "single")

    assert browser.post(f"/checks/{item.item_id}", {"choice": "cdeadbeef00"}).status_code == 422
