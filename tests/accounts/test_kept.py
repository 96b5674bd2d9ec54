"""Where signing in leads, and what it carries along."""

import json

import pytest

from app.accounts.kept import KeptForm, is_page_of_ours, next_path, restore
from app.accounts.schemas import SignInForm


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/modules/m02", "/modules/m02"),
        ("/fr/quiz?tab=1", "/quiz?tab=1"),
        ("/ar/me/profile", "/me/profile"),
        ("/fr/", "/"),
        ("/", "/"),
        ("", "/me/"),
        ("/fr", "/me/"),
        ("modules", "/me/"),
        ("//evil.example/", "/me/"),
        ("/fr//evil.example/", "/me/"),
        ("/modules//evil.example/", "/me/"),
        ("/\\evil.example/", "/me/"),
        ("https://evil.example/", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("/\r\nSet-Cookie: a=b", "/me/"),
        ("/modules\n", "/me/"),
        ("/\u202e", "/me/"),
        ("/" + "a" * 2000, "/me/"),
    ],
)
def test_signing_in_leads_only_to_paths_of_this_site(wanted: str, path: str) -> None:
    assert next_path(wanted) == path


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("/fr/me/profile", True),
        ("/ar/quiz/attempts/1/answers", True),
        ("/api/v1/progress", False),
        ("/de/me/profile", False),
        ("xfr/me", False),
        ("//fr/me", False),
        ("https://evil.example/fr/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_form_goes_back_only_to_a_page_of_this_site(path: str, *, is_ours: bool) -> None:
    assert is_page_of_ours(path) is is_ours


def test_a_form_comes_back_as_it_was_typed() -> None:
    typed = KeptForm("/fr/me/profile", (("name", "سلمى <b>"), ("name", 'n° 3\n"x"'), ("a", "")))

    form = SignInForm(kept=typed.encoded(), kept_action=typed.action)

    assert restore(form) == typed


@pytest.mark.parametrize("kept", ["", "[[", '{"a": "b"}', '[["a", 1]]', '[["a"]]', "[1]", "null"])
def test_an_altered_form_is_not_brought_back(kept: str) -> None:
    assert restore(SignInForm(kept=kept, kept_action="/fr/me/profile")) is None


def test_a_form_for_another_site_is_not_brought_back() -> None:
    kept = json.dumps([["a", "b"]])

    assert restore(SignInForm(kept=kept, kept_action="https://evil.example/fr/")) is None
