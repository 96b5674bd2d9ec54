"""Brings a database to the tables of this code, and tells when it is ahead of it."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import Database

MIGRATIONS_DIR: Final = Path(__file__).parent.parent.parent / "migrations"


class DatabaseNewerThanCode(Exception):
    """The database was migrated by a later release of the service."""


def alembic_config(url: str) -> Config:
    """Return Alembic's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision; nothing is changed if a step fails."""
    command.upgrade(alembic_config(_url(database)), revision)


def downgrade(database: Database, revision: str) -> None:
    """Bring the database down to a revision (`base` removes every table)."""
    command.downgrade(alembic_config(_url(database)), revision)


def present_revision(database: Database) -> str | None:
    """Return the revision that the database is at, None if it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Tell whether the database has the tables of this code; raises DatabaseNewerThanCode."""
    present = present_revision(database)
    known = known_revisions()
    if present is not None and present not in known:
        raise DatabaseNewerThanCode(present)
    return present == known[0]


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions of this code, the newest first."""
    script = ScriptDirectory(str(MIGRATIONS_DIR))
    return tuple(revision.revision for revision in script.walk_revisions())


def _url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)
