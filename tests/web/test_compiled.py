"""The compiled pages: the same bytes for everybody, one strong tag per encoding, never half."""

import gzip
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from app.core.db import Database
from app.core.i18n import Language
from app.core.settings import Settings
from app.web.anonymous import AnonymousPage
from app.web.compiled import ENCODINGS, CompiledPages, _remembered
from app.web.compiler import compile_pages, fingerprint
from app.web.headers import security_headers
from app.web.routing import Hops
from app.web.static import StaticFiles
from app.web.templating import Templates
from tests.web.shell import Client, make_shell


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: nothing below depends on which."""
    return "sqlite"


DECODE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
    "gzip": gzip.decompress,
}
LESSON = "/fr/modules/m01"


def declared(words: str = "Traite des êtres humains. ") -> Iterable[AnonymousPage]:
    def context(language: Language) -> dict[str, Any]:
        return {"words": words * 40 if language == "fr" else "الاتجار بالبشر. " * 40}

    yield AnonymousPage("/modules/m01", "test/page.html", context, pattern="/modules/{module_id}")
    yield AnonymousPage("/tiny", "test/page.html", lambda _language: {"words": ""})


@pytest.fixture
def static(tmp_path: Path) -> StaticFiles:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "site.css").write_text("a{color:red}" * 50)
    (folder / "font.woff2").write_bytes(b"wOF2" + bytes(500))
    return StaticFiles(folder)


Compile = Callable[..., Path]


@pytest.fixture
def compile_edition(tmp_path: Path, templates: Templates, static: StaticFiles) -> Compile:
    def compile_one(name: str = "one", words: str = "Traite des êtres humains. ") -> Path:
        return compile_pages(
            tmp_path / "pages",
            name,
            pages=lambda: declared(words),
            templates=templates,
            static=static,
        )

    return compile_one


@pytest.fixture
def pages(compile_edition: Compile) -> CompiledPages:
    return CompiledPages(compile_edition(), common=security_headers(https=True))


@pytest.fixture
def reader(
    settings: Settings,
    database: Database,
    templates: Templates,
    hops: Hops,
    pages: CompiledPages,
) -> Iterator[Client]:
    with Client(make_shell(settings, database, templates, hops, pages)) as opened:
        yield opened


def raw(reader: Client, path: str, method: str = "GET", **headers: str) -> Any:  # noqa: ANN401 - httpx
    """Return the answer with its bytes as they went over the wire, in `extensions`."""
    given = {"accept-encoding": "identity"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return reader.request(method, path, headers=given)


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("zstd, gzip", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("br;q=0, *", "zstd"),
        ("*;q=0", None),
        ("identity", None),
        ("deflate", None),
        ("", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=0.000", None),
    ],
)
def test_a_page_comes_in_the_smallest_encoding_that_the_browser_accepts(
    reader: Client, accept: str, encoding: str | None
) -> None:
    answer = raw(reader, LESSON, accept_encoding=accept)

    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert "Traite des êtres humains" in answer.text


def test_without_the_header_the_page_comes_as_it_is(reader: Client) -> None:
    answer = raw(reader, LESSON)

    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_every_encoding_holds_the_same_page_and_has_its_own_strong_tag(
    reader: Client, pages: CompiledPages
) -> None:
    page = pages.find(LESSON)
    assert page is not None
    plain = pages.read(page.forms["identity"])

    assert page.forms.keys() == {"identity", *ENCODINGS}
    for encoding, decode in DECODE.items():
        assert decode(pages.read(page.forms[encoding])) == plain
    tags = {raw(reader, LESSON, accept_encoding=name).headers["etag"] for name in page.forms}
    assert len(tags) == 4
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_an_encoding_that_saves_nothing_is_left_out(reader: Client, pages: CompiledPages) -> None:
    font = next(path for path in pages.paths() if path.endswith(".woff2"))

    answer = raw(reader, font, accept_encoding="br, gzip")

    assert "content-encoding" not in answer.headers
    assert answer.content == b"wOF2" + bytes(500)


@pytest.mark.parametrize(
    "condition",
    [
        "{tag}",
        "W/{tag}",
        '"other", {tag}',
        '"other",W/{tag} , "third"',
        "*",
        "  *  ",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_browser_has_is_not_sent_again(
    reader: Client, condition: str, method: str
) -> None:
    tag = raw(reader, LESSON, accept_encoding="br").headers["etag"]

    answer = raw(
        reader, LESSON, method, accept_encoding="br", if_none_match=condition.format(tag=tag)
    )

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "content-length" not in answer.headers
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("condition", ['"other"', "", 'W/"other", "third"', "nonsense"])
def test_what_the_browser_does_not_have_is_sent(reader: Client, condition: str) -> None:
    assert raw(reader, LESSON, if_none_match=condition).status_code == 200


def test_the_tag_of_one_encoding_does_not_stand_for_another(reader: Client) -> None:
    tag = raw(reader, LESSON, accept_encoding="gzip").headers["etag"]

    answer = raw(reader, LESSON, accept_encoding="br", if_none_match=tag)

    assert answer.status_code == 200


def test_head_says_what_get_would_send(reader: Client) -> None:
    get = raw(reader, LESSON, accept_encoding="gzip")
    head = raw(reader, LESSON, "HEAD", accept_encoding="gzip")

    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)


def test_a_page_is_the_same_bytes_for_everybody(reader: Client) -> None:
    first = raw(reader, LESSON)
    second = raw(
        reader,
        LESSON,
        cookie="session=abc; language=ar",
        accept_language="ar",
        authorization="Basic x",
        user_agent="another",
        referer="https://test/fr/me/",
    )

    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)
    assert "set-cookie" not in first.headers


def test_pages_carry_the_security_headers_once_however_often_they_are_sent(reader: Client) -> None:
    for _ in range(3):
        answer = raw(reader, LESSON)
        not_again = raw(reader, LESSON, if_none_match=answer.headers["etag"])

    for response in (answer, not_again):
        for name, value in security_headers(https=True):
            assert response.headers.get_list(name.decode()) == [value.decode()]


def test_pages_are_asked_for_again_and_static_files_are_kept_for_ever(
    reader: Client, static: StaticFiles
) -> None:
    page = raw(reader, LESSON)
    style = raw(reader, static.url("site.css"))

    assert page.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["content-type"] == "text/css; charset=utf-8"


def test_pages_that_were_sent_are_counted_in_the_log_once_a_second(
    reader: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    tag = raw(reader, LESSON).headers["etag"]
    for _ in range(3):
        raw(reader, LESSON, if_none_match=tag)
    raw(reader, LESSON, "HEAD")

    written = ""
    for _ in range(200):
        written += capsys.readouterr().out
        if written.count("\n") >= 3:
            break
        time.sleep(0.02)
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(one["event"], one["path"]) for one in lines] == [("pages", LESSON)] * 3
    assert [(one["method"], one["status"], one["times"]) for one in lines] == [
        ("GET", 200, 1),
        ("GET", 304, 3),
        ("HEAD", 200, 1),
    ]


def test_a_long_header_of_encodings_is_read_and_not_kept(reader: Client) -> None:
    kept = _remembered.cache_info().currsize
    long = "br;q=1, " + ", ".join(f"x{number}" for number in range(2000))

    answer = raw(reader, LESSON, accept_encoding=long)

    assert answer.headers["content-encoding"] == "br"
    assert _remembered.cache_info().currsize == kept


def test_a_page_whose_file_is_gone_is_counted_as_a_failure(
    reader: Client, pages: CompiledPages, capsys: pytest.CaptureFixture[str]
) -> None:
    page = pages.find(LESSON)
    assert page is not None
    for form in page.forms.values():
        form.blob, form.body = Path("/nowhere"), None

    assert reader.get(LESSON).status_code == 500

    written = ""
    for _ in range(200):
        written += capsys.readouterr().out
        if "\n" in written:
            break
        time.sleep(0.02)
    (line,) = [json.loads(one) for one in written.splitlines()]
    assert (line["event"], line["path"], line["status"]) == ("pages", LESSON, 500)


def test_what_is_not_compiled_goes_on_to_the_routes(reader: Client) -> None:
    assert reader.get("/fr/hello").status_code == 200
    assert reader.get("/fr/modules/m02").status_code == 404
    assert reader.post(LESSON).status_code == 404
    assert reader.post("/fr/save").status_code == 200


def test_a_page_is_there_in_both_languages(reader: Client) -> None:
    french, arabic = raw(reader, LESSON), raw(reader, "/ar/modules/m01")

    assert 'lang="fr"' in french.text
    assert "Se connecter" in french.text
    assert 'lang="ar"' in arabic.text
    assert "الاتجار بالبشر" in arabic.text


def test_an_edition_knows_its_pages_and_their_kinds(pages: CompiledPages) -> None:
    assert pages.patterns == ["/modules/{module_id}", "/tiny"]
    assert [path for path in pages.paths() if not path.startswith("/static/")] == [
        "/ar/modules/m01", "/ar/tiny", "/fr/modules/m01", "/fr/tiny",
    ]  # fmt: skip


def test_every_form_is_kept_under_the_hash_of_its_content(
    compile_edition: Compile, tmp_path: Path
) -> None:
    compile_edition()

    blobs = [path for path in (tmp_path / "pages" / "blobs").iterdir() if not path.suffix]
    assert len(blobs) > 8
    for blob in blobs:
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name


def test_an_edition_is_compiled_once(compile_edition: Compile) -> None:
    first = compile_edition("one", words="first words")

    second = compile_edition("one", words="other words")

    assert second == first
    pages = CompiledPages(second, common=[])
    page = pages.find(LESSON)
    assert page is not None
    assert b"first words" in pages.read(page.forms["identity"])


def test_two_editions_share_the_forms_that_did_not_change(
    compile_edition: Compile, tmp_path: Path
) -> None:
    compile_edition("one", words="first")
    before = set((tmp_path / "pages" / "blobs").iterdir())

    compile_edition("two", words="second")

    new = {path for path in (tmp_path / "pages" / "blobs").iterdir() if not path.suffix} - before
    assert len(new) == 4  # the one page that changed, in its four forms


def test_a_half_written_edition_is_compiled_again(compile_edition: Compile, tmp_path: Path) -> None:
    whole = compile_edition("one")
    manifest = (whole / "manifest.json").read_text("utf-8")
    (whole / "manifest.json").unlink()  # the process was killed before the last step
    (whole / "manifest.json.1-2.part").write_text(manifest[:100], "utf-8")

    again = compile_edition("one")

    assert (again / "manifest.json").read_text("utf-8") == manifest


def test_a_form_that_was_lost_is_made_again(compile_edition: Compile, tmp_path: Path) -> None:
    edition = compile_edition("one")
    entry = json.loads((edition / "manifest.json").read_text("utf-8"))["pages"][LESSON]
    lost = tmp_path / "pages" / "blobs" / entry["forms"]["br"]
    lost.unlink()
    shutil.rmtree(edition)

    pages = CompiledPages(compile_edition("two"), common=[])

    page = pages.find(LESSON)
    assert page is not None
    assert b"Traite" in brotli.decompress(pages.read(page.forms["br"]))


def test_a_failure_while_compiling_leaves_no_edition(
    templates: Templates, static: StaticFiles, tmp_path: Path
) -> None:
    broken = AnonymousPage("/x", "test/page.html")  # without its words

    with pytest.raises(Exception, match="words"):
        compile_pages(
            tmp_path / "pages", "one", pages=lambda: [broken], templates=templates, static=static
        )

    assert not (tmp_path / "pages" / "one" / "manifest.json").exists()


def grow_old(folder: Path) -> None:
    long_ago = time.time() - 86_400
    for path in [*folder.rglob("*"), folder]:
        os.utime(path, (long_ago, long_ago))


def test_old_editions_are_forgotten_with_the_forms_that_nobody_uses(
    compile_edition: Compile, tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    for name in ("one", "two", "three"):
        compile_edition(name, words=name)
        grow_old(folder)
    first = set((folder / "blobs").iterdir())

    compile_edition("four", words="four")

    assert not (folder / "one").exists()
    assert (folder / "two" / "manifest.json").exists()
    assert first - set((folder / "blobs").iterdir())
    for name in ("two", "three", "four"):
        pages = CompiledPages(folder / name, common=[])
        for path in pages.paths():
            page = pages.find(path)
            assert page is not None
            for form in page.forms.values():
                assert pages.read(form)


def test_what_another_process_is_writing_is_not_removed(
    compile_edition: Compile, tmp_path: Path
) -> None:
    compile_edition("one", words="one")
    young = tmp_path / "pages" / "blobs" / ("f" * 64)
    young.write_bytes(b"of an edition whose manifest comes next")

    for name in ("two", "three", "four", "five"):
        compile_edition(name, words=name)

    assert young.exists()
    assert (tmp_path / "pages" / "one" / "manifest.json").exists()


def test_an_edition_is_named_after_everything_that_went_into_it() -> None:
    assert fingerprint([b"a", b"b"]) == fingerprint([b"a", b"b"])
    names = {fingerprint(parts) for parts in ([b"a", b"b"], [b"ab"], [b"a"], [b"b", b"a"], [])}
    assert len(names) == 5


def test_compiling_says_how_far_it_is(
    templates: Templates, static: StaticFiles, tmp_path: Path
) -> None:
    steps: list[tuple[int, int]] = []

    compile_pages(
        tmp_path / "pages",
        "one",
        pages=declared,
        templates=templates,
        static=static,
        progress=lambda done, total: steps.append((done, total)),
    )

    assert steps == [(done, 6) for done in range(1, 7)]
