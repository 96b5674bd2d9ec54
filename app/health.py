"""What must be right for the service to run: asked by `lms doctor`, and at every start."""

import ctypes
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import Person
from app.certificates.errors import SigningKeyProblem
from app.certificates.keys import load_signing_key
from app.certificates.names import missing_fonts
from app.core.clock import system_clock
from app.core.db import SAFE_SQLITE, Database
from app.core.mail import MAX_TRIES, Mail
from app.core.migration import DatabaseNewerThanCode, is_current
from app.core.settings import DEFAULT_SECRET, DEMO_DOMAIN, Settings
from app.modules.errors import NoGoodEdition
from app.modules.store import EditionStore
from app.web.static import STATIC_DIR

FULL_POOL_RATIO: Final = 4  # content-format.md, section 7
LEAST_SECRET: Final = 32
LOW_DISK_BYTES: Final = 500 * 1024 * 1024
PANGO: Final = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0")


class CannotStart(Exception):
    """One sentence that says what is wrong and what to do."""


@dataclass(frozen=True)
class Check:
    """One answer: `state` is ok, warning or failed; `advice` says what to do."""

    name: str
    state: str
    detail: str
    advice: str = ""


def check_settings(settings: Settings) -> Iterator[Check]:
    """Check what production must not be started with."""
    if not settings.is_production:
        yield Check("settings", "ok", "development mode")
        return
    if settings.secret_key.get_secret_value() == DEFAULT_SECRET:
        advice = "Set APP_SECRET_KEY to a long random value and keep it."
        yield Check("settings", "failed", "the secret key is the default one", advice)
    if len(settings.secret_key.get_secret_value()) < LEAST_SECRET:
        advice = f"Set APP_SECRET_KEY to at least {LEAST_SECRET} random characters and keep it."
        yield Check("settings", "failed", "the secret key is too short", advice)
    if settings.demo:
        yield Check("settings", "failed", "demo mode in production", "Unset APP_DEMO.")
    if not settings.base_url.startswith("https:"):
        yield Check("settings", "failed", "APP_BASE_URL is not https", "Serve the site by https.")
    if settings.smtp_host and not settings.smtp_starttls:
        yield Check(
            "settings", "failed", "letters leave unencrypted", "Set APP_SMTP_STARTTLS=true."
        )
    if settings.processes > 1 and not settings.database_url:
        advice = "Set APP_DATABASE_URL to PostgreSQL, or APP_PROCESSES=1."
        yield Check("settings", "failed", "several processes on SQLite", advice)


def check_database(database: Database) -> Iterator[Check]:
    """Check that the database answers and has this code's tables."""
    name = database.url.get_backend_name()
    try:
        with database.reading() as session:
            session.execute(text("select 1"))
        current = is_current(database)
    except DatabaseNewerThanCode:
        advice = "Install the release that migrated it, or restore an older backup."
        yield Check("database", "failed", "the database is newer than this code", advice)
        return
    except SQLAlchemyError as error:
        detail = str(error.__cause__ or error).strip().splitlines()[0]
        yield Check("database", "failed", detail, "Check APP_DATABASE_URL and that it runs.")
        return
    if not current:
        yield Check("database", "failed", "tables are missing or old", "Run `lms migrate`.")
        return
    yield Check("database", "ok", name)
    version = database.sqlite_version()
    if version is not None:
        shown = ".".join(str(part) for part in version)
        is_safe = version >= SAFE_SQLITE
        advice = "" if is_safe else "Install sqlcipher3: older releases can corrupt a WAL file."
        yield Check("sqlite", "ok" if is_safe else "warning", shown, advice)


def check_people(settings: Settings, database: Database) -> Iterator[Check]:
    """Check that no invented person can sign in to a service for real people."""
    if not settings.is_production:
        return
    with database.reading() as session:
        invented = session.scalar(
            select(func.count()).select_from(Person).where(Person.email.endswith(f"@{DEMO_DOMAIN}"))
        )
    if invented:
        advice = "Start production with a database that never held the demo."
        yield Check("people", "failed", f"{invented} invented people in production", advice)


def check_drawing() -> Iterator[Check]:
    """Check the libraries and fonts that draw certificates and pages."""
    for library in PANGO:
        try:
            ctypes.CDLL(library)
        except OSError:
            advice = "Install the packages of requirements/system-run.txt."
            yield Check("pango", "failed", f"{library} is not installed", advice)
            return
    yield Check("pango", "ok", "installed")
    web = len(list((STATIC_DIR / "fonts").glob("*.woff2")))
    missing = missing_fonts()
    if missing or not web:
        detail = ", ".join(missing) or "no screen fonts"
        yield Check("fonts", "failed", f"missing: {detail}", "Install the service again, whole.")
        return
    yield Check("fonts", "ok", f"{web} for screens; certificates complete")


def check_key(settings: Settings) -> Iterator[Check]:
    """Check that the signing key can be read, and may be used here."""
    if not settings.is_production and settings.signing_key is None:
        yield Check("key", "ok", "specimen: a development key is made when it is needed")
        return
    try:
        key = load_signing_key(settings)
    except SigningKeyProblem as problem:
        yield Check("key", "failed", str(problem.params["reason"]), "Mend APP_SIGNING_KEY.")
        return
    if not key.is_valid_at(system_clock()):
        advice = "Ask the issuer for a new certificate; nothing can be signed until then."
        yield Check("key", "failed", "the signing certificate is not valid today", advice)
        return
    kind = "specimen" if key.is_specimen else "operator's"
    yield Check("key", "ok", f"{kind}, valid until {key.certificate.not_valid_after_utc:%Y-%m-%d}")


def check_content(settings: Settings) -> Iterator[Check]:
    """Check the course's files."""
    cache = settings.data_dir / "cache"
    try:
        editions = EditionStore(settings.content_root, cache, exam_root=settings.exam_root)
    except NoGoodEdition as error:
        yield Check("content", "failed", str(error), "Run `lms content lint` and mend the files.")
        return
    errors = [finding for finding in editions.findings if finding.severity == "error"]
    if errors:
        first = errors[0]
        detail = f"{len(errors)} faults; the last good edition is served. {first.path}:{first.line}"
        yield Check("content", "warning", detail, "Run `lms content lint` and mend the files.")
        return
    edition = editions.current
    pool = f"{len(edition.exam_items())} exam items"
    if edition.exam.pool_ratio < FULL_POOL_RATIO:
        pool += ", specimen pool"
    yield Check("content", "ok", f"edition {edition.label}, {pool}")


def check_disk(settings: Settings) -> Iterator[Check]:
    """Check the space left where the data lives."""
    free = shutil.disk_usage(settings.data_dir).free
    state = "ok" if free > LOW_DISK_BYTES else "warning"
    advice = "" if state == "ok" else "Make room on the disk of the data folder."
    yield Check("disk", state, f"{free // 1024**2} MB free", advice)


def check_mail(settings: Settings, database: Database) -> Iterator[Check]:
    """Check that letters leave."""
    with database.reading() as session:
        stuck = session.scalar(
            select(func.count()).where(Mail.sent_at.is_(None), Mail.tries >= MAX_TRIES)
        )
    way = settings.smtp_host or "written to the outbox folder"
    if stuck:
        advice = "Check APP_SMTP_*; then `lms worker` sends what is newer."
        yield Check("mail", "warning", f"{stuck} letters could not be sent ({way})", advice)
        return
    if settings.is_production and not settings.smtp_host:
        yield Check("mail", "warning", "letters are not sent", "Set APP_SMTP_HOST.")
        return
    yield Check("mail", "ok", way)


def doctor(settings: Settings, database: Database) -> list[Check]:
    """Return every check, in the order of asking."""
    checks: list[Callable[[], Iterator[Check]]] = [
        lambda: check_settings(settings),
        lambda: check_database(database),
        check_drawing,
        lambda: check_key(settings),
        lambda: check_content(settings),
        lambda: check_disk(settings),
    ]
    found = [check for ask in checks for check in ask()]
    if not any(check.name == "database" and check.state == "failed" for check in found):
        found.extend(check_people(settings, database))
        found.extend(check_mail(settings, database))
    return found


def refuse_if_unfit(settings: Settings, database: Database) -> None:
    """Raise CannotStart for the first thing without which the service must not start."""
    asked = (
        check_settings(settings),
        check_database(database),
        check_people(settings, database),
        check_drawing(),
        check_key(settings),
    )
    for answers in asked:
        for check in answers:
            if check.state == "failed":
                raise CannotStart(f"{check.name}: {check.detail}. {check.advice}")
