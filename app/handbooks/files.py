"""Where the style sheets and the fonts of a book lie: the fonts are those of the site."""

from pathlib import Path
from typing import Final

TEMPLATES_FOLDER: Final = Path(__file__).parent / "templates"
FONTS_FOLDER: Final = Path(__file__).parent.parent / "web" / "static" / "fonts"
