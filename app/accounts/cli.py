"""`lms person …`: accounts made by the operator."""

import json
import secrets
import sys
from typing import Annotated

import typer

from app.accounts import people, service
from app.accounts.errors import AddressTaken
from app.accounts.models import Role
from app.accounts.passwords import check_new_password, hash_password
from app.core.clock import system_clock
from app.core.db import Database
from app.core.errors import Invalid
from app.core.settings import Settings

app = typer.Typer(help="People and their roles.", no_args_is_help=True)

GENERATED_BYTES = 18  # 24 characters


@app.callback()
def person() -> None:
    """People and their roles."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="The person's e-mail address; taken as confirmed.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.LEARNER,
    language: Annotated[str, typer.Option(help="fr or ar: pages and letters.")] = "fr",
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read the passphrase from standard input."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Create an account with a role; without --password-stdin a passphrase is made and printed."""
    if language not in {"fr", "ar"}:
        _refuse("the language is fr or ar", as_json=as_json)
    typed = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    password = typed if password_stdin else secrets.token_urlsafe(GENERATED_BYTES)
    try:
        check_new_password(password, email=email)
        password_hash = hash_password(password)
        with Database(Settings().database) as database, database.writing() as session:
            created = service.create_person(
                session,
                email=email,
                password_hash=password_hash,
                language=people.as_language(language),
                roles=[role],
                now=system_clock(),
            )
            answer = {
                "public_id": str(created.public_id),
                "email": created.email,
                "role": role.value,
            }
    except (Invalid, AddressTaken) as refusal:
        _refuse(refusal.message % refusal.params, as_json=as_json)
    if not password_stdin:
        answer["password"] = password
    _say(answer, as_json=as_json)


def _say(answer: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer))
        return
    for name, value in answer.items():
        typer.echo(f"{name}: {value}")


def _refuse(reason: str, *, as_json: bool) -> None:
    typer.echo(json.dumps({"error": reason}) if as_json else reason, err=not as_json)
    raise typer.Exit(1)
