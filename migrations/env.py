"""Runs the migrations on SQLite and PostgreSQL.

SQLite cannot alter most things, so a table is copied ("batch"). With foreign keys on, the copy's
DROP would delete the children by cascade; a trigger or view on the table would stop the rename.
So: a connection of its own with foreign keys off before BEGIN (after it the pragma is silently
ignored), one immediate transaction for everything, triggers and views taken down and put back, and
at the end a check of every foreign key and of every row count. Anything wrong undoes it all.
"""

import re

from alembic import context
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url

from app.core.db import Base, UtcDateTime, sqlite_module

target_metadata = Base.metadata
BATCH_COPY_PREFIX = "_alembic_tmp_"


def run() -> None:
    url = make_url(context.config.attributes["url"])
    if url.get_backend_name() == "sqlite":
        _run_sqlite(url)
    else:
        _run_postgresql(url)


def _configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        compare_type=True,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=False,
        render_item=_render_item,
        include_object=_is_ours,
    )


def _is_ours(_item: object, name: str | None, kind: str, is_reflected: bool, *_: object) -> bool:
    """Leave out the tables of the carrier of jobs, which makes its own."""
    return not (kind == "table" and is_reflected and str(name).startswith("huey_"))


def _render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column type by its name in the migrations."""
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def _run_postgresql(url) -> None:  # noqa: ANN001
    engine = create_engine(url.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        _configure(connection)
        with context.begin_transaction():
            context.run_migrations()


def _run_sqlite(url) -> None:  # noqa: ANN001
    engine = create_engine(url, module=sqlite_module(), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection, _entry) -> None:  # noqa: ANN001
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "foreign_keys=OFF"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:  # noqa: ANN001
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        _configure(connection)
        with context.begin_transaction():
            put_aside = _take_down_triggers_and_views(connection)
            dropped = _note_drops(engine)
            before = _row_counts(connection)
            context.run_migrations()
            _put_back(connection, [row for row in put_aside if row[1] not in dropped])
            _check(connection, before)


def _take_down_triggers_and_views(connection: Connection) -> list[tuple[str, str, str]]:
    found = connection.execute(
        text("select type, name, sql from sqlite_master where type in ('trigger', 'view')")
    )
    rows = [(row.type, row.name, row.sql) for row in found]
    for kind, name, _sql in rows:
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
    return rows


def _note_drops(engine: Engine) -> set[str]:
    """Return a set that fills with the names that the migrations themselves drop (IF EXISTS)."""
    dropped: set[str] = set()

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest) -> None:  # noqa: ANN001, ANN002
        found = re.match(r'DROP (?:TRIGGER|VIEW) IF EXISTS "?(\w+)', statement)
        if found:
            dropped.add(found[1])

    return dropped


def _put_back(connection: Connection, rows: list[tuple[str, str, str]]) -> None:
    tables = {row.name for row in connection.execute(text("select name from sqlite_master"))}
    for kind, name, sql in sorted(rows, key=lambda row: row[0], reverse=True):
        if name in tables:
            continue  # the migration itself made it anew
        if kind == "trigger" and _table_of(sql) not in tables:
            continue  # its table was removed by the migration
        connection.exec_driver_sql(sql)


def _table_of(trigger_sql: str) -> str:
    words = trigger_sql.replace('"', " ").split()
    return words[[word.upper() for word in words].index("ON") + 1]


def _row_counts(connection: Connection) -> dict[str, int]:
    tables = connection.execute(
        text("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    )
    return {
        row.name: connection.exec_driver_sql(f'select count(*) from "{row.name}"').scalar_one()  # noqa: S608
        for row in tables
    }


def _check(connection: Connection, before: dict[str, int]) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"the migration leaves rows without their parent: {orphans[:5]}")
    after = _row_counts(connection)
    expected = context.config.attributes.get("rows_may_change", frozenset())
    for table in before.keys() & after.keys() - {"alembic_version"} - set(expected):
        if before[table] != after[table]:
            raise RuntimeError(f"{table} had {before[table]} rows and now has {after[table]}")


run()
