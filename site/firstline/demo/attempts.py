"""Who else took the quiz: somebody who must be helped on, and answers that arrived late."""

import random
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from assessments.actions import Given, save_answers, start_attempt, submit_attempt
from assessments.models import Attempt, QuestionVersion
from courses.actions import enrol
from courses.models import CourseEdition, Enrolment
from firstline.demo import texts
from firstline.demo.story import final_quiz_slug, right_answers
from foundation.audit.actors import Actor
from people.models import Person

TAKES = timedelta(minutes=14)
GIVEN = timedelta(minutes=9)
ARRIVES = timedelta(hours=3)
BETWEEN = timedelta(days=2)


def load_attempts(*, by: Actor, edition: CourseEdition, now: datetime) -> None:
    """The attempts of `content/course.toml`, the first of each person at `now`."""
    quiz = edition.lessons.get(slug=final_quiz_slug())
    rows = texts.course()["quiz"]["attempts"]
    for row in rows:
        person = Person.objects.get(staff_records__number=row["number"])
        for number, wrong in enumerate(row["wrong"]):
            enrolment = enrol(by=by, person=person, edition=quiz.edition, now=now)
            at = now + number * BETWEEN
            attempt = start_attempt(by=by, enrolment=enrolment, quiz=quiz, now=at)
            _take(by, attempt, wrong, row, at)


def load_pre_tests(*, by: Actor, edition: CourseEdition, now: datetime) -> None:
    """What some knew before the course, so that there is a gain to show."""
    quiz = edition.lessons.get(slug=texts.course()["pre_test"]["slug"])
    for row in texts.course()["pre_tests"]:
        person = Person.objects.get(staff_records__number=row["number"])
        enrolment = enrol(by=by, person=person, edition=edition, now=now)
        attempt = start_attempt(by=by, enrolment=enrolment, quiz=quiz, now=now)
        right = right_answers(attempt)
        given = [*right[: row["right"]], *_wrong(attempt, right[row["right"] :])]
        save_answers(by=by, attempt=attempt, answers=_at(GIVEN, given), now=now + TAKES)
        submit_attempt(by=by, attempt=attempt, now=now + TAKES)


def take_quiz(
    *,
    by: Actor,
    enrolment: Enrolment,
    wrong: int,
    now: datetime,
    stumbles: Collection[UUID] = (),
    chance: random.Random | None = None,
) -> Attempt:
    """Hand in the quiz that earns the certificate with so many wrong answers.

    `stumbles` are versions of questions that are got wrong first; `chance` chooses the others.
    """
    quiz = enrolment.edition.lessons.get(slug=final_quiz_slug())
    attempt = start_attempt(by=by, enrolment=enrolment, quiz=quiz, now=now)
    row = {"misses": False, "late": 0, "stumbles": stumbles, "chance": chance}
    _take(by, attempt, wrong, row, now)
    return attempt


def versions_asking(stems: Iterable[str]) -> frozenset[UUID]:
    """The versions of the bank that ask one of these."""
    found = QuestionVersion.objects.filter(stem__in=list(stems))
    return frozenset(found.values_list("uuid", flat=True))


def _take(by: Actor, attempt: Attempt, wrong: int, row: Mapping[str, Any], now: datetime) -> None:
    """Answer with so many wrong, hand in, and send the late ones; `row` as in `course.toml`."""
    right = _ordered(attempt, row)
    in_time, behind = right[row["late"] :], right[: row["late"]]
    given = [*_wrong(attempt, in_time[:wrong]), *in_time[wrong:]]
    save_answers(by=by, attempt=attempt, answers=_at(GIVEN, given), now=now + TAKES)
    submit_attempt(by=by, attempt=attempt, now=now + TAKES)
    save_answers(by=by, attempt=attempt, answers=_at(GIVEN, behind), now=now + ARRIVES)


def _ordered(attempt: Attempt, row: Mapping[str, Any]) -> list[Given]:
    """The key, what must not be missed at one end of it, and what is stumbled over first of all."""
    must, stumbles = attempt.quiz_rules.at_least, row.get("stumbles", ())
    sections = {entry["version"]: entry["section"] for entry in attempt.paper}
    key = right_answers(attempt)
    if chance := row.get("chance"):
        chance.shuffle(key)
    return sorted(
        key,
        key=lambda given: (
            given.question not in stumbles,
            (sections[str(given.question)] in must) is not row["misses"],
        ),
    )


def _at(since: timedelta, answers: Iterable[Given]) -> list[Given]:
    """The answers as a device claims them, given so long after the start."""
    claim = since // timedelta(milliseconds=1)
    return [
        Given(one.client_id, one.question, one.chosen, claimed_ms=claim, sequence=number)
        for number, one in enumerate(answers, start=1)
    ]


def _wrong(attempt: Attempt, answers: Iterable[Given]) -> list[Given]:
    """One wrong option for each of these questions."""
    keys = [one.question for one in answers]
    return [
        Given(uuid.uuid4(), version.uuid, (_wrong_option(version),))
        for version in QuestionVersion.objects.filter(uuid__in=keys)
    ]


def _wrong_option(version: QuestionVersion) -> str:
    return next(option for option in version.option_ids if option not in version.answer_key)
