"""Whoever asks under a name that is not the preview's own gets no keys: DNS rebinding."""
# ruff: noqa: S104 - nothing is listened on

import socket
from pathlib import Path

import pytest

from app.preview.hosts import hosts_of, is_loopback
from app.preview.watch import WatchedFolder
from tests.preview.conftest import Visit

PAGES = (
    "/",
    "/changes?after=another-1",
    "/media/ecoute.mp4",
    "/modules/m01/lessons/m01-l01",
    "/modules/m01/bank",
    "/texts/cp-448-1",
)
OWN_NAME = socket.gethostname()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("listening_on", ["127.0.0.1", "author.example", "0.0.0.0"])
def test_a_name_of_another_site_gets_nothing(
    watched: WatchedFolder, preview_cache: Path, listening_on: str, path: str
) -> None:
    """A page elsewhere may point a name of its own at this machine, then read what it answers."""
    with Visit(watched, preview_cache, host="elsewhere.example", listening_on=listening_on) as one:
        answer = one.get(path)

    assert answer.status_code == 403
    assert "ne répond qu’à l’adresse" in answer.text.replace("\u00a0", " ")
    assert "Bonne réponse" not in answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("listening_on", "host"),
    [
        ("127.0.0.1", "localhost"),
        ("author.example", "author.example"),
        ("author.example", "127.0.0.1"),
        ("0.0.0.0", "192.168.1.5"),
    ],
)
def test_the_preview_answers_under_its_own_names(
    watched: WatchedFolder, preview_cache: Path, listening_on: str, host: str, path: str
) -> None:
    with Visit(watched, preview_cache, host=host, listening_on=listening_on) as visit:
        assert visit.get(path).status_code == 200


@pytest.mark.parametrize(
    ("listening_on", "accepted"),
    [
        ("127.0.0.1", ["127.0.0.1", "127.0.0.1:8010", "localhost:8010", "LOCALHOST", "[::1]:8010"]),
        ("::1", ["[::1]:8010", "[0:0:0:0:0:0:0:1]:8010", "localhost"]),
        ("127.0.0.2", ["127.0.0.2:8010", "127.0.0.1"]),
        ("fe80::1%eth0", ["[fe80::1]:8010", "localhost"]),
        ("192.168.1.5", ["192.168.1.5:8010", "localhost:8010"]),
        ("Author.example", ["author.example:8010", "AUTHOR.EXAMPLE", "[::1]"]),
        ("0.0.0.0", ["192.168.1.5:8010", "[fe80::1]:8010", f"{OWN_NAME.upper()}:80", "localhost"]),
        ("::", ["192.168.1.5:8010", "[fe80::1]:8010", OWN_NAME, "localhost"]),
        ("", ["192.168.1.5:8010", OWN_NAME, "localhost"]),
    ],
)
def test_an_address_to_listen_on_has_its_names(listening_on: str, accepted: list[str]) -> None:
    hosts = hosts_of(listening_on)

    assert [one for one in accepted if not hosts.accept(one)] == []


@pytest.mark.parametrize(
    ("listening_on", "refused"),
    [
        ("127.0.0.1", ["", "192.168.1.5", "0.0.0.0", "127.0.0.1.elsewhere.example", OWN_NAME]),
        ("192.168.1.5", ["192.168.1.6", "elsewhere.example", ""]),
        ("author.example", ["elsewhere.example", "192.168.1.5", "x.author.example"]),
        ("0.0.0.0", ["elsewhere.example", "192.168.1.5.elsewhere.example", "", "[::1].example"]),
        ("::", ["elsewhere.example:8010", f"{OWN_NAME}.example", ":8010", "[", "[]"]),
        ("", ["", "elsewhere.example"]),
    ],
)
def test_an_address_to_listen_on_has_no_other_name(listening_on: str, refused: list[str]) -> None:
    hosts = hosts_of(listening_on)

    assert [one for one in refused if hosts.accept(one)] == []


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("author.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is loopback
