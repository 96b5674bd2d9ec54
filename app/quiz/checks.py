"""Knowledge checks: an answer, at once a word about it; nothing is stored, nobody is known."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from app.core.errors import NotFound
from app.core.i18n import Language
from app.modules.bank import Item, LearnerItem
from app.modules.blocks import CheckBlock
from app.modules.edition import Edition
from app.quiz import answers, scoring
from app.quiz.errors import PlaceTakenTwice, UnknownCheck
from app.quiz.frozen import Answer, FrozenItem, freeze
from app.quiz.naming import Naming
from app.quiz.questions import for_page, given_on_page
from app.quiz.schemas import CheckFeedback, Given, Reason


@dataclass(frozen=True)
class CheckPage:
    """A check outside its lesson: the question, the way back, and what was said of the answer.

    `problem` keeps the answer from being looked at: nothing_chosen, place_taken_twice.
    """

    item: LearnerItem
    given: Given
    module_id: str
    lesson_id: str | None
    lesson_title: str | None
    anchor: str | None
    feedback: CheckFeedback | None = None
    problem: str | None = None


def get_check(edition: Edition, item_id: str, language: Language) -> CheckPage:
    """Return a check without an answer; raises UnknownCheck, also for an item of the exam."""
    item = _get_item(edition, item_id, language)
    frozen = freeze(item, language)
    return _page(edition, frozen, Naming.of_check(frozen, item), None)


def answer_check(
    edition: Edition, item_id: str, language: Language, fields: answers.Fields
) -> CheckPage:
    """Return what there is to say about an answer.

    The right answer stays untold until it is given: a wrong option that was chosen is explained,
    the others are not. Raises UnknownCheck, or AnswerUnfit for choices of another question.
    """
    item = _get_item(edition, item_id, language)
    frozen = freeze(item, language)
    naming = Naming.of_check(frozen, item)
    try:
        answer = answers.read_answer(frozen, naming, answers.given_in_form(frozen, naming, fields))
    except PlaceTakenTwice:
        kept = answers.given_in_form(frozen, naming, fields, strict=False)
        page = _page(edition, frozen, naming, None)
        return replace(page, given=kept, problem="place_taken_twice")
    page = _page(edition, frozen, naming, answer)
    return page if answer else replace(page, problem="nothing_chosen")


def feedback_on(item: FrozenItem, naming: Naming, answer: Answer) -> CheckFeedback:
    """Return the verdict on an answer, and as much of an explanation as it has earned."""
    if scoring.score(item, answer) == scoring.WHOLE:
        why = Markup(item.why_html)  # noqa: S704 - sanitised when it was rendered
        return CheckFeedback(is_right=True, why_html=why)
    parts = _parts(item, answer)
    wrong = [] if parts else [one for one in answer if one not in item.list_key]
    return CheckFeedback(
        is_right=False,
        why_html=Markup(),
        reasons=tuple(
            Reason(naming.choices[one], Markup(item.why_not[one]))  # noqa: S704 - sanitised
            for one in wrong
            if one in item.why_not
        ),
        right_count=parts[0] if parts else None,
        count=parts[1] if parts else None,
        is_incomplete=item.type == "multi" and not wrong,
    )


def _parts(item: FrozenItem, answer: Answer) -> tuple[int, int] | None:
    """Return how many parts are right, of how many, where an answer has several."""
    if isinstance(answer, dict):
        right = sum(answer.get(slot) == choice for slot, choice in item.map_key.items())
        return right, len(item.map_key)
    if item.type == "order":
        pairs = zip(answer, item.list_key, strict=False)
        return sum(given == step for given, step in pairs), len(item.list_key)
    return None


def _get_item(edition: Edition, item_id: str, language: Language) -> Item:
    try:
        item = edition.item(item_id)
    except NotFound:
        raise UnknownCheck from None
    if item.use != "check" or item.status == "retired" or language not in item.texts:
        raise UnknownCheck
    return item


def _page(
    edition: Edition,
    item: FrozenItem,
    naming: Naming,
    answer: Answer | None,
) -> CheckPage:
    lesson_id, title, anchor = _place(edition, item)
    return CheckPage(
        item=for_page(item, naming, "check"),
        given=given_on_page(naming, answer),
        module_id=item.module_id,
        lesson_id=lesson_id,
        lesson_title=title,
        anchor=anchor,
        feedback=feedback_on(item, naming, answer) if answer else None,
    )


def _place(edition: Edition, item: FrozenItem) -> tuple[str | None, str | None, str | None]:
    """Return the lesson that holds the check, its title and the check's anchor in it."""
    for lesson in edition.listed_lessons(item.module_id):
        if item.item_id not in lesson.checks:
            continue
        text = edition.lesson_text(lesson.id, item.language)
        anchors = (
            block.anchor
            for section in text.sections
            for block in section.blocks
            if isinstance(block, CheckBlock) and block.item_id == item.item_id
        )
        return lesson.id, text.title, next(anchors, None)
    return None, None, None
