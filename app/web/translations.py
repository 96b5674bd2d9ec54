"""The interface's catalogues: English msgids, French and Arabic texts, read from .po files."""

import gettext
import hashlib
import os
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.core.i18n import LANGUAGES, Language

LOCALE_DIR: Final = Path(__file__).parent.parent / "locale"


def catalogue_path(language: Language) -> Path:
    """Return the .po file of a language."""
    return LOCALE_DIR / language / "LC_MESSAGES" / "messages.po"


def load_translations(cache_dir: Path) -> dict[Language, gettext.GNUTranslations]:
    """Return the translations of both languages; compiled once for each state of the .po file."""
    return {language: _load(language, cache_dir) for language in LANGUAGES}


def _load(language: Language, cache_dir: Path) -> gettext.GNUTranslations:
    source = catalogue_path(language).read_bytes()
    compiled = cache_dir / "locale" / f"{language}-{hashlib.sha256(source).hexdigest()[:16]}.mo"
    if not compiled.exists():
        compiled.parent.mkdir(parents=True, exist_ok=True)
        draft = compiled.with_suffix(f".{os.getpid()}.part")
        with catalogue_path(language).open("rb") as po, draft.open("wb") as mo:
            write_mo(mo, read_po(po, locale=language))
        draft.replace(compiled)
    with compiled.open("rb") as mo:
        return gettext.GNUTranslations(mo)
