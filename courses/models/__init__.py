"""The tables of `courses`: what is written in Wagtail, what is frozen, and who did what."""

from courses.models.editions import Course, CourseEdition, EditionLesson, EditionText
from courses.models.glossary import GlossaryPage
from courses.models.learning import Completion, Enrolment
from courses.models.pages import ActivityPage, CataloguePage, CoursePage, LessonPage, ModulePage
from courses.models.review import SecretariatApproval

__all__ = [
    "ActivityPage",
    "CataloguePage",
    "Completion",
    "Course",
    "CourseEdition",
    "CoursePage",
    "EditionLesson",
    "EditionText",
    "Enrolment",
    "GlossaryPage",
    "LessonPage",
    "ModulePage",
    "SecretariatApproval",
]
