"""The whole road of a learner on a real server: enrol, read, pass, be certified, be verified."""

import pytest

from app.core.i18n import Language
from tests import driver as drivers
from tests.driver import Driver, Page
from tests.journeys.conftest import OpenDriver
from tests.journeys.site import LMS, NAMES, PASSWORD
from tests.oracle import Oracle
from tests.server import ROOT, Server


def enrol(learner: Driver, server: Server, address: str) -> Driver:
    learner.register(address, PASSWORD)
    learner.confirm(PASSWORD, outbox=server.outbox, to=address)
    return learner


def pass_the_quiz(learner: Driver, oracle: Oracle) -> None:
    """Answer every second question by the script's way, the others by the form's."""
    attempt = learner.start_exam()
    for question in learner.questions(attempt):
        answer = oracle.right(question)
        if question.number % 2:
            learner.save_answer(attempt, question, answer)
        else:
            learner.save_answer_form(attempt, question, answer)
    assert learner.submit(attempt).has_passed


def read_everything(learner: Driver) -> None:
    """Read section by section: some by the button, most by the script."""
    for lesson, sections in learner.course().items():
        for place, section in enumerate(sections):
            learner.read_section(lesson, section, by_form=place == 0)


@pytest.mark.timeout(240)
def test_from_the_first_page_to_a_revoked_certificate(
    server: Server, open_driver: OpenDriver, language: Language, oracle: Oracle
) -> None:
    learner = enrol(open_driver(language), server, f"road-{language}@example.org")
    read_everything(learner)
    assert all(module["completed"] for module in learner.state()["modules"].values())

    pass_the_quiz(learner, oracle)

    (certificate,) = learner.certificates()
    learner.confirm_name(certificate, *NAMES)
    pdf = learner.download_certificate(certificate, wait_s=60)
    code = learner.code_of(certificate)
    assert pdf.startswith(b"%PDF-1.7")
    anybody = open_driver(language)
    assert anybody.verify(code.lower().replace("-", " ")).outcome == "valid"
    assert anybody.check_name(code, NAMES[0].upper()) is True
    drivers.revoke(LMS, code, "issued_in_error", env=server.environment, cwd=ROOT)
    revoked = anybody.verify_link(code, prefix="/V/")
    assert revoked.outcome == "revoked"
    assert revoked.page.language == language


@pytest.mark.timeout(240)
def test_a_certificate_that_waits_when_everything_is_killed_is_made_once(
    server: Server, open_driver: OpenDriver, language: Language, oracle: Oracle
) -> None:
    learner = enrol(open_driver(language), server, f"killed-{language}@example.org")
    learner.read_all(learner.course())
    pass_the_quiz(learner, oracle)
    (certificate,) = learner.certificates()

    learner.confirm_name(certificate, *NAMES)
    server.kill()
    server.start()

    pdf = learner.download_certificate(certificate, wait_s=180)
    code = learner.code_of(certificate)
    shown = server.lms("certificates", "verify", code, "--json")
    assert shown.returncode == 0, shown.stdout
    assert learner.certificates() == [certificate]
    assert learner.download_certificate(certificate) == pdf


def test_every_page_of_the_road_is_one_page_in_its_language(
    open_driver: OpenDriver, language: Language
) -> None:
    anybody = open_driver(language)
    direction = "rtl" if language == "ar" else "ltr"

    for path in ("/", "/modules/", "/modules/m01", "/help", "/register", "/sign-in", "/verify"):
        page = Page(anybody.get(path).text)
        assert (page.language, page.direction) == (language, direction), path
        assert len(page.headings) == 1, path
