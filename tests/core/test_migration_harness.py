"""What a migration may do to a filled database, and what it may not: the traps of SQLite."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from app.core.db import Database
from app.core.migration import alembic_config, present_revision

TABLES = """
op.create_table(
    "parent",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
)
op.create_table(
    "child",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "parent_id",
        sa.Integer,
        sa.ForeignKey("parent.id", ondelete="CASCADE", name="fk_child_parent_id_parent"),
        nullable=False,
    ),
)
"""
WIDER_NAME = """
with op.batch_alter_table("parent") as batch:
    batch.alter_column("name", type_=sa.String(200), existing_nullable=False)
    batch.add_column(sa.Column("extra", sa.Integer, nullable=False, server_default="0"))
"""
NARROWER_NAME = """
with op.batch_alter_table("parent") as batch:
    batch.drop_column("extra")
    batch.alter_column("name", type_=sa.String(20), existing_nullable=False)
"""
Migrate = Callable[..., Config]


@pytest.fixture
def empty_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """A database without any table."""
    if database_kind == "sqlite":
        with Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}") as database:
            yield database
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.create()
    with Database(cluster.url(name)) as database:
        yield database
    cluster.drop(name)


@pytest.fixture
def write(empty_database: Database, tmp_path: Path) -> Migrate:
    """A function that writes throwaway migrations, in order, and returns Alembic's settings."""
    versions = tmp_path / "versions"
    versions.mkdir()

    def write_all(*steps: tuple[str, str]) -> Config:
        for number, (up, down) in enumerate(steps, start=1):
            before = f'"r{number - 1}"' if number > 1 else "None"
            header = (
                f"import sqlalchemy as sa\nfrom alembic import context, op\n"
                f'revision = "r{number}"\ndown_revision = {before}\n'
            )
            body = "".join(
                f"def {name}():\n{indent(dedent(code).strip() or 'pass', '    ')}\n"
                for name, code in (("upgrade", up), ("downgrade", down))
            )
            (versions / f"r{number}.py").write_text(header + body, "utf-8")
        config = alembic_config(empty_database.url.render_as_string(hide_password=False))
        config.set_main_option("version_locations", str(versions))
        return config

    return write_all


def fill(database: Database) -> None:
    """Put two parents and three children into the tables."""
    with database.writing() as session:
        session.execute(text("insert into parent (id, name) values (1, 'Zineb'), (2, 'Omar')"))
        session.execute(text("insert into child (id, parent_id) values (1, 1), (2, 1), (3, 2)"))


def column(database: Database, statement: str) -> list[object]:
    with database.reading() as session:
        return list(session.scalars(text(statement)))


sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_changing_a_parent_table_keeps_its_children(
    empty_database: Database, write: Migrate
) -> None:
    config = write((TABLES, ""), (WIDER_NAME, NARROWER_NAME))
    command.upgrade(config, "r1")
    fill(empty_database)

    command.upgrade(config, "r2")

    assert column(empty_database, "select id from child order by id") == [1, 2, 3]
    assert column(empty_database, "select name from parent order by id") == ["Zineb", "Omar"]
    command.downgrade(config, "r1")
    assert column(empty_database, "select id from child order by id") == [1, 2, 3]


def test_the_children_still_follow_their_parent_after_the_change(
    empty_database: Database, write: Migrate
) -> None:
    config = write((TABLES, ""), (WIDER_NAME, NARROWER_NAME))
    command.upgrade(config, "r1")
    fill(empty_database)
    command.upgrade(config, "r2")

    with empty_database.writing() as session:
        session.execute(text("delete from parent where id = 1"))

    assert column(empty_database, "select id from child") == [3]


def test_a_failure_halfway_undoes_everything(empty_database: Database, write: Migrate) -> None:
    fails = """
    op.create_table("other", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("update parent set name = 'nobody'")
    with op.batch_alter_table("parent") as batch:
        batch.add_column(sa.Column("extra", sa.Integer))
    raise RuntimeError("the third step fails")
    """
    config = write((TABLES, ""), (fails, ""))
    command.upgrade(config, "r1")
    fill(empty_database)

    with pytest.raises(RuntimeError, match="third step"):
        command.upgrade(config, "head")

    assert present_revision(empty_database) == "r1"
    assert set(inspect(empty_database.engine).get_table_names()) == {
        "alembic_version",
        "parent",
        "child",
    }
    assert column(empty_database, "select name from parent order by id") == ["Zineb", "Omar"]
    assert column(empty_database, "select id from child order by id") == [1, 2, 3]


def test_a_failure_in_a_later_migration_undoes_the_earlier_ones_of_the_same_run(
    empty_database: Database, write: Migrate
) -> None:
    config = write((TABLES, ""), (WIDER_NAME, NARROWER_NAME), ("raise RuntimeError('no')", ""))
    command.upgrade(config, "r1")
    fill(empty_database)

    with pytest.raises(RuntimeError, match="no"):
        command.upgrade(config, "head")

    assert present_revision(empty_database) == "r1"
    columns = {one["name"] for one in inspect(empty_database.engine).get_columns("parent")}
    assert columns == {"id", "name"}


@sqlite_only
def test_a_migration_that_leaves_orphans_is_refused_and_undone(
    empty_database: Database, write: Migrate
) -> None:
    orphans = "op.execute('update child set parent_id = 99 where id = 3')"
    config = write((TABLES, ""), (orphans, ""))
    command.upgrade(config, "r1")
    fill(empty_database)

    with pytest.raises(RuntimeError, match="without their parent"):
        command.upgrade(config, "head")

    assert present_revision(empty_database) == "r1"
    assert column(empty_database, "select parent_id from child where id = 3") == [2]


@sqlite_only
def test_a_migration_that_loses_rows_is_refused_unless_it_says_so(
    empty_database: Database, write: Migrate
) -> None:
    loses = "op.execute('delete from child where id = 3')"
    config = write((TABLES, ""), (loses, ""))
    command.upgrade(config, "r1")
    fill(empty_database)

    with pytest.raises(RuntimeError, match="child had 3 rows and now has 2"):
        command.upgrade(config, "head")
    kept = column(empty_database, "select id from child order by id")
    config.attributes["rows_may_change"] = {"child"}
    command.upgrade(config, "head")

    assert kept == [1, 2, 3]
    assert column(empty_database, "select id from child order by id") == [1, 2]


TRIGGER_AND_VIEW = """
op.execute(
    "CREATE TRIGGER parent_no_delete BEFORE DELETE ON parent "
    "BEGIN SELECT RAISE(ABORT, 'parents stay'); END"
)
op.execute("CREATE VIEW names AS SELECT p.name FROM parent p JOIN child c ON c.parent_id = p.id")
"""


@sqlite_only
def test_triggers_and_views_survive_a_change_of_their_table(
    empty_database: Database, write: Migrate
) -> None:
    config = write((TABLES, ""), (TRIGGER_AND_VIEW, ""), (WIDER_NAME, NARROWER_NAME))
    command.upgrade(config, "r2")
    fill(empty_database)

    command.upgrade(config, "r3")
    command.downgrade(config, "r2")

    assert column(empty_database, "select name from names order by 1") == ["Omar", "Zineb", "Zineb"]
    with (
        pytest.raises(Exception, match="parents stay"),
        empty_database.writing() as session,
    ):
        session.execute(text("delete from parent"))
    assert column(empty_database, "select id from parent order by id") == [1, 2]


@sqlite_only
def test_a_trigger_that_a_migration_removes_does_not_come_back(
    empty_database: Database, write: Migrate
) -> None:
    removes = "op.execute('DROP TRIGGER IF EXISTS parent_no_delete')"
    config = write((TABLES, ""), (TRIGGER_AND_VIEW, ""), (removes, ""))

    command.upgrade(config, "head")

    kept = column(
        empty_database, "select name from sqlite_master where type in ('trigger', 'view')"
    )
    assert kept == ["names"]


@sqlite_only
def test_foreign_keys_are_enforced_again_after_a_migration(
    empty_database: Database, write: Migrate
) -> None:
    config = write((TABLES, ""), (WIDER_NAME, NARROWER_NAME))
    command.upgrade(config, "head")

    with (
        pytest.raises(Exception, match="FOREIGN KEY"),
        empty_database.writing() as session,
    ):
        session.execute(text("insert into child (id, parent_id) values (1, 99)"))


@sqlite_only
def test_nobody_writes_while_a_migration_runs(empty_database: Database, write: Migrate) -> None:
    """The migration holds the write lock from its beginning: an open writer makes it wait."""
    config = write((TABLES, ""), (WIDER_NAME, NARROWER_NAME))
    command.upgrade(config, "r1")
    fill(empty_database)
    locked = """
    import sqlcipher3.dbapi2 as driver
    path = op.get_bind().engine.url.database
    other = driver.connect(path, timeout=0)
    try:
        other.execute("insert into parent (id, name) values (9, 'late')")
    except driver.OperationalError as error:
        assert "locked" in str(error)
    else:
        raise RuntimeError("somebody wrote while the migration ran")
    finally:
        other.close()
    """
    config = write((TABLES, ""), (locked, ""))

    command.upgrade(config, "r2")

    assert column(empty_database, "select id from parent order by id") == [1, 2]
