"""Entries of refs.yml on a page of their own: where a citation or a term of a text leads."""

from dataclasses import dataclass

from markupsafe import Markup

from app.core.errors import NotFound
from app.core.i18n import LANGUAGES, Language
from app.modules.content import REFS_FILE
from app.modules.findings import Finding
from app.modules.typesetting import clean, typeset
from app.preview.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class EntryCell:
    """An entry in one language: its name, and its summary or its definition."""

    language: Language
    name: str
    says_html: Markup


@dataclass(frozen=True, slots=True)
class Entry:
    """A law or a term, with what is wrong where it is written."""

    id: str
    cells: tuple[EntryCell, ...]
    findings: tuple[Finding, ...]


def law_entry(snapshot: Snapshot, law_id: str) -> Entry:
    """Return a citation; raises NotFound."""
    law = snapshot.refs.laws.get(law_id)
    if law is None:
        raise NotFound
    cells = tuple(_cell(one, law.label(one), law.says(one) or "") for one in LANGUAGES)
    return Entry(law_id, cells, _findings(snapshot, "laws", law_id))


def term_entry(snapshot: Snapshot, slug: str) -> Entry:
    """Return a term of the glossary; raises NotFound."""
    term = snapshot.refs.terms.get(slug)
    if term is None:
        raise NotFound
    cells = tuple(_cell(one, term.name(one), term.definition(one)) for one in LANGUAGES)
    return Entry(slug, cells, _findings(snapshot, "terms", slug))


def _cell(language: Language, name: str, says: str) -> EntryCell:
    return EntryCell(language, name, clean(typeset(says, language)))


def _findings(snapshot: Snapshot, part: str, entry_id: str) -> tuple[Finding, ...]:
    """Return the findings of refs.yml from the line of an entry to the line of the next one."""
    written = snapshot.content.yaml.get(REFS_FILE)
    if written is None:
        return ()
    lines = sorted(written.line((part, one)) for one in written.data.get(part, ()))
    first = written.line((part, entry_id))
    end = next((line for line in lines if line > first), None)
    return tuple(
        one
        for one in snapshot.findings_of(REFS_FILE)
        if first <= one.line and (end is None or one.line < end)
    )
