"""What learners and registers rely on: frozen at release, at an address that never changes."""

import uuid

from django.conf import settings
from django.db import models


class Course(models.Model):
    """The lasting identity of a course: its key and its address. Pages come and go."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.slug

    @property
    def current_edition(self) -> "CourseEdition | None":
        return self.editions.order_by("-number").first()


class CourseEdition(models.Model):
    """A course as it was released: title, order and texts, never changed afterwards."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    modules = models.JSONField(default=list, help_text="[{key, title, summary}] in order")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_edition_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"


class EditionLesson(models.Model):
    """One activity of an edition: a lesson, or what an upper room adds (a quiz)."""

    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="lessons")
    lesson_key = models.UUIDField()
    kind = models.CharField(max_length=20)
    module_key = models.UUIDField()
    position = models.PositiveIntegerField()
    slug = models.SlugField()
    minutes = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "lesson_key"], name="courses_lesson_once_an_edition"
            ),
            models.UniqueConstraint(
                fields=["edition", "position"], name="courses_lesson_position_once"
            ),
            models.UniqueConstraint(fields=["edition", "slug"], name="courses_lesson_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class EditionText(models.Model):
    """The words of an activity in one language. A correction appends the next number."""

    lesson = models.ForeignKey(EditionLesson, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.JSONField(
        help_text="Lesson blocks; for another kind, that kind's frozen settings"
    )
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "language", "number"], name="courses_text_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.number})"
