"""Attempts: a frozen paper, append-only answers, one result."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models.grants import ExtraAttempt
from assessments.rules import LatePolicy, Purpose, QuizRules, TopicScore, quiz_rules
from courses.models import EditionLesson, Enrolment
from people.models import Person, rows_of


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts, spoken of by whose they are and what they came to."""

    def of(self, person: Person) -> Self:
        """Everything this human being has begun, in whatever edition."""
        return self.filter(enrolment__person__in=rows_of(person.canonical_id))

    def with_outcome(self) -> Self:
        """With results, and what decisions on late answers made of them.

        `passed_late` is true where one made it a pass, `late_score` the best score they gave.
        """
        scores = LateDecision.objects.filter(attempt=OuterRef("pk"), counted=True)
        best = Subquery(scores.order_by("-score").values("score")[:1])
        return self.select_related("result").annotate(passed_late=_passed_late(), late_score=best)

    def passed(self) -> Self:
        """Those that hold as passed today."""
        return self.filter(Q(result__passed=True) | Q(_passed_late()))

    def open(self) -> Self:
        """Those without a result."""
        return self.filter(result__isnull=True)

    def counting(self) -> Self:
        """Those at quizzes that can be passed."""
        counts = [purpose.value for purpose in Purpose if purpose.counts]
        # A quiz is what a body is that names no purpose.
        return self.filter(Q(rules__purpose__in=counts) | ~Q(rules__has_key="purpose"))

    def late_waiting(self) -> Self:
        """Failed ones with late answers that a trainer has yet to decide on."""
        decided = LateDecision.objects.filter(attempt=OuterRef("attempt"), upto__gte=OuterRef("pk"))
        # What came after the right answers were shown is never decided on.
        spoiled = Attempt.objects.filter(
            pk=OuterRef("attempt"),
            events__kind="key_shown",
            events__at__lte=OuterRef("received_at"),
        )
        undecided = Answer.objects.filter(
            ~Exists(decided), ~Exists(spoiled), attempt=OuterRef("pk"), late=True
        )
        # The trainer's decision is what a quiz has that names no other rule.
        asks = Q(rules__late=LatePolicy.TRAINER.value) | ~Q(rules__has_key="late")
        failed = self.counting().filter(asks, Exists(undecided), result__passed=False)
        return failed.exclude(_passed_late())


def _passed_late() -> Exists:
    turned = LateDecision.objects.filter(attempt=OuterRef("pk"), counted=True, passed=True)
    return Exists(turned)


class Attempt(models.Model):
    """One sitting of a quiz by one person. Append-only: the paper is frozen at the start.

    It is open as long as it has no `AttemptResult`. `number` counts the person's attempts at the quiz
    in all editions. `family` is the key of the quiz whose forms this paper is drawn from.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(EditionLesson, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="The end by the server's clock, if any")
    family = models.UUIDField()
    form = models.CharField(max_length=10, blank=True)
    paper = models.JSONField(
        help_text="[{version, kind, options: [option id in the order shown], section}]; no key"
    )
    rules = models.JSONField(help_text="The quiz's frozen settings when the attempt began")
    grant = models.OneToOneField(
        ExtraAttempt, on_delete=models.PROTECT, null=True, related_name="attempt"
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["ends_at"],
                condition=Q(ends_at__isnull=False),
                name="assessments_attempt_ends",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "quiz", "number"], name="assessments_attempt_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="assessments_attempt_from_one"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.uuid}"

    @property
    def quiz_rules(self) -> QuizRules:
        """The settings this attempt began with."""
        return quiz_rules(self.rules)

    def elapsed_ms(self, at: datetime) -> int:
        """Whole milliseconds from the start to `at`, 0 before it."""
        return max(0, (at - self.started_at) // timedelta(milliseconds=1))

    def seconds_left(self, at: datetime) -> int | None:
        """Whole seconds from `at` to the end, 0 after it; None where no clock runs."""
        return max(0, (self.ends_at - at) // timedelta(seconds=1)) if self.ends_at else None

    @property
    def versions(self) -> list[str]:
        """The question versions on the paper, in order."""
        return [entry["version"] for entry in self.paper]

    def options_of(self, version: str) -> list[str] | None:
        """The option ids of a question in the order shown, None if it is not on the paper."""
        for entry in self.paper:
            if entry["version"] == version:
                return list(entry["options"])
        return None


class Answer(models.Model):
    """An answer as it arrived. Append-only; `rules.merge` says which one of a question counts.

    A `late` one came after the end (`rules.timing`): it is kept apart and counts only by a decision.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    client_id = models.UUIDField()
    question = models.UUIDField(help_text="QuestionVersion.uuid")
    chosen = models.JSONField(help_text="[option id]")
    claimed_ms = models.PositiveBigIntegerField(
        help_text="When it was given, in ms since the attempt began: the client's claim"
    )
    sequence = models.PositiveBigIntegerField(help_text="The device's own count of its answers")
    received_at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["attempt"], condition=Q(late=True), name="assessments_answer_late")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "client_id"], name="assessments_answer_client_once"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class AttemptResult(models.Model):
    """The outcome of a submitted attempt. Written once; a second submission reads it.

    `passed` is never true of a quiz that does not count (`Purpose.counts`). What a decision on late
    answers makes of it is a row of its own (`LateDecision`).
    """

    class ClosedBy(models.TextChoices):
        PERSON = "person", _("Handed in")
        TIME = "time", _("Closed when the time ran out")

    attempt = models.OneToOneField(
        Attempt, on_delete=models.PROTECT, primary_key=True, related_name="result"
    )
    submitted_at = models.DateTimeField()
    score = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    passed = models.BooleanField()
    by_topic = models.JSONField(help_text="{topic code: {right, asked}}")
    by_section = models.JSONField(default=dict, help_text="{position: {right, asked, missed}}")
    closed_by = models.CharField(max_length=6, choices=ClosedBy, default=ClosedBy.PERSON)
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__lte=models.F("out_of")),
                name="assessments_score_within_paper",
            )
        ]

    def __str__(self) -> str:
        return f"{self.score} of {self.out_of}"

    @property
    def topics(self) -> dict[str, TopicScore]:
        """The score of each topic, by its code."""
        return topic_scores(self.by_topic)


def topic_scores(by_topic: dict[str, dict[str, int]]) -> dict[str, TopicScore]:
    """Scores as a result or a decision keeps them, by topic code."""
    return {code: TopicScore(row["right"], row["asked"]) for code, row in by_topic.items()}


class LateDecision(models.Model):
    """What was decided on the answers that had arrived late by then. Append-only.

    It covers the late answers up to `upto` (`Answer.pk`); what arrives afterwards is decided anew. The
    result itself is never changed: the result that holds is derived (`queries.outcome_of`).
    """

    class Reason(models.TextChoices):
        NETWORK = "network", _("The network was down")
        OUTAGE = "outage", _("Our own system was down")
        BELIEVED = "believed", _("The record of the attempt fits the times claimed")
        NOT_BELIEVED = "not_believed", _("The record of the attempt does not fit the times claimed")
        RULES = "rules", _("The rules of this quiz do not allow it")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="late_decisions")
    upto = models.BigIntegerField()
    counted = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    score = models.PositiveIntegerField(help_text="With the late answers counted")
    passed = models.BooleanField()
    by_topic = models.JSONField(help_text="{topic code: {right, asked}}")
    by_section = models.JSONField(help_text="{position: {right, asked, missed}}")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "upto"], name="assessments_late_decided_once"
            )
        ]

    def __str__(self) -> str:
        return f"late decision {self.pk}"
