"""An account from its letter to its deletion, and what happens when a session ends midway."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app.core.i18n import Language
from tests.conftest import MovingClock
from tests.driver import Driver, Page, Unexpected, find_link, letters
from tests.journeys.site import NAMES, PASSWORD, Site, is_translated

NEW_PASSWORD = "quatre tortues sous un parasol jaune"


def outbox_of(site: Site) -> list[str]:
    site.work()
    return letters(site.service.settings.data_dir / "outbox")


def test_a_second_registration_is_answered_alike_and_only_the_letter_differs(
    site: Site, language: Language
) -> None:
    visitor = site.visitor(language)
    form = {"email": "twice@example.org", "password": PASSWORD}

    first, second = visitor.post("/register", form), visitor.post("/register", form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert len(outbox_of(site)) == 2


def test_a_forgotten_passphrase_is_replaced_by_letter_and_ends_every_session(
    site: Site, language: Language
) -> None:
    learner = site.learner(language, address="forgot@example.org")
    visitor = site.visitor(language)

    visitor.forgot("forgot@example.org")
    visitor.forgot("nobody@example.org")
    site.work()
    outbox = site.service.settings.data_dir / "outbox"
    link = find_link(outbox, "/password/reset/", to="forgot@example.org")
    visitor.reset(NEW_PASSWORD, link=link)

    visitor.sign_in("forgot@example.org", NEW_PASSWORD)
    assert learner.get("/api/v1/me/state").status_code == 401
    with pytest.raises(Unexpected, match="422"):
        site.visitor(language).sign_in("forgot@example.org", PASSWORD)
    used = visitor.get(urlsplit(link).path)
    assert used.status_code == 404
    assert is_translated(used.text, language)


def test_what_a_device_kept_joins_the_account(site: Site, language: Language) -> None:
    learner = site.learner(language)
    sections = site.sections()["m01-l01"]
    learner.read_section("m01-l01", sections[0])

    learner.merge({"m01-l01": sections[1:3], "m99-l99": ["gone"]})

    assert learner.state()["lessons"]["m01-l01"]["read"] == sections[:3]


def test_signing_out_everywhere_ends_every_device(site: Site, language: Language) -> None:
    desk = site.learner(language, address="devices@example.org")
    phone = site.visitor(language)
    phone.sign_in("devices@example.org", PASSWORD)

    desk.sign_out_everywhere()

    assert phone.get("/api/v1/me/state").status_code == 401
    sent_on = phone.get("/me/")
    assert sent_on.status_code == 303
    assert "/sign-in?next=" in sent_on.headers["location"]


def test_a_form_that_meets_a_dead_session_is_kept_and_sent_after_signing_in(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner = site.learner(language, address="slow@example.org")
    form = learner.get("/me/profile")
    clock.now += timedelta(hours=3)

    refused = learner.fill(form, "name_latin", name_latin="Zoé d’Été", name_arabic=NAMES[1])
    kept = learner.fill(refused, "kept", email="slow@example.org", password=PASSWORD)
    saved = learner.fill(kept, "name_latin")

    assert refused.status_code == 401
    assert is_translated(refused.text, language)
    assert "Zoé d’Été" in Page(kept.text).text
    assert saved.status_code == 303
    assert learner.export_data()["account"]["name_latin"] == "Zoé d’Été"


def test_an_answer_that_meets_a_dead_session_is_kept_and_sent_after_signing_in(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner = site.ready_learner(language, address="pause@example.org")
    attempt = learner.start_exam()
    question = next(one for one in learner.questions(attempt) if one.type == "match")
    right = site.oracle.right(question)
    path = f"/quiz/attempts/{attempt}/responses/{question.item_id}"
    clock.now += timedelta(hours=3)

    refused = learner.post(path, question.fields(right))
    wrong_password = learner.fill(refused, "kept", email="pause@example.org", password="x")
    kept = learner.fill(wrong_password, "kept", email="pause@example.org", password=PASSWORD)
    saved = learner.fill(kept, action=path)

    assert refused.status_code == 401
    assert wrong_password.status_code == 422
    assert saved.status_code == 303
    shown = {one.item_id: one.given for one in learner.questions(attempt)}
    assert shown[question.item_id] == right


def test_a_passphrase_is_never_kept_in_a_page(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner = site.learner(language)
    clock.now += timedelta(hours=3)

    refused = learner.post(
        "/me/security/password", {"present_password": PASSWORD, "password": NEW_PASSWORD}
    )

    assert refused.status_code == 401
    assert PASSWORD not in refused.text
    assert NEW_PASSWORD not in refused.text


def test_the_export_holds_everything_and_no_secret(site: Site, language: Language) -> None:
    learner, _, code = site.certified_learner(language, address=f"all-{language}@example.org")
    learner.save_profile(name_latin=NAMES[0], name_arabic=NAMES[1], sector="justice")

    exported = learner.export_data()

    assert exported["account"]["email"] == f"all-{language}@example.org"
    assert exported["account"]["sector"] == "justice"
    assert {one["lesson"] for one in exported["progress"]["lessons"]} == set(site.sections())
    assert len(exported["progress"]["modules"]) == 8
    (attempt,) = exported["attempts"]
    assert attempt["has_passed"]
    assert len(attempt["responses"]) == 40
    assert code.replace("-", "") in str(exported["certificates"]).replace("-", "")
    assert exported["sessions"]
    assert "$argon2" not in str(exported)


def test_a_deleted_account_leaves_nothing_that_names_its_owner(
    site: Site, language: Language
) -> None:
    address = f"gone-{language}@example.org"
    learner = site.ready_learner(language, address=address)
    second = site.visitor(language)
    second.sign_in(address, PASSWORD)

    refused = learner.post("/me/data/delete", {"present_password": "not the passphrase"})
    learner.delete_account(PASSWORD)

    assert refused.status_code == 422
    assert is_translated(refused.text, language)
    assert second.get("/api/v1/me/state").status_code == 401
    with pytest.raises(Unexpected, match="422"):
        site.visitor(language).sign_in(address, PASSWORD)
    newcomer: Driver = site.learner(language, address=address)
    assert newcomer.state()["lessons"] == {}


def test_an_unconfirmed_address_cannot_sign_in(site: Site, language: Language) -> None:
    visitor = site.visitor(language)
    visitor.register("early@example.org", PASSWORD)

    refused = visitor.post("/sign-in", {"email": "early@example.org", "password": PASSWORD})

    assert refused.status_code == 422
    assert is_translated(refused.text, language)
