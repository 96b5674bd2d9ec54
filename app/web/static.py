"""Static files under names that change with their content: browsers may keep them for ever."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STATIC_DIR: Final = Path(__file__).parent / "static"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
_SERVED: Final = frozenset({".css", ".js", ".svg", ".png", ".webp", ".ico", ".woff2"})
_REFERENCE: Final = re.compile(r"""(url\(|from\s*|import\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")
_COMMENT: Final = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)  # of style sheets: not for readers
_TYPES: Final = {  # the machine's own table may differ
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served: its address, type and bytes."""

    url: str
    media_type: str
    body: bytes


class StaticFiles:
    """The files of a folder, each addressed by name and content (`css/site.1f0c….css`)."""

    def __init__(self, folder: Path = STATIC_DIR) -> None:
        self._folder = folder.resolve()
        self._files: dict[str, StaticFile] = {}
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and path.suffix in _SERVED:
                self._add(path)

    def url(self, name: str) -> str:
        """Return the address of a file given by its name, `css/site.css`; raises KeyError."""
        return self._files[name].url

    def files(self) -> list[StaticFile]:
        """Return every file, in the order of their names."""
        return [self._files[name] for name in sorted(self._files)]

    def _add(self, path: Path) -> StaticFile:
        name = path.relative_to(self._folder).as_posix()
        if name in self._files:
            return self._files[name]
        body = path.read_bytes()
        if path.suffix == ".css":
            body = _COMMENT.sub(b"", body)
        if path.suffix in {".css", ".js"}:
            body = self._with_hashed_references(path, body)
        digest = hashlib.sha256(body).hexdigest()[:12]
        stem = name.removesuffix(path.suffix)
        self._files[name] = StaticFile(
            url=f"/static/{stem}.{digest}{path.suffix}",
            media_type=_media_type(path),
            body=body,
        )
        return self._files[name]

    def _with_hashed_references(self, path: Path, body: bytes) -> bytes:
        def hashed(match: re.Match[str]) -> str:
            target = (path.parent / match[3]).resolve()
            return f"{match[1]}{match[2]}{self._add(target).url}{match[2]}"

        return _REFERENCE.sub(hashed, body.decode()).encode()


def _media_type(path: Path) -> str:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _TYPES.get(path.suffix, guessed)
