"""Lasting addresses: of a course, a lesson, or whatever an upper room has put in its place."""

import uuid

from django.urls import reverse

from courses.models import Course, EditionLesson
from courses.registry import activity_kind


def activity_url(course_slug: str, lesson_slug: str, kind: str) -> str:
    """The page where a learner does an activity of this kind."""
    registered = activity_kind(kind)
    if registered:
        return registered.url(course_slug, lesson_slug)
    return reverse("courses:lesson", args=[course_slug, lesson_slug])


def address_of_course(course_key: uuid.UUID) -> str | None:
    """The learner's page of a course, or None before its first release."""
    course = Course.objects.filter(key=course_key, editions__isnull=False).first()
    return reverse("courses:course", args=[course.slug]) if course else None


def address_of_activity(course_key: uuid.UUID, lesson_key: uuid.UUID) -> str | None:
    """The learner's page of an activity in the newest edition that holds it, or None."""
    found = (
        EditionLesson.objects.filter(edition__course__key=course_key, lesson_key=lesson_key)
        .select_related("edition__course")
        .order_by("-edition__number")
        .first()
    )
    return activity_url(found.edition.course.slug, found.slug, found.kind) if found else None
