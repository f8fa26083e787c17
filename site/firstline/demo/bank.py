"""The question bank: written by one specialist, approved by another."""

from dataclasses import dataclass
from datetime import datetime

from assessments.actions import approve_question, write_question, write_topic
from assessments.models import Topic
from assessments.rules import Option
from firstline.demo import texts
from people.models import User


@dataclass(frozen=True)
class Bank:
    """The topics by code, and by (form, topic code) the keys of the questions asked there."""

    topics: dict[str, Topic]
    keys: dict[tuple[str, str], list[str]]

    @property
    def forms(self) -> list[str]:
        """The letters of the parallel forms."""
        return sorted({form for form, _code in self.keys})


def load_bank(*, author: User, approver: User, now: datetime) -> Bank:
    """All topics and questions, approved."""
    topics = {
        code: write_topic(by=author, code=code, title=text.title)
        for code, text in texts.topics().items()
    }
    keys: dict[tuple[str, str], list[str]] = {}
    for text in texts.questions():
        question = write_question(
            by=author,
            topic=topics[text.topic],
            kind=text.kind,
            stem=text.stem,
            options=[Option(o.text, o.correct, o.feedback) for o in text.options],
        )
        approve_question(by=approver, question=question, now=now)
        keys.setdefault((text.form, text.topic), []).append(str(question.key))
    return Bank(topics, keys)
