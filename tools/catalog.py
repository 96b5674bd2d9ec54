"""The interface's catalogues: find what the code says, take in translations, list what is missing.

    python tools/catalog.py update           find the msgids of the code; keep the translations
    python tools/catalog.py missing          print, as JSON, the msgids without a translation
    python tools/catalog.py set < file.json  take in translations, then as `update`

`set` reads a list of {"msgid": "…", "fr": "…", "ar": "…"}; a plural has "plural" beside "msgid",
two texts in "fr" (one, other) and six in "ar" (zero, one, two, few, many, other). A file lock
lets several people work at once. English msgids; placeholders `%(name)s` are kept as they are.
"""

import fcntl
import json
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("fr", "ar")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "N_": None,
}


def po_path(language: str) -> Path:
    """Return the catalogue's file."""
    return ROOT / "app" / "locale" / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Return every msgid of the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    template = Catalog(project="formation-traite", charset="utf-8")
    found = extract_from_dir(
        str(ROOT), methods, options, keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for _file, _line, message, comments, context in found:
        template.add(message, None, auto_comments=comments, context=context)
    return template


def load(language: str) -> Catalog:
    """Return a catalogue as it is on disk, or an empty one."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def save(language: str, catalogue: Catalog) -> None:
    """Write a catalogue: sorted, without locations or dates, so that changes are readable."""
    catalogue.fuzzy = False
    catalogue.header_comment = "# The interface's texts."
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        options = {"no_location": True, "sort_output": True, "ignore_obsolete": True}
        write_po(file, catalogue, width=100, **options)
    lines = draft.read_bytes().split(b"\n")
    dated = (b'"POT-Creation', b'"PO-Rev')
    draft.write_bytes(b"\n".join(line for line in lines if not line.startswith(dated)))
    draft.replace(path)


def update(additions: list[dict[str, Any]]) -> None:
    """Bring both catalogues to the code's msgids, with the additions."""
    template = extract()
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(template, no_fuzzy_matching=True)
        for entry in additions:
            msgid = (entry["msgid"], entry["plural"]) if "plural" in entry else entry["msgid"]
            text = entry[language]
            known = catalogue.get(entry["msgid"], entry.get("context"))
            if known is None:
                print(f"not in the code: {entry['msgid']!r}", file=sys.stderr)
                continue
            known.string = tuple(text) if isinstance(msgid, tuple) else text
        save(language, catalogue)


def missing() -> list[dict[str, Any]]:
    """Return the msgids without a translation, with what the other language has."""
    gaps: dict[Any, dict[str, Any]] = {}
    for language in LANGUAGES:
        for message in load(language):
            if not message.id:
                continue
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            if not all(texts):
                single = message.id if isinstance(message.id, str) else message.id[0]
                gap = gaps.setdefault(single, {"msgid": single, "fr": "", "ar": ""})
                if not isinstance(message.id, str):
                    gap["plural"] = message.id[1]
    return list(gaps.values())


def main() -> int:
    """Run one of the three commands; return the exit code."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    lock = ROOT / "var" / "catalog.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if command in {"update", "set"}:
            update(json.load(sys.stdin) if command == "set" else [])
        elif command != "missing":
            print(__doc__)
            return 2
        gaps = missing()
    as_json = json.dumps(gaps, ensure_ascii=False, indent=1)
    print(as_json if command == "missing" else f"{len(gaps)} missing")
    return 1 if gaps and command == "missing" else 0


if __name__ == "__main__":
    raise SystemExit(main())
