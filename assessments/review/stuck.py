"""Who cannot go on with a quiz unless somebody helps."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.models import Attempt, ExtraAttempt
from assessments.permissions import enrolments_helped_by
from assessments.queries import has_passed, standing
from assessments.registry import fresh_start
from assessments.rules import Refusal, quiz_rules, refuses_start, reopens_at
from courses.models import EditionLesson, Enrolment
from courses.progress import texts_of
from people.models import User, rows_of_many

Key = tuple[int, UUID]
MOST = 500


@dataclass(frozen=True)
class Stuck:
    """Somebody who failed a quiz and has no attempt left, or must wait until `opens`."""

    enrolment: Enrolment
    quiz: EditionLesson
    title: str
    used: int
    opens: datetime | None


def stuck_people(user: User, words: str, now: datetime) -> list[Stuck]:
    """The people whom somebody may help, by name, with the quiz that they failed. Five queries,
    and one for each who failed after a pass.

    `words` narrow by name. Of very many the last to have failed are listed.
    """
    latest = _latest_failures(user, words)
    attempts, grants = _attempts(latest), _grants(latest)
    texts = texts_of({one.quiz_id: one.quiz for one in latest.values()}.values())
    found = []
    for key, attempt in latest.items():
        text = texts[attempt.quiz_id]
        rules = quiz_rules(text.body)
        mine: Sequence[Attempt] = attempts[key]
        if any(map(has_passed, mine)) and not has_passed(mine[-1]):
            since = fresh_start(attempt.enrolment.person, attempt.quiz, now)
            mine = [one for one in mine if since is None or one.started_at >= since]
        stands = standing(mine, rules, grants.get(key, 0))
        refusal = refuses_start(stands, rules, now)
        if not stands.has_open and refusal in {Refusal.NONE_LEFT, Refusal.WAIT}:
            opens = reopens_at(refusal, stands, rules)
            used = len(mine)
            found.append(Stuck(attempt.enrolment, attempt.quiz, text.title, used, opens))
    return sorted(found, key=lambda stuck: stuck.enrolment.person.legal_name)


def _key(attempt: Attempt) -> Key:
    return (attempt.enrolment.person.canonical_id, attempt.quiz.lesson_key)


def _latest_failures(user: User, words: str) -> dict[Key, Attempt]:
    failed = Attempt.objects.counting().filter(
        enrolment__in=enrolments_helped_by(user).order_by().values("pk"), result__passed=False
    )
    for word in words.split():
        failed = failed.filter(enrolment__person__legal_name__icontains=word)
    found: dict[Key, Attempt] = {}
    loaded = failed.select_related("enrolment__person", "enrolment__edition__course", "quiz")
    for attempt in loaded.order_by("-pk")[:MOST]:
        found.setdefault(_key(attempt), attempt)
    return found


def _attempts(latest: dict[Key, Attempt]) -> dict[Key, list[Attempt]]:
    """All attempts of these people at these quizzes."""
    people, quizzes = {person for person, _quiz in latest}, {quiz for _person, quiz in latest}
    theirs = rows_of_many(people)
    rows = Attempt.objects.filter(
        enrolment__person__in=theirs, quiz__lesson_key__in=quizzes
    ).with_outcome()
    found: dict[Key, list[Attempt]] = defaultdict(list)
    for attempt in rows.select_related("enrolment__person", "quiz", "result").order_by("number"):
        found[_key(attempt)].append(attempt)
    return found


def _grants(latest: dict[Key, Attempt]) -> dict[Key, int]:
    """The grants that wait to be used."""
    people = {person for person, _quiz in latest}
    waiting = ExtraAttempt.objects.filter(person__in=rows_of_many(people), attempt__isnull=True)
    found: dict[Key, int] = defaultdict(int)
    for grant in waiting.select_related("person"):
        found[(grant.person.canonical_id, grant.lesson_key)] += 1
    return found
