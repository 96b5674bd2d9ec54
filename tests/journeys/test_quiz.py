"""The final quiz as learners live it: locked, open, shared, reviewed, sent once, tried again."""

from datetime import timedelta

import pytest

from app.core.i18n import Language, other_language
from tests.conftest import MovingClock
from tests.driver import Driver, Page, Unexpected
from tests.journeys.site import PASSWORD, Site, is_translated

DAY = timedelta(hours=24)


def other_device(site: Site, address: str, language: Language) -> Driver:
    driver = site.visitor(language)
    driver.sign_in(address, PASSWORD)
    return driver


def test_the_locked_quiz_names_what_remains_until_nothing_does(
    site: Site, language: Language
) -> None:
    learner = site.learner(language)
    course = site.sections()
    *read, last = course
    learner.read_all({lesson: course[lesson] for lesson in read})
    *most, final = course[last]
    for section in most:
        learner.read_section(last, section)

    locked = learner.page("/quiz")
    refused = learner.post("/quiz/attempts")
    learner.read_section(last, final, by_form=True)
    opened = learner.get("/quiz")

    named = [link for link in locked.links() if "/lessons/" in link]
    assert named == [f"/{language}/modules/{last[:3]}/lessons/{last}"]
    assert refused.status_code == 403
    assert is_translated(refused.text, language)
    assert Page(opened.text).form(action="/quiz/attempts").method == "POST"


def test_reading_counts_once_and_never_passes_the_whole(site: Site, language: Language) -> None:
    learner = site.learner(language)
    course = site.sections()

    for _ in range(2):
        learner.read_all(course)
        learner.read_section("m01-l01", course["m01-l01"][0])

    state = learner.state()
    assert {one["done"] <= one["total"] for one in state["modules"].values()} == {True}
    assert state["lessons"]["m01-l01"]["read"] == course["m01-l01"]
    assert state["resume"] is None


def test_answers_survive_a_change_of_language_and_are_shared_by_two_devices(
    site: Site, language: Language
) -> None:
    address = f"two-devices-{language}@example.org"
    desk = site.ready_learner(language, address=address)
    attempt = desk.start_exam()
    first, second, third, *_ = desk.questions(attempt)

    desk.save_answer(attempt, first, site.oracle.right(first), mark=True)
    desk.save_answer_form(attempt, second, site.oracle.wrong(second))
    phone = other_device(site, address, other_language(language))
    assert phone.start_exam() == attempt
    there = phone.questions(attempt)
    phone.save_answer(attempt, there[2], site.oracle.right(there[2]))

    here = desk.questions(attempt)
    means = site.oracle.means
    assert [one.item_id for one in there] == [one.item_id for one in here]
    assert {one.language for one in there} == {other_language(language)}
    assert means(there[0], there[0].given) == means(first, site.oracle.right(first))
    assert there[0].is_marked
    assert means(there[1], there[1].given) == means(second, site.oracle.wrong(second))
    assert means(here[2], here[2].given) == means(third, site.oracle.right(third))
    assert [one.number for one in here if one.is_begun] == [1, 2, 3]


def test_the_review_names_what_is_open_and_sending_twice_is_sending_once(
    site: Site, language: Language
) -> None:
    learner = site.ready_learner(language)
    attempt = learner.start_exam()
    questions = learner.questions(attempt)
    for question in questions[:38]:
        learner.save_answer(attempt, question, site.oracle.right(question))

    review = learner.review(attempt)
    first = learner.submit(attempt)
    second = learner.submit(attempt)

    open_ones = [link for link in review.links() if f"/{attempt}#q" in link][:2]
    assert [link.rpartition("#q")[2] for link in open_ones] == ["39", "40"]
    assert first.has_passed
    assert second.page.text == first.page.text
    assert len(learner.certificates()) == 1
    with pytest.raises(Unexpected, match="409"):
        learner.save_answer(attempt, questions[0], site.oracle.wrong(questions[0]))


def test_after_a_pass_there_is_no_new_attempt(site: Site, language: Language) -> None:
    learner = site.passed_learner(language)

    refused = learner.post("/quiz/attempts")

    assert refused.status_code == 409
    assert is_translated(refused.text, language)
    assert len(learner.export_data()["attempts"]) == 1


def test_three_failures_with_a_day_between_use_up_the_attempts(
    site: Site, clock: MovingClock, language: Language
) -> None:
    address = f"fails-{language}@example.org"
    learner = site.ready_learner(language, address=address)

    for number in (1, 2, 3):
        result = site.sit(learner, site.oracle.wrong)
        assert not result.has_passed
        assert any("/lessons/" in link for link in result.page.links())
        clock.now += DAY - timedelta(seconds=1)
        learner.sign_in(address, PASSWORD)
        too_early = learner.post("/quiz/attempts")
        assert too_early.status_code == 409
        assert is_translated(too_early.text, language)
        clock.now += timedelta(seconds=1)
        if number < 3:
            assert Page(learner.get("/quiz").text).form(action="/quiz/attempts")

    none_left = learner.post("/quiz/attempts")
    assert none_left.status_code == 409
    assert len(learner.export_data()["attempts"]) == 3
    assert learner.certificates() == []


def test_no_key_of_an_exam_item_reaches_the_browser(site: Site, language: Language) -> None:
    learner = site.ready_learner(language)
    attempt = learner.start_exam()
    items = [site.oracle.edition.item(one.item_id) for one in learner.questions(attempt)]

    shown = [
        learner.get(f"/quiz/attempts/{attempt}").text,
        learner.get(f"/quiz/attempts/{attempt}/review").text,
        learner.submit(attempt).page.root.text,
        str(learner.state()),
    ]

    secrets = [
        str(words)
        for item in items
        for words in (item.texts[language].why_html, *item.texts[language].why_not.values())
        if words
    ]
    assert len(secrets) >= len(items)
    assert not [one for one in secrets for page in shown if one in page]
