"""Which questions few get right: what a trainer and the bank's keepers look at next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Attempt, QuestionVersion
from assessments.permissions import attempts_reviewable_by
from assessments.received import merged_by_attempt
from assessments.rules import is_right
from people.models import User

# The newest attempts say how a question does now, and their number bounds the work.
LATEST = 200
FEWEST, WEAK_BELOW, MOST = 10, 0.6, 5


@dataclass(frozen=True)
class WeakQuestion:
    """A question as it is asked now, with how many of those asked chose rightly."""

    question_id: int
    stem: str
    right: int
    asked: int


def weak_questions(user: User) -> list[WeakQuestion]:
    """The questions of the user's courses that fewest got right, the worst first. Three queries.

    Read from the latest attempts that were handed in. Under `FEWEST` askings nothing is said: chance
    would say it. A question that was not answered was not got right.
    """
    reviewable = attempts_reviewable_by(user).counting().filter(result__isnull=False)
    attempts = list(reviewable.order_by("-pk")[:LATEST])
    if not attempts:
        return []
    versions, chosen = _versions(attempts), merged_by_attempt(attempts)
    asked, right = Counter[str](), Counter[str]()
    for attempt in attempts:
        for key in versions.keys() & set(attempt.versions):
            answer = chosen[attempt.pk].get(key)
            asked[key] += 1
            right[key] += bool(answer and is_right(versions[key].answer_key, answer.chosen))
    return weakest(versions, asked, right)


def _versions(attempts: Iterable[Attempt]) -> dict[str, QuestionVersion]:
    wanted = {key for attempt in attempts for key in attempt.versions}
    found = QuestionVersion.objects.filter(uuid__in=wanted, question__retired=False)
    return {str(version.uuid): version for version in found}


def weakest(
    versions: Mapping[str, QuestionVersion], asked: Mapping[str, int], right: Mapping[str, int]
) -> list[WeakQuestion]:
    """The weak ones of these. Pure. A changed text starts its own count."""
    counted = [
        WeakQuestion(version.question_id, version.stem, right.get(key, 0), asked[key])
        for key, version in versions.items()
        if asked.get(key, 0) >= FEWEST
    ]
    weak = [one for one in counted if one.right < WEAK_BELOW * one.asked]
    return sorted(weak, key=lambda one: (one.right / one.asked, one.question_id))[:MOST]
