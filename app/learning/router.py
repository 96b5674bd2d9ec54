"""A learner's own page, and how sections read reach the server (with and without JavaScript)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.accounts.deps import LEARNER, CurrentLearner
from app.learning import service
from app.learning.pagedata import my_page
from app.learning.schemas import DeviceProgress, SectionRead
from app.modules.deps import CurrentEdition
from app.web.pages import CurrentPages
from app.web.panels import FilledPanel
from app.web.routing import ReadSession, TransactionRoute, UnitOfWork

router = APIRouter(route_class=TransactionRoute)
api = APIRouter(route_class=TransactionRoute, prefix="/api/v1")


@router.get("/me/", openapi_extra=LEARNER)
def get_my_page(
    request: Request,
    session: ReadSession,
    learner: CurrentLearner,
    edition: CurrentEdition,
    pages: CurrentPages,
) -> Response:
    state = service.learner_state(session, edition, learner.id)
    now = request.app.state.clock()
    loaded = [(panel, panel.load(session, learner.id, now)) for panel in request.app.state.panels]
    panels = tuple(FilledPanel(p.template, content) for p, content in loaded if content is not None)
    return pages.render("learning/me.html", page=my_page(edition, state, pages.language, panels))


@router.post("/learning/sections", openapi_extra=LEARNER)
def post_section(
    request: Request,
    read: Annotated[SectionRead, Form()],
    session: UnitOfWork,
    learner: CurrentLearner,
    edition: CurrentEdition,
    pages: CurrentPages,
) -> RedirectResponse:
    service.record_section(
        session,
        edition,
        learner.id,
        lesson_id=read.lesson,
        section_id=read.section,
        now=request.app.state.clock(),
    )
    return pages.redirect(service.place_after(edition, read.lesson, read.section))


@api.get("/me/state", openapi_extra=LEARNER)
def get_state(session: ReadSession, learner: CurrentLearner, edition: CurrentEdition) -> Response:
    state = service.learner_state(session, edition, learner.id)
    return JSONResponse(
        {
            "signed_in": True,
            "name": learner.name,
            "roles": sorted(learner.roles),
            "language": learner.language,
            "lessons": {
                lesson_id: {
                    "read": lesson.read,
                    "completed": lesson.is_completed,
                    "last": lesson.last_section,
                }
                for lesson_id, lesson in state.lessons.items()
            },
            "modules": {
                module_id: {
                    "completed": module.is_completed,
                    "done": module.done,
                    "total": module.total,
                }
                for module_id, module in state.modules.items()
            },
            "resume": state.resume
            and {"lesson": state.resume.lesson_id, "section": state.resume.section},
        }
    )


@api.post("/progress", openapi_extra=LEARNER)
def post_progress(
    request: Request,
    read: SectionRead,
    session: UnitOfWork,
    learner: CurrentLearner,
    edition: CurrentEdition,
) -> Response:
    service.record_section(
        session,
        edition,
        learner.id,
        lesson_id=read.lesson,
        section_id=read.section,
        now=request.app.state.clock(),
    )
    return Response(status_code=204)


@api.post("/progress/merge", openapi_extra=LEARNER)
def post_device_progress(
    request: Request,
    device: DeviceProgress,
    session: UnitOfWork,
    learner: CurrentLearner,
    edition: CurrentEdition,
) -> Response:
    service.merge_device_progress(
        session, edition, learner.id, device.lessons, now=request.app.state.clock()
    )
    return Response(status_code=204)
