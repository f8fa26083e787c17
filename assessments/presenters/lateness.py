"""What becomes of answers that arrive late, in words for the learner."""

from django.utils.translation import gettext as _

from assessments.models import AttemptResult
from assessments.presenters.words import duration_text
from assessments.queries import Late
from assessments.rules import LatePolicy, QuizRules


def late_rule_text(rules: QuizRules) -> str:
    """What becomes of answers given in time that reach us after the end."""
    if not rules.purpose.counts or rules.late == LatePolicy.NEVER:
        return _("An answer that reaches us after the end does not count, even if given in time")
    if rules.late == LatePolicy.GRACE:
        words = {"minutes": duration_text(rules.grace_minutes)}
        return (
            _("An answer given in time counts if it reaches us within %(minutes)s of the end")
            % words
        )
    return _("If an answer given in time reaches us after the end, your trainer decides on it")


def late_receipt_text(rules: QuizRules) -> str:
    """What becomes of an answer that has just come too late to count by itself."""
    if rules.late == LatePolicy.TRAINER and rules.purpose.counts:
        return _(
            "Received at %time%, after the time was over. It is kept apart; your trainer decides on it."
        )
    return _("Received at %time%, after the time was over. It is kept apart and does not count.")


def late_result_text(late: Late, rules: QuizRules, closed_by: str) -> str:
    """What became of answers that reached us after the end of an attempt."""
    if late.waits:
        return _("What arrived late is kept apart. Your trainer decides whether it counts.")
    if late.outcome.late_counted:
        return _("Your trainer decided that what arrived late counts. The result here includes it.")
    if late.decided:
        return _("Your trainer looked at what arrived late. It does not change the result.")
    by_time = closed_by == AttemptResult.ClosedBy.TIME
    if by_time and rules.purpose.counts and rules.late == LatePolicy.GRACE:
        words = {"minutes": duration_text(rules.grace_minutes)}
        return _("In this quiz, only what arrives within %(minutes)s of the end counts.") % words
    return _("What arrived late is kept apart and does not count.")
