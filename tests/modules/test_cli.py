"""`lms content`: what it prints, and its exit codes."""

import json

import pytest
from typer.testing import CliRunner, Result

from app.modules.cli import app
from tests.modules.content_tree import ContentFolder


def run(course: ContentFolder, *words: str) -> Result:
    return CliRunner().invoke(app, [words[0], "--root", str(course.root), *words[1:]])


def test_a_faultless_course_exits_with_0(course: ContentFolder) -> None:
    result = run(course, "lint")

    assert result.exit_code == 0
    assert "0 errors, 0 warnings, 0 notes" in result.output


def test_a_finding_exits_with_1_and_names_file_and_line(course: ContentFolder) -> None:
    text = course.read("refs.yml")
    line = text[: text.index("confidence: verified-press")].count("\n") + 1
    course.replace("refs.yml", "confidence: verified-press", "confidence: sure")

    result = run(course, "lint")

    assert result.exit_code == 1
    assert f"refs.yml:{line}: error" in result.output


def test_drafts_are_counted_without_failing(course: ContentFolder) -> None:
    course.replace("fr/bank/m01.yml", "reviewed, type: match", "draft, type: match")
    course.replace("exam.yml", "levels: {1: 2, 2: 1, 3: 1}", "levels: {1: 3, 2: 0, 3: 1}")

    result = run(course, "lint")

    assert "1 exam items are drafts" in result.output
    assert result.exit_code == 0


def test_findings_can_be_asked_for_one_file(course: ContentFolder) -> None:
    course.replace("refs.yml", "confidence: verified-press", "confidence: sure")

    result = run(course, "lint", str(course.root / "course.yml"))

    assert result.exit_code == 0


def test_findings_come_as_data_for_machines(course: ContentFolder) -> None:
    course.replace("exam.yml", "pool_ratio: 1", "pool_ratio: many")

    result = run(course, "lint", "--json")

    (finding,) = json.loads(result.output)
    assert (finding["path"], finding["line"], finding["rule"]) == ("exam.yml", 9, "schema")


def test_an_absent_folder_is_a_usage_error(course: ContentFolder) -> None:
    result = run(ContentFolder(course.root / "nowhere"), "lint")

    assert result.exit_code == 2


def test_stamping_reports_what_changed(course: ContentFolder) -> None:
    course.replace("fr/bank/m01.yml", "La traite suppose", "La traite exige")

    result = run(course, "stamp", "--json", str(course.root / "ar/bank/m01.yml"))

    assert json.loads(result.output) == [{"path": "ar/bank/m01.yml", "changed": 1, "findings": []}]
    assert run(course, "lint").exit_code == 0


def test_stamping_what_is_no_translation_exits_with_1(course: ContentFolder) -> None:
    result = run(course, "stamp", str(course.root / "refs.yml"))

    assert result.exit_code == 1


def test_the_figures_name_a_specimen_pool(course: ContentFolder) -> None:
    assert "specimen pool" in run(course, "stats").output
    assert json.loads(run(course, "stats", "--json").output)["pool"] == "specimen pool"


@pytest.mark.parametrize("command", ["lint", "stamp", "stats"])
def test_every_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])

    assert result.exit_code == 0
    assert "--json" in result.output
