"""Static files: named by their content, so that a browser may keep them for ever."""

import hashlib
import re
from pathlib import Path

import pytest

from app.web.static import STATIC_DIR, StaticFiles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("css", "js", "fonts", "img"):
        (tmp_path / name).mkdir()
    (tmp_path / "fonts" / "sans.woff2").write_bytes(b"wOF2")
    (tmp_path / "img" / "mark.svg").write_text("<svg/>")
    (tmp_path / "css" / "site.css").write_text(
        "@font-face{src:url(\"../fonts/sans.woff2\")}\nb{background:url('../img/mark.svg')}"
    )
    (tmp_path / "js" / "shell.js").write_text(
        'import { one } from "./one.js"; const two = () => import("./one.js"); import "./one.js";'
    )
    (tmp_path / "js" / "one.js").write_text("export const one = 1;")
    (tmp_path / "notes.txt").write_text("not served")
    return tmp_path


def test_a_name_holds_the_hash_of_what_is_served(folder: Path) -> None:
    for file in StaticFiles(folder).files():
        digest = hashlib.sha256(file.body).hexdigest()[:12]
        assert f".{digest}." in file.url
        assert file.url.startswith("/static/")


def test_references_between_files_lead_to_the_hashed_names(folder: Path) -> None:
    static = StaticFiles(folder)
    bodies = {file.url: file.body.decode() for file in static.files() if b"wOF" not in file.body}

    css = bodies[static.url("css/site.css")]
    script = bodies[static.url("js/shell.js")]

    assert f'url("{static.url("fonts/sans.woff2")}")' in css
    assert f"url('{static.url('img/mark.svg')}')" in css
    assert script.count(static.url("js/one.js")) == 3
    assert "../" not in css
    assert "./one.js" not in script


def test_a_file_that_changes_changes_the_name_of_whoever_refers_to_it(folder: Path) -> None:
    before = StaticFiles(folder)
    (folder / "fonts" / "sans.woff2").write_bytes(b"wOF2 another")

    after = StaticFiles(folder)

    assert before.url("css/site.css") != after.url("css/site.css")
    assert before.url("js/shell.js") == after.url("js/shell.js")


def test_a_reference_to_nothing_is_found_at_the_start(folder: Path) -> None:
    (folder / "css" / "site.css").write_text('b{background:url("../img/lost.svg")}')

    with pytest.raises(FileNotFoundError, match=r"lost\.svg"):
        StaticFiles(folder)


def test_only_files_for_pages_are_served(folder: Path) -> None:
    static = StaticFiles(folder)

    with pytest.raises(KeyError):
        static.url("notes.txt")
    assert len(static.files()) == 5


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("css/site.css", "text/css; charset=utf-8"),
        ("js/one.js", "text/javascript; charset=utf-8"),
        ("fonts/sans.woff2", "font/woff2"),
        ("img/mark.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_served_as_what_it_is(folder: Path, name: str, media_type: str) -> None:
    static = StaticFiles(folder)

    (file,) = [one for one in static.files() if one.url == static.url(name)]

    assert file.media_type == media_type


def test_the_services_own_files_refer_to_hashed_names_only() -> None:
    for file in StaticFiles(STATIC_DIR).files():
        if not file.media_type.startswith("text/"):
            continue
        text = re.sub(r"/\*.*?\*/", "", file.body.decode(), flags=re.DOTALL)
        references = re.findall(r"""url\(\s*["']?([^"')]+)|from\s*["']([^"']+)["']""", text)
        for reference in (one or other for one, other in references):
            assert re.search(r"^/static/.+\.[0-9a-f]{12}\.\w+$", reference), (file.url, reference)
