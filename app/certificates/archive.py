"""The signed files: kept for ever under the name of their own digest, never made again."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

FOLDER: Final = "certificates"  # under data_dir; the backup copies it


class DamagedFile(Exception):
    """A kept file is missing or is not what was signed."""


class Archive:
    """The folder of signed certificates."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def keep(self, pdf: bytes) -> str:
        """Write the bytes so that a crash leaves all or nothing; return their SHA-256."""
        digest = hashlib.sha256(pdf).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{digest}.{secrets.token_hex(4)}"
        with draft.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path(digest))
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the kept bytes; raises DamagedFile when they are not what was signed."""
        try:
            pdf = self._path(digest).read_bytes()
        except FileNotFoundError as problem:
            raise DamagedFile(f"{digest}.pdf is missing") from problem
        if hashlib.sha256(pdf).hexdigest() != digest:
            raise DamagedFile(f"{digest}.pdf was changed")
        return pdf

    def holds(self, digest: str) -> bool:
        """Tell whether the file is there."""
        return self._path(digest).exists()

    def remove(self, digest: str) -> None:
        """Remove a file, when its holder is erased or another worker was faster."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.pdf"
