"""What the journeys share: the application in this process, or a real server of either database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.compose import Service
from app.core.i18n import Language
from app.modules.edition import Edition
from tests.driver import Driver
from tests.journeys.site import Site
from tests.oracle import Oracle
from tests.postgres import Cluster
from tests.server import Server


@pytest.fixture(scope="session")
def oracle(edition: Edition) -> Oracle:
    return Oracle(edition)


@pytest.fixture
def site(service: Service, oracle: Oracle) -> Iterator[Site]:
    with Site(service, oracle) as opened:
        yield opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """`lms serve` with its worker, on each database."""
    url = None
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.url(name := cluster.create())
    with Server(tmp_path_factory.mktemp("server"), database_url=url) as running:
        yield running
    if url is not None:
        cluster.drop(name)


OpenDriver = Callable[[Language], Driver]


@pytest.fixture
def open_driver(server: Server) -> Iterator[OpenDriver]:
    """Open browsers on the real server, and close them at the end."""
    with ExitStack() as opened:
        yield lambda language: opened.enter_context(Driver(server.url, language=language))
