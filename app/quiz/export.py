"""A learner's own attempts, for the copy of their data: in words, never in the authors' ids.

The ids of an item lean towards its key (the first choice is often the right one), so they never
leave the server; while an attempt is open its answers are not shown at all.
"""

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.people import get_person
from app.core.i18n import Language
from app.quiz.frozen import Answer, FrozenItem
from app.quiz.models import Attempt
from app.quiz.rows import AskedRow, list_rows


def export_attempts(session: Session, learner_id: int) -> list[dict[str, object]]:
    """Return the learner's attempts, the oldest first, worded in the language of their account."""
    language: Language = "ar" if get_person(session, learner_id).language == "ar" else "fr"
    attempts = session.scalars(
        select(Attempt).where(Attempt.learner_id == learner_id).order_by(Attempt.number)
    )
    return [_export(session, attempt, language) for attempt in attempts]


def _export(session: Session, attempt: Attempt, language: Language) -> dict[str, object]:
    rows = list_rows(session, attempt.id, language)
    return {
        "exam": attempt.exam_id,
        "number": attempt.number,
        "edition": attempt.edition_label,
        "started_at": attempt.started_at.isoformat(),
        "completed_at": attempt.completed_at and attempt.completed_at.isoformat(),
        "scaled_score": attempt.scaled_score,
        "has_passed": attempt.has_passed,
        "responses": [
            _response(row, is_open=attempt.completed_at is None)
            for row in rows
            if row.recorded_at is not None
        ],
    }


def _response(row: AskedRow, *, is_open: bool) -> dict[str, object]:
    response: dict[str, object] = {
        "position": row.position,
        "is_marked": row.is_marked,
        "recorded_at": row.recorded_at and row.recorded_at.isoformat(),
    }
    if is_open:
        return response
    question = _words(row.item.stem_html)
    return response | {"question": question, "answer": answer_in_words(row.item, row.answer)}


def answer_in_words(item: FrozenItem, answer: Answer | None) -> list[str] | dict[str, str] | None:
    """Return what was answered as the learner read it; choices in the order of their words."""
    if answer is None:
        return None
    choices = {one.id: _words(one.html) for one in item.choices}
    if isinstance(answer, dict):
        return _pairs(item, answer, choices)
    said = [choices.get(one, one) for one in answer]
    return said if item.type == "order" else sorted(said)


def _pairs(item: FrozenItem, answer: dict[str, str], choices: dict[str, str]) -> dict[str, str]:
    rows = {row.id: _words(row.html) for row in item.rows}
    if rows:
        return {rows[slot]: choices[one] for slot, one in answer.items() if one in choices}
    named = {}
    for number, gap in enumerate(item.gaps, start=1):
        words = {one.id: _words(one.html) for one in gap.choices}
        if answer.get(gap.id) in words:
            named[str(number)] = words[answer[gap.id]]
    return named


def _words(html: str) -> str:
    return Markup(html).striptags()  # noqa: S704 - taken apart, never shown as markup
