"""`lms content print` and `lms content epub`."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from app.handbooks.cli import app
from tests.modules.content_tree import ContentFolder


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path / "var"))


def run(course: ContentFolder, *words: str) -> Result:
    return CliRunner().invoke(app, [words[0], "--root", str(course.root), *words[1:]])


def test_a_guide_is_named_after_module_kind_and_language(
    course: ContentFolder, tmp_path: Path
) -> None:
    result = run(
        course, "print", "--module", "m02", "--lang", "ar", "--guide", "--to", str(tmp_path)
    )

    assert result.exit_code == 0, result.output
    assert (tmp_path / "m02-guide.ar.pdf").read_bytes().startswith(b"%PDF-")


def test_without_choice_every_module_is_written_in_both_languages(
    course: ContentFolder, tmp_path: Path
) -> None:
    result = run(course, "epub", "--to", str(tmp_path / "new"), "--json")

    names = [Path(one["path"]).name for one in json.loads(result.output)]
    assert names == [
        f"{module}-handbook.{language}.epub"
        for module in ("m01", "m02")
        for language in ("fr", "ar")
    ]
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(names)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--module", "m09"), "no module m09: m01, m02"), (("--lang", "en"), "en is not fr or ar")],
)
def test_an_unknown_module_or_language_is_named(
    course: ContentFolder, tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    result = run(course, "epub", "--to", str(tmp_path), *words)

    assert result.exit_code == 2
    assert said in result.output


def test_no_book_is_made_of_a_course_with_errors(course: ContentFolder, tmp_path: Path) -> None:
    course.replace("refs.yml", "confidence: verified-press", "confidence: sure")

    result = run(course, "epub", "--to", str(tmp_path / "new"))

    assert result.exit_code == 1
    assert "refs.yml" in result.output
    assert not list((tmp_path / "new").glob("*.epub"))


def test_a_video_leaves_its_transcript_and_an_image_its_words(
    course: ContentFolder, tmp_path: Path
) -> None:
    result = run(course, "epub", "--module", "m01", "--lang", "fr", "--to", str(tmp_path))

    assert result.exit_code == 0, result.output
    with ZipFile(tmp_path / "m01-handbook.fr.epub") as archive:
        lesson = archive.read("EPUB/m01-l01.xhtml").decode()
    assert 'class="transcript"' in lesson
    assert "<video" not in lesson
