"""What can go wrong in the final quiz and in the knowledge checks."""

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.i18n import N_


class UnknownAttempt(NotFound):
    """No such attempt, or not this learner's: the two look the same from outside."""

    code = "quiz.unknown_attempt"
    message = N_("This attempt does not exist.")


class UnknownCheck(NotFound):
    """No such knowledge check in the edition in force; an exam item is none."""

    code = "quiz.unknown_check"
    message = N_("This question is not in the present edition of the course.")


class NotEligible(Forbidden):
    """Some modules are not completed yet."""

    code = "quiz.not_eligible"
    message = N_("The final quiz opens once the eight modules are completed.")


class AlreadyPassed(Conflict):
    """After a pass there is no new attempt."""

    code = "quiz.already_passed"
    message = N_("You have already passed the final quiz.")


class NoAttemptLeft(Conflict):
    """Every attempt that exam.yml allows was used."""

    code = "quiz.no_attempt_left"
    message = N_("You have used all your attempts at the final quiz.")


class TooEarly(Conflict):
    """The waiting time between two attempts is not over."""

    code = "quiz.too_early"
    message = N_("Your next attempt is not open yet. The page of the final quiz says from when.")


class PoolTooSmall(Conflict):
    """No selection of the pool satisfies the blueprint; `reason` is for the operator's log."""

    code = "quiz.pool_too_small"
    message = N_(
        "The final quiz cannot be opened today: its question bank is being completed. "
        "Your progress is kept."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class AttemptClosed(Conflict):
    """The attempt was sent: nothing in it changes any more."""

    code = "quiz.attempt_closed"
    message = N_("This attempt has been sent. Its answers can no longer be changed.")


class TimeIsOver(Conflict):
    """The time that exam.yml sets has run out; what was saved counts."""

    code = "quiz.time_is_over"
    message = N_("The time of this attempt is over. What you saved counts: send it now.")


class AnswerUnfit(Invalid):
    """The answer does not have the shape of the question, or names a choice it does not have."""

    code = "quiz.answer_unfit"
    message = N_("This answer does not fit the question. Open the page again, then answer.")


class PlaceTakenTwice(Invalid):
    """Two steps were given the same place in the order."""

    code = "quiz.place_taken_twice"
    message = N_("Two steps have the same place. Give each step a place of its own.")
