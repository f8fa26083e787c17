"""The tables of `assessments`: the bank, quizzes, attempts, and what is granted and decided."""

from assessments.models.attempts import Answer, Attempt, AttemptResult, LateDecision
from assessments.models.bank import Question, QuestionVersion, Topic
from assessments.models.events import AttemptEvent
from assessments.models.grants import ExtraAttempt, ExtraTime
from assessments.models.pages import QuizPage

__all__ = [
    "Answer",
    "Attempt",
    "AttemptEvent",
    "AttemptResult",
    "ExtraAttempt",
    "ExtraTime",
    "LateDecision",
    "Question",
    "QuestionVersion",
    "QuizPage",
    "Topic",
]
