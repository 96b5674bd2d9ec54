"""The files of the course as they lie on disk, read once, with limits and without surprises."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from app.core.text import BIDI_CONTROLS
from app.modules.findings import Finding

MAX_TEXT_BYTES: Final = 1_000_000  # the longest lesson written so far is 20 kB
MAX_FILES: Final = 5_000
EXAM_PREFIX: Final = "exam:"  # before the paths of the private exam folder, in findings
MEDIA_FOLDER: Final = "media/"
MEDIA_TYPES: Final = {  # what a browser may be handed: nothing that runs
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
}
_MEDIA_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
TEXT_SUFFIXES: Final = frozenset({".md", ".yml", ".vtt", ".svg"})


@dataclass(frozen=True, slots=True)
class ContentTree:
    """Every file of a content folder: texts as bytes, media by digest; `hash` names them all."""

    root: Path
    texts: Mapping[str, bytes]
    media: Mapping[str, str]
    hash: str
    findings: tuple[Finding, ...] = ()
    prefix: str = ""  # before each path in findings, when the folder is not the course itself

    def holds(self, path: str) -> bool:
        """Tell whether a file lies at this path, counted from the content folder."""
        return path in self.texts or path in self.media


@dataclass(slots=True)
class _Reading:
    prefix: str
    texts: dict[str, bytes] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, name: str, rule: str, message: str) -> None:
        self.findings.append(Finding(f"{self.prefix}{name}", 0, rule, message))


def media_type(name: str) -> str | None:
    """Return the type under which a file of `media/` is served, or None for one that is not."""
    if not _MEDIA_NAME.fullmatch(name):
        return None
    return MEDIA_TYPES.get(PurePosixPath(name).suffix)


def read_tree(root: Path, prefix: str = "") -> ContentTree:
    """Read a content folder once; what cannot be read becomes a finding, never an exception."""
    reading = _Reading(prefix=prefix)
    if not root.is_dir():
        reading.note(".", "folder", f"there is no folder {root.name}")
    for path in _files(root):
        _read_file(path, path.relative_to(root).as_posix(), reading)
    total = _hash_of(reading)
    findings = tuple(reading.findings)
    return ContentTree(root, reading.texts, reading.media, total, findings, prefix)


def _files(root: Path) -> Iterator[Path]:
    """Yield the files and links of a folder in order; a folder that vanishes meanwhile is empty."""
    found = [
        Path(folder, name)
        for folder, folders, names in os.walk(root)
        for name in (*names, *(one for one in folders if Path(folder, one).is_symlink()))
    ]
    for path in sorted(found)[: MAX_FILES + 1]:
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if not hidden and (path.is_file() or path.is_symlink()):
            yield path


def _read_file(path: Path, name: str, reading: _Reading) -> None:
    if name.startswith(MEDIA_FOLDER) and media_type(name.removeprefix(MEDIA_FOLDER)) is None:
        suffixes = ", ".join(MEDIA_TYPES)
        reading.note(name, "media", f"rename or convert it: letters, digits, . _ - and {suffixes}")
    if path.is_symlink():
        reading.note(name, "link", "links between files are not followed")
        return
    try:
        if path.suffix not in TEXT_SUFFIXES:
            with path.open("rb") as stream:
                reading.media[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        elif path.stat().st_size > MAX_TEXT_BYTES:
            reading.note(name, "size", f"the file is larger than {MAX_TEXT_BYTES // 1000} kB")
        else:
            reading.texts[name] = path.read_bytes()
    except OSError as error:
        reading.note(name, "unreadable", error.strerror or "cannot be read")


def _hash_of(reading: _Reading) -> str:
    total = hashlib.sha256()
    for name, content in sorted(reading.texts.items()):
        total.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    for name, digest in sorted(reading.media.items()):
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()


def read_trees(content_root: Path, exam_root: Path | None = None) -> tuple[ContentTree, ...]:
    """Return the files of the course, and those of the private exam folder if there is one."""
    course = read_tree(content_root)
    return (course,) if exam_root is None else (course, read_tree(exam_root, EXAM_PREFIX))


def joined_hash(trees: tuple[ContentTree, ...]) -> str:
    """Return the hash that names a course: of its folder, with that of its private exam folder."""
    if len(trees) == 1:
        return trees[0].hash
    return hashlib.sha256("\n".join(tree.hash for tree in trees).encode()).hexdigest()


def decode(path: str, content: bytes, findings: list[Finding]) -> str | None:
    """Return the text of a file in NFC, or None with a finding when it is not clean UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        findings.append(Finding(path, line, "encoding", "the file is not UTF-8"))
        return None
    if text.startswith("\ufeff"):
        findings.append(Finding(path, 1, "encoding", "the file starts with a byte order mark"))
        return None
    before = len(findings)
    findings.extend(_forbidden_characters(path, text))
    if len(findings) > before:
        return None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _forbidden_characters(path: str, text: str) -> Iterator[Finding]:
    """Name each line with a bidi control (it reorders what a reader sees) or another control."""
    for number, line in enumerate(text.split("\n"), start=1):
        for character in line:
            if character in BIDI_CONTROLS:
                message = f"bidi control character U+{ord(character):04X}: delete it"
                yield Finding(path, number, "bidi", message)
            elif unicodedata.category(character) == "Cc" and character not in "\t\r":
                message = f"control character U+{ord(character):04X}: delete it"
                yield Finding(path, number, "control", message)
