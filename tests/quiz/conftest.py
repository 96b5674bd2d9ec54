"""The real course, and a learner who may sit its final quiz."""

from pathlib import Path

import pytest

from app.core.db import Database
from app.modules.edition import Edition
from app.modules.service import load_edition
from tests import factories


@pytest.fixture(scope="session")
def edition() -> Edition:
    loaded = load_edition(Path(__file__).parents[2] / "content")
    assert isinstance(loaded, Edition)
    return loaded


@pytest.fixture
def learner_id(database: Database) -> int:
    return new_learner(database)


def new_learner(database: Database) -> int:
    with database.writing() as session:
        session.add(person := factories.person())
        session.flush()
        return person.id
