"""The life of an account: registration, addresses, passphrases, profile, language, erasure."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, func, select, update

from app.accounts import links, people, registration, service, sessions
from app.accounts.errors import (
    AddressTaken,
    AddressUnreadable,
    LinkOver,
    NotWhoRegistered,
    PasswordMissing,
    PasswordTooEasy,
    Problems,
    SameAddress,
    WrongCredentials,
    WrongPassword,
)
from app.accounts.events import PersonErased
from app.accounts.models import AccountToken, Person, PersonRole, Role, TokenPurpose
from app.accounts.own_data import export_own_data
from app.accounts.passwords import hash_password
from app.accounts.schemas import ProfileForm, Registration, RegistrationForm
from app.core.audit import AuditEvent
from app.core.db import Database
from app.core.errors import AppError, NotFound
from app.core.ids import new_token, token_hash
from app.core.mail import Mail
from tests import factories
from tests.accounts.people import (
    IDLE,
    LIFETIME,
    OTHER_PASSWORD,
    PASSWORD,
    add_person,
    add_session,
    count_sessions,
    letters,
    list_links,
    password_hash,
    person_by_email,
    token_of,
)

NOW = factories.NOON
EMAIL = "salma@exemple.ma"


def register(database: Database, email: str = EMAIL, password: str = PASSWORD) -> None:
    wanted = registration.check_registration(RegistrationForm(email=email, password=password))
    registration.register(database, wanted, language="ar", now=NOW)


def confirm(
    database: Database, token: str, after: timedelta = timedelta(), *, password: str = PASSWORD
) -> str:
    return registration.confirm_registration(
        database, token, password=password, lifetime=LIFETIME, now=NOW + after
    )


def confirm_address(database: Database, token: str) -> None:
    with database.writing() as session:
        service.confirm_address(session, token, now=NOW)


def ask_reset(database: Database, email: str = EMAIL) -> None:
    with database.writing() as session:
        service.request_password_reset(session, email=email, language="fr", now=NOW)


def can_sign_in(database: Database, email: str = EMAIL, password: str = PASSWORD) -> bool:
    try:
        sessions.sign_in(database, email=email, password=password, now=NOW, lifetime=LIFETIME)
    except WrongCredentials:
        return False
    return True


def acts(database: Database) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.actor_id, row.action) for row in rows]


# ---- Registration


def test_a_registration_is_nobody_until_its_letter_is_answered(database: Database) -> None:
    register(database, " Salma@Exemple.ma ")

    (letter,) = letters(database)
    assert (letter.to_address, letter.template, letter.language) == (
        EMAIL,
        registration.LETTER_CONFIRM,
        "ar",
    )
    assert person_by_email(database, EMAIL) is None
    assert not can_sign_in(database)


def test_the_link_of_the_letter_makes_the_person(database: Database) -> None:
    register(database)

    session_token = confirm(database, token_of(database, registration.LETTER_CONFIRM))

    with database.reading() as session:
        viewer = sessions.find_viewer(session, session_token, now=NOW, idle=LIFETIME)
    assert viewer is not None
    assert viewer.email == EMAIL
    person = person_by_email(database, EMAIL)
    assert person is not None
    assert (person.language, person.created_at, person.name_latin) == ("ar", NOW, None)
    assert can_sign_in(database)


def test_a_known_address_gets_one_other_letter_and_nothing_changes(database: Database) -> None:
    add_person(database, email=EMAIL, language="fr")

    register(database, password=OTHER_PASSWORD)

    (letter,) = letters(database)
    assert (letter.to_address, letter.template) == (EMAIL, links.LETTER_KNOWN_ADDRESS)
    assert letter.context == {}
    assert can_sign_in(database)
    assert not can_sign_in(database, password=OTHER_PASSWORD)


def test_a_form_with_two_faults_names_both(database: Database) -> None:
    with pytest.raises(Problems) as refusal:
        registration.check_registration(RegistrationForm(email="salma", password="court"))

    assert [problem.field for problem in refusal.value.found] == ["email", "password"]
    assert letters(database) == []


def test_a_second_press_within_ten_minutes_changes_nothing(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)
    confirm(database, token)

    confirm(database, token, timedelta(minutes=10))

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1
    with pytest.raises(LinkOver):
        confirm(database, token, timedelta(minutes=11))


def test_a_used_link_does_not_bring_an_erased_account_back(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)
    confirm(database, token)
    person = person_by_email(database, EMAIL)
    assert person is not None
    service.delete_account(database, person.id, password=PASSWORD, now=NOW)

    with pytest.raises(LinkOver):
        confirm(database, token)
    assert person_by_email(database, EMAIL) is None


def test_of_two_registrations_of_one_address_the_first_confirmed_counts(database: Database) -> None:
    register(database)
    first = token_of(database, registration.LETTER_CONFIRM)
    register(database, password=OTHER_PASSWORD)
    (second,) = {mail.context["token"] for mail in letters(database)} - {first}

    confirm(database, second, password=OTHER_PASSWORD)

    with pytest.raises(LinkOver):
        confirm(database, first)
    assert can_sign_in(database, password=OTHER_PASSWORD)
    assert not can_sign_in(database, password=PASSWORD)


def test_a_link_is_over_when_the_operator_made_the_account_first(database: Database) -> None:
    register(database)
    add_person(database, email=EMAIL)

    with pytest.raises(LinkOver):
        confirm(database, token_of(database, registration.LETTER_CONFIRM))


def test_a_new_address_without_its_person_is_over(database: Database) -> None:
    token = new_token()
    with database.writing() as session:
        link = AccountToken(
            token_hash=token_hash(token),
            purpose=TokenPurpose.CHANGE_ADDRESS.value,
            email=EMAIL,
            language="fr",
            created_at=NOW,
            expires_at=NOW + timedelta(hours=1),
        )
        session.add(link)

    with pytest.raises(LinkOver):
        confirm_address(database, token)


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "a" * 44, "a" * 5000, "a" * 43])
def test_a_malformed_or_forged_link_confirms_nothing(database: Database, token: str) -> None:
    register(database)

    with pytest.raises(LinkOver):
        confirm(database, token)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [(OTHER_PASSWORD, NotWhoRegistered), ("", PasswordMissing), ("x" * 5000, NotWhoRegistered)],
)
def test_only_who_asked_for_the_account_confirms_it(
    database: Database, password: str, refusal: type[AppError]
) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)

    with pytest.raises(refusal):
        confirm(database, token, password=password)

    assert person_by_email(database, EMAIL) is None
    confirm(database, token)
    with pytest.raises(refusal):
        confirm(database, token, password=password)  # nor does a second press open the account


def test_a_passphrase_changed_during_a_second_press_opens_no_session(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)
    confirm(database, token)
    before = count_sessions(database)
    new_hash = hash_password(OTHER_PASSWORD)
    changed: list[bool] = []

    def change_meanwhile(connection: Connection) -> None:
        """Change the passphrase after it was checked, just before the press writes."""
        if changed or connection.get_execution_options().get("postgresql_readonly"):
            return
        changed.append(True)
        with Database(database.url) as other, other.writing() as session:
            session.execute(update(Person).values(password_hash=new_hash))

    event.listen(database.engine, "engine_connect", change_meanwhile)

    with pytest.raises(NotWhoRegistered):
        confirm(database, token)
    assert changed
    assert count_sessions(database) == before


def test_confirming_ends_the_browsers_previous_session(database: Database) -> None:
    other = add_person(database, email="other@exemple.ma")
    before = add_session(database, other)
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)

    registration.confirm_registration(
        database, token, password=PASSWORD, lifetime=LIFETIME, now=NOW, previous_token=before
    )

    with database.reading() as session:
        assert sessions.find_viewer(session, before, now=NOW, idle=IDLE) is None


def test_a_registration_waits_for_two_days(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)

    with database.reading() as session:
        links.get_purpose(session, token, now=NOW + timedelta(hours=47))
    with pytest.raises(LinkOver):
        confirm(database, token, timedelta(hours=48))


def test_looking_at_a_link_does_not_use_it_up(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)

    for _ in range(3):
        with database.reading() as session:
            links.get_purpose(session, token, now=NOW)

    confirm(database, token)
    with database.reading() as session, pytest.raises(LinkOver):
        links.get_purpose(session, token, now=NOW)


def test_no_passphrase_and_no_secret_of_a_link_is_kept_once_it_was_used(database: Database) -> None:
    register(database)
    token = token_of(database, registration.LETTER_CONFIRM)

    confirm(database, token)

    (link,) = list_links(database)
    assert link.token_hash == token_hash(token)
    assert link.password_hash is None


def test_the_operator_makes_an_account_with_a_role(database: Database) -> None:
    with database.writing() as session:
        service.create_person(
            session,
            email=" Staff@Exemple.ma",
            password_hash=password_hash(),
            language="fr",
            roles=[Role.LEARNER, Role.STAFF],
            now=NOW,
        )

    with database.reading() as session:
        assert session.scalars(select(PersonRole.role)).all() == ["staff"]
    assert can_sign_in(database, "staff@exemple.ma")
    assert acts(database) == [(None, "person.created")]


@pytest.mark.parametrize(("email", "refusal"), [(EMAIL, AddressTaken), ("x", AddressUnreadable)])
def test_the_operator_cannot_make_an_account_twice_or_without_an_address(
    database: Database, email: str, refusal: type[Exception]
) -> None:
    add_person(database, email=EMAIL)

    with database.writing() as session, pytest.raises(refusal):
        service.create_person(
            session, email=email, password_hash="x", language="fr", roles=[], now=NOW
        )


# ---- Passphrases


def test_a_forgotten_passphrase_is_replaced_once_and_every_session_ends(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)
    add_session(database, person_id)
    ask_reset(database)
    token = token_of(database, service.LETTER_RESET)

    service.reset_password(database, token, password=OTHER_PASSWORD, now=NOW)

    assert count_sessions(database) == 0
    assert can_sign_in(database, password=OTHER_PASSWORD)
    assert not can_sign_in(database, password=PASSWORD)
    assert acts(database) == [(person_id, "password.changed")]
    with pytest.raises(LinkOver):
        service.reset_password(database, token, password=PASSWORD, now=NOW)


def test_an_unknown_address_gets_one_letter_too(database: Database) -> None:
    ask_reset(database, "unknown@exemple.ma")

    (letter,) = letters(database)
    assert (letter.to_address, letter.template) == ("unknown@exemple.ma", service.LETTER_NO_ACCOUNT)
    assert list_links(database) == []


def test_a_reset_link_lasts_one_hour_and_confirms_no_address(database: Database) -> None:
    add_person(database, email=EMAIL)
    ask_reset(database)
    token = token_of(database, service.LETTER_RESET)

    with pytest.raises(LinkOver):
        confirm_address(database, token)
    with pytest.raises(LinkOver):
        service.reset_password(
            database, token, password=OTHER_PASSWORD, now=NOW + timedelta(hours=1)
        )
    assert can_sign_in(database)


def test_an_easy_passphrase_does_not_use_the_reset_link_up(database: Database) -> None:
    add_person(database, email=EMAIL)
    ask_reset(database)
    token = token_of(database, service.LETTER_RESET)

    with pytest.raises(PasswordTooEasy):
        service.reset_password(database, token, password="motdepasse1234", now=NOW)

    service.reset_password(database, token, password=OTHER_PASSWORD, now=NOW)
    assert can_sign_in(database, password=OTHER_PASSWORD)


def test_a_reset_link_used_during_the_hashing_is_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(database, email=EMAIL)
    ask_reset(database)
    token = token_of(database, service.LETTER_RESET)

    def somebody_was_faster(password: str) -> str:
        monkeypatch.undo()
        service.reset_password(database, token, password=OTHER_PASSWORD, now=NOW)
        return hash_password(password)

    monkeypatch.setattr(service, "hash_password", somebody_was_faster)

    with pytest.raises(LinkOver):
        service.reset_password(database, token, password="sable marteau comète jus", now=NOW)
    assert can_sign_in(database, password=OTHER_PASSWORD)


def test_a_new_passphrase_keeps_this_session_and_ends_the_others(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)
    here, elsewhere = add_session(database, person_id), add_session(database, person_id)

    service.change_password(
        database,
        person_id,
        present=PASSWORD,
        password=OTHER_PASSWORD,
        keep_session=token_hash(here),
        now=NOW,
    )

    with database.reading() as session:
        assert sessions.find_viewer(session, here, now=NOW, idle=IDLE) is not None
        assert sessions.find_viewer(session, elsewhere, now=NOW, idle=IDLE) is None
    assert can_sign_in(database, password=OTHER_PASSWORD)
    assert [mail.template for mail in letters(database)] == [service.LETTER_PASSWORD_CHANGED]


def test_the_present_passphrase_is_asked_for(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    with pytest.raises(WrongPassword) as refusal:
        service.change_password(
            database,
            person_id,
            present="not it",
            password=OTHER_PASSWORD,
            keep_session=b"",
            now=NOW,
        )

    assert refusal.value.field == "present_password"
    assert can_sign_in(database)


# ---- The address


def ask_new_address(database: Database, person_id: int, email: str) -> None:
    service.request_address_change(database, person_id, password=PASSWORD, email=email, now=NOW)


def test_a_new_address_counts_once_its_own_letter_was_answered(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    ask_new_address(database, person_id, "New@exemple.ma")

    assert [(mail.to_address, mail.template) for mail in letters(database)] == [
        ("new@exemple.ma", service.LETTER_CHANGE_ADDRESS),
        (EMAIL, service.LETTER_ADDRESS_CHANGING),
    ]
    assert can_sign_in(database)
    token = token_of(database, service.LETTER_CHANGE_ADDRESS)
    confirm_address(database, token)
    confirm_address(database, token)
    assert can_sign_in(database, "new@exemple.ma")
    assert not can_sign_in(database)
    assert acts(database) == [(person_id, "address.changed")]


def test_nobody_learns_that_the_new_address_has_an_account_but_its_owner(
    database: Database,
) -> None:
    person_id = add_person(database, email=EMAIL)
    add_person(database, email="other@exemple.ma")

    ask_new_address(database, person_id, "other@exemple.ma")

    assert [(mail.to_address, mail.template) for mail in letters(database)] == [
        ("other@exemple.ma", links.LETTER_KNOWN_ADDRESS),
        (EMAIL, service.LETTER_ADDRESS_CHANGING),
    ]
    assert list_links(database) == []


def test_an_address_taken_in_between_stays_with_its_owner(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)
    ask_new_address(database, person_id, "new@exemple.ma")
    owner_id = add_person(database, email="new@exemple.ma")

    with pytest.raises(LinkOver):
        confirm_address(database, token_of(database, service.LETTER_CHANGE_ADDRESS))

    owner, person = person_by_email(database, "new@exemple.ma"), person_by_email(database, EMAIL)
    assert owner is not None
    assert person is not None
    assert (owner.id, person.id) == (owner_id, person_id)


def test_the_notice_to_the_old_address_lets_its_holder_cancel_the_change(
    database: Database,
) -> None:
    person_id = add_person(database, email=EMAIL)
    ask_new_address(database, person_id, "thief@exemple.ma")
    ask_reset(database)

    service.reset_password(
        database, token_of(database, service.LETTER_RESET), password=OTHER_PASSWORD, now=NOW
    )

    with pytest.raises(LinkOver):
        confirm_address(database, token_of(database, service.LETTER_CHANGE_ADDRESS))
    assert can_sign_in(database, EMAIL, OTHER_PASSWORD)


def test_the_present_address_is_no_new_one(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    with pytest.raises(SameAddress):
        ask_new_address(database, person_id, " SALMA@exemple.ma")
    assert letters(database) == []


@pytest.mark.parametrize(
    ("password", "email", "fields"),
    [
        ("", "", ["email", "present_password"]),
        (PASSWORD, "x", ["email"]),
    ],
)
def test_a_change_of_address_needs_both_fields(
    database: Database, password: str, email: str, fields: list[str]
) -> None:
    person_id = add_person(database, email=EMAIL)

    with pytest.raises(Problems) as refusal:
        service.request_address_change(database, person_id, password=password, email=email, now=NOW)

    assert [problem.field for problem in refusal.value.found] == fields


def test_a_change_of_address_needs_the_right_passphrase(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    with pytest.raises(WrongPassword):
        service.request_address_change(
            database, person_id, password="not it", email="new@exemple.ma", now=NOW
        )
    assert letters(database) == []


# ---- Profile, language, data, erasure


def test_a_profile_is_kept_tidied_and_shown_again(database: Database) -> None:
    person_id = add_person(database)
    form = ProfileForm(
        name_latin=" Salma  Bennani ",
        name_arabic="سلمى بناني",
        sector="social",
        institution="Entraide nationale – Rabat (CAS n° 3)",
        region="souss-massa",
        sex="female",
    )

    with database.writing() as session:
        service.update_profile(session, person_id, form)

    with database.reading() as session:
        kept = service.profile_of(people.get_person(session, person_id))
    assert kept == form.model_copy(update={"name_latin": "Salma Bennani"})


def test_everything_in_a_profile_may_be_taken_back(database: Database) -> None:
    person_id = add_person(database, name_latin="Salma", sector="health", sex="female")

    with database.writing() as session:
        service.update_profile(session, person_id, ProfileForm())

    with database.reading() as session:
        person = people.get_person(session, person_id)
    assert (person.name_latin, person.sector, person.sex) == (None, None, None)


def test_every_fault_of_a_profile_is_named_and_nothing_is_kept(database: Database) -> None:
    person_id = add_person(database, name_latin="Salma")
    form = ProfileForm(
        name_latin="سلمى",
        name_arabic="Salma",
        sector="spy",
        institution="{{7*7}}",
        region="x",
        sex="x",
    )

    with database.writing() as session, pytest.raises(Problems) as refusal:
        service.update_profile(session, person_id, form)

    assert [problem.field for problem in refusal.value.found] == [
        "name_latin",
        "name_arabic",
        "sector",
        "institution",
        "region",
        "sex",
    ]
    with database.reading() as session:
        assert people.get_person(session, person_id).name_latin == "Salma"


def test_the_language_of_the_account_changes(database: Database) -> None:
    person_id = add_person(database, language="fr")

    with database.writing() as session:
        service.change_language(session, person_id, "ar")

    with database.reading() as session:
        assert people.get_person(session, person_id).language == "ar"


def test_a_person_receives_all_that_is_kept_and_no_secret(database: Database) -> None:
    person_id = add_person(database, email=EMAIL, name_arabic="سلمى", roles=("trainer",))
    add_session(database, person_id)
    service.change_password(
        database,
        person_id,
        present=PASSWORD,
        password=OTHER_PASSWORD,
        keep_session=b"",
        now=NOW,
    )
    add_session(database, person_id)

    def progress(_session: object, learner_id: int) -> object:
        return [learner_id, "m01-l01"]

    with database.reading() as session:
        exported = export_own_data(session, person_id, parts={"progress": progress}, now=NOW)

    assert list(exported) == ["exported_at", "account", "sessions", "acts", "progress"]
    assert exported["account"]["email"] == EMAIL
    assert exported["account"]["roles"] == ["learner", "trainer"]
    assert len(exported["sessions"]) == 1
    assert [act["action"] for act in exported["acts"]] == ["password.changed"]
    assert exported["progress"] == [person_id, "m01-l01"]
    assert "hash" not in str(exported)


def test_erasure_is_stated_before_the_person_goes_and_takes_everything_along(
    database: Database,
) -> None:
    person_id = add_person(database, email=EMAIL, roles=("trainer",))
    add_session(database, person_id)
    ask_reset(database)
    seen: list[tuple[PersonErased, bool]] = []
    database.subscriptions.subscribe(
        PersonErased,
        lambda session, fact: seen.append((fact, session.get(Person, person_id) is not None)),
    )

    service.delete_account(database, person_id, password=PASSWORD, now=NOW)

    assert seen == [(PersonErased(person_id, erased_at=NOW), True)]
    assert person_by_email(database, EMAIL) is None
    assert count_sessions(database) == 0
    assert list_links(database) == []
    assert letters(database) == []
    assert acts(database) == [(None, "person.erased")]
    with database.reading() as session, pytest.raises(NotFound):
        people.get_person(session, person_id)


def test_a_failing_follower_keeps_the_account_whole(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    def fail(_session: object, _fact: PersonErased) -> None:
        raise RuntimeError("the certificate cannot be withdrawn")

    database.subscriptions.subscribe(PersonErased, fail)

    with pytest.raises(RuntimeError):
        service.delete_account(database, person_id, password=PASSWORD, now=NOW)
    assert can_sign_in(database)


def test_erasure_needs_the_passphrase(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)

    with pytest.raises(WrongPassword):
        service.delete_account(database, person_id, password="not it", now=NOW)
    assert can_sign_in(database)


def test_what_is_over_is_forgotten(database: Database) -> None:
    add_session(database, add_person(database, email=EMAIL))
    ask_reset(database)

    def forget(after: timedelta) -> tuple[int, int]:
        with database.writing() as session:
            service.forget_expired(session, now=NOW + after)
        return count_sessions(database), len(list_links(database))

    assert forget(timedelta(hours=12)) == (1, 1)
    assert forget(timedelta(hours=13)) == (0, 1)
    assert forget(timedelta(days=8)) == (0, 0)


@pytest.mark.parametrize("act", [register, ask_reset])
def test_known_and_unknown_addresses_get_the_same_number_of_letters(
    database: Database, act: Callable[[Database], None]
) -> None:
    act(database)
    to_unknown = len(letters(database))
    add_person(database, email=EMAIL)
    act(database)

    assert to_unknown == 1
    assert len(letters(database)) == 2


def test_registration_is_a_value_that_was_checked() -> None:
    form = RegistrationForm(email=" SALMA@exemple.ma", password=PASSWORD)

    assert registration.check_registration(form) == Registration(EMAIL, PASSWORD)


def test_a_letter_is_gone_with_its_account(database: Database) -> None:
    person_id = add_person(database, email=EMAIL)
    ask_reset(database, "somebody.else@exemple.ma")
    ask_reset(database)

    service.delete_account(database, person_id, password=PASSWORD, now=NOW)

    with database.reading() as session:
        assert session.scalars(select(Mail.to_address)).all() == ["somebody.else@exemple.ma"]
