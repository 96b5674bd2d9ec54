"""The one place that wires the packages: who acts on which fact, which jobs exist, which pages.

`compose(settings)` gives a `Service`: everything that the web application, the worker and the
command line share. Nothing here decides anything about learning or certificates.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Final

from fastapi import APIRouter
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app.accounts import own_router as own_account_router
from app.accounts import router as accounts_router
from app.accounts import service as accounts
from app.accounts.events import PersonErased
from app.certificates import own as own_certificates
from app.certificates import pages as certificate_pages
from app.certificates import router as certificates_router
from app.certificates import service as certificates
from app.certificates.archive import Archive
from app.certificates.jobs import issue_job
from app.core import inuse
from app.core.carrier import HueyCarrier
from app.core.clock import Clock, system_clock
from app.core.db import Database
from app.core.events import Subscriptions
from app.core.limits import Limiter
from app.core.settings import DEFAULT_SECRET, Settings
from app.handbooks import router as handbooks_router
from app.learning import router as learning_router
from app.learning import service as learning
from app.modules import pages as course_pages
from app.modules import router as modules_router
from app.modules.store import EditionStore
from app.quiz import router as quiz_router
from app.quiz import service as quiz
from app.quiz.events import AttemptPassed
from app.quiz.export import export_attempts
from app.web import letters, root, shell_pages
from app.web.anonymous import AnonymousPage
from app.web.compiled import CompiledPages
from app.web.compiler import Progress, code_parts, compile_pages, fingerprint, silent
from app.web.headers import security_headers
from app.web.panels import Panel
from app.web.static import StaticFiles
from app.web.templating import Templates
from app.web.translations import load_translations

APP_DIR: Final = Path(__file__).parent
TEMPLATE_FOLDERS: Final = {
    name: APP_DIR / name / "templates"
    for name in ("web", "accounts", "modules", "learning", "quiz", "certificates", "handbooks")
}
# Settings that show on a page: a change of one makes the pages anew.
SHOWN_SETTINGS: Final = (
    "platform_name_fr", "platform_name_ar", "commission_name_fr", "commission_name_ar",
    "commission_short_fr", "commission_short_ar", "iom_name_fr", "iom_name_ar", "iom_short_fr",
    "iom_short_ar", "exit_url", "helplines", "contact_email", "source_url", "base_url", "demo",
)  # fmt: skip

# Mounted under /{fr|ar}; the plain ones have no language in their path.
TRANSLATED_ROUTERS: Final[Sequence[APIRouter]] = (
    accounts_router.router,
    own_account_router.router,
    learning_router.router,
    quiz_router.router,
    certificates_router.router,
    handbooks_router.router,
)
PLAIN_ROUTERS: Final[Sequence[APIRouter]] = (
    root.router,
    modules_router.router,
    learning_router.api,
    quiz_router.api,
    certificates_router.plain,
)
EXPORT_PARTS: Final[dict[str, Callable[[Session, int], object]]] = {
    "progress": learning.export_progress,
    "attempts": export_attempts,
    "certificates": own_certificates.export_certificates,
}
sign_in_again = accounts_router.sign_in_again


@dataclass
class Service:
    """The parts of one running service."""

    settings: Settings
    database: Database
    editions: EditionStore
    templates: Templates
    static: StaticFiles
    limiter: Limiter
    carrier: HueyCarrier
    clock: Clock
    in_use: IO[bytes]

    def close(self) -> None:
        """Close what holds connections, and let the data folder go."""
        self.in_use.close()
        self.carrier.close()
        self.database.dispose()


def compose(settings: Settings, *, clock: Clock = system_clock) -> Service:
    """Return the service of these settings; raises NoGoodEdition when no course can be served."""
    settings = with_development_secret(settings)
    in_use = inuse.hold(settings.data_dir)
    subscriptions = Subscriptions()
    database = Database(settings.database, subscriptions=subscriptions)
    editions = EditionStore(
        settings.content_root, settings.data_dir / "cache", exam_root=settings.exam_root
    )
    static = StaticFiles()
    templates = Templates(
        settings,
        folders=TEMPLATE_FOLDERS,
        translations=load_translations(settings.data_dir / "cache"),
        static_url=static.url,
    )
    jobs = [
        letters.mail_job(database, templates, settings, clock),
        issue_job(database, settings, clock),
    ]
    carrier = HueyCarrier(
        database,
        settings.data_dir,
        jobs,
        clock=clock,
        housekeeping=partial(_housekeeping, Archive(settings.data_dir)),
    )
    database.carrier = carrier
    _subscribe(subscriptions, editions, settings)
    return Service(
        settings, database, editions, templates, static, Limiter(database), carrier, clock, in_use
    )


def _subscribe(subscriptions: Subscriptions, editions: EditionStore, settings: Settings) -> None:
    """Say who acts on which fact; every handler only writes rows, in the fact's transaction."""
    archive = Archive(settings.data_dir)
    secret = settings.secret_key.get_secret_value()

    def reserve(session: Session, fact: AttemptPassed) -> None:
        certificates.reserve(session, fact, editions.current, now=fact.passed_at)

    def withdraw(session: Session, fact: PersonErased) -> None:
        certificates.withdraw(
            session, fact.person_id, secret=secret, archive=archive, now=fact.erased_at
        )

    subscriptions.subscribe(AttemptPassed, reserve)
    subscriptions.subscribe(PersonErased, withdraw)


def _housekeeping(archive: Archive, session: Session, now: datetime) -> None:
    accounts.forget_expired(session, now=now)
    letters.forget_sent_mail(session, now)
    certificates.remove_withdrawn_files(session, archive)


def panels(service: Service) -> tuple[Panel, ...]:
    """Return what the packages above `learning` add to a learner's own page."""

    def exam(session: Session, learner_id: int, now: datetime) -> object:
        edition = service.editions.current
        remaining = learning.remaining_lessons(session, edition, learner_id)
        return quiz.exam_status(session, edition, learner_id, remaining=remaining, now=now)

    return (
        Panel("quiz/panel.html", exam),
        Panel("certificates/panel.html", own_certificates.panel),
    )


def anonymous_pages(service: Service) -> Iterable[AnonymousPage]:
    """Return every page that is the same bytes for everybody."""
    settings = service.settings
    yield from shell_pages.anonymous_pages(settings)
    yield from course_pages.anonymous_pages(service.editions.current, settings)
    yield from certificate_pages.anonymous_pages(service.editions.current, settings)


def compiled_pages(service: Service, *, progress: Progress = silent) -> CompiledPages:
    """Return the compiled pages of the edition in force, made first where they are missing."""
    settings = service.settings
    shown = repr([getattr(settings, name) for name in SHOWN_SETTINGS]).encode()
    name = fingerprint([service.editions.current.hash.encode(), shown, *code_parts(APP_DIR)])
    folder = compile_pages(
        settings.data_dir / "cache" / "pages",
        name,
        pages=lambda: anonymous_pages(service),
        templates=service.templates,
        static=service.static,
        progress=progress,
    )
    https = settings.base_url.startswith("https:")
    return CompiledPages(folder, common=security_headers(https=https))


def with_development_secret(settings: Settings) -> Settings:
    """Return the settings with a secret of this installation's own, in development.

    Made once and kept in `data_dir/secrets`; in production the default secret is refused instead.
    """
    if settings.is_production or settings.secret_key.get_secret_value() != DEFAULT_SECRET:
        return settings
    path = settings.data_dir / "secrets" / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
        path.chmod(0o600)
    secret = SecretStr(path.read_text("utf-8").strip())
    return settings.model_copy(update={"secret_key": secret})
