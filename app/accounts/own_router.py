"""One's own account: profile, language, data, address and passphrase, every device."""

import json
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from app.accounts import own_data, people, service, sessions
from app.accounts.checks import check_choice
from app.accounts.deps import ANYONE, LEARNER, CurrentLearner, CurrentViewer, PendingLearner
from app.accounts.kept import next_path
from app.accounts.notices import NOTICES
from app.accounts.schemas import (
    REGIONS,
    SECTORS,
    SEXES,
    ChangeAddressForm,
    ChangePasswordForm,
    DeleteForm,
    LanguageForm,
    ProfileForm,
)
from app.accounts.visit import CurrentVisit, answer, asked, signed_out
from app.core.i18n import LANGUAGES, N_
from app.web.locale import LANGUAGE_COOKIE
from app.web.pages import CurrentPages, Pages
from app.web.routing import ReadSession, TransactionRoute, UnitOfWork

router = APIRouter(route_class=TransactionRoute)

A_YEAR_S: Final = 365 * 24 * 3600
NO_ANSWER: Final = N_("No answer")


# ---- Profile and language ----------------------------------------------------------------------


@router.get("/me/profile", openapi_extra=LEARNER)
def get_profile(
    session: ReadSession, learner: CurrentLearner, pages: CurrentPages, notice: str = ""
) -> Response:
    form = service.profile_of(people.get_person(session, learner.id))
    return asked(
        pages, "accounts/profile.html", form=form, lists=_lists(pages), notice=NOTICES.get(notice)
    )


@router.post("/me/profile", openapi_extra=LEARNER)
def post_profile(
    form: Annotated[ProfileForm, Form()],
    session: UnitOfWork,
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    def act() -> Response:
        service.update_profile(session, learner.id, form)
        return pages.redirect("/me/profile?notice=saved")

    return answer(pages, act, "accounts/profile.html", form=form, lists=_lists(pages), notice=None)


def _lists(pages: Pages) -> dict[str, list[tuple[str, str]]]:
    """Return the closed lists of the profile in the page's language, "no answer" first."""
    lists = {"sectors": SECTORS, "regions": REGIONS, "sexes": SEXES}
    return {
        name: [
            ("", pages.translate(NO_ANSWER)),
            *((value, pages.translate(words)) for value, words in choices.items()),
        ]
        for name, choices in lists.items()
    }


@router.post("/language", openapi_extra=ANYONE)
def post_language(
    form: Annotated[LanguageForm, Form()],
    session: UnitOfWork,
    viewer: CurrentViewer,
    pages: CurrentPages,
) -> Response:
    pages.language = people.as_language(
        check_choice(form.language, LANGUAGES, field="language") or pages.language
    )
    if viewer:
        service.change_language(session, viewer.id, pages.language)
    response = pages.redirect(next_path(form.next))
    response.set_cookie(
        LANGUAGE_COOKIE,
        pages.language,
        max_age=A_YEAR_S,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return response


# ---- One's own data ----------------------------------------------------------------------------


@router.get("/me/data", openapi_extra=LEARNER)
def get_data(session: ReadSession, learner: CurrentLearner, pages: CurrentPages) -> Response:  # noqa: ARG001
    return pages.render("accounts/data.html")


@router.get("/me/data/export", openapi_extra=LEARNER)
def get_export(session: ReadSession, learner: CurrentLearner, visit: CurrentVisit) -> Response:
    exported = own_data.export_own_data(
        session, learner.id, parts=visit.export_parts, now=visit.now
    )
    return Response(
        json.dumps(exported, ensure_ascii=False, indent=2, default=_plain),
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="formation-traite.json"'},
    )


def _plain(value: object) -> str:
    """Return an instant or an identifier as JSON text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


@router.get("/me/data/delete", openapi_extra=LEARNER)
def get_delete(session: ReadSession, learner: CurrentLearner, pages: CurrentPages) -> Response:  # noqa: ARG001
    return asked(pages, "accounts/delete.html")


@router.post("/me/data/delete", openapi_extra=LEARNER)
def post_delete(
    form: Annotated[DeleteForm, Form()],
    pending: PendingLearner,
    visit: CurrentVisit,
    pages: CurrentPages,
) -> Response:
    learner = visit.learner(pending)

    def act() -> Response:
        visit.count_proof(learner.id)
        service.delete_account(
            visit.database, learner.id, password=form.present_password, now=visit.now
        )
        return signed_out(pages, "erased")

    return answer(pages, act, "accounts/delete.html")


# ---- Security ----------------------------------------------------------------------------------


@router.get("/me/security", openapi_extra=LEARNER)
def get_security(
    session: ReadSession,  # noqa: ARG001 - the learner is read with it
    learner: CurrentLearner,
    pages: CurrentPages,
    notice: str = "",
) -> Response:
    return pages.render("accounts/security.html", email=learner.email, notice=NOTICES.get(notice))


@router.get("/me/security/password", openapi_extra=LEARNER)
def get_change_password(
    session: ReadSession,  # noqa: ARG001 - the learner is read with it
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    return asked(pages, "accounts/change_password.html", email=learner.email)


@router.post("/me/security/password", openapi_extra=LEARNER)
def post_change_password(
    form: Annotated[ChangePasswordForm, Form()],
    pending: PendingLearner,
    visit: CurrentVisit,
    pages: CurrentPages,
) -> Response:
    learner = visit.learner(pending)

    def act() -> Response:
        visit.count_proof(learner.id)
        service.change_password(
            visit.database,
            learner.id,
            present=form.present_password,
            password=form.password,
            keep_session=learner.session_key,
            now=visit.now,
        )
        return pages.redirect("/me/security?notice=new-password")

    return answer(pages, act, "accounts/change_password.html", email=learner.email)


@router.get("/me/security/address", openapi_extra=LEARNER)
def get_change_address(
    session: ReadSession,  # noqa: ARG001 - the learner is read with it
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    return asked(
        pages, "accounts/change_address.html", email=learner.email, form=ChangeAddressForm()
    )


@router.post("/me/security/address", openapi_extra=LEARNER)
def post_change_address(
    form: Annotated[ChangeAddressForm, Form()],
    pending: PendingLearner,
    visit: CurrentVisit,
    pages: CurrentPages,
) -> Response:
    learner = visit.learner(pending)

    def act() -> Response:
        visit.count_proof(learner.id)
        service.request_address_change(
            visit.database,
            learner.id,
            password=form.present_password,
            email=form.email,
            now=visit.now,
        )
        return pages.redirect("/me/security?notice=letter")

    return answer(pages, act, "accounts/change_address.html", email=learner.email, form=form)


# ---- Every device ------------------------------------------------------------------------------


@router.post("/me/security/sign-out-everywhere", openapi_extra=LEARNER)
def post_sign_out_everywhere(
    session: UnitOfWork, learner: CurrentLearner, pages: CurrentPages
) -> Response:
    sessions.sign_out_everywhere(session, learner.id)
    return signed_out(pages, "everywhere")
