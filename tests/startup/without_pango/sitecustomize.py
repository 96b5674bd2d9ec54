"""A machine without Pango, for one process: the loader answers as it does where it is missing.

Python imports this module by itself when its folder is on PYTHONPATH.
"""

import ctypes
from typing import Any

MISSING = ("pango", "gobject", "harfbuzz")


class _Library(ctypes.CDLL):
    def __init__(self, name: str | None, *options: Any, **named: Any) -> None:  # noqa: ANN401
        if name and any(part in name for part in MISSING):
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        super().__init__(name, *options, **named)


ctypes.CDLL = _Library  # type: ignore[misc]
