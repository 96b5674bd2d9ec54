"""Renders the anonymous pages and keeps them on disk, encoded, each form named by its content."""

import gzip
import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import brotli
import zstandard

from app.core.i18n import LANGUAGES, other_language
from app.web.anonymous import AnonymousPage
from app.web.compiled import REVALIDATE
from app.web.static import IMMUTABLE, StaticFiles
from app.web.templating import Templates

COMPILER_VERSION: Final = "1"
HTML: Final = "text/html; charset=utf-8"
_ALREADY_SMALL: Final = ("font/", "image/png", "image/webp")
_KEEP_EDITIONS: Final = 3
_YOUNG_S: Final = 3600  # what another process may be writing or serving just now is never removed

Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class Source:
    """One thing to compile: its address, type, how browsers may keep it, and its bytes."""

    path: str
    media_type: str
    cache: str
    body: bytes


def fingerprint(parts: Iterable[bytes]) -> str:
    """Return the name of a compiled edition: what went into it, hashed."""
    digest = hashlib.sha256(COMPILER_VERSION.encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:24]


def code_parts(app_dir: Path) -> Iterable[bytes]:
    """Return what shapes the pages beside the course: code, templates, catalogues, static files."""
    for path in sorted(app_dir.rglob("*")):
        if path.suffix in {".py", ".html", ".po", ".css", ".js", ".svg"} and path.is_file():
            yield path.relative_to(app_dir).as_posix().encode() + path.read_bytes()


def compile_pages(
    folder: Path,
    name: str,
    *,
    pages: Callable[[], Iterable[AnonymousPage]],
    templates: Templates,
    static: StaticFiles,
    progress: Progress = silent,
) -> Path:
    """Return the folder of the compiled edition `name`, writing it first if it is not there.

    The manifest is written last and moved into place, so that a half-compiled edition is never
    served; forms that two editions share are kept once.
    """
    edition = folder / name
    if _is_kept(edition / "manifest.json"):
        return edition
    declared = list(pages())
    sources = [*_render(declared, templates), *_static_sources(static)]
    blobs = folder / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    entries = {}
    with ThreadPoolExecutor(2) as pool:
        jobs = pool.map(lambda source: _encode(source, blobs), sources)
        for done, (source, forms) in enumerate(zip(sources, jobs, strict=True), start=1):
            entries[source.path] = {
                "type": source.media_type,
                "cache": source.cache,
                "forms": forms,
            }
            progress(done, len(sources))
    patterns = sorted({page.pattern or page.path for page in declared})
    edition.mkdir(parents=True, exist_ok=True)
    _write(edition / "manifest.json", json.dumps({"pages": entries, "patterns": patterns}).encode())
    _forget_old(folder)
    return edition


def _render(pages: Iterable[AnonymousPage], templates: Templates) -> Iterable[Source]:
    for page in pages:
        for language in LANGUAGES:
            html = templates.render(
                page.template,
                language,
                path=page.path,
                switch_url=f"/{other_language(language)}{page.path}",
                **page.context(language),
            )
            yield Source(f"/{language}{page.path}", HTML, REVALIDATE, html.encode())


def _static_sources(static: StaticFiles) -> Iterable[Source]:
    for file in static.files():
        yield Source(file.url, file.media_type, IMMUTABLE, file.body)


def _encode(source: Source, blobs: Path) -> dict[str, str]:
    forms = {"identity": _keep(source.body, blobs)}
    if source.media_type.startswith(_ALREADY_SMALL):
        return forms
    known = blobs / f"{forms['identity']}.forms"
    if known.exists():
        cached: dict[str, str] = json.loads(known.read_text("utf-8"))
        if all(_is_kept(blobs / sha256) for sha256 in cached.values()):
            return cached
    encoded = {
        "br": brotli.compress(source.body, quality=10, lgwin=18),
        "zstd": zstandard.ZstdCompressor(level=12).compress(source.body),
        "gzip": gzip.compress(source.body, 9, mtime=0),
    }
    for encoding, body in encoded.items():
        if len(body) < len(source.body):
            forms[encoding] = _keep(body, blobs)
    _write(known, json.dumps(forms).encode())
    return forms


def _keep(body: bytes, blobs: Path) -> str:
    sha256 = hashlib.sha256(body).hexdigest()
    target = blobs / sha256
    if not _is_kept(target):
        _write(target, body)
    return sha256


def _is_kept(blob: Path) -> bool:
    """Tell whether a form is on disk, and mark it young, so that nobody removes it now."""
    try:
        os.utime(blob)
    except FileNotFoundError:
        return False
    return True


def _write(target: Path, body: bytes) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    draft.write_bytes(body)
    draft.replace(target)


def _forget_old(folder: Path) -> None:
    """Keep the newest editions, what they share, and whatever is younger than an hour."""
    manifests = sorted(folder.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime)
    for manifest in filter(_is_old, manifests[:-_KEEP_EDITIONS]):
        shutil.rmtree(manifest.parent, ignore_errors=True)
    kept: set[str] = set()
    for manifest in folder.glob("*/manifest.json"):
        for entry in json.loads(manifest.read_text("utf-8"))["pages"].values():
            kept.update(entry["forms"].values())
    for blob in filter(_is_old, (folder / "blobs").iterdir()):
        if blob.name.removesuffix(".forms") not in kept:
            blob.unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - _YOUNG_S
    except FileNotFoundError:  # another process has just moved or removed it
        return False
