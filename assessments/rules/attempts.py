"""Who may begin an attempt, and what may be shown after one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assessments.rules.settings import Feedback, QuizRules


@dataclass(frozen=True)
class Standing:
    """How a person stands with a quiz.

    `granted` counts attempts granted beyond those of the quiz that no attempt has used yet;
    `last_ended` is when the last attempt was handed in.
    """

    used: int
    allowed: int
    passed: bool
    has_open: bool
    granted: int = 0
    last_ended: datetime | None = None

    @property
    def left(self) -> int:
        """Attempts that may still be begun."""
        return 0 if self.passed else max(0, self.allowed - self.used) + self.granted

    @property
    def ended(self) -> bool:
        """Nothing is left to do: passed, or no attempt left, open ones counting as left."""
        return self.passed or (not self.has_open and self.left == 0)


def reveals_key(feedback: Feedback, standing: Standing) -> bool:
    """The key is shown after an attempt, as the quiz says; never while another one is open."""
    if feedback == Feedback.EACH:
        return not standing.has_open
    return feedback == Feedback.END and standing.ended


def reveals_topics(feedback: Feedback) -> bool:
    """Right answers by topic are shown, unless the quiz keeps them back."""
    return feedback != Feedback.NEVER


class Refusal(StrEnum):
    """Why an attempt may not begin."""

    ALREADY_PASSED = "already_passed"
    NONE_LEFT = "none_left"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    WAIT = "wait"


def waits_until(standing: Standing, rules: QuizRules) -> datetime | None:
    """When the waiting time after the last attempt is over; None if there is none to wait for.

    A granted attempt opens the quiz at once.
    """
    if not rules.wait_minutes or standing.last_ended is None or standing.granted:
        return None
    return standing.last_ended + timedelta(minutes=rules.wait_minutes)


def refuses_start(standing: Standing, rules: QuizRules, now: datetime) -> Refusal | None:
    """None if a new attempt may begin now. An open one is resumed instead, whatever this says."""
    until = waits_until(standing, rules)
    reasons = {
        Refusal.ALREADY_PASSED: standing.passed,
        Refusal.CLOSED: rules.closes_at is not None and now >= rules.closes_at,
        Refusal.NONE_LEFT: not standing.left,
        Refusal.NOT_YET_OPEN: rules.opens_at is not None and now < rules.opens_at,
        Refusal.WAIT: until is not None and now < until,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def reopens_at(refusal: Refusal | None, standing: Standing, rules: QuizRules) -> datetime | None:
    """When what refused a start is over by itself; None if it is not, or nothing refused."""
    if refusal == Refusal.NOT_YET_OPEN:
        return rules.opens_at
    if refusal != Refusal.WAIT:
        return None
    ends = [end for end in (waits_until(standing, rules), rules.opens_at) if end]
    return max(ends)
