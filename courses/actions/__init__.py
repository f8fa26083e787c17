"""Every write of `courses`."""

from courses.actions.glossary import ensure_glossary, write_words
from courses.actions.learning import (
    complete_activity,
    enrol,
    move_to_current_edition,
    record_completion,
)
from courses.actions.releasing import correct_texts, release_edition
from courses.actions.reviewing import approve_page, ask_for_changes, submit_for_approval
from courses.actions.rights import ensure_workflow, folder_of, give_course, take_course_back
from courses.actions.writing import (
    add_activity,
    add_catalogue,
    add_course,
    add_lesson,
    add_module,
    change_lesson,
    ensure_course,
)

__all__ = [
    "add_activity",
    "add_catalogue",
    "add_course",
    "add_lesson",
    "add_module",
    "approve_page",
    "ask_for_changes",
    "change_lesson",
    "complete_activity",
    "correct_texts",
    "enrol",
    "ensure_course",
    "ensure_glossary",
    "ensure_workflow",
    "folder_of",
    "give_course",
    "move_to_current_edition",
    "record_completion",
    "release_edition",
    "submit_for_approval",
    "take_course_back",
    "write_words",
]
