"""Pages of an account: register, confirm, sign in and out, passphrase, profile, data, security."""

import json
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.accounts import own_data, service, sessions
from app.accounts.checks import check_choice, check_email
from app.accounts.cookies import SESSION_COOKIE, give_session, take_session
from app.accounts.deps import ANYONE, LEARNER, CurrentLearner, CurrentViewer, PendingLearner
from app.accounts.errors import LinkOver
from app.accounts.kept import next_path, read_typed, restore
from app.accounts.models import TokenPurpose
from app.accounts.schemas import (
    REGIONS,
    SECTORS,
    SEXES,
    ChangeAddressForm,
    ChangePasswordForm,
    DeleteForm,
    ForgottenForm,
    LanguageForm,
    NewPasswordForm,
    ProfileForm,
    RegistrationForm,
    SignInForm,
)
from app.accounts.visit import CurrentVisit, answer, asked
from app.core.i18n import LANGUAGES, N_
from app.web.locale import LANGUAGE_COOKIE
from app.web.pages import CurrentPages, Pages
from app.web.routing import ReadSession, TransactionRoute, UnitOfWork

router = APIRouter(route_class=TransactionRoute)

NOTICES: Final = {
    "confirmed": N_("Your address is confirmed. You can sign in."),
    "password": N_("Your new passphrase is saved. You can sign in with it."),
    "signed-out": N_("You are signed out. Nothing remains on this device."),
    "everywhere": N_("You are signed out on every device."),
    "erased": N_("Your account and your data are deleted."),
    "saved": N_("Your profile is saved."),
    "new-password": N_("Your new passphrase is saved. Your other devices are signed out."),
    "letter": N_("If the new address can be used, a letter with a link is on its way to it."),
    "address": N_("Your new address is confirmed."),
}
CLEAR_SITE_DATA: Final = '"cache", "storage"'
A_YEAR_S: Final = 365 * 24 * 3600
NO_ANSWER: Final = N_("No answer")


# ---- Registration ------------------------------------------------------------------------------


@router.get("/register", openapi_extra=ANYONE)
def get_register(pages: CurrentPages) -> Response:
    return asked(pages, "accounts/register.html", form=RegistrationForm())


@router.post("/register", openapi_extra=ANYONE)
def post_register(
    form: Annotated[RegistrationForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    def act() -> Response:
        wanted = service.check_registration(form)
        visit.count_letter(wanted.email)
        service.register(visit.database, wanted, language=pages.language, now=visit.now)
        return pages.redirect("/register/sent")

    return answer(pages, act, "accounts/register.html", form=form)


@router.get("/register/sent", openapi_extra=ANYONE)
def get_register_sent(pages: CurrentPages) -> Response:
    return pages.render("accounts/register_sent.html")


@router.get("/confirm/{token}", openapi_extra=ANYONE)
def get_confirm(
    token: str, session: ReadSession, visit: CurrentVisit, pages: CurrentPages
) -> Response:
    try:
        service.check_link(session, token, now=visit.now)
    except LinkOver:
        return _link_over(pages)
    return pages.render("accounts/confirm.html")


@router.post("/confirm/{token}", openapi_extra=ANYONE)
def post_confirm(token: str, visit: CurrentVisit, pages: CurrentPages) -> Response:
    try:
        with visit.database.writing() as session:
            purpose = service.confirm(session, token, now=visit.now)
    except LinkOver:
        return _link_over(pages)
    if purpose is TokenPurpose.REGISTER:
        return pages.redirect("/sign-in?notice=confirmed")
    return pages.redirect("/me/security?notice=address")


def _link_over(pages: Pages) -> Response:
    return pages.render("accounts/link_over.html", status=404)


# ---- Signing in and out ------------------------------------------------------------------------


@router.get("/sign-in", openapi_extra=ANYONE)
def get_sign_in(
    session: ReadSession,  # noqa: ARG001 - the viewer is read with it
    viewer: CurrentViewer,
    pages: CurrentPages,
    next: str = "",  # noqa: A002 - the parameter's name in the address
    notice: str = "",
) -> Response:
    if viewer and notice not in NOTICES:
        return pages.redirect(next_path(next))
    return _sign_in_page(pages, SignInForm(next=next), notice=NOTICES.get(notice))


@router.post("/sign-in", openapi_extra=ANYONE)
def post_sign_in(
    form: Annotated[SignInForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    def act() -> Response:
        visit.count_sign_in(form.email)
        token = sessions.sign_in(
            visit.database,
            email=form.email,
            password=form.password,
            now=visit.now,
            lifetime=visit.lifetime,
            previous_token=visit.token,
        )
        visit.forget_sign_in(form.email)
        response = _after_sign_in(pages, form)
        give_session(response, token)
        return response

    return answer(pages, act, "accounts/sign_in.html", form=form, notice=None, is_over=False)


def _after_sign_in(pages: Pages, form: SignInForm) -> Response:
    kept = restore(form)
    if kept is None:
        return pages.redirect(next_path(form.next))
    return pages.render("accounts/send_again.html", kept=kept)


def _sign_in_page(pages: Pages, form: SignInForm, *, notice: str | None) -> Response:
    return asked(pages, "accounts/sign_in.html", form=form, notice=notice, is_over=False)


async def sign_in_again(request: Request, pages: Pages) -> Response:
    """Answer a request that needs somebody signed in: sign in, and nothing typed is lost."""
    if request.method in {"GET", "HEAD"}:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        response: Response = pages.redirect(f"/sign-in?{urlencode({'next': next_path(wanted)})}")
    else:
        typed = await read_typed(request)
        form = SignInForm(kept=typed.encoded(), kept_action=typed.action)
        response = pages.render(
            "accounts/sign_in.html",
            status=401,
            errors=(),
            wrong={},
            form=form,
            notice=None,
            is_over=True,
        )
    if SESSION_COOKIE in request.cookies:
        take_session(response)
    return response


@router.post("/sign-out", openapi_extra=ANYONE)
def post_sign_out(session: UnitOfWork, visit: CurrentVisit, pages: CurrentPages) -> Response:
    sessions.sign_out(session, visit.token)
    return _signed_out(pages, "signed-out")


@router.post("/me/security/sign-out-everywhere", openapi_extra=LEARNER)
def post_sign_out_everywhere(
    session: UnitOfWork, learner: CurrentLearner, pages: CurrentPages
) -> Response:
    sessions.sign_out_everywhere(session, learner.id)
    return _signed_out(pages, "everywhere")


def _signed_out(pages: Pages, notice: str) -> Response:
    response = pages.redirect(f"/sign-in?notice={notice}")
    take_session(response)
    response.headers["clear-site-data"] = CLEAR_SITE_DATA
    return response


# ---- A forgotten passphrase --------------------------------------------------------------------


@router.get("/password/forgotten", openapi_extra=ANYONE)
def get_forgotten(pages: CurrentPages) -> Response:
    return asked(pages, "accounts/forgotten.html", form=ForgottenForm())


@router.post("/password/forgotten", openapi_extra=ANYONE)
def post_forgotten(
    form: Annotated[ForgottenForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    def act() -> Response:
        email = check_email(form.email)
        visit.count_letter(email)
        with visit.database.writing() as session:
            service.request_password_reset(
                session, email=email, language=pages.language, now=visit.now
            )
        return pages.redirect("/password/sent")

    return answer(pages, act, "accounts/forgotten.html", form=form)


@router.get("/password/sent", openapi_extra=ANYONE)
def get_password_sent(pages: CurrentPages) -> Response:
    return pages.render("accounts/password_sent.html")


@router.get("/password/reset/{token}", openapi_extra=ANYONE)
def get_reset(
    token: str, session: ReadSession, visit: CurrentVisit, pages: CurrentPages
) -> Response:
    try:
        email = service.get_reset_address(session, token, now=visit.now)
    except LinkOver:
        return _link_over(pages)
    return asked(pages, "accounts/reset.html", email=email)


@router.post("/password/reset/{token}", openapi_extra=ANYONE)
def post_reset(
    token: str, form: Annotated[NewPasswordForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    def act() -> Response:
        service.reset_password(visit.database, token, password=form.password, now=visit.now)
        return pages.redirect("/sign-in?notice=password")

    try:
        with visit.database.reading() as session:
            email = service.get_reset_address(session, token, now=visit.now)
        return answer(pages, act, "accounts/reset.html", email=email)
    except LinkOver:
        return _link_over(pages)


# ---- Profile and language ----------------------------------------------------------------------


@router.get("/me/profile", openapi_extra=LEARNER)
def get_profile(
    session: ReadSession, learner: CurrentLearner, pages: CurrentPages, notice: str = ""
) -> Response:
    form = service.profile_of(service.get_person(session, learner.id))
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
    pages.language = service.as_language(
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
        return _signed_out(pages, "erased")

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
