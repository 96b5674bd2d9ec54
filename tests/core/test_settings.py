"""The settings: each one explained, read from the environment, refused when it makes no sense."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.core.settings import Settings


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_is_for(name: str) -> None:
    description = Settings.model_fields[name].description

    assert description is not None
    assert len(description) >= 10


def test_settings_come_from_the_environment_under_their_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APP_DATA_DIR", "/srv/lms")
    monkeypatch.setenv("APP_PROCESSES", "4")
    monkeypatch.setenv(
        "APP_HELPLINES",
        '[{"number": "2511", "name_fr": "Femmes", "name_ar": "نساء", "checked_on": "2026-11-01"}]',
    )

    settings = Settings()

    assert settings.data_dir == Path("/srv/lms")
    assert settings.processes == 4
    assert settings.helplines[0].number == "2511"
    assert settings.helplines[0].checked_on.year == 2026


def test_without_a_database_url_the_file_is_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    assert settings.database == f"sqlite:///{tmp_path / 'lms.sqlite3'}"


def test_a_database_url_is_taken_as_it_is() -> None:
    url = "postgresql://lms@db/lms"

    assert Settings(database_url=url).database == url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("environment", "staging"),
        ("exit_url", "http://example.org/"),
        ("exit_url", "javascript:alert(1)"),
        ("processes", 0),
        ("session_hours", 0),
        ("smtp_port", "smtp"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})  # type: ignore[arg-type]


def test_settings_do_not_change_while_the_service_runs() -> None:
    settings = Settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.demo = True  # type: ignore[misc]  # what is refused


def test_secrets_do_not_show_when_the_settings_are_printed() -> None:
    settings = Settings(
        secret_key=SecretStr("hidden-1"),
        smtp_password=SecretStr("hidden-2"),
        signing_passphrase=SecretStr("hidden-3"),
    )

    assert "hidden" not in repr(settings)
