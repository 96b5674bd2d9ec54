"""What the tests share: a migrated database of each kind, the composed service, a browser."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.compose import Service, compose
from app.core.db import Database
from app.core.i18n import Language
from app.core.migration import upgrade
from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.store import EditionStore
from tests import factories
from tests.browser import Browser
from tests.postgres import Cluster

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    running = Cluster()
    yield running
    running.remove()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    with Database(f"sqlite:///{path}") as database:
        upgrade(database)
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(cluster: Cluster) -> str:
    name = cluster.create()
    with Database(cluster.url(name)) as database:
        upgrade(database)
    return name


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A migrated, empty database: a copied file, or a cloned PostgreSQL database."""
    if database_kind == "sqlite":
        path = tmp_path / "lms.sqlite3"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.create(template=request.getfixturevalue("migrated_postgresql"))
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url, pool_size=4) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_cache() -> Path:
    """The parsed course and compiled pages: named by their content, so runs may share them."""
    folder = Path(__file__).parent.parent / "var" / "test-cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class MovingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(factories.NOON)


@pytest.fixture(scope="session")
def edition(shared_cache: Path) -> Edition:
    """The course that this release ships."""
    return EditionStore(Path(__file__).parent.parent / "content", shared_cache).current


@pytest.fixture
def make_settings(tmp_path: Path, shared_cache: Path) -> Callable[..., Settings]:
    def make(**overrides: object) -> Settings:
        data_dir = tmp_path / "var"
        data_dir.mkdir(exist_ok=True)
        if not (data_dir / "cache").exists():
            (data_dir / "cache").symlink_to(shared_cache)
        defaults: dict[str, object] = {"data_dir": data_dir, "base_url": "https://test"}
        return Settings(**(defaults | overrides))  # type: ignore[arg-type]

    return make


@pytest.fixture
def service(
    database_url: str, make_settings: Callable[..., Settings], clock: MovingClock
) -> Iterator[Service]:
    composed = compose(make_settings(database_url=database_url), clock=clock)
    yield composed
    composed.close()


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest) -> Language:
    return "ar" if request.param == "ar" else "fr"


@pytest.fixture
def browser(service: Service, language: Language) -> Iterator[Browser]:
    """A person's browser on the whole application, once in French and once in Arabic."""
    with Browser(service, language) as opened:
        yield opened
