"""The letters of accounts, as they leave: a subject, a text, one link, in both languages."""

import re

import pytest

from app.accounts import links, registration
from app.accounts import service as accounts
from app.compose import Service
from app.core.i18n import Language
from app.core.mail import Mail, queue_mail
from app.web.letters import compose_letter
from tests import factories
from tests.accounts.people import letters

WITH_LINK = {
    registration.LETTER_CONFIRM: "/confirm/",
    accounts.LETTER_RESET: "/password/reset/",
    accounts.LETTER_CHANGE_ADDRESS: "/confirm/",
}
WITHOUT_LINK = {
    links.LETTER_KNOWN_ADDRESS: "/password/forgotten",
    accounts.LETTER_NO_ACCOUNT: "/register",
    accounts.LETTER_PASSWORD_CHANGED: "/password/forgotten",
    accounts.LETTER_ADDRESS_CHANGING: "/password/forgotten",
}


def written(service: Service, template: str, language: Language) -> Mail:
    with service.database.writing() as session:
        queue_mail(
            session,
            to="salma@exemple.ma",
            language=language,
            template=template,
            context={"token": "t" * 43} if template in WITH_LINK else {},
            now=factories.NOON,
        )
    return next(
        mail
        for mail in letters(service.database)
        if (mail.template, mail.language) == (template, language)
    )


@pytest.mark.parametrize(("template", "path"), (WITH_LINK | WITHOUT_LINK).items())
def test_a_letter_has_a_subject_a_link_and_no_markup(
    service: Service, template: str, path: str
) -> None:
    subjects = set()
    for language in ("fr", "ar"):
        mail = written(service, template, "ar" if language == "ar" else "fr")

        letter = compose_letter(service.templates, service.settings, mail)

        text = letter.get_content()
        link = f"https://test/{language}{path}" + ("t" * 43 if template in WITH_LINK else "")
        assert f"{link}\n" in text
        assert not re.search(r"&#\d+;|&amp;|</|%\(|\{\{", text)
        assert letter["Subject"] not in text.splitlines()[0]
        subjects.add(str(letter["Subject"]))
    assert len(subjects) == 2
