"""Keeps the edition in force: the one of the content folder, else the last good one.

Under `cache_dir`: `editions/<hash>/content/…` are the sources of a good edition, `exam/…` those of
a private exam folder, `compiled-<code>.bin` its compiled form, and `last-good` names the newest.
The compiled form is a pickle of our own classes: it is read only from our own folder, under a name
made of the sources' hash and of the code's, and is made anew when either has changed.
"""

import hashlib
import logging
import os
import pickle
import shutil
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from app.modules.edition import BrokenContent, Edition
from app.modules.errors import NoGoodEdition
from app.modules.findings import Finding
from app.modules.source import ContentTree, joined_hash, read_trees

LOG: Final = logging.getLogger(__name__)
KEEP_EDITIONS: Final = 3
_POINTER: Final = "last-good"
_LIBRARIES: Final = ("markdown-it-py", "mdit-py-plugins", "nh3", "pydantic", "ruamel.yaml")


class EditionStore:
    """The edition in force. `findings` are the errors that keep the folder's own from being it."""

    def __init__(self, content_root: Path, cache_dir: Path, exam_root: Path | None = None) -> None:
        """Load the folder's edition, else the last good one, else raise NoGoodEdition."""
        self._content_root = content_root
        self._exam_root = exam_root
        self._folder = cache_dir / "editions"
        self._lock = threading.Lock()
        self._findings: tuple[Finding, ...] = ()
        self._current = self._load()

    @property
    def current(self) -> Edition:
        """Return the edition in force."""
        return self._current

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return why the folder's own edition is not in force; empty when it is."""
        return self._findings

    @property
    def is_last_good(self) -> bool:
        """Tell whether an earlier edition stands in for a broken folder."""
        return bool(self._findings)

    @property
    def media_root(self) -> Path:
        """Return the folder that holds the media of the edition in force."""
        return self._folder / self._current.hash / "content" / "media"

    def reload(self) -> bool:
        """Read the folder again; return whether another edition came into force."""
        with self._lock:
            before = self._current.hash
            self._current = self._load()
            return self._current.hash != before

    def _load(self) -> Edition:
        trees = read_trees(self._content_root, self._exam_root)
        edition = self._compiled(joined_hash(trees))
        if edition is None:
            loaded = _compile(trees)
            if isinstance(loaded, BrokenContent):
                return self._fall_back(loaded)
            edition = loaded
            self._keep(edition, trees)
        self._findings = ()
        self._point_at(edition.hash)
        return edition

    def _fall_back(self, broken: BrokenContent) -> Edition:
        errors = tuple(one for one in broken.findings if one.severity == "error")
        for finding in errors:
            LOG.error("content: %s", finding)
        edition = self._last_good()
        if edition is None:
            raise NoGoodEdition(errors)
        LOG.error("content: the last good edition stays in force: %s", edition.hash[:12])
        self._findings = errors
        return edition

    def _last_good(self) -> Edition | None:
        try:
            name = (self._folder / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        kept = self._folder / name
        edition = self._compiled(name)
        if edition is None and (kept / "content").is_dir():
            exam = kept / "exam"
            trees = read_trees(kept / "content", exam if exam.is_dir() else None)
            loaded = _compile(trees)
            if isinstance(loaded, Edition):
                self._keep(loaded, trees)
                edition = loaded
        return edition

    def _compiled(self, name: str) -> Edition | None:
        """Return the compiled form kept for these sources and this code, if it can be read."""
        path = self._folder / name / f"compiled-{code_hash()}.bin"
        try:
            edition = pickle.loads(path.read_bytes())  # noqa: S301 - our own file, see the module
        except FileNotFoundError:
            return None
        except Exception:  # a damaged cache is made again, whatever is wrong with it
            LOG.warning("content: the compiled edition %s cannot be read: made again", path)
            return None
        return edition if isinstance(edition, Edition) and edition.hash == name else None

    def _keep(self, edition: Edition, trees: tuple[ContentTree, ...]) -> None:
        """Write the sources as they were read and the compiled form, each whole or not at all."""
        folder = self._folder / edition.hash
        for tree, name in zip(trees, ("content", "exam"), strict=False):
            if not (folder / name).is_dir():
                _copy(tree, folder / name)
        _write(folder / f"compiled-{code_hash()}.bin", pickle.dumps(edition, protocol=5))

    def _point_at(self, name: str) -> None:
        """Name the newest good edition, and throw away the oldest beyond KEEP_EDITIONS."""
        _write(self._folder / _POINTER, name.encode("ascii"))
        os.utime(self._folder / name)
        used = sorted((path for path in self._folder.iterdir() if path.is_dir()), key=_last_use)
        for path in used[:-KEEP_EDITIONS]:
            if path.name != name:
                shutil.rmtree(path, ignore_errors=True)


def _compile(trees: tuple[ContentTree, ...]) -> Edition | BrokenContent:
    """Compile from sources; a warm start is spared this and the 0.2 s to load the parsers."""
    from app.modules.reader import content_of  # noqa: PLC0415
    from app.modules.service import edition_of  # noqa: PLC0415

    try:
        return edition_of(content_of(trees))
    except Exception as error:  # a fault of ours must not take the site down either: last good
        LOG.exception("content: the course cannot be compiled")
        message = f"the loader failed, please report it: {type(error).__name__}: {error}"
        return BrokenContent((Finding(".", 0, "internal", message),))


@cache
def code_hash() -> str:
    """Return the hash of what turns sources into an edition: this package and its libraries."""
    total = hashlib.sha256("".join(f"{one} {version(one)}\n" for one in _LIBRARIES).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _copy(tree: ContentTree, target: Path) -> None:
    fresh = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in tree.texts.items():
        _write(fresh / name, content)
    for name in tree.media:
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tree.root / name, fresh / name)
    try:
        fresh.replace(target)
    except OSError:  # another process has just written the same files there
        shutil.rmtree(fresh, ignore_errors=True)


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process has just thrown it away
        return 0.0


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
