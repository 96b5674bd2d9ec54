"""The pages of the final quiz and of the knowledge checks, and the saving of one answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response

from app.accounts.deps import ANYONE, LEARNER, CurrentLearner
from app.learning.service import remaining_lessons
from app.modules.deps import CurrentEdition
from app.quiz import checks, pagedata, results, service
from app.quiz.answers import Fields
from app.quiz.errors import PlaceTakenTwice
from app.quiz.schemas import ResponseChange
from app.web.formats import format_time
from app.web.pages import CurrentPages
from app.web.routing import ReadSession, TransactionRoute, UnitOfWork

router = APIRouter(route_class=TransactionRoute)
api = APIRouter(route_class=TransactionRoute, prefix="/api/v1")

_ATTEMPT = "/quiz/attempts/{attempt_id:uuid}"
_MAX_FIELDS = 60


async def _form_fields(request: Request) -> Fields:
    """Give the form as lists of values by field name; files are refused."""
    form = await request.form(max_files=0, max_fields=_MAX_FIELDS)
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        fields.setdefault(name, []).append(str(value))
    return fields


FormFields = Annotated[Fields, Depends(_form_fields)]


@router.get("/quiz", openapi_extra=LEARNER)
def get_intro(
    request: Request,
    session: ReadSession,
    learner: CurrentLearner,
    edition: CurrentEdition,
    pages: CurrentPages,
) -> Response:
    remaining = remaining_lessons(session, edition, learner.id)
    status = service.exam_status(
        session, edition, learner.id, remaining=remaining, now=request.app.state.clock()
    )
    page = pagedata.intro_page(edition, status, pages.language)
    return pages.render("quiz/intro.html", page=page)


@router.post("/quiz/attempts", openapi_extra=LEARNER)
def post_attempt(
    request: Request,
    session: UnitOfWork,
    learner: CurrentLearner,
    edition: CurrentEdition,
    pages: CurrentPages,
) -> Response:
    remaining = remaining_lessons(session, edition, learner.id)
    attempt = service.start_attempt(
        session, edition, learner.id, remaining=remaining, now=request.app.state.clock()
    )
    return pages.redirect(f"/quiz/attempts/{attempt.id}")


@router.get(_ATTEMPT, openapi_extra=LEARNER)
def get_attempt(
    request: Request,
    attempt_id: UUID,
    session: ReadSession,
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    attempt = service.get_attempt(session, attempt_id, learner_id=learner.id)
    if attempt.completed_at is not None:
        return pages.redirect(f"/quiz/attempts/{attempt_id}/result")
    now = request.app.state.clock()
    page = service.attempt_page(session, attempt, pages.language, now=now)
    return pages.render("quiz/attempt.html", page=page, errors=())


@router.post(_ATTEMPT + "/responses/{item_id}", openapi_extra=LEARNER)
def post_response(
    request: Request,
    attempt_id: UUID,
    item_id: str,
    fields: FormFields,
    session: UnitOfWork,
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    now = request.app.state.clock()
    try:
        service.record_form(session, attempt_id, item_id, fields, learner_id=learner.id, now=now)
    except PlaceTakenTwice as problem:
        attempt = service.get_attempt(session, attempt_id, learner_id=learner.id)
        draft = service.Draft(item_id, fields)
        page = service.attempt_page(session, attempt, pages.language, now=now, draft=draft)
        errors = ((f"q{page.number_of(item_id)}", pages.translate(problem.message)),)
        return pages.render("quiz/attempt.html", status=422, page=page, errors=errors)
    number = service.position_of(session, attempt_id, item_id)
    return pages.redirect(f"/quiz/attempts/{attempt_id}#q{number}")


@router.get(_ATTEMPT + "/review", openapi_extra=LEARNER)
def get_review(
    request: Request,
    attempt_id: UUID,
    session: ReadSession,
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    attempt = service.get_attempt(session, attempt_id, learner_id=learner.id)
    if attempt.completed_at is not None:
        return pages.redirect(f"/quiz/attempts/{attempt_id}/result")
    now = request.app.state.clock()
    page = service.attempt_page(session, attempt, pages.language, now=now)
    return pages.render("quiz/review.html", page=page)


@router.post(_ATTEMPT + "/submit", openapi_extra=LEARNER)
def post_submit(
    request: Request,
    attempt_id: UUID,
    session: UnitOfWork,
    learner: CurrentLearner,
    pages: CurrentPages,
) -> Response:
    service.complete(session, attempt_id, learner_id=learner.id, now=request.app.state.clock())
    return pages.redirect(f"/quiz/attempts/{attempt_id}/result")


@router.get(_ATTEMPT + "/result", openapi_extra=LEARNER)
def get_result(
    request: Request,
    attempt_id: UUID,
    session: ReadSession,
    learner: CurrentLearner,
    edition: CurrentEdition,
    pages: CurrentPages,
) -> Response:
    attempt = service.get_attempt(session, attempt_id, learner_id=learner.id)
    if attempt.completed_at is None:
        return pages.redirect(f"/quiz/attempts/{attempt_id}")
    remaining = remaining_lessons(session, edition, learner.id)
    status = service.exam_status(
        session, edition, learner.id, remaining=remaining, now=request.app.state.clock()
    )
    result = results.result_of(session, edition, attempt)
    page = pagedata.result_page(edition, result, status, pages.language)
    return pages.render("quiz/result.html", page=page)


@api.put("/attempts/{attempt_id:uuid}/responses/{item_id}", openapi_extra=LEARNER)
@api.post("/attempts/{attempt_id:uuid}/responses/{item_id}", openapi_extra=LEARNER)
def put_response(
    request: Request,
    attempt_id: UUID,
    item_id: str,
    change: ResponseChange,
    session: UnitOfWork,
    learner: CurrentLearner,
) -> Response:
    saved_at = service.record_response(
        session,
        attempt_id,
        item_id,
        change,
        learner_id=learner.id,
        now=request.app.state.clock(),
    )
    return JSONResponse({"saved_at": saved_at.isoformat(), "time": format_time(saved_at)})


@router.get("/checks/{item_id}", openapi_extra=ANYONE)
def get_check(item_id: str, edition: CurrentEdition, pages: CurrentPages) -> Response:
    page = checks.get_check(edition, item_id, pages.language)
    return pages.render("quiz/check.html", page=page)


@router.post("/checks/{item_id}", openapi_extra=ANYONE)
def post_check(
    item_id: str,
    fields: FormFields,
    edition: CurrentEdition,
    pages: CurrentPages,
    x_fragment: Annotated[str | None, Header()] = None,
) -> Response:
    page = checks.answer_check(edition, item_id, pages.language, fields)
    template = "quiz/check_feedback.html" if x_fragment else "quiz/check.html"
    return pages.render(template, status=422 if page.problem else 200, page=page)
