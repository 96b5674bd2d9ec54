"""A certificate from the pass to its end: named, made, verified, revoked, corrected, withdrawn."""

import pytest

from app.certificates import service as certificates
from app.certificates.code import parse_code
from app.certificates.models import RevocationReason
from app.core.i18n import Language, other_language
from tests.conftest import MovingClock
from tests.driver import Page, Unexpected
from tests.journeys.site import NAMES, PASSWORD, Site, is_translated

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def revoke(site: Site, code: str, clock: MovingClock) -> None:
    with site.service.database.writing() as session:
        certificate = certificates.get_by_code(session, parse_code(code))
        reason = RevocationReason.EXAM_IRREGULARITY
        certificates.revoke(session, certificate, reason, actor_id=None, now=clock())


def correct(site: Site, code: str, clock: MovingClock, *names: str) -> None:
    with site.service.database.writing() as session:
        certificate = certificates.get_by_code(session, parse_code(code))
        certificates.reissue(
            session, certificate, name_latin=names[0], name_arabic=names[1], actor_id=None,
            now=clock(),
        )  # fmt: skip


def test_the_name_is_confirmed_once_and_the_file_never_changes(
    site: Site, language: Language
) -> None:
    learner = site.passed_learner(language)
    (certificate,) = learner.certificates()
    form = learner.get(certificate)

    learner.confirm_name(certificate, *NAMES)
    again = learner.fill(
        form, "name_latin", name_latin=NAMES[0], name_arabic=NAMES[1], checked="on"
    )
    other = learner.fill(
        form, "name_latin", name_latin="Somebody Else", name_arabic=NAMES[1], checked="on"
    )
    site.work()

    assert again.status_code == 303
    assert other.status_code == 409
    assert is_translated(other.text, language)
    pdf = learner.download_certificate(certificate)
    site.work()
    assert learner.download_certificate(certificate) == pdf
    shown = learner.page(certificate).text
    assert NAMES[0] in shown
    assert NAMES[1] in shown


def test_a_code_is_verified_however_it_is_written(site: Site, language: Language) -> None:
    _, _, code = site.certified_learner(language)
    anybody = site.visitor(language)

    for written in (
        code,
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' ')} ",
        code.translate(ARABIC_DIGITS),
        f"\u200f{code}\u200e",
        f"https://test/V/{code}",
    ):
        assert anybody.verify(written).outcome == "valid", written
    assert anybody.verify_link(code.lower()).outcome == "valid"
    assert anybody.verify_link(code.translate(ARABIC_DIGITS)).outcome == "valid"


def test_a_verifier_learns_no_name_but_may_compare_one(site: Site, language: Language) -> None:
    _, _, code = site.certified_learner(language, address=f"hidden-{language}@example.org")
    anybody = site.visitor(language)

    found = anybody.verify(code)

    words = found.page.text
    assert not [part for name in NAMES for part in name.split() if part in words]
    assert "hidden" not in words
    assert anybody.check_name(code, "BENNANI  salma") is True
    assert anybody.check_name(code, "سَلمى بنّاني") is True
    assert anybody.check_name(code, "Salma Benani") is False
    assert anybody.check_name(code, "") is None


def test_a_revoked_certificate_says_so_in_both_languages(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner, certificate, code = site.certified_learner(language)

    revoke(site, code, clock)

    for one in (language, other_language(language)):
        shown = site.visitor(one).verify(code)
        assert (shown.outcome, shown.status, shown.page.language) == ("revoked", 200, one)
    assert learner.find_download(certificate) == ""
    assert is_translated(learner.get(certificate).text, language)


def test_a_corrected_name_is_a_new_certificate_that_replaces_the_old(
    site: Site, clock: MovingClock, language: Language
) -> None:
    learner, certificate, code = site.certified_learner(language)

    correct(site, code, clock, "Salma El Bennani", "سلمى البناني")
    site.work()

    anybody = site.visitor(language)
    assert anybody.verify(code).outcome == "replaced"
    (new,) = (one for one in learner.certificates() if one != certificate)
    new_code = learner.code_of(new)
    assert new_code != code
    assert anybody.verify(new_code).outcome == "valid"
    assert anybody.check_name(new_code, "Salma El Bennani") is True
    assert learner.download_certificate(new).startswith(b"%PDF")


def test_a_deleted_account_leaves_a_code_that_answers_withdrawn(
    site: Site, language: Language
) -> None:
    learner, certificate, code = site.certified_learner(language)
    pdf_folder = site.service.settings.data_dir

    learner.delete_account(PASSWORD)

    anybody = site.visitor(language)
    withdrawn = anybody.verify(code)
    assert withdrawn.outcome == "withdrawn"
    assert anybody.check_name(code, NAMES[0]) is True  # by its keyed hash: the paper may be shown
    assert not list(pdf_folder.rglob("*.pdf"))
    assert learner.get(certificate).status_code in {303, 401, 404}


def test_a_code_that_never_was_is_unknown_and_a_typing_error_is_told_apart(
    site: Site, language: Language
) -> None:
    _, _, code = site.certified_learner(language)
    anybody = site.visitor(language)
    one_wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

    unknown = anybody.verify_link("00000-00000-00000")
    mistyped = anybody.verify_link(one_wrong)
    in_form = anybody.post("/verify", {"code": one_wrong})

    assert (unknown.outcome, unknown.status) == ("unknown", 404)
    assert (mistyped.outcome, mistyped.status) == ("mistyped", 422)
    assert in_form.status_code == 422
    assert is_translated(in_form.text, language)
    assert Page(in_form.text).form("code").fields["code"] == [one_wrong]


def test_another_persons_certificate_does_not_exist(site: Site, language: Language) -> None:
    _, certificate, _ = site.certified_learner(language)
    other = site.learner(language)

    for answer in (
        other.get(certificate),
        other.get(f"{certificate}/pdf"),
        other.post(f"{certificate}/name", {"name_latin": "A B", "name_arabic": "ا ب"}),
    ):
        assert answer.status_code == 404
        assert is_translated(answer.text, language)
    with pytest.raises(Unexpected, match="404"):
        other.download_certificate(certificate)
