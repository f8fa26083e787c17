"""Writing and approving the question bank."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.errors import QuestionChanged, QuestionNotReady, QuestionRetired
from assessments.models import Question, QuestionVersion, Topic
from assessments.permissions import can_approve_question, can_write_questions, can_write_topics
from assessments.rules import Option, problems_of
from courses.models import LessonPage
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import User


@transaction.atomic
def write_topic(
    *,
    by: Actor,
    code: str,
    title: str,
    lessons: Iterable[LessonPage] | None = None,
    topic: Topic | None = None,
) -> Topic:
    """Add a topic, or change `topic`; a code never changes once it is used.

    `lessons` teach it; they stay as they are if None.
    """
    require(can_write_topics(by), _("Only specialists and the Secretariat keep the topics."))
    if topic is None:
        topic = Topic(code=code)
    topic.title = title
    topic.save()
    if lessons is not None:
        topic.lessons.set(lessons)
    record(by=by, verb="assessments.write_topic", obj=topic, data={"code": topic.code})
    return topic


def _raw_options(options: Sequence[Option]) -> list[dict[str, object]]:
    """The options as the StreamField stores them."""
    return [
        {
            "type": "option",
            "id": option.id,
            "value": {
                "text": option.text,
                "correct": option.correct,
                "feedback": option.feedback,
            },
        }
        for option in options
    ]


@transaction.atomic
def write_question(
    *,
    by: Actor,
    topic: Topic,
    kind: str,
    stem: str,
    options: Sequence[Option],
    difficulty: str | None = None,
    retired: bool = False,
    question: Question | None = None,
) -> Question:
    """Write a new question, or `question` anew; a changed text needs approval before it is asked.

    Options without an id get one; `difficulty` stays as it is unless it is given. Raises QuestionNotReady, NotAllowed.
    """
    require(
        can_write_questions(by),
        _("Only specialists, trainers and the Secretariat write questions."),
    )
    if problems := problems_of(kind, stem, options):
        raise QuestionNotReady(problems)
    writer = by if isinstance(by, User) else None
    if question is None:
        question = Question(author=writer)
    question.topic, question.kind, question.stem, question.retired = topic, kind, stem, retired
    question.difficulty = difficulty or question.difficulty
    question.options = _raw_options([replace(o, id=o.id or str(uuid.uuid4())) for o in options])
    before, question.digest = question.digest, question.current_digest()
    if before != question.digest:
        question.edited_by = writer
    question.save()
    data = {"changed": before != question.digest, "retired": retired}
    record(by=by, verb="assessments.write_question", obj=question, data=data)
    return question


@transaction.atomic
def approve_question(
    *, by: Actor, question: Question, now: datetime, seen: str | None = None
) -> QuestionVersion:
    """Freeze the question's text as its next version, which quizzes draw from now on.

    `seen` is the digest of the text that was read; approving twice gives the same version. Raises
    NotAllowed, QuestionRetired, QuestionChanged, QuestionNotReady.
    """
    locked = (
        Question.objects.select_for_update(of=("self",)).select_related("topic").get(pk=question.pk)
    )
    require(
        can_approve_question(by, locked),
        _("A question is approved by the Secretariat or by a specialist who did not write it."),
    )
    if locked.retired:
        raise QuestionRetired
    digest = locked.current_digest()
    if seen is not None and seen != digest:
        raise QuestionChanged
    if problems := problems_of(locked.kind, locked.stem, locked.choices):
        raise QuestionNotReady(problems)
    latest = locked.versions.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest
    version = _freeze_question(locked, latest.number + 1 if latest else 1)
    version.approved_at, version.approved_by = now, by if isinstance(by, User) else None
    version.save()
    record(
        by=by,
        verb="assessments.approve_question",
        obj=locked,
        data={"version": version.number, "digest": digest},
    )
    return version


def _freeze_question(question: Question, number: int) -> QuestionVersion:
    """The question's text today as a version, not stored yet."""
    return QuestionVersion(
        question=question,
        number=number,
        topic=question.topic,
        kind=question.kind,
        difficulty=question.difficulty,
        stem=question.stem,
        options=[
            {"id": o.id, "text": o.text, "correct": o.correct, "feedback": o.feedback}
            for o in question.choices
        ],
        digest=question.current_digest(),
    )
