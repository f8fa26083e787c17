"""What `certificates` does when another room reports a fact."""

from datetime import datetime
from typing import Any

from assessments.models import AttemptResult
from assessments.signals import attempt_graded
from certificates.actions import award_for_result


def award_on_grading(
    sender: object, result: AttemptResult, passed: bool, at: datetime, **_more: Any
) -> None:
    """A graded attempt may complete somebody's evidence."""
    if passed:
        award_for_result(result=result, now=at)


def connect() -> None:
    """Begin to listen. Called once, when the applications are ready."""
    attempt_graded.connect(award_on_grading, dispatch_uid="certificates.award_on_grading")
