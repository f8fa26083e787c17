"""Every write of `assessments`."""

from assessments.actions.answers import Given, Receipt, save_answers
from assessments.actions.attempts import join_and_start, start_attempt
from assessments.actions.bank import approve_question, write_question, write_topic
from assessments.actions.grading import close_if_over, close_overdue, submit_attempt
from assessments.actions.grants import give_extra_time, grant_attempt
from assessments.actions.late import decide_late
from assessments.actions.quizzes import add_quiz
from assessments.actions.reading import note_export, note_key_shown, note_reading

__all__ = [
    "Given",
    "Receipt",
    "add_quiz",
    "approve_question",
    "close_if_over",
    "close_overdue",
    "decide_late",
    "give_extra_time",
    "grant_attempt",
    "join_and_start",
    "note_export",
    "note_key_shown",
    "note_reading",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "write_question",
    "write_topic",
]
