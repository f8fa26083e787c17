"""The question bank: written by one specialist, approved by another."""

from datetime import datetime

from assessments.actions import approve_question, write_question, write_topic
from assessments.models import Topic
from assessments.rules import Option
from firstline.demo import texts
from people.models import User


def load_bank(*, author: User, approver: User, now: datetime) -> dict[str, Topic]:
    """All topics and questions, approved. Returns the topics by code, in order."""
    topics = {
        code: write_topic(by=author, code=code, title=title)
        for code, title in texts.topics().items()
    }
    for text in texts.questions():
        question = write_question(
            by=author,
            topic=topics[text.topic],
            kind=text.kind,
            stem=text.stem,
            options=[Option(o.text, o.correct, o.feedback) for o in text.options],
        )
        approve_question(by=approver, question=question, now=now)
    return topics
