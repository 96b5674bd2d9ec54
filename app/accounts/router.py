"""The way in and out: register, confirm, sign in and out, a forgotten passphrase."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.accounts import links, registration, service, sessions
from app.accounts.checks import check_email
from app.accounts.cookies import SESSION_COOKIE, give_session, take_session
from app.accounts.deps import ANYONE, CurrentViewer
from app.accounts.errors import LinkOver
from app.accounts.kept import next_path, read_typed, restore
from app.accounts.models import TokenPurpose
from app.accounts.notices import NOTICES
from app.accounts.schemas import (
    ConfirmForm,
    ForgottenForm,
    NewPasswordForm,
    RegistrationForm,
    SignInForm,
)
from app.accounts.visit import CurrentVisit, Visit, answer, asked, signed_out
from app.web.pages import CurrentPages, Pages
from app.web.routing import ReadSession, TransactionRoute, UnitOfWork

router = APIRouter(route_class=TransactionRoute)
_CONFIRM: Final = {
    TokenPurpose.REGISTER: "accounts/confirm_account.html",
    TokenPurpose.CHANGE_ADDRESS: "accounts/confirm_address.html",
}


# ---- Registration ------------------------------------------------------------------------------


@router.get("/register", openapi_extra=ANYONE)
def get_register(pages: CurrentPages) -> Response:
    return asked(pages, "accounts/register.html", form=RegistrationForm())


@router.post("/register", openapi_extra=ANYONE)
def post_register(
    form: Annotated[RegistrationForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    def act() -> Response:
        wanted = registration.check_registration(form)
        visit.count_letter(wanted.email)
        registration.register(visit.database, wanted, language=pages.language, now=visit.now)
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
        purpose = links.get_purpose(session, token, now=visit.now)
    except LinkOver:
        return _link_over(pages)
    return asked(pages, _CONFIRM[purpose])


@router.post("/confirm/{token}", openapi_extra=ANYONE)
def post_confirm(
    token: str, form: Annotated[ConfirmForm, Form()], visit: CurrentVisit, pages: CurrentPages
) -> Response:
    try:
        with visit.database.reading() as session:
            purpose = links.get_purpose(session, token, unused=False, now=visit.now)
        act = _confirm_account if purpose is TokenPurpose.REGISTER else _confirm_address
        return answer(pages, lambda: act(token, form, visit, pages), _CONFIRM[purpose])
    except LinkOver:
        return _link_over(pages)


def _confirm_account(token: str, form: ConfirmForm, visit: Visit, pages: Pages) -> Response:
    visit.count_sign_in(token)
    session_token = registration.confirm_registration(
        visit.database,
        token,
        password=form.password,
        lifetime=visit.lifetime,
        now=visit.now,
        previous_token=visit.token,
    )
    visit.forget_sign_in(token)
    response: Response = pages.redirect(next_path(""))
    give_session(response, session_token)
    return response


def _confirm_address(token: str, _form: ConfirmForm, visit: Visit, pages: Pages) -> Response:
    with visit.database.writing() as session:
        service.confirm_address(session, token, now=visit.now)
    response: Response = pages.redirect("/me/security?notice=address")
    return response


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
    return signed_out(pages, "signed-out")


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
