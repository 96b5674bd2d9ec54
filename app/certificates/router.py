"""Pages of certificates: the holder's own, and the verification that is open to everybody."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.accounts.deps import ANYONE, LEARNER, CurrentLearner, PendingLearner
from app.accounts.schemas import SignedIn
from app.accounts.visit import CurrentVisit, answer, asked, refused
from app.certificates import lookup, own, service
from app.certificates.archive import Archive
from app.certificates.code import format_code, parse_code
from app.certificates.errors import NameNotChecked
from app.certificates.schemas import CodeForm, NameCheckForm, NameForm, Outcome, Verification
from app.core.errors import Invalid, TooMany
from app.web.pages import CurrentPages, Pages
from app.web.routing import ReadSession, TransactionRoute

router = APIRouter(route_class=TransactionRoute)
plain = APIRouter(route_class=TransactionRoute)  # without a language in the path

STATUS: Final = {Outcome.UNKNOWN: 404, Outcome.MISTYPED: 422}
NEGOTIATED: Final = {"vary": "accept-language, cookie", "x-robots-tag": "noindex"}
_OWN: Final = "/certificates/{certificate_id:uuid}"


# ---- The holder's own --------------------------------------------------------------------------


@router.get(_OWN, openapi_extra=LEARNER)
def get_certificate(
    certificate_id: UUID, session: ReadSession, learner: CurrentLearner, pages: CurrentPages
) -> Response:
    certificate = service.get_own(session, certificate_id, learner_id=learner.id)
    page = own.describe(session, certificate)
    return asked(pages, "certificates/certificate.html", page=page, form=_proposed_name(learner))


@router.post(_OWN + "/name", openapi_extra=LEARNER)
def post_name(
    certificate_id: UUID,
    form: Annotated[NameForm, Form()],
    learner: PendingLearner,
    visit: CurrentVisit,
    pages: CurrentPages,
) -> Response:
    holder = visit.learner(learner)
    with visit.database.reading() as session:
        certificate = service.get_own(session, certificate_id, learner_id=holder.id)
        page = own.describe(session, certificate)

    def act() -> Response:
        with visit.database.writing() as session:
            certificate = service.get_own(session, certificate_id, learner_id=holder.id)
            service.check_names(form.name_latin, form.name_arabic)
            if not form.checked:
                raise NameNotChecked(field="checked")
            service.confirm_name(
                session,
                certificate,
                name_latin=form.name_latin,
                name_arabic=form.name_arabic,
                now=visit.now,
            )
        return pages.redirect(page.path)

    return answer(pages, act, "certificates/certificate.html", page=page, form=form)


@router.get(_OWN + "/pdf", openapi_extra=LEARNER)
def get_pdf(
    request: Request, certificate_id: UUID, session: ReadSession, learner: CurrentLearner
) -> Response:
    certificate = service.get_own(session, certificate_id, learner_id=learner.id)
    digest = own.get_file_digest(certificate)
    pdf = Archive(request.app.state.settings.data_dir).read(digest)
    name = f"certificat-{format_code(certificate.public_code)}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


# ---- Verification ------------------------------------------------------------------------------


@router.post("/verify", openapi_extra=ANYONE)
def post_verify(form: Annotated[CodeForm, Form()], pages: CurrentPages) -> Response:
    try:
        code = parse_code(form.code)
    except Invalid as refusal:
        return refused(pages, "certificates/verify.html", refusal, code=form.code)
    return pages.redirect(f"/v/{format_code(code)}")


@router.get("/v/{code}", openapi_extra=ANYONE)
@plain.get("/v/{code}", openapi_extra=ANYONE)
@plain.get("/V/{code}", openapi_extra=ANYONE)
def get_verification(code: str, visit: CurrentVisit, pages: CurrentPages) -> Response:
    try:
        found = lookup.look_up(visit, code)
    except TooMany as refusal:
        return _too_many(pages, visit.now, refusal)
    return _verdict(pages, found, code=code, now=visit.now)


@router.post("/v/{code}", openapi_extra=ANYONE)
@plain.post("/v/{code}", openapi_extra=ANYONE)
@plain.post("/V/{code}", openapi_extra=ANYONE)
def post_name_check(
    code: str,
    form: Annotated[NameCheckForm, Form()],
    visit: CurrentVisit,
    pages: CurrentPages,
) -> Response:
    try:
        found, is_same = lookup.compare_name(visit, code, form.name)
    except TooMany as refusal:
        return _too_many(pages, visit.now, refusal)
    return _verdict(pages, found, code=code, now=visit.now, name=form.name, is_same=is_same)


def _verdict(pages: Pages, found: Verification, *, code: str, **context: object) -> Response:
    """Return the answer of the register as a page, in the reader's language."""
    shown = {"name": "", "is_same": None} | context
    return pages.render(
        "certificates/verdict.html",
        status=STATUS.get(found.outcome, 200),
        headers=NEGOTIATED,
        found=found,
        code=format_code(found.code) if found.code else code,
        programme=found.programme(pages.language),
        is_asked="name" in context,
        **shown,
    )


def _too_many(pages: Pages, now: object, refusal: TooMany) -> Response:
    return pages.render(
        "certificates/too_many.html",
        status=429,
        headers=NEGOTIATED | {"retry-after": str(refusal.retry_after_s)},
        now=now,
        wait_s=refusal.retry_after_s,
    )


def _proposed_name(learner: SignedIn) -> NameForm:
    """Return the form filled with the name of the profile."""
    return NameForm(name_latin=learner.name_latin or "", name_arabic=learner.name_arabic or "")
