"""Looks for changes of the content folder: reads it at each one, checks it, tells open pages."""

import asyncio
import logging
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from app.modules.content import Content
from app.modules.findings import Finding, sort_findings
from app.modules.lint import lint
from app.modules.reader import content_of
from app.modules.source import MEDIA_FOLDER, ContentTree, joined_hash, read_trees
from app.preview.memory import Memory
from app.preview.snapshot import INTERNAL, Snapshot, snapshot_of, without_failures

LOG: Final = logging.getLogger(__name__)
INTERVAL_S: Final = 0.2
Signature = dict[str, tuple[int, int]]


class WatchedFolder:
    """The folder that is being written. Reading takes a moment, checking it two seconds."""

    def __init__(self, root: Path, exam_root: Path | None = None) -> None:
        """Read the folder for the first time; it is checked later."""
        self._root, self._exam_root = root, exam_root
        self._memory = Memory()
        self._lock = threading.Lock()
        self._start, self._numbers = secrets.token_hex(4), count(1)
        self._seen: Signature = {}
        self._hash = ""  # of what was read; empty: it is to be read again even without a change
        self._snapshot = self._nothing()
        self.read()

    @property
    def snapshot(self) -> Snapshot:
        """Return the folder as it is shown."""
        return self._snapshot

    def media(self, name: str) -> Path | None:
        """Return the file of a picture or a video, or None when the course has none such."""
        tree = self.snapshot.content.tree
        path = f"{MEDIA_FOLDER}{name}"
        return tree.root / path if tree.holds(path) else None

    def look(self) -> bool:
        """Read the folder if its files have changed; return whether it is to be shown anew."""
        roots = (self._root,) if self._exam_root is None else (self._root, self._exam_root)
        present = signature(roots)
        if present == self._seen and self._hash:
            return False
        self._seen = present
        return self.read()

    def read(self) -> bool:
        """Read the folder again; return whether something is to be shown anew. Never raises."""
        name = ""
        try:
            trees = read_trees(self._root, self._exam_root)
            name = joined_hash(trees)
            if name == self._hash:
                return False
            self._show(self._made_of(trees))
        except Exception as why:  # what is shown stays, and says so
            is_new = self.fail(why)
        else:
            is_new = True
        self._hash = name
        return is_new

    def check(self) -> bool:
        """Lint what was read; return whether the marks of what is shown are new."""
        looked_at = self.snapshot
        if looked_at.is_checked:
            return False
        try:
            findings = lint(looked_at.content)
        except Exception as why:  # a fault of ours: the marks of before stay
            LOG.exception("preview: the lint failed")
            failure = _internal(f"the lint failed, please report it: {_words(why)}")
            findings = sort_findings([*without_failures(looked_at.findings), failure])
        with self._lock:
            if self._snapshot is not looked_at:
                return False
            self._show_locked(replace(looked_at, findings=findings, is_checked=True))
            return True

    def fail(self, why: Exception) -> bool:
        """Have every page say that what it shows is of before; return whether that is news.

        It is said until the folder has been read again.
        """
        if isinstance(why, OSError):  # a folder that has just gone, or a disk that fails
            failure = _internal(f"the folder cannot be read: {why}")
        else:
            failure = _internal(f"the reader failed, please report it: {_words(why)}")
        self._hash = ""
        with self._lock:
            if self._snapshot.failure == failure:
                return False
            LOG.error("preview: the folder cannot be read", exc_info=why)
            self._show_locked(replace(self._snapshot, failure=failure))
            return True

    def _nothing(self) -> Snapshot:
        """Return what is shown before the first reading, and as long as it fails."""
        trees = (ContentTree(self._root, {}, {}, ""),)
        parsers = self._memory.parsers()
        return snapshot_of(Content(trees[0], parsers), trees, parsers=parsers, before=None)

    def _made_of(self, trees: tuple[ContentTree, ...]) -> Snapshot:
        parsers = self._memory.parsers()
        content = content_of(trees, parsers)
        made = snapshot_of(content, trees, parsers=parsers, before=self._snapshot)
        self._memory.forget_all_but(made.present)
        return made

    def _show(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._show_locked(snapshot)

    def _show_locked(self, snapshot: Snapshot) -> None:
        self._snapshot = replace(snapshot, version=f"{self._start}-{next(self._numbers)}")


def _internal(message: str) -> Finding:
    return Finding(".", 0, INTERNAL, message)


def _words(why: Exception) -> str:
    return f"{type(why).__name__}: {why}"


def signature(roots: tuple[Path, ...]) -> Signature:
    """Return the size and the time of change of every file: they differ after a change.

    A folder that goes while it is looked at is left out, and those after it are not.
    """
    found: Signature = {}
    for root in roots:
        for folder, folders, files in os.walk(root):
            for name in (*folders, *files):
                path = f"{folder}/{name}"
                with suppress(OSError):  # it has just gone
                    seen = os.lstat(path)
                    found[path] = (seen.st_mtime_ns, seen.st_size)
    return found


class Watcher:
    """Keeps what is shown at the state of the files, and wakes whoever waits for a change."""

    def __init__(self, folder: WatchedFolder, *, interval_s: float = INTERVAL_S) -> None:
        """Look at the files every `interval_s`, once `run` is awaited."""
        self.folder = folder
        self._interval_s = interval_s
        self._changed = asyncio.Event()
        self._unchecked = asyncio.Event()
        self._is_closing = False

    async def run(self) -> None:
        """Watch until cancelled."""
        self._unchecked.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_changes())
            group.create_task(self._check_changes())

    def close(self) -> None:
        """Let those who wait go: the server ends."""
        self._is_closing = True
        self._tell()

    async def wait(self, seen: str, timeout_s: float) -> str:
        """Return the version shown as soon as it is not `seen`, at the latest after a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while self.folder.snapshot.version == seen and not self._is_closing:
                    await self._changed.wait()
        return self.folder.snapshot.version

    def _tell(self) -> None:
        waited_for, self._changed = self._changed, asyncio.Event()
        waited_for.set()

    async def _read_changes(self) -> None:
        while True:
            if await self._has_news(self.folder.look):
                self._unchecked.set()
            await asyncio.sleep(self._interval_s)

    async def _check_changes(self) -> None:
        while True:
            await self._unchecked.wait()
            self._unchecked.clear()
            await self._has_news(self.folder.check)

    async def _has_news(self, act: Callable[[], bool]) -> bool:
        """Have the folder do something, tell open pages; the watch goes on whatever happens."""
        try:
            is_new = await asyncio.to_thread(act)
        except Exception as why:
            is_new = self.folder.fail(why)
        if is_new:
            self._tell()
        return is_new
