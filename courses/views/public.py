"""What the public catalogue and course pages show, also to people who are not signed in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.models import CataloguePage, Course, CourseEdition, CoursePage, EditionLesson
from courses.outline import activities_of, modules_of
from courses.presenters import minutes
from courses.progress import titles_of


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    """Courses below the catalogue, all or those that hold the words searched for."""
    sought = request.GET.get("q", "").strip()[:100]
    found = CoursePage.objects.child_of(page).live().public().order_by("path")
    for word in sought.split():
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    courses = list(found)
    lengths = minutes_released(courses)
    cards = [card(one, request, lengths.get(one.course_key)) for one in courses]
    return {"sought": sought, "courses": cards}


def minutes_released(pages: Iterable[CoursePage]) -> dict[UUID, int]:
    """How many minutes the newest edition of each course takes, by the course's key. One query."""
    newest = CourseEdition.objects.filter(course=OuterRef("edition__course")).order_by("-number")
    rows = (
        EditionLesson.objects.filter(edition__course__key__in=[page.course_key for page in pages])
        .filter(edition=Subquery(newest.values("pk")[:1]))
        .order_by()
        .values("edition__course__key")
        .annotate(total=Sum("minutes"))
    )
    return dict(rows.values_list("edition__course__key", "total"))


def card(page: CoursePage, request: HttpRequest, released: int | None) -> dict[str, Any]:
    """A course in the catalogue; `released` as `minutes_released` gives it."""
    return {
        "title": page.title,
        "summary": page.summary,
        "time": length_in_words(page, released),
        "href": page.get_url(request),
    }


def length_in_words(page: CoursePage, released: int | None) -> str:
    """What the course itself says once there is an edition; before that what its author expects."""
    if released:
        return _("About %(time)s") % {"time": minutes(released)}
    return time_in_words(page.hours)


def time_in_words(hours: Decimal) -> str:
    """How long a course takes: minutes below one hour, else hours."""
    if hours < 1:
        return _("About %(n)d minutes") % {"n": round(hours * 60)}
    if hours == 1:
        return _("About 1 hour")
    return _("About %(n)s hours") % {"n": number_format(hours.normalize())}


def course_context(page: CoursePage) -> dict[str, Any]:
    """What is learnt, module by module, and where to start. Drafts are shown as they are live."""
    course = Course.objects.filter(key=page.course_key).first()
    edition = course.current_edition if course else None
    return {
        "start": reverse("courses:course", args=[course.slug]) if course and edition else "",
        "time": length_in_words(page, minutes_released([page]).get(page.course_key)),
        "modules": released_modules(edition) if edition else live_modules(page),
    }


def released_modules(edition: CourseEdition) -> list[dict[str, Any]]:
    lessons = list(EditionLesson.objects.filter(edition=edition))
    titles = titles_of(lessons)
    return [
        {
            "title": module["title"],
            "summary": module["summary"],
            "lessons": [titles[x.pk] for x in lessons if str(x.module_key) == module["key"]],
        }
        for module in edition.modules
    ]


def live_modules(page: CoursePage) -> list[dict[str, Any]]:
    """Before the first release: what is approved so far."""
    return [
        {
            "title": module.title,
            "summary": module.summary,
            "lessons": [activity.title for activity in activities_of(module)],
        }
        for module in modules_of(page)
    ]
