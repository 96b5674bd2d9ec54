"""Append-only tables: triggers that refuse to change or remove what was recorded"""

from alembic import op

revision = "0002_append_only_tables"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

# What may never change in each table; `actor_id` alone may be emptied when a person is erased.
TABLES = {
    "certificate_event": (
        "id, certificate_id, at, kind, from_state, to_state, reason_category, prev_hash, hash"
    ),
    "audit_event": "id, at, action, subject, details",
    "item_revision": "hash, item_id, language, version, frozen",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in TABLES.items():
            for event in (f"UPDATE OF {columns}", "DELETE"):
                name = f"{table}_no_{event.split()[0].lower()}"
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, columns in TABLES.items():
        for event in (f"UPDATE OF {columns}", "DELETE"):
            name = f"{table}_no_{event.split()[0].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for event in ("update", "delete"):
            on = "" if is_sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")
