"""The quiz as an activity of a course."""

from dataclasses import replace
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from assessments.blocks import SectionBlocks, sections_in
from assessments.choices import FEEDBACKS, LATE_POLICIES, PURPOSES
from assessments.forms import QuizPageForm
from assessments.freezing import freeze_quiz
from assessments.rules import Feedback, LatePolicy, Purpose, QuizRules
from courses.models import ActivityPage

MOST_HOURS, MOST_MINUTES = 24 * 60, 8 * 60


class QuizPage(ActivityPage):
    """A quiz: what it asks, what passes it, how often, when and how long."""

    activity_kind = "quiz"
    purpose = models.CharField(
        _("what it is for"), max_length=12, choices=PURPOSES, default=Purpose.QUIZ.value
    )
    sections = StreamField(
        SectionBlocks(),
        blank=True,
        verbose_name=_("sections"),
        help_text=_("What the quiz asks: drawn at random from topics, or chosen one by one."),
    )
    forms_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("parallel forms of"),
        help_text=_(
            "For a post-test or follow-up: the quiz whose sections it uses. Nobody gets a form again "
            "while another one remains."
        ),
    )
    pass_mark = models.PositiveIntegerField(
        _("right answers needed"),
        default=16,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Of all questions of the quiz together. A section can need some of its own as well."
        ),
    )
    attempts_allowed = models.PositiveIntegerField(
        _("attempts allowed"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    wait_hours = models.PositiveIntegerField(
        _("hours to wait between attempts"),
        default=0,
        validators=[MaxValueValidator(MOST_HOURS)],
        help_text=_("Time to learn again. With 0 they can try again at once."),
    )
    limit_minutes = models.PositiveIntegerField(
        _("time limit in minutes"),
        default=0,
        validators=[MaxValueValidator(MOST_MINUTES)],
        help_text=_("With 0 no clock runs. A person's extra time is added to the limit."),
    )
    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("Leave it empty to open with the course."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_(
            "Attempts that are open end then, for everybody. Leave it empty to never close."
        ),
    )
    shuffle_questions = models.BooleanField(_("mix the order of the questions"), default=True)
    shuffle_options = models.BooleanField(
        _("mix the order of the options"),
        default=True,
        help_text=_("True stays before false."),
    )
    one_a_page = models.BooleanField(
        _("one question a page"),
        default=True,
        help_text=_("Learners can change to all on one page and back."),
    )
    feedback = models.CharField(
        _("what learners see afterwards"),
        max_length=8,
        choices=FEEDBACKS,
        default=Feedback.END.value,
    )
    late = models.CharField(
        _("answers made in time that arrive after the end"),
        max_length=8,
        choices=LATE_POLICIES,
        default=LatePolicy.TRAINER.value,
    )
    grace_minutes = models.PositiveIntegerField(
        _("minutes for late arrivals"),
        default=0,
        validators=[MaxValueValidator(MOST_MINUTES)],
        help_text=_("Only where late answers count within some minutes, as chosen above."),
    )
    base_form_class = QuizPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("minutes"),
        FieldPanel("purpose"),
        FieldPanel("sections"),
        PageChooserPanel("forms_of", "assessments.QuizPage"),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("wait_hours"),
                FieldPanel("feedback"),
            ],
            heading=_("Passing"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("limit_minutes"),
                FieldPanel("late"),
                FieldPanel("grace_minutes"),
            ],
            heading=_("Time"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("shuffle_questions"),
                FieldPanel("shuffle_options"),
                FieldPanel("one_a_page"),
            ],
            heading=_("The paper"),
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    # Wagtail would look for a template of the class's own name.
    template = ActivityPage.template

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def rules(self) -> QuizRules:
        """The settings as they stand."""
        rules = QuizRules(
            sections=sections_in(self.sections),
            pass_mark=self.pass_mark,
            attempts_allowed=self.attempts_allowed,
            purpose=Purpose(self.purpose),
            wait_minutes=self.wait_hours * 60,
            limit_minutes=self.limit_minutes,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            shuffle_questions=self.shuffle_questions,
            shuffle_options=self.shuffle_options,
            one_a_page=self.one_a_page,
            feedback=Feedback(self.feedback),
            late=LatePolicy(self.late),
            grace_minutes=self.grace_minutes,
        )
        if self.forms_of is None:
            return rules
        sections = sections_in(self.forms_of.sections)
        return replace(rules, sections=sections, forms_of=str(self.forms_of.lesson_key))

    def frozen_body(self) -> Any:
        """The settings as an edition keeps them.

        Raises BankTooSmall or QuizNotReady when no paper could be drawn or passed.
        """
        return freeze_quiz(self.rules())
