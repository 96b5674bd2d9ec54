"""Fonts of a printed document: those of its style sheet, never those of the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Final

from weasyprint.text.fonts import FontConfiguration

from app.press import mends as _mends  # noqa: F401 - loading it mends WeasyPrint

PANGO: Final = RLock()  # Pango's font map is shared and not safe in threads: hold it to draw
_CONFIGURATION: Final = Path(__file__).parent / "fontconfig.conf"


def bundled_fonts() -> FontConfiguration:
    """Return a font map that knows no font until a style sheet names one."""
    with PANGO, _no_system_fonts():
        return FontConfiguration()


@contextmanager
def _no_system_fonts() -> Iterator[None]:
    """Have fontconfig read our empty configuration while a font map is made."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_CONFIGURATION)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
