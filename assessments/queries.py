"""What pages and actions read. Every function runs one query unless it says otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import (
    Answer,
    Attempt,
    AttemptEvent,
    AttemptResult,
    ExtraAttempt,
    ExtraTime,
    LateDecision,
    Topic,
)
from assessments.models.attempts import topic_scores
from assessments.received import received, received_and_late, received_in
from assessments.registry import fresh_start
from assessments.rules import (
    LatePolicy,
    QuizRules,
    Refusal,
    Standing,
    TopicScore,
    merge,
    quiz_rules,
    refuses_start,
)
from courses.models import CourseEdition, EditionLesson, EditionText, Enrolment
from courses.models.learning import whose
from courses.progress import texts_of
from courses.reading import find_taken
from foundation.prepared import Prepared
from people.models import Person, User

# What another attempt granted to somebody is good for.
GRANT_HELPS = {Refusal.NONE_LEFT, Refusal.WAIT}


@dataclass(frozen=True)
class QuizPlace:
    """A quiz as one person finds it: in their own edition, or in the current one before joining."""

    quiz: EditionLesson
    text: EditionText
    edition: CourseEdition
    enrolment: Enrolment | None


def find_quiz(user: User, course_slug: str, lesson_slug: str) -> QuizPlace | None:
    """The quiz at this address for this person, None if there is none. One query if enrolled."""
    taken = find_taken(user, course_slug)
    quiz = taken.frozen.lesson(lesson_slug) if taken else None
    if taken is None or quiz is None or quiz.kind != "quiz":
        return None
    return QuizPlace(quiz, taken.frozen.texts[quiz.pk], taken.edition, taken.enrolment)


def text_of(quiz: EditionLesson) -> EditionText:
    """The latest words and settings of a quiz, in the language in use if there are any."""
    return texts_of([quiz])[quiz.pk]


def any_counts(quizzes: Iterable[EditionLesson]) -> bool:
    """Whether a pass counts in one of these quizzes. Two queries, one if there is no quiz."""
    quizzes = list(quizzes)
    texts = texts_of(quizzes) if quizzes else {}
    return any(
        quiz.pk not in texts or quiz_rules(texts[quiz.pk].body).purpose.counts for quiz in quizzes
    )


def _attempts(person: int, lesson_key: UUID) -> QuerySet[Attempt]:
    mine = Attempt.objects.of(Person(pk=person)).filter(quiz__lesson_key=lesson_key)
    return mine.with_outcome().order_by("number", "pk")


_ATTEMPTS = Prepared[Attempt](_attempts, person=int, lesson_key=UUID)


def attempts_of(person: Person, quiz: EditionLesson) -> list[Attempt]:
    """The person's attempts at this quiz in all editions with their outcomes, first to last."""
    return _ATTEMPTS.rows(person=person.canonical_id, lesson_key=quiz.lesson_key)


def result_of(attempt: Attempt) -> AttemptResult | None:
    """The result, None while the attempt is open. No query if loaded with it."""
    return getattr(attempt, "result", None)


def has_passed(attempt: Attempt) -> bool:
    """Whether the attempt holds as passed today. No query if loaded `with_outcome()`."""
    result = result_of(attempt)
    return result is not None and (result.passed or bool(getattr(attempt, "passed_late", False)))


def score_of(attempt: Attempt, result: AttemptResult) -> int:
    """The score that holds. `attempt` is loaded `with_outcome()`."""
    return max(result.score, getattr(attempt, "late_score", None) or 0)


def standing(attempts: Sequence[Attempt], rules: QuizRules, granted: int = 0) -> Standing:
    """How the person stands after these attempts, with so many grants unused. No query."""
    results = [result_of(attempt) for attempt in attempts]
    return Standing(
        used=sum(attempt.grant_id is None for attempt in attempts),
        allowed=rules.attempts_allowed,
        passed=any(has_passed(attempt) for attempt in attempts),
        has_open=any(result is None for result in results),
        granted=granted,
        last_ended=max((result.submitted_at for result in results if result), default=None),
    )


def standing_of(
    person: Person,
    quiz: EditionLesson,
    attempts: Sequence[Attempt],
    rules: QuizRules,
    now: datetime,
) -> Standing:
    """`standing` with the grants, and after a pass with what is to be renewed.

    One query, and only for whoever might need a grant, or has passed.
    """
    found = standing(attempts, rules)
    if found.passed and (since := fresh_start(person, quiz, now)):
        found = standing([one for one in attempts if one.started_at >= since], rules)
    if found.passed or (found.left and not rules.wait_minutes):
        return found
    return replace(found, granted=unused_grants(person, quiz.lesson_key).count())


def unused_grants(person: Person, lesson_key: UUID) -> QuerySet[ExtraAttempt]:
    """The attempts granted at a quiz that no attempt has used, oldest first. Lazy."""
    mine = ExtraAttempt.objects.filter(whose(person), lesson_key=lesson_key)
    return mine.filter(attempt__isnull=True).order_by("pk")


def extra_time_of(person: Person) -> ExtraTime | None:
    """The extra time that holds for a person today."""
    return ExtraTime.objects.filter(whose(person)).order_by("-pk").first()


def forms_met(person: Person, family: UUID) -> list[str]:
    """The forms of a family of quizzes that a person has had on a paper."""
    mine = Attempt.objects.of(person).filter(family=family)
    return list(mine.values_list("form", flat=True))


@dataclass(frozen=True)
class Saved:
    """The answer that counts, when it was received, and its place in the order of answers."""

    chosen: frozenset[str]
    at: datetime
    order: tuple[int, int, str]


def saved_in(attempt: Attempt) -> dict[str, Saved]:
    """The answer that counts for each question answered."""
    return {
        question: Saved(
            answer.chosen,
            attempt.started_at + timedelta(milliseconds=answer.received_ms),
            answer.order,
        )
        for question, answer in merge(received_in(attempt)).items()
    }


def chosen_in(attempt: Attempt) -> dict[str, frozenset[str]]:
    """The options that count for each question answered in time."""
    counts = merge(received_in(attempt))
    return {question: answer.chosen for question, answer in counts.items()}


def decisions_of(attempt: Attempt) -> list[LateDecision]:
    """The decisions on late answers, first to last."""
    return list(LateDecision.objects.filter(attempt=attempt).order_by("upto"))


def late_waiting(attempt: Attempt, decisions: Sequence[LateDecision]) -> list[Answer]:
    """The late answers that a trainer has yet to decide on, in the order of arrival.

    None while the attempt is open, where the quiz's rule leaves nothing to decide, or where a pass
    stands already; none of those that came after the right answers were shown. One query.
    """
    result = result_of(attempt)
    rules = attempt.quiz_rules
    held = result is None or result.passed or any(d.counted and d.passed for d in decisions)
    if held or rules.late != LatePolicy.TRAINER or not rules.purpose.counts:
        return []
    seen = max((decision.upto for decision in decisions), default=0)
    return list(_unspoiled(attempt).filter(late=True, pk__gt=seen).order_by("pk"))


def _unspoiled(attempt: Attempt) -> QuerySet[Answer]:
    """The answers that came before the learner was given the right ones."""
    shown = attempt.events.filter(kind=AttemptEvent.Kind.KEY_SHOWN, at__lte=OuterRef("received_at"))
    return attempt.answers.filter(~Exists(shown))


def chosen_with_late(
    attempt: Attempt, decisions: Sequence[LateDecision], upto: int
) -> dict[str, frozenset[str]]:
    """The options that count for each question, with the late answers that were counted before and
    those up to `upto` that are being decided."""
    counted, seen = Q(late=False), 0
    for decision in decisions:
        if decision.counted:
            counted |= Q(pk__gt=seen, pk__lte=decision.upto)
        seen = decision.upto
    counted |= Q(pk__gt=seen, pk__lte=upto)
    counts = merge(received(attempt, _unspoiled(attempt).filter(counted)))
    return {question: answer.chosen for question, answer in counts.items()}


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to, with the decisions on late answers."""

    score: int
    out_of: int
    passed: bool
    topics: dict[str, TopicScore]
    sections: dict[int, dict[str, Any]]
    late_counted: bool


def _better(result: AttemptResult, decisions: Sequence[LateDecision]) -> LateDecision | None:
    """The decision that holds in place of the first grading, if any does."""
    better = [d for d in decisions if d.counted and (d.passed or d.score > result.score)]
    return max(better, key=lambda d: (d.passed, d.score), default=None)


def outcome_of(result: AttemptResult, decisions: Sequence[LateDecision]) -> Outcome:
    """The result that holds: as first graded, or better by a decision. Late answers never lower it."""
    held = _better(result, decisions) or result
    return Outcome(
        score=held.score,
        out_of=result.out_of,
        passed=held.passed,
        topics=topic_scores(held.by_topic),
        sections={int(at): section for at, section in held.by_section.items()},
        late_counted=held is not result,
    )


@dataclass(frozen=True)
class Late:
    """The late answers of an attempt: how many, whether they wait or were decided, and what holds.

    `chosen` are the answers that `outcome` is worth.
    """

    arrived: int
    waits: bool
    decided: bool
    outcome: Outcome
    chosen: dict[str, frozenset[str]]


def late_in(attempt: Attempt, result: AttemptResult) -> Late:
    """What holds of an attempt with a result. One query, three more where answers came late."""
    in_time, arrived = received_and_late(attempt)
    if not arrived:
        chosen = {question: answer.chosen for question, answer in merge(in_time).items()}
        return Late(0, False, False, outcome_of(result, []), chosen)
    decisions = decisions_of(attempt)
    held = _better(result, decisions)
    upto_held = [decision for decision in decisions if held and decision.upto <= held.upto]
    chosen = chosen_with_late(attempt, upto_held, upto=0)
    waits = bool(late_waiting(attempt, decisions))
    return Late(arrived, waits, bool(decisions), outcome_of(result, decisions), chosen)


def titles_needed(rules: QuizRules) -> dict[str, str]:
    """The titles of topics that stand for sections without a name of their own. One query at most."""
    codes = {s.topic for s in rules.sections if s.at_least and s.topic and not s.name}
    return titles_of_topics(codes) if codes else {}


def titles_of_topics(codes: Iterable[str]) -> dict[str, str]:
    """The titles of topics today, by code."""
    return dict(Topic.objects.filter(code__in=list(codes)).values_list("code", "title"))


def needs_grant(attempt: Attempt, now: datetime) -> bool:
    """Whether its person can begin the quiz again by a grant only, or sooner by one. Three queries."""
    person, quiz = attempt.enrolment.person, attempt.quiz
    rules, attempts = quiz_rules(text_of(quiz).body), attempts_of(person, quiz)
    stands = standing_of(person, quiz, attempts, rules, now)
    return not stands.has_open and refuses_start(stands, rules, now) in GRANT_HELPS
