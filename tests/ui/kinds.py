"""Every kind of page that a person can see, and how it comes to be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from tests.ui.demo import Demo

Where = str | Callable[[Demo], str]
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Kind:
    """One kind of page: where it is, who sees it, what is done there before it is looked at.

    `design` names the design pictures that show it, by their beginning.
    """

    name: str
    where: Where
    person: str = ""
    status: int = 200
    act: Act | None = None
    design: str = ""

    def path(self, demo: Demo, language: str) -> str:
        """Return the page's address on the demo's server."""
        path = self.where if isinstance(self.where, str) else self.where(demo)
        return f"/{language}{path}"


def _send_form(page: Page) -> None:
    """Send the main form as it stands; wait for the answer's summary of what is wrong."""
    page.locator("main form[method=post] [type=submit]").first.click()
    page.locator(".summary").wait_for()


def _sign_in_wrongly(page: Page) -> None:
    page.locator("#email").fill("s.bennani@exemple.ma")
    _send_form(page)


def _answer_wrongly(page: Page) -> None:
    """Answer the lesson's first check of the kind with radio buttons, whatever is right."""
    check = page.locator("form[data-check]:has(input[type=radio])").first
    for choice in check.locator("input[type=radio]").all():
        choice.check()
        check.locator("[type=submit]").click()
        check.locator("output .feedback").wait_for()
        if check.locator("output .feedback.wrong").count():
            return
    raise AssertionError("every answer was right")


def _compare_name(page: Page) -> None:
    """Copy another's name into the verdict's form."""
    page.locator("#name").fill("Somebody Else")
    page.locator("#name + button").click()
    page.locator(".notice.danger").wait_for()


def _two_scenes_on(page: Page) -> None:
    """Go on from the first scene, so that there is a path, a file and what the law says."""
    for _ in range(2):
        with page.expect_navigation(wait_until="networkidle"):
            page.locator("main a.way, main [data-case] .actions a.button").first.click()


def _fifth_question(page: Page) -> None:
    page.goto(page.url.partition("#")[0] + "#q5")
    page.locator("#q5 legend").wait_for()


def _verdict(state: str) -> Callable[[Demo], str]:
    return lambda demo: f"/v/{demo.code(state)}"


KINDS: Final = (
    Kind("landing", "/", design="01-landing"),
    Kind("modules", "/modules/", person="en-cours", design="02-modules"),
    Kind("modules-visitor", "/modules/"),
    Kind("module", "/modules/m01", person="en-cours"),
    Kind("lesson", Demo.lesson, person="en-cours", act=_answer_wrongly, design="03-lesson"),
    Kind("check", Demo.check),
    Kind("case", Demo.case),
    Kind("scene", Demo.scene, act=_two_scenes_on, design="04-case"),
    Kind("glossary", "/glossary/"),
    Kind("term", Demo.term),
    Kind("texts", "/texts/"),
    Kind("text", Demo.text),
    Kind("help", "/help"),
    Kind("accessibility", "/accessibility"),
    Kind("privacy", "/privacy"),
    Kind("legal", "/legal"),
    Kind("verify", "/verify"),
    Kind("verify-wrong", "/verify", act=_send_form),
    Kind("check-valid", _verdict("issued"), design="07-check-valid"),
    Kind("check-name", _verdict("issued"), act=_compare_name),
    Kind("check-revoked", _verdict("revoked"), design="07-check-revoked"),
    Kind("check-replaced", _verdict("superseded")),
    Kind("check-withdrawn", _verdict("withdrawn")),
    Kind("check-unknown", "/v/00000-00000-00000", status=404),
    Kind("check-mistyped", "/v/7K4QZ-M2D9X-HT5RX", status=422),
    Kind("sign-in", "/sign-in", act=_sign_in_wrongly, design="10-signin"),
    Kind("register", "/register"),
    Kind("register-wrong", "/register", act=_send_form),
    Kind("register-sent", "/register/sent"),
    Kind("password-forgotten", "/password/forgotten"),
    Kind("password-sent", "/password/sent"),
    Kind("link-over", "/confirm/" + "x" * 43, status=404),
    Kind("not-found", "/modules/m99", status=404),
    Kind("me", "/me/", person="en-cours"),
    Kind("me-new", "/me/", person="nouvelle"),
    Kind("me-certified", "/me/", person="salma"),
    Kind("profile", "/me/profile", person="salma"),
    Kind("data", "/me/data", person="salma"),
    Kind("delete", "/me/data/delete", person="salma"),
    Kind("security", "/me/security", person="salma"),
    Kind("change-password", "/me/security/password", person="salma"),
    Kind("change-address", "/me/security/address", person="salma"),
    Kind("quiz-closed", "/quiz", person="en-cours"),
    Kind("quiz-again", "/quiz", person="ajourne"),
    Kind("attempt", Demo.attempt_under_way, person="prete", act=_fifth_question, design="05-quiz"),
    Kind("review", lambda demo: demo.attempt_under_way() + "/review", person="prete"),
    Kind(
        "result-failed", lambda demo: demo.result("ajourne"), person="ajourne",
        design="06-result-failed",
    ),
    Kind(
        "result-passed", lambda demo: demo.result("salma"), person="salma",
        design="06-result-passed",
    ),
    Kind("certificate-name", lambda demo: demo.certificate("recue"), person="recue"),
    Kind("certificate", lambda demo: demo.certificate("salma"), person="salma"),
    Kind("certificate-revoked", lambda demo: demo.certificate("youssef"), person="youssef"),
)  # fmt: skip
