"""Who takes what, and what they have done. Progress is derived, never stored."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from courses.models.editions import CourseEdition
from people.models import Person, rows_of


def whose(person: Person) -> Q:
    """Rows of a human being, also those written under a duplicate before the two were joined."""
    return Q(person__in=rows_of(person.canonical_id))


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, person: Person) -> Self:
        """Everything this human being is enrolled on."""
        return self.filter(whose(person))

    def latest_edition_first(self) -> Self:
        return self.select_related("edition__course").order_by("-edition__number", "pk")


class Enrolment(models.Model):
    """A person on one edition. They stay with it when a newer one is released."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=60, help_text="self, or requirement:<id>")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], name="courses_enrolled_once")
        ]

    def __str__(self) -> str:
        return f"enrolment {self.uuid}"


class CompletionQuerySet(models.QuerySet["Completion"]):
    def of(self, person: Person) -> Self:
        """Everything this human being has done."""
        return self.filter(whose(person))


class Completion(models.Model):
    """A person has done an activity. Append-only, by `lesson_key`: it outlives pages and editions."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="completions")
    lesson_key = models.UUIDField()
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField()

    objects = CompletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson_key"], name="courses_completed_once")
        ]

    def __str__(self) -> str:
        return f"completion {self.pk}"
