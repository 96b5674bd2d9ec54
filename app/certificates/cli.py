"""`lms certificates …`: the operator's acts on the register, the same services as the worker."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer

from app.certificates import claims, issuing, service
from app.certificates.archive import Archive, DamagedFile
from app.certificates.code import format_code, parse_code
from app.certificates.errors import NameNotConfirmed
from app.certificates.keys import new_development_key
from app.certificates.ledger import find_broken_event
from app.certificates.models import Certificate, CertificateState, RevocationReason
from app.certificates.verification import public_view
from app.core.clock import system_clock
from app.core.db import Database
from app.core.errors import AppError
from app.core.settings import Settings

app = typer.Typer(help="The register of certificates.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="The certificate's code, however it is written.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.callback()
def certificates() -> None:
    """Keys, issuing, revoking and verifying."""


@app.command("new-dev-key")
def new_dev_key(*, as_json: AsJson = False) -> None:
    """Make a development key that says SPECIMEN; an existing one is kept."""
    settings = Settings()
    if settings.is_production:
        _refuse("production does not sign with a development key", as_json=as_json)
    path = new_development_key(settings.key_path.parent, now=system_clock())
    _say({"key": str(path)}, as_json=as_json)


@app.command()
def issue(code: Code, *, as_json: AsJson = False) -> None:
    """Draw and sign one reserved, name-confirmed certificate, as the worker would."""
    with _refusing(as_json=as_json):
        settings = Settings()
        with Database(settings.database) as database:
            now = system_clock()
            with database.writing() as session:
                certificate = service.get_by_code(session, parse_code(code))
                if certificate.name_confirmed_at is None:
                    raise NameNotConfirmed
                if certificate.state == CertificateState.FAILED:
                    claims.retry(session, certificate, now=now)
            is_made = issuing.issue(database, settings, certificate.id, now=now)
            with database.reading() as session:
                _say(_facts(session.get_one(Certificate, certificate.id), is_made), as_json=as_json)


@app.command()
def revoke(
    code: Code,
    reason: Annotated[RevocationReason, typer.Option(help="The category that the public sees.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Revoke a certificate for good; the public page shows it at once."""
    _act(partial(service.revoke, reason=reason), code, as_json=as_json)


@app.command()
def suspend(code: Code, *, as_json: AsJson = False) -> None:
    """Suspend a certificate for the time of an inquiry; `reinstate` ends it."""
    _act(service.suspend, code, as_json=as_json)


@app.command()
def reinstate(code: Code, *, as_json: AsJson = False) -> None:
    """End a suspension: the certificate is valid again."""
    _act(service.reinstate, code, as_json=as_json)


@app.command()
def reissue(
    code: Code,
    name_latin: Annotated[str, typer.Option(help="The right name in Latin letters.")],
    name_arabic: Annotated[str, typer.Option(help="The right name in Arabic letters.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Replace a certificate whose name is wrong by a new one with a new code."""
    with _refusing(as_json=as_json), Database(Settings().database) as database:
        with database.writing() as session:
            old = service.get_by_code(session, parse_code(code))
            new = service.reissue(
                session,
                old,
                name_latin=name_latin,
                name_arabic=name_arabic,
                actor_id=None,
                now=system_clock(),
            )
        _say(_facts(new) | {"replaces": format_code(old.public_code)}, as_json=as_json)


@app.command()
def verify(code: Code, *, as_json: AsJson = False) -> None:
    """Say what the register holds; exit code 1 unless valid, file and ledger whole."""
    with _refusing(as_json=as_json):
        settings = Settings()
        with Database(settings.database) as database, database.reading() as session:
            certificate = service.get_by_code(session, parse_code(code))
            answer = _facts(certificate) | {
                "outcome": public_view(certificate).outcome.value,
                "file": _file_state(settings, certificate),
                "ledger": "broken" if find_broken_event(session) else "whole",
            }
    _say(answer, as_json=as_json)
    sound = (answer["outcome"], answer["file"], answer["ledger"]) == ("valid", "whole", "whole")
    raise typer.Exit(0 if sound else 1)


def _act(act: Callable[..., None], code: str, *, as_json: bool) -> None:
    """Take one audited step of the operator's and say where the certificate stands."""
    with _refusing(as_json=as_json), Database(Settings().database) as database:
        with database.writing() as session:
            certificate = service.get_by_code(session, parse_code(code))
            act(session, certificate, actor_id=None, now=system_clock())
        _say(_facts(certificate), as_json=as_json)


def _facts(certificate: Certificate, is_made: bool | None = None) -> dict[str, object]:
    facts: dict[str, object] = {
        "code": format_code(certificate.public_code),
        "state": certificate.state,
        "issued_at": certificate.issued_at.isoformat() if certificate.issued_at else None,
        "sha256": certificate.pdf_sha256,
    }
    return facts if is_made is None else facts | {"made_now": is_made}


def _file_state(settings: Settings, certificate: Certificate) -> str:
    if certificate.pdf_sha256 is None:
        return "not made"
    try:
        Archive(settings.data_dir).read(certificate.pdf_sha256)
    except DamagedFile as damage:
        return str(damage)
    return "whole"


@contextmanager
def _refusing(*, as_json: bool) -> Iterator[None]:
    """Turn a stated failure into one sentence and exit code 1."""
    try:
        yield
    except AppError as refusal:
        _refuse(refusal.message % refusal.params, as_json=as_json)


def _say(answer: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        typer.echo(f"{name}: {'-' if value is None else value}")


def _refuse(reason: str, *, as_json: bool) -> None:
    typer.echo(json.dumps({"error": reason}) if as_json else reason, err=not as_json)
    raise typer.Exit(1)
