"""The smallest bank, quiz and attempt, with fixed readable values."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from assessments.actions import (
    Given,
    approve_question,
    save_answers,
    start_attempt,
    submit_attempt,
    write_question,
    write_topic,
)
from assessments.models import Answer, Attempt, AttemptResult, Question, QuestionVersion, Topic
from assessments.rules import MULTIPLE, SINGLE, Option
from courses.actions import give_course
from courses.models import Course, CourseEdition, EditionLesson, EditionText, Enrolment
from foundation.audit.actors import SYSTEM
from people.models import Person, Role, User
from tests.factories.courses import make_course_page
from tests.factories.people import make_person, make_user

NOON = datetime(2026, 10, 2, 17, 0, tzinfo=UTC)
_serial = count(1)

RIGHT, WRONG = "The right one", "The wrong one"
FEEDBACK_RIGHT, FEEDBACK_WRONG = "Yes, because of this", "No, because of that"
ONE_OF_TWO = (Option(RIGHT, True, FEEDBACK_RIGHT), Option(WRONG, False, FEEDBACK_WRONG))
TWO_OF_THREE = (
    Option("First right", True, FEEDBACK_RIGHT),
    Option("Second right", True, FEEDBACK_RIGHT),
    Option(WRONG, False, FEEDBACK_WRONG),
)


def make_topic(code: str = "signs", title: str = "") -> Topic:
    """The topic of this code, made if it is missing."""
    found = Topic.objects.filter(code=code).first()
    return found or write_topic(by=SYSTEM, code=code, title=title or f"Topic {code}")


def make_question(
    topic: str = "signs",
    kind: str = SINGLE,
    stem: str = "",
    options: Iterable[Option] = (),
    by: User | None = None,
) -> Question:
    """A question as written, not approved."""
    given = tuple(options) or (TWO_OF_THREE if kind == MULTIPLE else ONE_OF_TWO)
    return write_question(
        by=by or SYSTEM,
        topic=make_topic(topic),
        kind=kind,
        stem=stem or f"Question number {next(_serial)}",
        options=given,
    )


def make_version(topic: str = "signs", kind: str = SINGLE, stem: str = "") -> QuestionVersion:
    """An approved question."""
    return approve_question(by=SYSTEM, question=make_question(topic, kind, stem), now=NOON)


def make_bank(topics: Iterable[str] = ("signs", "law"), each: int = 3) -> list[QuestionVersion]:
    """Approved questions; the last one of each topic has several right answers."""
    return [
        make_version(topic, MULTIPLE if number == each - 1 else SINGLE)
        for topic in topics
        for number in range(each)
    ]


def make_quiz(
    topics: Iterable[str] = ("signs", "law"),
    draw: int = 2,
    pass_mark: int = 3,
    attempts_allowed: int = 3,
    course: str = "first-steps",
    slug: str = "final-quiz",
    **settings: Any,
) -> EditionLesson:
    """A released quiz, alone in the first edition of its course. `settings` as a frozen body has them."""
    edition = CourseEdition.objects.create(
        course=Course.objects.create(slug=course),
        number=1,
        title="First steps",
        summary="",
        hours=1,
        modules=[],
        released_at=NOON,
    )
    quiz = EditionLesson.objects.create(
        edition=edition,
        lesson_key=uuid.uuid4(),
        kind="quiz",
        module_key=uuid.uuid4(),
        position=1,
        slug=slug,
        minutes=20,
    )
    EditionText.objects.create(
        lesson=quiz,
        language="en",
        number=1,
        title="Final quiz",
        approved_at=NOON,
        body={
            "sections": [{"topic": topic, "draw": draw} for topic in topics],
            "pass_mark": pass_mark,
            "attempts_allowed": attempts_allowed,
            **settings,
        },
    )
    return quiz


def make_next_edition(quiz: EditionLesson) -> EditionLesson:
    """The same quiz in a second edition of its course."""
    text = quiz.texts.get()
    edition, old = quiz.edition, quiz.edition.pk
    edition.pk, edition.number = None, edition.number + 1
    edition.save()
    assert edition.pk != old
    quiz.pk, quiz.edition = None, edition
    quiz.save()
    text.pk, text.lesson = None, quiz
    text.save()
    return quiz


def make_learner(email: str = "learner@example.org") -> User:
    """A person who can sign in."""
    return make_user(person=make_person("Ann Marie Gordon"), email=email)


def make_enrolment(user: User, quiz: EditionLesson) -> Enrolment:
    """The user's person on the quiz's edition."""
    person = user.person
    assert isinstance(person, Person)
    return Enrolment.objects.create(
        person=person, edition=quiz.edition, enrolled_at=NOON, reason="self"
    )


def make_attempt(user: User | None = None, quiz: EditionLesson | None = None) -> Attempt:
    """An open attempt, with bank, quiz, learner and enrolment as far as they are missing."""
    user = user or make_learner()
    if quiz is None:
        make_bank()
        quiz = make_quiz()
    enrolment = Enrolment.objects.filter(person=user.person, edition=quiz.edition).first()
    return start_attempt(
        by=user, enrolment=enrolment or make_enrolment(user, quiz), quiz=quiz, now=NOON
    )


def right_answers(attempt: Attempt, wrong: int = 0) -> list[Given]:
    """Answers to the whole paper, the first `wrong` of them wrong."""
    versions = {
        str(version.uuid): version
        for version in QuestionVersion.objects.filter(uuid__in=attempt.versions)
    }
    given = []
    for number, key in enumerate(attempt.versions):
        right = versions[key].answer_key
        chosen = right if number >= wrong else set(versions[key].option_ids) - right
        given.append(
            Given(
                uuid.uuid4(),
                uuid.UUID(key),
                tuple(sorted(chosen))[: None if number >= wrong else 1],
            )
        )
    return given


def take(attempt: Attempt, wrong: int = 0, at: datetime = NOON) -> AttemptResult:
    """Answer the whole paper, the first `wrong` questions wrong, and hand in."""
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt, wrong), now=at)
    return submit_attempt(by=SYSTEM, attempt=attempt, now=at)


def start_again(attempt: Attempt, at: datetime = NOON) -> Attempt:
    """The next attempt of the same person at the same quiz."""
    return start_attempt(by=SYSTEM, enrolment=attempt.enrolment, quiz=attempt.quiz, now=at)


def make_late(attempt: Attempt, at: datetime, wrong: int = 0) -> list[Answer]:
    """Answers to the whole paper that were made in time and arrived `at`, after the end."""
    return [
        Answer.objects.create(
            attempt=attempt,
            client_id=given.client_id,
            question=given.question,
            chosen=list(given.chosen),
            claimed_ms=1,
            sequence=number,
            received_at=at,
            late=True,
        )
        for number, given in enumerate(right_answers(attempt, wrong), start=1)
    ]


def trainer_of(attempt: Attempt) -> User:
    """A trainer to whom the attempt's course was given."""
    page = make_course_page()
    page.course_key = attempt.enrolment.edition.course.key
    page.save()
    trainer = make_user(Role.TRAINER, email="trainer@example.org")
    give_course(by=SYSTEM, user=trainer, page=page)
    return User.objects.get(pk=trainer.pk)
