"""Where the story begins: who was certified before, by taking course and quiz, and what became of it."""

import uuid
from datetime import datetime, timedelta

from assessments.actions import Given, save_answers, start_attempt, submit_attempt
from assessments.models import Attempt, QuestionVersion
from certificates.actions import revoke_certificate
from certificates.models import Certificate, Reason
from courses.actions import enrol, record_completion
from courses.models import CourseEdition, Enrolment
from firstline.demo import texts
from foundation.audit.actors import Actor
from people.actions import add_person
from people.models import Person, User

LAST_MONTH = timedelta(days=31)


def certify(*, by: Actor, person: Person, edition: CourseEdition, now: datetime) -> Certificate:
    """Take a person through the whole course and a faultless quiz: the certificate follows from it."""
    enrolment = enrol(by=by, person=person, edition=edition, now=now)
    for lesson in edition.lessons.filter(kind="lesson"):
        record_completion(
            by=by, person=person, edition=edition, lesson_key=lesson.lesson_key, now=now
        )
    return pass_quiz(by=by, enrolment=enrolment, now=now)


def pass_quiz(*, by: Actor, enrolment: Enrolment, now: datetime) -> Certificate:
    """Pass the quiz of the edition without a fault."""
    quiz = enrolment.edition.lessons.get(slug=final_quiz_slug())
    attempt = start_attempt(by=by, enrolment=enrolment, quiz=quiz, now=now)
    save_answers(by=by, attempt=attempt, answers=right_answers(attempt), now=now)
    submit_attempt(by=by, attempt=attempt, now=now + timedelta(minutes=14))
    return Certificate.objects.get(evidence=f"attempt:{attempt.uuid}")


def load_lives(
    *, by: Actor, officer: User, first: CourseEdition, edition: CourseEdition, now: datetime
) -> None:
    """Three more certificates: one has ended, one was revoked, one was renewed in its window."""
    rows = texts.people()["certified_before"]
    former = {
        key: add_person(by=by, legal_name=row["legal_name"], sex=row["sex"])
        for key, row in rows.items()
    }
    certify(by=by, person=former["expired"], edition=first, now=now - timedelta(days=420))
    revoked = certify(by=by, person=former["revoked"], edition=edition, now=now - LAST_MONTH)
    revoke_certificate(
        by=officer,
        certificate=revoked,
        reason=Reason.EVIDENCE,
        note=rows["revoked"]["note"],
        now=now - timedelta(days=12),
    )
    certify(by=by, person=former["renewed"], edition=first, now=now - timedelta(days=340))
    again = now - timedelta(days=15)
    enrolment = enrol(by=by, person=former["renewed"], edition=edition, now=again)
    pass_quiz(by=by, enrolment=enrolment, now=again)


def final_quiz_slug() -> str:
    """The address of the quiz that earns the certificate."""
    return str(texts.course()["quiz"]["slug"])


def right_answers(attempt: Attempt) -> list[Given]:
    """The key to a paper."""
    asked = QuestionVersion.objects.filter(uuid__in=[entry["version"] for entry in attempt.paper])
    return [
        Given(uuid.uuid4(), version.uuid, tuple(sorted(version.answer_key))) for version in asked
    ]
