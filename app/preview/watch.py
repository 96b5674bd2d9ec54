"""Looks for changes of the content folder: reads it at each one, checks it, tells open pages."""

import asyncio
import logging
import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from app.modules.findings import Finding, sort_findings
from app.modules.lint import lint
from app.modules.reader import Content, content_of
from app.modules.source import joined_hash, read_trees
from app.preview.memory import Memory
from app.preview.snapshot import Snapshot, snapshot_of

LOG: Final = logging.getLogger(__name__)
INTERVAL_S: Final = 0.2
Signature = dict[str, tuple[int, int]]


class Bench:
    """The folder that is being written. Reading takes a moment, checking it two seconds."""

    def __init__(self, root: Path, exam_root: Path | None = None) -> None:
        """Read the folder for the first time; it is checked later."""
        self._root, self._exam_root = root, exam_root
        self._memory = Memory()
        self._lock = threading.Lock()
        self._start, self._numbers = secrets.token_hex(4), count(1)
        self._hash = ""
        self._snapshot: Snapshot | None = None
        self.read()

    @property
    def snapshot(self) -> Snapshot:
        """Return the folder as it is shown."""
        if self._snapshot is None:
            raise RuntimeError("the first reading gives a snapshot")
        return self._snapshot

    @property
    def roots(self) -> tuple[Path, ...]:
        """Return the folders to look at."""
        return (self._root,) if self._exam_root is None else (self._root, self._exam_root)

    def media(self, path: str) -> Path | None:
        """Return the file of a picture or a video, or None when the course has none such."""
        tree = self.snapshot.content.tree
        is_ours = path.startswith("media/") and tree.holds(path)
        return tree.root / path if is_ours else None

    def read(self) -> bool:
        """Read the folder again; return whether something is to be shown anew."""
        trees = read_trees(self._root, self._exam_root)
        name = joined_hash(trees)
        if name == self._hash:
            return False
        self._hash = name
        parsers = self._memory.parsers()
        try:
            content = content_of(trees, parsers)
            self._show(snapshot_of(content, trees, parsers, self._snapshot))
        except Exception as why:  # a fault of ours: what is shown stays, and says so
            LOG.exception("preview: the folder cannot be read")
            held = self._snapshot
            if held is None:
                held = snapshot_of(Content(trees[0], parsers), trees, parsers, None)
            failed = sort_findings([*held.findings, _internal("reader", why)])
            self._show(replace(held, findings=failed))
        return True

    def check(self) -> bool:
        """Lint what was read; return whether the marks of what is shown are new."""
        looked_at = self.snapshot
        if looked_at.is_checked:
            return False
        try:
            findings = lint(looked_at.content)
        except Exception as why:  # as above
            LOG.exception("preview: the lint failed")
            findings = sort_findings([*looked_at.findings, _internal("lint", why)])
        with self._lock:
            if self._snapshot is not looked_at:
                return False
            self._show_locked(replace(looked_at, findings=findings, is_checked=True))
            return True

    def _show(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._show_locked(snapshot)

    def _show_locked(self, snapshot: Snapshot) -> None:
        self._snapshot = replace(snapshot, version=f"{self._start}-{next(self._numbers)}")


def _internal(part: str, why: Exception) -> Finding:
    message = f"the {part} failed, please report it: {type(why).__name__}: {why}"
    return Finding(".", 0, "internal", message)


def signature(roots: tuple[Path, ...]) -> Signature:
    """Return the size and the time of change of every file: they differ after a change."""
    found: Signature = {}
    for root in roots:
        for path in root.rglob("*"):
            with suppress(OSError):  # it has just gone
                seen = path.lstat()
                found[str(path)] = (seen.st_mtime_ns, seen.st_size)
    return found


class Watcher:
    """Keeps a bench at the state of its files, and wakes whoever waits for a change."""

    def __init__(self, bench: Bench, *, interval_s: float = INTERVAL_S) -> None:
        """Look at the files every `interval_s`, once `run` is awaited."""
        self.bench = bench
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
                while self.bench.snapshot.version == seen and not self._is_closing:
                    await self._changed.wait()
        return self.bench.snapshot.version

    def _tell(self) -> None:
        waited_for, self._changed = self._changed, asyncio.Event()
        waited_for.set()

    async def _read_changes(self) -> None:
        seen: Signature = {}
        while True:
            present = await asyncio.to_thread(signature, self.bench.roots)
            if present != seen:
                seen = present
                if await asyncio.to_thread(self.bench.read):
                    self._tell()
                    self._unchecked.set()
            await asyncio.sleep(self._interval_s)

    async def _check_changes(self) -> None:
        while True:
            await self._unchecked.wait()
            self._unchecked.clear()
            if await asyncio.to_thread(self.bench.check):
                self._tell()
