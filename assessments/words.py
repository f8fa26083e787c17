"""Words for the states of a question."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.rules import QuestionStatus

STATUS_WORDS: dict[QuestionStatus, Promise] = {
    QuestionStatus.DRAFT: _("Draft"),
    QuestionStatus.APPROVED: _("Approved"),
    QuestionStatus.CHANGED: _("Changed since approval"),
    QuestionStatus.RETIRED: _("Retired"),
}
STATUS_EXPLAINED: dict[QuestionStatus, Promise] = {
    QuestionStatus.DRAFT: _("No quiz draws this question before it is approved."),
    QuestionStatus.APPROVED: _("Quizzes draw this text."),
    QuestionStatus.CHANGED: _("Quizzes draw the text approved before, until this one is approved."),
    QuestionStatus.RETIRED: _("No quiz draws this question any more."),
}
