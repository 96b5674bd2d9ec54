"""Makes a book of a module: each chapter from its template, then the texts and words it cites."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.core.i18n import LANGUAGES, N_, Language
from app.core.settings import Settings
from app.handbooks.addresses import ANSWERS, GLOSSARY, TEXTS, cited
from app.handbooks.book import Book, Chapter, Kind
from app.handbooks.contents import Contents, NotesOfSections
from app.handbooks.xhtml import parse, without_media
from app.modules.edition import Edition
from app.modules.figureprint import standalone
from app.modules.pagebuild import PageBuilder
from app.modules.pagedata import LawCard, LessonPage, RolePlayPage
from app.web.templating import Templates
from app.web.translations import load_translations

FONTS: Final[dict[Language, str]] = {
    "fr": "Formation Sans, Formation Arabic",
    "ar": "Formation Arabic, Formation Sans",
}
_APP: Final = Path(__file__).parent.parent
_UNLISTED: Final = {"retenir", "sources"}  # each lesson has them: the contents are spared
TITLES: Final = {
    "opening": N_("This module"),
    "plan": N_("Plan of the session"),
    "practice": N_("To practise"),
    ANSWERS: N_("Answers and explanations"),
    TEXTS: N_("The texts cited"),
    GLOSSARY: N_("Glossary in both languages"),
}


@dataclass(frozen=True)
class Entry:
    """A term in both languages."""

    slug: str
    words: dict[Language, str]
    definitions: dict[Language, str]


def templates_of(settings: Settings) -> Templates:
    """Return the templates of books, with the words of the platform."""
    return Templates(
        settings,
        folders={name: _APP / name / "templates" for name in ("handbooks", "web")},
        translations=load_translations(settings.data_dir / "cache"),
        static_url=lambda path: path,
    )


@dataclass(frozen=True)
class BookMaker:
    """Makes the books of one edition."""

    edition: Edition
    templates: Templates
    settings: Settings

    def make(self, module_id: str, language: Language, kind: Kind) -> Book:
        """Return the book of a module; raises ContentNotFound for an unknown module."""
        contents = Contents(self.edition, module_id, language, kind)
        ref = contents.module.ref
        return Book(
            kind=kind,
            module_id=module_id,
            language=language,
            title=ref.title,
            number=ref.number,
            part=ref.part,
            part_title=ref.part_title,
            edition=self.edition.label,
            edition_hash=self.edition.hash,
            law_as_of=self.edition.law_as_of,
            audience=contents.module.audience,
            chapters=tuple(_Chapters(self, contents).all()),
        )


@dataclass(frozen=True)
class _Chapters:
    maker: BookMaker
    contents: Contents

    def all(self) -> Iterator[Chapter]:
        """Yield every chapter in reading order; the last two hold what the others cite."""
        own = list(self._own())
        yield from own
        law_ids = frozenset(self._cited(own, "texts"))
        slugs = frozenset(self._cited(own, "glossary"))
        if law_ids:
            yield self._part(TEXTS, groups=self._laws(law_ids))
        if slugs:
            yield self._part(GLOSSARY, entries=self._entries(slugs))

    def _own(self) -> Iterator[Chapter]:
        inside = self.contents
        yield self._part("opening", helplines=self.maker.settings.helplines)
        if inside.kind == "guide":
            yield self._part("plan", rows=list(inside.plan()))
        for page in inside.lessons:
            yield self._page("lesson", page, notes=inside.notes(page.id))
        for case in inside.cases:
            yield self._chapter(case.page.id, case.page.title, "case", case=case)
        for play in inside.role_plays:
            yield self._page("role_play", play, notes=inside.notes(play.id))
        if inside.practice:
            yield self._part("practice")
        if inside.questions:
            yield self._part(ANSWERS)

    def _part(self, chapter_id: str, **context: object) -> Chapter:
        return self._chapter(chapter_id, self._say(TITLES[chapter_id]), chapter_id, **context)

    def _page(
        self, template: str, page: LessonPage | RolePlayPage, *, notes: NotesOfSections
    ) -> Chapter:
        chapter = self._chapter(page.id, page.title, template, page=page, notes=notes)
        sections = ((one.id, one.title) for one in page.sections if one.id not in _UNLISTED)
        return replace(chapter, sections=tuple(sections))

    def _chapter(self, chapter_id: str, title: str, template: str, **context: object) -> Chapter:
        html = self.maker.templates.render(
            f"handbooks/{template}.html", self._language, book=self.contents, title=title, **context
        )
        body = parse(standalone(html, FONTS[self._language]))
        return Chapter(chapter_id, title, without_media(body))

    def _cited(self, chapters: list[Chapter], kind: str) -> Iterator[str]:
        for chapter in chapters:
            yield from cited(chapter.body, f"/{self._language}/{kind}/")

    def _laws(self, wanted: frozenset[str]) -> list[tuple[str, list[LawCard]]]:
        page = PageBuilder(self.maker.edition).texts(self._language)
        groups = [
            (self._say(group.heading), [law for law in group.texts if law.id in wanted])
            for group in page.groups
        ]
        return [(heading, laws) for heading, laws in groups if laws]

    def _entries(self, wanted: frozenset[str]) -> list[Entry]:
        page = PageBuilder(self.maker.edition).glossary(self._language)
        slugs = [term.slug for group in page.groups for term in group.terms if term.slug in wanted]
        terms = [(slug, self.maker.edition.term(slug)) for slug in slugs]
        return [
            Entry(
                slug,
                {one: term.name(one) for one in LANGUAGES},
                {one: term.definition(one) for one in LANGUAGES},
            )
            for slug, term in terms
        ]

    @property
    def _language(self) -> Language:
        return self.contents.language

    def _say(self, message: str) -> str:
        return self.maker.templates.translate(message, self._language)
