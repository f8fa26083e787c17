"""Releasing: what is live in Wagtail becomes an edition that never changes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.actions.writing import ensure_course
from courses.errors import NothingToRelease
from courses.models import Course, CourseEdition, CoursePage, EditionLesson, EditionText
from courses.outline import (
    LiveActivity,
    LiveCourse,
    LiveText,
    digest,
    newest_texts,
    read_live,
    shape_of_edition,
    shape_of_live,
)
from courses.permissions import actor_as_user, can_release
from courses.rules import Change, assign_slugs, compare
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


def release_edition(*, by: Actor, page: CoursePage, now: datetime) -> CourseEdition:
    """Freeze everything live below `page` as the next edition of its course.

    Raises NothingToRelease, and says why, if nothing is live or nothing changed. Pictures are
    rendered before the transaction begins, so that it stays short.
    """
    live = _checked(by, page)
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=ensure_course(by=by, page=page).pk)
        before = course.current_edition
        change = change_since(before, live)
        if not change.releasable:
            raise NothingToRelease(
                _("Nothing changed since edition %(number)s. Approve a change first.")
                % {"number": before.number if before else 0}
            )
        edition = _write_edition(course, before, live, by, now)
        data = {"course": course.pk, "number": edition.number, "lessons": len(live.activities)}
        record(by=by, verb="courses.release_edition", obj=edition, data=data)
    return edition


def correct_texts(*, by: Actor, page: CoursePage, now: datetime) -> list[EditionText]:
    """Append the approved words to the newest edition, where only words of lessons changed.

    Every learner on that edition reads them from now on; the words before stay on record.
    Raises NothingToRelease if nothing changed, or more than words.
    """
    live = _checked(by, page)
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=ensure_course(by=by, page=page).pk)
        edition = course.current_edition
        if edition is None or not change_since(edition, live).correctable:
            raise NothingToRelease(
                _("Only changed words of lessons can be corrected. Release an edition instead.")
            )
        corrected = _append_corrections(edition, live, now)
        data = {"course": course.pk, "number": edition.number, "texts": len(corrected)}
        record(by=by, verb="courses.correct_texts", obj=edition, data=data)
    return corrected


def change_since(before: CourseEdition | None, live: LiveCourse) -> Change:
    """How what is live differs from an edition."""
    return compare(shape_of_edition(before) if before else None, shape_of_live(live))


def _checked(by: Actor, page: CoursePage) -> LiveCourse:
    require(can_release(by, page), _("Only the Secretariat releases editions."))
    if not CoursePage.objects.filter(pk=page.pk, live=True).exists():
        raise NothingToRelease(_("The course page itself waits for approval. Approve it first."))
    live = read_live(page)
    if not live.activities:
        raise NothingToRelease(_("No lesson is approved yet. Approve one, then release."))
    return live


def _write_edition(
    course: Course, before: CourseEdition | None, live: LiveCourse, by: Actor, now: datetime
) -> CourseEdition:
    edition = CourseEdition.objects.create(
        course=course,
        number=before.number + 1 if before else 1,
        title=live.title,
        summary=live.summary,
        hours=live.hours,
        modules=list(live.modules),
        released_at=now,
        released_by=actor_as_user(by),
    )
    earlier = EditionLesson.objects.filter(edition__course=course).order_by("edition__number")
    known = dict(earlier.values_list("lesson_key", "slug"))
    slugs = assign_slugs([(a.key, a.slug) for a in live.activities], known)
    for position, activity in enumerate(live.activities, start=1):
        _write_activity(edition, position, slugs[activity.key], activity, now)
    return edition


def _write_activity(
    edition: CourseEdition, position: int, slug: str, activity: LiveActivity, now: datetime
) -> None:
    lesson = EditionLesson.objects.create(
        edition=edition,
        lesson_key=activity.key,
        kind=activity.kind,
        module_key=activity.module,
        position=position,
        slug=slug,
        minutes=activity.minutes,
    )
    EditionText.objects.bulk_create(_text(lesson, text, 1, now) for text in activity.texts)


def _text(lesson: EditionLesson, text: LiveText, number: int, now: datetime) -> EditionText:
    body: Any = text.body
    return EditionText(
        lesson=lesson,
        language=text.language,
        number=number,
        title=text.title,
        body=body,
        approved_at=now,
    )


def _append_corrections(
    edition: CourseEdition, live: LiveCourse, now: datetime
) -> list[EditionText]:
    """The next numbered text wherever the approved words differ from those that hold."""
    held = newest_texts(edition)
    lessons = {lesson.lesson_key: lesson for lesson in edition.lessons.all()}
    corrected = []
    for activity in live.activities:
        lesson = lessons[activity.key]
        for text in activity.texts:
            old = held[lesson.pk][text.language]
            if digest([old.title, old.body]) != digest([text.title, text.body]):
                corrected.append(_text(lesson, text, old.number + 1, now))
    return EditionText.objects.bulk_create(corrected)
