"""Facts of `assessments` that upper rooms listen to.

They are sent inside the transaction that makes them true: a listener writes rows, and nothing else.
"""

from django.dispatch import Signal

# sender=Attempt, attempt: Attempt, result: AttemptResult, passed: bool, at: datetime, by: Actor
#
# Sent once when an attempt is graded, and once more if a decision on late answers makes it a pass:
# `passed` is what holds from `at` on; `result.passed` is how it was first graded.
attempt_graded = Signal()
