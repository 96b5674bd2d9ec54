"""What the tests of certificates share: one press and one development key."""

from pathlib import Path

import pytest

from app.certificates.keys import SigningKey, load_signing_key, new_development_key
from app.certificates.render import Press
from app.core.settings import Settings
from app.modules.edition import Edition
from app.modules.store import EditionStore
from tests import factories
from tests.certificates import builders


@pytest.fixture(scope="session")
def press() -> Press:
    return Press(builders.letterhead())


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_development_key(tmp_path_factory.mktemp("secrets"), now=factories.NOON)


@pytest.fixture(scope="session")
def key(key_file: Path) -> SigningKey:
    return load_signing_key(Settings(signing_key=key_file))


@pytest.fixture(scope="session")
def edition(shared_cache: Path) -> Edition:
    return EditionStore(Path("content"), shared_cache).current
