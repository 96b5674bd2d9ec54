"""The pages of certificates as a browser meets them: the holder's own, and the verification."""

import re
from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.accounts.cookies import SESSION_COOKIE
from app.certificates import issuing, lookup, service
from app.certificates.code import format_code, new_code
from app.certificates.models import Certificate, RevocationReason
from app.core.events import publish
from tests.accounts import people
from tests.certificates import builders
from tests.factories import NOON

if TYPE_CHECKING:
    import httpx

    from tests.browser import Browser

TITLES = {
    "fr": {
        "valid": "Certificat valide",
        "suspended": "Ce certificat est suspendu",
        "revoked": "Ce certificat a été annulé",
        "replaced": "Ce certificat a été remplacé",
        "withdrawn": "Certificat retiré à la demande de son titulaire",
        "unknown": "Aucun certificat ne porte ce code",
        "mistyped": "Ce code est mal saisi",
        "too_many": "Trop de tentatives",
        "matches": "Le nom correspond.",
        "differs": "Le nom ne correspond pas.",
    },
    "ar": {
        "valid": "شهادة صالحة",
        "suspended": "هذه الشهادة موقوفة مؤقتا",
        "revoked": "تم إلغاء هذه الشهادة",
        "replaced": "تم استبدال هذه الشهادة",
        "withdrawn": "شهادة مسحوبة بطلب من صاحبها",
        "unknown": "لا توجد شهادة بهذا الرمز",
        "mistyped": "كُتب هذا الرمز بشكل خاطئ",
        "too_many": "محاولات كثيرة",
        "matches": "الاسم مطابق.",
        "differs": "الاسم غير مطابق.",
    },
}
GIVEN = {"name_latin": "Salma Bennani", "name_arabic": "سلمى بناني", "checked": "on"}


def sign_in(browser: "Browser", learner_id: int) -> None:
    browser.client.cookies.set(
        SESSION_COOKIE, people.add_session(browser.service.database, learner_id)
    )


def passed(browser: "Browser") -> UUID:
    """Sign a learner in who has just passed; return the certificate that this reserved."""
    database = browser.service.database
    fact = builders.passed(database, learner_id=people.add_person(database))
    with database.writing() as session:
        publish(session, fact)
        found = select(Certificate.id).where(Certificate.attempt_id == fact.attempt_id)
        certificate_id = session.scalars(found).one()
    sign_in(browser, fact.learner_id)
    return certificate_id


def issued(browser: "Browser") -> UUID:
    """Have a learner pass and confirm, and the worker make the certificate."""
    certificate_id = passed(browser)
    answer = browser.post(f"/certificates/{certificate_id}/name", GIVEN)
    assert answer.status_code == 303
    service_ = browser.service
    assert issuing.issue(service_.database, service_.settings, certificate_id, now=NOON)
    return certificate_id


def row(browser: "Browser", certificate_id: UUID) -> Certificate:
    with browser.service.database.reading() as session:
        return session.get_one(Certificate, certificate_id)


def code_of(browser: "Browser", certificate_id: UUID) -> str:
    return format_code(row(browser, certificate_id).public_code)


def title_of(page: "httpx.Response") -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    assert len(found) == 1, "a page has one h1"
    return unescape(re.sub(r"<[^>]+>", "", found[0])).strip()


def titled(browser: "Browser", outcome: str) -> str:
    return TITLES[browser.language][outcome]


# ---- The holder's own --------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in(browser: "Browser") -> None:
    answer = browser.get(f"/certificates/{uuid4()}")

    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["location"]


def test_after_the_pass_the_page_asks_for_the_name(browser: "Browser") -> None:
    certificate_id = passed(browser)

    page = browser.get(f"/certificates/{certificate_id}")

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert 'name="name_latin"' in page.text
    assert 'name="name_arabic"' in page.text
    assert code_of(browser, certificate_id) not in page.text
    assert browser.get(f"/certificates/{certificate_id}/pdf").status_code == 409


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(browser: "Browser") -> None:
    certificate_id = passed(browser)

    page = browser.post(
        f"/certificates/{certificate_id}/name",
        {"name_latin": "Salma <b>", "name_arabic": "سلمى بناني"},
    )

    assert page.status_code == 422
    assert "Salma &lt;b&gt;" in page.text
    assert "سلمى بناني" in page.text
    assert 'href="#name_latin"' in page.text
    assert row(browser, certificate_id).name_confirmed_at is None


def test_the_name_has_to_be_read_again(browser: "Browser") -> None:
    certificate_id = passed(browser)

    page = browser.post(f"/certificates/{certificate_id}/name", GIVEN | {"checked": ""})

    assert page.status_code == 422
    assert 'href="#checked"' in page.text
    assert row(browser, certificate_id).name_confirmed_at is None


def test_the_name_is_confirmed_once(browser: "Browser") -> None:
    certificate_id = passed(browser)
    address = f"/certificates/{certificate_id}/name"

    assert browser.post(address, GIVEN).status_code == 303
    assert browser.post(address, GIVEN).status_code == 303  # sent twice by an impatient hand
    assert browser.post(address, GIVEN | {"name_latin": "Another"}).status_code == 409
    assert row(browser, certificate_id).name_latin == "Salma Bennani"


def test_the_certificate_downloads_with_the_bytes_that_were_signed(browser: "Browser") -> None:
    certificate_id = issued(browser)
    code = code_of(browser, certificate_id)

    page = browser.get(f"/certificates/{certificate_id}")
    first, second = (browser.get(f"/certificates/{certificate_id}/pdf") for _ in range(2))

    assert code in page.text
    assert "Salma Bennani" in page.text
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/pdf"
    assert first.headers["content-disposition"] == f'attachment; filename="certificat-{code}.pdf"'
    assert first.headers["cache-control"] == "no-store"
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content


def test_another_learners_certificate_does_not_exist(browser: "Browser") -> None:
    certificate_id = issued(browser)
    sign_in(browser, people.add_person(browser.service.database))

    for path in ("", "/pdf"):
        assert browser.get(f"/certificates/{certificate_id}{path}").status_code == 404
    assert browser.post(f"/certificates/{certificate_id}/name", GIVEN).status_code == 404


@pytest.mark.parametrize("path", ["/certificates/1", "/certificates/x/pdf", "/certificates/"])
def test_an_address_that_is_none_is_not_found(browser: "Browser", path: str) -> None:
    passed(browser)

    assert browser.get(path).status_code == 404


def test_the_learners_own_page_shows_what_comes_next(browser: "Browser") -> None:
    certificate_id = passed(browser)

    page = browser.get("/me/")

    assert page.status_code == 200
    assert f'href="/{browser.language}/certificates/{certificate_id}"' in page.text


# ---- Verification ------------------------------------------------------------------------------


def test_the_form_leads_to_the_result_however_the_code_is_written(browser: "Browser") -> None:
    code = code_of(browser, issued(browser))
    browser.client.cookies.clear()

    answer = browser.post("/verify", {"code": f" https://test/v/{code.lower()} "})

    assert answer.status_code == 303
    assert title_of(browser.follow(answer)) == titled(browser, "valid")


@pytest.mark.parametrize("typed", ["", "7K4QZ", "<script>", "7K4QZ-M2D9X-HT5R0", "é" * 300])
def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(
    browser: "Browser", typed: str
) -> None:
    page = browser.post("/verify", {"code": typed})

    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert 'href="#code"' in page.text
    if typed == "<script>":
        assert 'value="&lt;script&gt;"' in page.text


def test_the_address_of_the_qr_is_answered_in_both_cases(browser: "Browser") -> None:
    code = code_of(browser, issued(browser))
    browser.client.cookies.clear()
    language = {"accept-language": browser.language}

    for path in (f"/V/{code}", f"/v/{code.lower()}", f"/{browser.language}/v/{code}"):
        page = browser.get(path, headers=language)
        assert page.status_code == 200
        assert title_of(page) == titled(browser, "valid")
        assert f'lang="{browser.language}"' in page.text
        assert "accept-language" in page.headers["vary"]
        assert "noindex" in page.text


def test_a_verifier_learns_nothing_else_about_the_person(browser: "Browser") -> None:
    certificate_id = issued(browser)
    certificate = row(browser, certificate_id)
    learner_id = certificate.learner_id
    browser.client.cookies.clear()

    page = browser.get(f"/v/{code_of(browser, certificate_id)}")

    assert "<bdi>S. B.</bdi> · <bdi>س. ب.</bdi>" in page.text
    for secret in ("Bennani", "بناني", "@", "0.875", str(certificate_id), certificate.pdf_sha256):
        assert str(secret) not in page.text
    assert f'"{learner_id}"' not in page.text


def test_a_specimen_is_said_to_prove_nothing(browser: "Browser") -> None:
    code = code_of(browser, issued(browser))
    word = "Spécimen" if browser.language == "fr" else "نموذج"

    page = browser.get(f"/{browser.language}/v/{code}")

    assert f"<p>{word}" in page.text.replace("\u00a0", " ")


def test_each_state_has_its_own_answer(browser: "Browser") -> None:
    certificate_id = issued(browser)
    code = code_of(browser, certificate_id)
    database = browser.service.database

    def shown() -> tuple[int, str]:
        page = browser.get(f"/{browser.language}/v/{code}")
        return page.status_code, title_of(page)

    with database.writing() as session:
        one = session.get_one(Certificate, certificate_id)
        service.suspend(session, one, actor_id=None, now=NOON)
    assert shown() == (200, titled(browser, "suspended"))
    with database.writing() as session:
        one = session.get_one(Certificate, certificate_id)
        service.revoke(session, one, RevocationReason.ISSUED_IN_ERROR, actor_id=None, now=NOON)
    assert shown() == (200, titled(browser, "revoked"))
    assert browser.get(f"/certificates/{certificate_id}").status_code == 200
    assert browser.get(f"/certificates/{certificate_id}/pdf").status_code == 409


def test_a_replaced_certificate_says_so_and_does_not_lead_to_the_new_one(
    browser: "Browser",
) -> None:
    certificate_id = issued(browser)
    with browser.service.database.writing() as session:
        one = session.get_one(Certificate, certificate_id)
        new = service.reissue(
            session,
            one,
            name_latin="Salma Benani",
            name_arabic="سلمى بناني",
            actor_id=None,
            now=NOON,
        )
        new_code_ = format_code(new.public_code)

    page = browser.get(f"/{browser.language}/v/{code_of(browser, certificate_id)}")

    assert title_of(page) == titled(browser, "replaced")
    assert new_code_ not in page.text
    assert browser.get(f"/certificates/{certificate_id}").status_code == 200


def test_a_deleted_account_leaves_a_withdrawn_certificate(browser: "Browser") -> None:
    certificate_id = issued(browser)
    code = code_of(browser, certificate_id)

    answer = browser.post("/me/data/delete", {"present_password": people.PASSWORD})
    assert answer.status_code == 303

    page = browser.get(f"/{browser.language}/v/{code}")
    assert title_of(page) == titled(browser, "withdrawn")
    check = browser.post(f"/{browser.language}/v/{code}", {"name": "Bennani Salma"})
    assert titled(browser, "matches") in check.text


@pytest.mark.parametrize(
    ("code", "outcome", "status"),
    [
        (format_code(builders.CODE), "unknown", 404),
        ("7K4QZ-M2D9X-HT5R0", "mistyped", 422),
        ("nonsense", "mistyped", 422),
        ("%F0%9F%98%80", "mistyped", 422),
    ],
)
def test_an_unknown_or_mistyped_code_has_its_own_answer(
    browser: "Browser", code: str, outcome: str, status: int
) -> None:
    page = browser.get(f"/{browser.language}/v/{code}")

    assert page.status_code == status
    assert title_of(page) == titled(browser, outcome)


def test_a_name_is_compared_and_not_kept(browser: "Browser") -> None:
    code = code_of(browser, issued(browser))
    browser.client.cookies.clear()
    address = f"/{browser.language}/v/{code}"

    right = browser.post(address, {"name": "bennani  SALMA"})
    wrong = browser.post(address, {"name": "Salma <b>"})
    empty = browser.post(address, {"name": ""})

    assert titled(browser, "matches") in right.text
    assert titled(browser, "differs") in wrong.text
    assert "Salma &lt;b&gt;" in wrong.text
    for page in (empty, browser.get(address)):
        assert titled(browser, "matches") not in page.text
        assert titled(browser, "differs") not in page.text


def test_too_many_misses_are_stopped_and_a_valid_code_of_others_is_not_counted(
    browser: "Browser",
) -> None:
    code = code_of(browser, issued(browser))
    browser.client.cookies.clear()
    limit = lookup.MISSES_HERE.amount
    for _ in range(limit + 5):
        assert browser.get(f"/{browser.language}/v/{code}").status_code == 200
    for _ in range(limit):
        unknown = format_code(new_code())
        assert browser.get(f"/{browser.language}/v/{unknown}").status_code == 404

    for stopped in (
        browser.get(f"/{browser.language}/v/{code}"),
        browser.post(f"/{browser.language}/v/{code}", {"name": "Salma Bennani"}),
    ):
        assert stopped.status_code == 429
        assert title_of(stopped) == titled(browser, "too_many")
        assert int(stopped.headers["retry-after"]) > 0
    mistyped = browser.get(f"/{browser.language}/v/7K4QZ-M2D9X-HT5R0")
    assert mistyped.status_code == 422  # the check symbol needs no register


def test_guessing_names_is_stopped(browser: "Browser") -> None:
    code = code_of(browser, issued(browser))
    address = f"/{browser.language}/v/{code}"
    for number in range(lookup.MISSES_HERE.amount):
        assert browser.post(address, {"name": f"Salma {number}"}).status_code == 200

    assert browser.post(address, {"name": "Salma Bennani"}).status_code == 429


@pytest.mark.parametrize("field", ["name", "other"])
def test_a_form_of_another_shape_is_refused(browser: "Browser", field: str) -> None:
    answer = browser.post("/verify", {field: "x"})

    assert answer.status_code == 422


def test_another_site_cannot_confirm_a_name(browser: "Browser") -> None:
    certificate_id = passed(browser)

    answer = browser.post(
        f"/certificates/{certificate_id}/name",
        GIVEN,
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    assert row(browser, certificate_id).name_confirmed_at is None
