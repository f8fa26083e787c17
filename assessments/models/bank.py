"""The national question bank. An attempt's paper holds versions, never the snippet."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from assessments.blocks import OptionBlocks
from assessments.choices import DIFFICULTIES
from assessments.rules import Difficulty, Option, QuestionStatus, digest_of, status_of
from courses.models import LessonPage


class Topic(models.Model):
    """What a question is about; what a learner is told to relearn."""

    code = models.SlugField(_("code"), unique=True, help_text=_("Short, never changed later."))
    title = models.CharField(_("title"), max_length=120, help_text=_("As learners read it."))
    lessons = models.ManyToManyField(
        LessonPage,
        blank=True,
        related_name="+",
        verbose_name=_("lessons that teach it"),
        help_text=_("Where learners are sent to learn it again."),
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions, spoken of by where they stand."""

    def with_approval(self) -> Self:
        """Annotate `approved_digest`, which `Question.status` reads, without a query a row."""
        latest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
        return self.annotate(approved_digest=Subquery(latest.values("digest")[:1]))

    def standing(self, status: QuestionStatus) -> Self:
        """The questions with this status."""
        live = self.with_approval().filter(retired=False)
        match status:
            case QuestionStatus.RETIRED:
                return self.with_approval().filter(retired=True)
            case QuestionStatus.DRAFT:
                return live.filter(approved_digest__isnull=True)
            case QuestionStatus.APPROVED:
                return live.filter(approved_digest=F("digest"))
            case QuestionStatus.CHANGED:
                return live.filter(approved_digest__isnull=False).exclude(
                    approved_digest=F("digest")
                )


class Question(models.Model):
    """A question being written. Learners get its latest approved version, never this row.

    Written by `actions.write_question` only, which keeps `digest`, `author` and `edited_by`.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("One right answer")
        MULTIPLE = "multiple", _("Several right answers")
        TRUE_FALSE = "true_false", _("True or false")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="questions", verbose_name=_("topic")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SINGLE)
    difficulty = models.CharField(
        _("difficulty"),
        max_length=8,
        choices=DIFFICULTIES,
        default=Difficulty.MEDIUM.value,
        help_text=_("Quizzes can draw by topic and difficulty."),
    )
    stem = models.TextField(_("question"), max_length=600)
    options = StreamField(OptionBlocks(), verbose_name=_("options"))
    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("A retired question is drawn no more.")
    )
    digest = models.CharField(max_length=64, editable=False, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["topic__title", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return Truncator(self.stem).chars(120)

    @property
    def choices(self) -> list[Option]:
        """The options as written, with their block ids."""
        return [
            Option(
                block.value["text"] or "",
                bool(block.value["correct"]),
                block.value["feedback"] or "",
                str(block.id),
            )
            for block in self.options
        ]

    def current_digest(self) -> str:
        """The digest of the text as it stands. `digest` holds it from the last writing."""
        return digest_of(self.topic.code, self.kind, self.stem, self.choices, self.difficulty)

    @property
    def status(self) -> QuestionStatus:
        """Where the question stands; one query unless loaded `with_approval()`."""
        if not hasattr(self, "approved_digest"):
            self.approved_digest = (
                self.versions.order_by("-number").values_list("digest", flat=True)[:1].first()
            )
        return status_of(
            retired=self.retired, digest=self.digest, approved_digest=self.approved_digest
        )


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    """Approved texts."""

    def drawable(self) -> Self:
        """The latest approved version of every question that is not retired."""
        newer = QuestionVersion.objects.filter(
            question=OuterRef("question"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer), question__retired=False)


class QuestionVersion(models.Model):
    """A question as it was asked. Append-only."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Question.Kind)
    difficulty = models.CharField(
        max_length=8, choices=DIFFICULTIES, default=Difficulty.MEDIUM.value
    )
    stem = models.TextField()
    options = models.JSONField(help_text="[{id, text, correct, feedback}]")
    digest = models.CharField(max_length=64)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="assessments_version_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="assessments_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"question {self.question_id}, version {self.number}"

    @property
    def option_ids(self) -> list[str]:
        """The ids of the options, as written."""
        return [option["id"] for option in self.options]

    @property
    def answer_key(self) -> frozenset[str]:
        """The ids of the right options. Never leaves the server before the attempt has ended."""
        return frozenset(option["id"] for option in self.options if option["correct"])
