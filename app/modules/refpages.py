"""Pages and cards of the glossary and of the texts of law."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from markupsafe import Markup

from app.core.i18n import N_, Language, other_language
from app.core.text import fold_name
from app.modules.edition import Edition
from app.modules.pagedata import (
    ExemptionRow,
    GlossaryGroup,
    GlossaryPage,
    LawCard,
    Link,
    PenaltyRow,
    Span,
    TermCard,
    TermPage,
    TextGroup,
    TextPage,
    TextsPage,
)
from app.modules.paths import case_path, law_path, lesson_path, term_path
from app.modules.schemas import Exemption, Law, MandatoryExtra, Penalty
from app.modules.typesetting import clean, isolate_numbers, typeset

_UNITS: Final[dict[str, Literal["years", "months", "days"]]] = {
    "Y": "years",
    "M": "months",
    "D": "days",
}
# Where an id's first letters place it, in the order of the page of texts.
_KINDS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (N_("Penal Code"), re.compile(r"cp(-|\Z)")),
    (N_("Criminal procedure"), re.compile(r"cpp(-|\Z)|l0323")),
    (N_("Law 27-14 and its decree"), re.compile(r"l27\b|d740|commission-reglement")),
    (
        N_("International instruments"),
        re.compile(r"palerme|protocole-|cto|cde|coe-|conv-|c\d+\Z"),
    ),
    (N_("Other laws and decrees"), re.compile(r"l\d+|d\d+|ct(-|\Z)")),
    (N_("Professional standards, guides and contacts"), re.compile(r"")),
)
_BESIDES: Final[dict[MandatoryExtra, str]] = {
    "confiscation": N_("confiscation of what served the offence or came of it"),
    "publicity": N_("publication, posting or broadcast of the judgment"),
    "dissolution": N_("dissolution"),
    "objects-and-closure": N_("confiscation of objects and closure (article 62)"),
    "total-confiscation": N_("total confiscation"),
    "vehicle-confiscation": N_("confiscation of the means of transport"),
    "licence-withdrawal": N_("withdrawal of the licence"),
    "confiscation-and-destruction": N_("confiscation and destruction of the material"),
}
_CONDITIONS: Final[tuple[tuple[str, str], ...]] = (  # fields of a penalty that are true
    ("attempt", N_("the attempt is punished too")),
    ("subsidiary", N_("unless other provisions are more severe")),
    ("cumulative", N_("beside the penalties of the natural persons")),
    ("complaint", N_("a complaint is needed")),
)
_ARTICLE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(r"\A(?:l['’]|l[ea]s? )"),
    "ar": re.compile(r"\Aال"),
}


def law_card(edition: Edition, law_id: str, language: Language) -> LawCard:
    """Return an article with its summary."""
    return card_of(edition.law(law_id), law_id, language)


def card_of(law: Law, law_id: str, language: Language) -> LawCard:
    """Return an entry of refs.yml as an article with its summary."""
    label = law.label(language)
    return LawCard(
        id=law_id,
        label=label,
        label_html=clean(isolate_numbers(label)),
        says_html=clean(typeset(law.says(language) or "", language)),
        official=law.official(language) or "",
        as_of=law.as_of,
        confidence=law.confidence,
        path=law_path(law_id),
    )


def law_link(edition: Edition, law_id: str, language: Language) -> Link:
    """Return the way to an article."""
    return Link(edition.law(law_id).label(language), law_path(law_id))


def term_card(edition: Edition, slug: str, language: Language) -> TermCard:
    """Return a term for a popover or a list."""
    term = edition.term(slug)
    return TermCard(
        slug=slug,
        name=term.name(language),
        other_name=term.name(other_language(language)),
        definition=term.definition(language),
        path=term_path(slug),
    )


def letter_of(name: str, language: Language) -> str:
    """Return the letter under which a term is filed: article, accents, alef forms ignored."""
    bare = _ARTICLE[language].sub("", name.strip().lower())
    folded = fold_name(bare.split(maxsplit=1)[0] if bare.split() else bare)
    return folded[:1].upper() or "#"


def _order(name: str, language: Language) -> tuple[str, str]:
    bare = _ARTICLE[language].sub("", name.strip().lower())
    words = [fold_name(word) for word in bare.split()]
    return letter_of(name, language), " ".join(words)


def _sorted_slugs(edition: Edition, language: Language) -> list[str]:
    terms = edition.terms()
    return sorted(terms, key=lambda slug: (*_order(terms[slug].name(language), language), slug))


def glossary_page(edition: Edition, language: Language) -> GlossaryPage:
    """Return the whole glossary, by letter."""
    groups: dict[str, list[TermCard]] = {}
    for slug in _sorted_slugs(edition, language):
        card = term_card(edition, slug, language)
        groups.setdefault(letter_of(card.name, language), []).append(card)
    return GlossaryPage(
        groups=tuple(GlossaryGroup(letter, tuple(cards)) for letter, cards in groups.items()),
        count=len(edition.terms()),
    )


def term_page(edition: Edition, slug: str, language: Language) -> TermPage:
    """Return one term in both languages, with the lessons that use it."""
    term, other = edition.term(slug), other_language(language)
    slugs = _sorted_slugs(edition, language)
    position = slugs.index(slug)
    return TermPage(
        slug=slug,
        name=term.name(language),
        definition_html=_typeset(term.definition(language), language),
        other_name=term.name(other),
        other_definition_html=_typeset(term.definition(other), other),
        source=term.source,
        confidence=term.confidence,
        lessons=tuple(
            Link(edition.lesson_text(one.id, language).title, lesson_path(one.id))
            for one in edition.lessons_using(slug)
        ),
        previous=_term_link(edition, slugs, position - 1, language),
        next=_term_link(edition, slugs, position + 1, language),
    )


def _typeset(text: str, language: Language) -> Markup:
    return clean(typeset(text, language))


def _term_link(
    edition: Edition, slugs: list[str], position: int, language: Language
) -> Link | None:
    if not 0 <= position < len(slugs):
        return None
    slug = slugs[position]
    return Link(edition.term(slug).name(language), term_path(slug))


def texts_page(edition: Edition, language: Language) -> TextsPage:
    """Return every text cited, by kind."""
    groups: dict[str, list[LawCard]] = {heading: [] for heading, _pattern in _KINDS}
    for law_id in edition.laws():
        groups[heading_of(law_id)].append(law_card(edition, law_id, language))
    return TextsPage(
        groups=tuple(TextGroup(name, tuple(cards)) for name, cards in groups.items() if cards),
        count=len(edition.laws()),
    )


def heading_of(law_id: str) -> str:
    """Return the kind of text that an id belongs to, as a msgid."""
    return next(heading for heading, pattern in _KINDS if pattern.match(law_id))


def text_page(edition: Edition, law_id: str, language: Language) -> TextPage:
    """Return one article with its penalties and where the course cites it."""
    law = edition.law(law_id)
    return TextPage(
        law=law_card(edition, law_id, language),
        other_label=law.label(other_language(language)),
        penalties=_penalties(law, language),
        exemptions=tuple(_exemption(one, language) for one in law.exemptions),
        lessons=tuple(
            Link(edition.lesson_text(one.id, language).title, lesson_path(one.id))
            for one in edition.lessons_citing(law_id)
        ),
        cases=tuple(
            Link(edition.case_text(case_id, language).title, case_path(case_id))
            for case_id in edition.all_cases
            if law_id in _cited_in_case(edition, case_id, language)
        ),
    )


def _cited_in_case(edition: Edition, case_id: str, language: Language) -> set[str]:
    scenes = edition.case_text(case_id, language).scenes
    told = {law_id for scene in scenes for law_id in scene.references}
    return told | {i for scene in scenes for choice in scene.choices for i in choice.references}


def _penalties(law: Law, language: Language) -> tuple[PenaltyRow, ...]:
    cases = {one.id: one.case(language) for one in law.penalties}
    return tuple(_penalty(one, language, cases) for one in law.penalties)


def _penalty(penalty: Penalty, language: Language, cases: Mapping[str, str]) -> PenaltyRow:
    return PenaltyRow(
        case=penalty.case(language),
        kind=penalty.kind,
        min=_span(penalty.min),
        max=_span(penalty.max),
        life=bool(penalty.life),
        fine_min=penalty.fine_min,
        fine_max=penalty.fine_max,
        link=penalty.link,
        doubles=cases.get(penalty.of) if penalty.of else None,
        is_of_offence=penalty.same_as is not None,
        is_fine_unspecified=penalty.fine_status is not None,
        besides=(
            *(_BESIDES[one] for one in penalty.extra),
            *(words for field, words in _CONDITIONS if getattr(penalty, field)),
        ),
        rule=penalty.rule(language),
    )


def _exemption(exemption: Exemption, language: Language) -> ExemptionRow:
    is_arabic = language == "ar"
    return ExemptionRow(
        who=exemption.who_ar if is_arabic else exemption.who_fr,
        is_discretionary=exemption.discretionary,
        unless=(exemption.unless_ar if is_arabic else exemption.unless_fr) or "",
    )


def _span(duration: str | None) -> Span | None:
    return Span(int(duration[1:-1]), _UNITS[duration[-1]]) if duration else None
