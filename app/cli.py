"""The `lms` command: serve, migrate, demo, content, person, certificates, backup, doctor.

Every command has `--help`, `--json` and an exit code: 0 done, 1 refused or found wanting, 2 usage.
"""

import json
import os
import signal
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
import uvicorn
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from typer.core import TyperGroup

from app import health
from app.compose import Service, compiled_pages, compose
from app.core import backup as backups
from app.core.clock import system_clock
from app.core.db import Database
from app.core.logs import set_up_logs
from app.core.migration import DatabaseNewerThanCode, is_current, present_revision, upgrade
from app.core.progress import progress_bar, steps
from app.core.settings import Settings
from app.main import create_api, create_app
from app.modules.errors import NoGoodEdition
from app.web.addresses import addresses
from app.worker import WorkerSupervisor, run_worker

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]

# Groups of commands that are loaded when they are asked for: `lms serve` starts without them.
# The first module names the group, the others add their commands to it.
GROUPS: Final = {
    "content": ("app.modules.cli", "app.handbooks.cli", "app.preview.cli"),
    "person": ("app.accounts.cli",),
    "certificates": ("app.certificates.cli",),
}


class Commands(TyperGroup):
    """The commands of this file, and the groups of the packages."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - Typer's own Context
        """Return the names of all commands."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - as above
        """Return a command, its package loaded first where it is a group."""
        if cmd_name in GROUPS:
            group, *others = (typer.main.get_group(import_module(m).app) for m in GROUPS[cmd_name])
            for other in others:
                group.commands.update(other.commands)
            group.name = cmd_name
            return group
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="lms",
    cls=Commands,
    help="The e-learning platform against human trafficking.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
errors = Console(stderr=True)


def refuse(sentence: str, *, as_json: bool | None = None) -> NoReturn:
    """Say in one sentence why not, as JSON where `--json` was asked for; end with exit code 1."""
    if "--json" in sys.argv if as_json is None else as_json:
        typer.echo(json.dumps({"error": sentence}, ensure_ascii=False))
    else:
        errors.print(sentence, style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(1)


def read_settings() -> Settings:
    """Return the settings of the environment, their data folder made."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings


def open_service(settings: Settings) -> Service:
    """Return the composed service, or end with the sentence that says what is missing."""
    try:
        with Database(settings.database) as database:
            health.refuse_if_unfit(settings, database)
        return compose(settings)
    except (health.CannotStart, NoGoodEdition) as why:
        refuse(str(why))


def answer(as_json: bool, data: Any, sentence: str) -> None:  # noqa: ANN401 - internal
    """Print the result, for people or for programs."""
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        console.print(sentence, highlight=False, soft_wrap=True)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="First bring the database to this release.")
    ] = False,
) -> None:
    """Serve the platform, with the background worker as a child."""
    set_up_logs()
    settings = read_settings()
    if prepare:
        _prepare(settings)
    service = open_service(settings)
    if settings.demo:
        _load_demo(service)
    with progress_bar("Preparing the pages") as progress:
        application = create_app(service, progress=progress)
    supervisor = WorkerSupervisor()
    if settings.run_worker:
        supervisor.start()
    _no_default_signals()
    try:
        if settings.processes > 1:
            uvicorn.run(
                "app.main:from_environment", factory=True, workers=settings.processes,
                **_uvicorn_options(settings, host, port),
            )  # fmt: skip
        else:
            uvicorn.run(application, **_uvicorn_options(settings, host, port))
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
        service.close()


def _prepare(settings: Settings) -> None:
    with Database(settings.database) as database:
        _migrate(database)


def _load_demo(service: Service) -> int:
    """Make the invented people where there are none, and show who they are."""
    from app import demo as people  # noqa: PLC0415 - only demo mode needs them

    made = people.load_if_empty(service)
    people.print_credentials(console, service.settings)
    return made


def _uvicorn_options(settings: Settings, host: str, port: int) -> dict[str, Any]:
    return {
        "host": host,
        "port": port,
        "loop": "uvloop",
        "http": "httptools",
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "limit_concurrency": 1000,
        "timeout_graceful_shutdown": 10,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
    }


def _no_default_signals() -> None:
    """Let the process end with exit code 0: uvicorn raises the signal again when it is done."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


@app.command()
def worker(
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="End when standard input closes.")
    ] = False,
) -> None:
    """Run the background worker: letters, certificates."""
    set_up_logs()
    run_worker(read_settings(), with_parent=with_parent)


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the database to the tables of this release."""
    settings = read_settings()
    with Database(settings.database) as database:
        _migrate(database)
        revision = present_revision(database)
    answer(as_json, {"revision": revision}, f"The database is at {revision}.")


def _migrate(database: Database) -> None:
    try:
        if not is_current(database):
            upgrade(database)
    except DatabaseNewerThanCode:
        refuse(
            "database: the database is newer than this code. Install the release that migrated "
            "it, or restore an older backup."
        )


@app.command()
def demo(as_json: AsJson = False) -> None:
    """Load invented people: learners at different points, certificates in each state."""
    settings = read_settings()
    if settings.is_production:
        refuse("demo: refused in production.", as_json=as_json)
    if not settings.demo:
        refuse("demo: set APP_DEMO=true to load invented people.", as_json=as_json)
    service = open_service(settings)
    from app import demo as people  # noqa: PLC0415 - only demo mode needs them

    try:
        made = people.load_if_empty(service)
    finally:
        service.close()
    answer(as_json, {"people": made}, f"{made} people made." if made else "Already there.")
    if not as_json:
        people.print_credentials(console, settings)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="File to write, for example backup.tar.")],
    as_json: AsJson = False,
) -> None:
    """Copy database and certificates while the service runs; prove the copy by restoring it."""
    settings = read_settings()
    with Database(settings.database) as database:
        try:
            with steps("backup") as say:
                report = backups.take_backup(
                    database, settings.data_dir, target, now=system_clock(), progress=say
                )
        except backups.BackupFailed as why:
            refuse(f"backup: {why}", as_json=as_json)
    answer(
        as_json, asdict(report), f"{report.path}: {report.parts} parts, {report.size_bytes} bytes."
    )


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A file made by `lms backup`.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it: the present data is set aside.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place of the present data; stop the service first."""
    settings = read_settings()
    if not yes:
        refuse("restore: stop the service, then say --yes.", as_json=as_json)
    try:
        with Database(settings.database) as database:
            url = database.url
        parts = backups.restore_backup(source, url, settings.data_dir)
    except backups.BackupFailed as why:
        refuse(f"restore: {why}", as_json=as_json)
    answer(as_json, {"parts": parts}, f"{parts} parts restored from {source}.")


@app.command()
def routes(as_json: AsJson = False) -> None:
    """List every address: method, path, who may open it, whether it may be cached."""
    settings = read_settings()
    service = open_service(settings)
    try:
        rows = addresses(create_api(service), compiled_pages(service).patterns)
    finally:
        service.close()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("method", "path", "roles", "cacheable")
    for row in rows:
        table.add_row(row["method"], row["path"], ", ".join(row["roles"]), str(row["cacheable"]))
    console.print(table)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is wrong with this installation, and what to do."""
    settings = read_settings()
    with Database(settings.database) as database:
        checks = health.doctor(settings, database)
    failed = any(check.state == "failed" for check in checks)
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False))
    else:
        table = Table("check", "state", "detail", "what to do")
        for check in checks:
            style = {"ok": "green", "warning": "yellow", "failed": "red"}[check.state]
            table.add_row(check.name, f"[{style}]{check.state}[/]", check.detail, check.advice)
        console.print(table)
    raise typer.Exit(1 if failed else 0)


def main() -> None:
    """Run the command line; what it writes is for its own account alone."""
    os.umask(0o077)
    try:
        app()
    except (SettingsError, ValidationError, SQLAlchemyError, OSError) as failure:
        sentence = _sentence_of(failure)
        if sentence is None:
            raise
        try:
            refuse(sentence)
        except typer.Exit as end:
            sys.exit(end.exit_code)


def _sentence_of_database(failure: DBAPIError) -> str | None:
    """Tell of a database that does not answer, is none, or has no tables; not of a wrong query."""
    kinds = (type(failure).__name__, type(failure.orig).__name__)
    if not {"OperationalError", "DatabaseError", "UndefinedTable"} & set(kinds):
        return None
    first_line = str(failure.orig).strip().partition("\n")[0]
    return f"database: {first_line}. See `lms doctor`."


def _sentence_of(failure: Exception) -> str | None:
    """Return what the operator is told of a failure of their installation; None for ours."""
    if isinstance(failure, SettingsError):
        return f"settings: {failure}."
    if isinstance(failure, ValidationError):
        first = failure.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        is_ours = failure.title != Settings.__name__
        return None if is_ours else f"settings: APP_{name} is not usable: {first['msg']}."
    if isinstance(failure, ArgumentError):
        is_url = "URL" in str(failure)
        return f"settings: APP_DATABASE_URL is not usable: {failure}." if is_url else None
    if isinstance(failure, DBAPIError):
        return _sentence_of_database(failure)
    if isinstance(failure, OSError) and failure.filename is not None:
        return f"files: {failure.filename}: {failure.strerror}."
    return None


if __name__ == "__main__":
    main()
