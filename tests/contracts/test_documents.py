"""The documents say what the code does: settings, commands, links, decisions, licences."""

import hashlib
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

from app import demo
from app.core.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "requirements").glob("*.md")]
)
OFFICIAL_AGPL_SHA256 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("documents", ROOT / "tools" / "documents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def commands(generator: ModuleType) -> dict[str, Any]:
    return dict(generator.commands())


# ---- Settings and commands ---------------------------------------------------------------------


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(field: str) -> None:
    rows = [line for line in text_of("docs/settings.md").splitlines() if line.startswith("| `APP_")]
    row = next((row for row in rows if row.startswith(f"| `APP_{field.upper()}` |")), "")

    _, _, default, meaning, _ = re.split(r"(?<!\\)\|", row) if row else [""] * 5

    assert default.strip()
    assert meaning.strip().replace("\\|", "|") == Settings.model_fields[field].description


def test_the_table_lists_no_setting_that_is_gone() -> None:
    listed = re.findall(r"^\| `APP_(\w+)` \|", text_of("docs/settings.md"), re.MULTILINE)

    assert [name.lower() for name in listed] == list(Settings.model_fields)


def test_every_command_has_its_section(commands: dict[str, Any]) -> None:
    sections = re.findall(r"^### `(.+)`$", text_of("docs/commands.md"), re.MULTILINE)

    assert sections == list(commands)


@pytest.mark.parametrize("name", ["settings.md", "commands.md"])
def test_what_is_generated_is_as_the_code_says(generator: ModuleType, name: str) -> None:
    assert text_of(f"docs/{name}") == generator.renewed(name), "tools/documents.py write"


def cited_commands(text: str) -> Iterator[list[str]]:
    """Yield what follows `lms` in the shell lines and in the inline code of a document."""
    shell = [body for language, body in _FENCE.findall(text) if language == "sh"]
    lines = [line for body in shell for line in body.splitlines()]
    spans = re.findall(r"`(lms [^`]+)`", _FENCE.sub("", text))
    for line in [*lines, *spans]:
        words = line.partition(" #")[0].split()
        starts = [at for at, word in enumerate(words[:-1]) if word == "lms"]
        if starts and re.fullmatch(r"[a-z][a-z-]*", words[starts[-1] + 1]):
            yield words[starts[-1] + 1 :]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_cited_command_exists_with_its_options(document: Path, commands: dict[str, Any]) -> None:
    for words in cited_commands(document.read_text("utf-8")):
        name = next(
            (one for one in (" ".join(["lms", *words[:n]]) for n in (2, 1)) if one in commands), ""
        )
        is_group = any(one.startswith(f"lms {words[0]} ") for one in commands) and len(words) == 1
        assert name or is_group, f"lms {' '.join(words)}"
        if name:
            options = {option for one in commands[name].params for option in one.opts}
            assert {word for word in words if word.startswith("--")} <= options | {"--help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_cited_variable_is_a_setting(document: Path) -> None:
    cited = set(re.findall(r"\bAPP_([A-Z_]*[A-Z])\b(?!_?\*)", document.read_text("utf-8")))

    assert {name.lower() for name in cited} <= set(Settings.model_fields)


# ---- The two commands of the README, and the others --------------------------------------------


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


def test_the_readme_gives_two_commands_and_the_makefile_has_them() -> None:
    tried = text_of("README.md").partition("## Try it")[2].partition("\n## ")[0]
    blocks = [body.strip() for language, body in _FENCE.findall(tried) if language == "sh"]

    assert blocks == ["make run", "make test"]
    assert {"run", "test"} <= makefile_targets()


def test_the_readme_names_the_people_of_the_demonstration() -> None:
    named = set(re.findall(r"^\| `(\S+)` \|", text_of("README.md"), re.MULTILINE))

    assert named == {demo.email_of(one.name) for one in demo.PEOPLE if one.then != "erased"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_cited_make_target_exists(document: Path) -> None:
    cited = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text("utf-8"), re.MULTILINE))

    assert cited <= makefile_targets()


# ---- Links and pictures ------------------------------------------------------------------------


def anchors(document: Path) -> set[str]:
    """Return the marks that a reader gives to headings: lower case, dashes, no signs."""
    titles = _HEADING.findall(_FENCE.sub("", document.read_text("utf-8")))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower() for title in titles)
    return {re.sub(r"[^\w\- ]", "", title).strip().replace(" ", "-") for title in plain}


def links(document: Path) -> Iterator[tuple[Path, str]]:
    for target in _LINK.findall(without_code(document.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = unquote(target).partition("#")
            yield ((document.parent / path).resolve() if path else document), anchor


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_link_leads_somewhere(document: Path) -> None:
    found = [(path, anchor) for path, anchor in links(document) if path.suffix != ".png"]

    assert [path for path, _ in found if not path.exists()] == []
    assert [
        f"{path.name}#{anchor}" for path, anchor in found if anchor and anchor not in anchors(path)
    ] == []


def test_the_readme_shows_every_picture_in_both_languages() -> None:
    shown = {path.name for path, _ in links(ROOT / "README.md") if path.suffix == ".png"}

    assert {f"{name}-{lang}.png" for name in ("landing", "lesson") for lang in ("fr", "ar")} | {
        "certificate-fr-ar.png"
    } == shown
    assert all((ROOT / "docs" / "pictures" / name).exists() for name in shown)


# ---- Decisions ---------------------------------------------------------------------------------


def test_the_decisions_are_numbered_and_listed() -> None:
    listed = re.findall(r"\| \[(\d{4})\]\(([^)]+)\) \|", text_of("docs/decisions/README.md"))

    assert [number for number, _ in listed] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    assert [file for _, file in listed] == [path.name for path in DECISIONS]


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_is_one_page_with_its_five_parts(decision: Path) -> None:
    lines = decision.read_text("utf-8").splitlines()

    assert lines[0].startswith(f"# {decision.name[:4]} ")
    assert re.match(r"Status: (accepted|proposed|superseded)", lines[2])
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Alternatives",
        "## Consequences",
    ]
    assert len(lines) <= 70


# ---- Runbook, licences -------------------------------------------------------------------------


def test_the_runbook_says_what_to_do_for_every_check_of_the_doctor() -> None:
    asked = set(re.findall(r'Check\(\s*"(\w+)"', text_of("app/health.py")))
    table = text_of("docs/runbook.md").partition("## lms doctor")[2].partition("\n## ")[0]

    assert asked
    assert asked <= set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE))


def test_the_code_carries_the_official_text_of_its_licence() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == OFFICIAL_AGPL_SHA256
    assert "AGPL-3.0-or-later" in text_of("pyproject.toml")


def test_the_course_carries_its_own_licence() -> None:
    first = text_of("content/LICENSE").splitlines()[0]

    assert first == "Attribution-ShareAlike 4.0 International"
