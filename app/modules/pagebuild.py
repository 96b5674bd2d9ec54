"""Builds what the anonymous pages receive, out of an edition."""

import hashlib
from dataclasses import dataclass

from app.core.i18n import Language
from app.modules import refpages
from app.modules.bank import LearnerItem, for_learner
from app.modules.blocks import (
    EMPTY,
    CaseBlock,
    LawBlock,
    Lesson,
    LessonText,
    RolePlay,
    SectionText,
)
from app.modules.cases import Case, CaseText, SceneText
from app.modules.edition import Edition
from app.modules.pagedata import (
    Arrival,
    CaseCard,
    CasePage,
    GlossaryPage,
    LessonLink,
    LessonPage,
    Link,
    ModuleCard,
    ModulePage,
    ModuleRef,
    ModulesPage,
    PageSection,
    PartCard,
    PlannedLesson,
    PracticePage,
    RolePlayPage,
    SceneChoice,
    ScenePage,
    TermPage,
    TextPage,
    TextsPage,
)
from app.modules.paths import case_path, lesson_path, module_path, practice_path, role_play_path
from app.modules.schemas import CaseEntry, Module


@dataclass(frozen=True, slots=True)
class PageBuilder:
    """Makes the data of each page of one edition, in either language."""

    edition: Edition

    def modules(self, language: Language) -> ModulesPage:
        """Return the list of modules."""
        course = self.edition.course
        cards = {m.id: self._module_card(m, language) for m in course.modules}
        parts = tuple(
            PartCard(
                number=number,
                id=part.id,
                title=part.title.text(language),
                says=part.says.text(language),
                modules=tuple(cards[module_id] for module_id in part.modules),
            )
            for number, part in enumerate(course.parts, start=1)
        )
        return ModulesPage(
            course_title=course.title.text(language),
            edition=course.edition,
            law_as_of=course.law_as_of,
            parts=parts,
            module_count=len(cards),
            lesson_count=sum(len(card.lessons) for card in cards.values()),
            minutes=sum(card.minutes for card in cards.values()),
        )

    def module(self, module_id: str, language: Language) -> ModulePage:
        """Return one module."""
        module = self.edition.module(module_id)
        card = self._module_card(module, language)
        ids = [one.id for one in self.edition.modules()]
        position = ids.index(module_id)
        return ModulePage(
            ref=card.ref,
            minutes=card.minutes,
            audience=card.audience,
            objectives=tuple(one.text(language) for one in module.objectives),
            lessons=card.lessons,
            planned=tuple(
                PlannedLesson(entry.title.text(language), entry.minutes)
                for entry in self.edition.planned_lessons(module_id)
            ),
            cases=card.cases,
            role_plays=tuple(
                self._role_play_card(one, language) for one in self.edition.role_plays(module_id)
            ),
            practice_count=len(self._practice(module_id, language)),
            practice_path=practice_path(module_id),
            advised_after=tuple(self._module_link(one, language) for one in module.advised_after),
            laws=self._laws_of_module(module_id, language),
            content_note=any(one.content_note for one in card.lessons),
            law_as_of=self.edition.law_as_of,
            previous=self._module_link(ids[position - 1], language) if position else None,
            next=(
                self._module_link(ids[position + 1], language) if position + 1 < len(ids) else None
            ),
        )

    def practice(self, module_id: str, language: Language) -> PracticePage:
        """Return the further checks of a module."""
        checks = self._practice(module_id, language)
        return PracticePage(self._ref(module_id, language), checks)

    def _practice(self, module_id: str, language: Language) -> tuple[LearnerItem, ...]:
        items = self.edition.practice(module_id)
        return tuple(
            for_learner(item, language)
            for item in items
            if language in item.texts and item.texts[language].state == "current"
        )

    def lesson(self, lesson_id: str, language: Language) -> LessonPage:
        """Return one lesson with all that its blocks name."""
        lesson = self.edition.lesson(lesson_id)
        text = self.edition.lesson_text(lesson_id, language)
        siblings = [one.id for one in self.edition.listed_lessons(lesson.module_id)]
        before, after = self.edition.previous_and_next(lesson_id)
        blocks = [block for section in text.sections for block in section.blocks]
        law_ids = [block.law_id for block in blocks if isinstance(block, LawBlock)]
        return LessonPage(
            id=lesson.id,
            language=language,
            ref=self._ref(lesson.module_id, language),
            number=siblings.index(lesson_id) + 1,
            count=len(siblings),
            path=lesson_path(lesson_id),
            title=text.title,
            minutes=lesson.minutes,
            version=lesson.version,
            edition_hash=self.edition.hash,
            law_as_of=self.edition.law_as_of,
            state=text.state,
            content_note=lesson.content_note,
            objectives=self._objectives(lesson.module_id, lesson.objectives, language),
            opening_html=text.opening_html,
            sections=tuple(self._section(one, language) for one in text.sections),
            laws={one: refpages.law_card(self.edition, one, language) for one in law_ids},
            checks=self._checks(lesson_id, language),
            cases={
                block.case_id: self._case_card(block.case_id, language, block.label)
                for block in blocks
                if isinstance(block, CaseBlock)
            },
            terms=tuple(refpages.term_card(self.edition, one, language) for one in text.terms),
            references=self._references(text, language),
            previous=self._lesson_way(before, language),
            next=self._lesson_way(after, language),
        )

    def role_play(self, play_id: str, language: Language) -> RolePlayPage:
        """Return one role play with all that its blocks name."""
        play = self.edition.role_play(play_id)
        text = self.edition.role_play_text(play_id, language)
        blocks = [block for section in text.sections for block in section.blocks]
        law_ids = [block.law_id for block in blocks if isinstance(block, LawBlock)]
        return RolePlayPage(
            id=play.id,
            ref=self._ref(play.module_id, language),
            title=text.title,
            minutes=play.minutes,
            law_as_of=self.edition.law_as_of,
            state=text.state,
            content_note=play.content_note,
            objectives=self._objectives(play.module_id, play.objectives, language),
            case=self._case_card(play.case_id, language) if play.case_id else None,
            opening_html=text.opening_html,
            sections=tuple(self._section(one, language) for one in text.sections),
            laws={one: refpages.law_card(self.edition, one, language) for one in law_ids},
            terms=tuple(refpages.term_card(self.edition, one, language) for one in text.terms),
        )

    def _role_play_card(self, play: RolePlay, language: Language) -> CaseCard:
        title = self.edition.role_play_text(play.id, language).title
        return CaseCard(play.id, title, play.minutes, role_play_path(play.id))

    def case(self, case_id: str, language: Language) -> CasePage:
        """Return the first page of a case."""
        case, text = self.edition.case(case_id), self.edition.case_text(case_id, language)
        return CasePage(
            id=case.id,
            ref=self._ref(case.module_id, language),
            title=text.title,
            minutes=self._case_entry(case).minutes,
            objectives=self._objectives(case.module_id, case.objectives, language),
            content_note=case.content_note,
            state=text.state,
            opening_html=text.opening_html,
            start_path=case_path(case.id, case.start),
            law_as_of=self.edition.law_as_of,
        )

    def scene(self, case_id: str, node: str, language: Language) -> ScenePage:
        """Return one scene, with the consequences of the choices that lead to it."""
        case, text = self.edition.case(case_id), self.edition.case_text(case_id, language)
        scene = text.scene(node) or _untranslated(node)
        incoming = [
            choice for one in text.scenes for choice in one.choices if choice.target == node
        ]
        laws = dict.fromkeys((*scene.references, *(i for c in incoming for i in c.references)))
        terms = dict.fromkeys((*scene.terms, *(i for c in incoming for i in c.terms)))
        return ScenePage(
            case_id=case.id,
            node=node,
            ref=self._ref(case.module_id, language),
            case_title=text.title,
            title=scene.title,
            state=text.state,
            html=scene.html,
            choices=_choices(case.id, scene),
            continues=scene.continues,
            is_end=scene.is_end,
            arrivals=_arrivals(text, node),
            laws=tuple(refpages.law_card(self.edition, one, language) for one in laws),
            terms=tuple(refpages.term_card(self.edition, one, language) for one in terms),
            path=case_path(case.id, node),
            case_path=case_path(case.id),
            restart_path=case_path(case.id, case.start),
            law_as_of=self.edition.law_as_of,
        )

    def glossary(self, language: Language) -> GlossaryPage:
        """Return the glossary."""
        return refpages.glossary_page(self.edition, language)

    def term(self, slug: str, language: Language) -> TermPage:
        """Return one term."""
        return refpages.term_page(self.edition, slug, language)

    def texts(self, language: Language) -> TextsPage:
        """Return the list of texts."""
        return refpages.texts_page(self.edition, language)

    def text(self, law_id: str, language: Language) -> TextPage:
        """Return one text."""
        return refpages.text_page(self.edition, law_id, language)

    def _ref(self, module_id: str, language: Language) -> ModuleRef:
        module, part = self.edition.module(module_id), self.edition.part_of(module_id)
        return ModuleRef(
            id=module.id,
            number=module.number,
            title=module.title.text(language),
            path=module_path(module.id),
            part=self.edition.course.parts.index(part) + 1,
            part_title=part.title.text(language),
        )

    def _module_link(self, module_id: str, language: Language) -> Link:
        ref = self._ref(module_id, language)
        return Link(ref.title, ref.path)

    def _module_card(self, module: Module, language: Language) -> ModuleCard:
        lessons = tuple(
            self._lesson_link(lesson, number, language)
            for number, lesson in enumerate(self.edition.listed_lessons(module.id), start=1)
        )
        cases = tuple(self._case_card(one.id, language) for one in self.edition.cases(module.id))
        return ModuleCard(
            ref=self._ref(module.id, language),
            minutes=sum(one.minutes for one in lessons) + sum(one.minutes for one in cases),
            audience=module.audience.text(language),
            lessons=lessons,
            cases=cases,
            planned_count=len(self.edition.planned_lessons(module.id)),
        )

    def _lesson_link(self, lesson: Lesson, number: int, language: Language) -> LessonLink:
        text = self.edition.lesson_text(lesson.id, language)
        return LessonLink(
            id=lesson.id,
            number=number,
            title=text.title,
            minutes=lesson.minutes,
            path=lesson_path(lesson.id),
            sections=lesson.sections,
            state=text.state,
            content_note=lesson.content_note,
        )

    def _lesson_way(self, lesson: Lesson | None, language: Language) -> Link | None:
        if lesson is None:
            return None
        text = self.edition.lesson_text(lesson.id, language)
        return Link(text.title, lesson_path(lesson.id))

    def _case_entry(self, case: Case) -> CaseEntry:
        entries = self.edition.module(case.module_id).cases
        return next(entry for entry in entries if entry.id == case.id)

    def _case_card(self, case_id: str, language: Language, label: str = "") -> CaseCard:
        case = self.edition.case(case_id)
        title = self.edition.case_text(case_id, language).title
        return CaseCard(case_id, title, self._case_entry(case).minutes, case_path(case_id), label)

    def _objectives(
        self, module_id: str, ids: tuple[str, ...], language: Language
    ) -> tuple[str, ...]:
        return tuple(self.edition.objective(module_id, one).text(language) for one in ids)

    def _checks(self, lesson_id: str, language: Language) -> dict[str, LearnerItem]:
        """Return the lesson's checks in this language; one that is not translated is left out."""
        checks = self.edition.checks(lesson_id)
        return {item.id: for_learner(item, language) for item in checks if language in item.texts}

    def _laws_of_module(self, module_id: str, language: Language) -> tuple[Link, ...]:
        cited = dict.fromkeys(
            law_id
            for lesson in self.edition.listed_lessons(module_id)
            for law_id in self.edition.lesson_text(lesson.id, language).references
        )
        return tuple(refpages.law_link(self.edition, one, language) for one in cited)

    def _references(self, text: LessonText, language: Language) -> tuple[Link, ...]:
        return tuple(refpages.law_link(self.edition, one, language) for one in text.references)

    def _section(self, section: SectionText, language: Language) -> PageSection:
        shown = set(section.law_ids)
        margin = [one for one in section.references if one not in shown]
        return PageSection(
            id=section.id,
            title=section.title,
            blocks=section.blocks,
            margin=tuple(refpages.law_link(self.edition, one, language) for one in margin),
        )


def _choices(case_id: str, scene: SceneText) -> tuple[SceneChoice, ...]:
    """Return the ways out of a scene in an order that says nothing of their worth.

    Authors write the best one first more often than not. The order is the same in both languages.
    """
    ranked = [
        (
            hashlib.sha256(f"{case_id}:{scene.id}:{rank}".encode()).hexdigest(),
            SceneChoice(
                choice.label, f"{case_path(case_id, choice.target)}#{_from(scene.id, rank)}"
            ),
        )
        for rank, choice in enumerate(scene.choices, start=1)
    ]
    return tuple(choice for _, choice in sorted(ranked, key=lambda pair: pair[0]))


def _from(node: str, rank: int) -> str:
    return f"from-{node}-{rank}"


def _arrivals(text: CaseText, node: str) -> tuple[Arrival, ...]:
    return tuple(
        Arrival(_from(scene.id, rank), choice.label, choice.feedback_html)
        for scene in text.scenes
        for rank, choice in enumerate(scene.choices, start=1)
        if choice.target == node and choice.feedback_html
    )


def _untranslated(node: str) -> SceneText:
    """Stand in for a scene that is not translated: the page says so."""
    return SceneText(node, "", EMPTY, (), is_end=False, continues=False, references=(), terms=())
