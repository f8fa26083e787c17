"""What course and lesson pages say. No queries: everything is handed in."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.addresses import activity_url
from courses.models import CourseEdition, EditionLesson, EditionText
from courses.present_blocks import present_blocks
from courses.reading import Place
from courses.registry import activity_kind
from courses.rules import next_activity

CATALOGUE = "/catalogue/"
PAGE_KILOBYTES = 6
"""What the page around a lesson's words weighs, compressed."""

Shown = dict[str, Any]


def minutes(count: int) -> str:
    """How long something takes, as people say it: in hours from sixty minutes on."""
    hours, rest = divmod(count, 60)
    long = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    short = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    return f"{long} {short}" if hours and rest else long if hours else short


def hint(lesson: EditionLesson) -> str:
    """How long an activity takes and, unless it is a lesson, what it is."""
    kind = activity_kind(lesson.kind)
    return (
        f"{kind.describe(lesson)}, {minutes(lesson.minutes)}" if kind else minutes(lesson.minutes)
    )


def address(place: Place, lesson: EditionLesson) -> str:
    return activity_url(place.course.slug, lesson.slug, lesson.kind)


def present_item(place: Place, lesson: EditionLesson, now: EditionLesson | None) -> Shown:
    """One line of an outline. Only somebody who has started gets a link."""
    done = lesson.lesson_key in place.progress.done_keys
    here = now is not None and lesson.pk == now.pk
    return {
        "text": place.titles[lesson.pk],
        "href": address(place, lesson) if place.enrolment else "",
        "hint": hint(lesson),
        "state": "done" if done else "now" if here else "",
    }


def present_modules(place: Place) -> list[Shown]:
    """The outline, module by module."""
    following = place.progress.next if place.enrolment else None
    return [
        {
            "title": _("Module %(number)d: %(title)s")
            % {"number": number, "title": module["title"]},
            "summary": module["summary"],
            "items": [
                present_item(place, lesson, following)
                for lesson in place.lessons
                if str(lesson.module_key) == module["key"]
            ],
        }
        for number, module in enumerate(place.edition.modules, start=1)
    ]


def present_progress(place: Place) -> Shown | None:
    """How far the learner is, in numbers and words; None before they start."""
    if place.enrolment is None:
        return None
    progress = place.progress
    words = _("%(done)d of %(total)d done") % {"done": progress.done, "total": progress.total}
    if progress.minutes_left:
        words = _("%(words)s, about %(time)s left") % {
            "words": words,
            "time": minutes(progress.minutes_left),
        }
    following = progress.next
    return {
        "percent": progress.percent,
        "words": words,
        "finished": progress.finished,
        "go_on": present_go_on(place, following) if following else None,
    }


def present_go_on(place: Place, following: EditionLesson) -> Shown:
    """The one thing to do next, by its name."""
    title = place.titles[following.pk]
    begun = place.progress.done > 0
    text = _("Go on: %(title)s") if begun else _("Begin: %(title)s")
    return {"text": text % {"title": title}, "href": address(place, following)}


def present_course(
    place: Place, newest: CourseEdition | None = None, *, turned_back: bool = False
) -> Shown:
    """The learner's page of a course. `turned_back`: they tried a lesson before starting."""
    newer = newest if newest and newest.number > place.edition.number else None
    return {
        "title": place.edition.title,
        "summary": place.edition.summary,
        "slug": place.course.slug,
        "crumbs": [(_("Courses"), CATALOGUE), (place.edition.title, "")],
        "enrolled": place.enrolment is not None,
        "turned_back": turned_back,
        "progress": present_progress(place),
        "modules": present_modules(place),
        "facts": facts(place),
        "newer": newer.number if newer and not place.progress.finished else None,
    }


def facts(place: Place) -> list[tuple[str, str]]:
    """What stands beside the outline."""
    day = date_format(localtime(place.edition.released_at), "j F Y")
    edition = _("%(number)d, released on %(day)s") % {"number": place.edition.number, "day": day}
    rows = [
        (_("Time"), minutes(sum(lesson.minutes for lesson in place.lessons))),
        (_("Edition"), edition),
    ]
    if place.enrolment and place.enrolment.due_on:
        rows.insert(0, (_("Do it by"), date_format(place.enrolment.due_on, "j F Y")))
    return rows


@dataclass(frozen=True)
class Row:
    """Where a lesson stands in its module."""

    module_number: int
    siblings: list[EditionLesson]
    number: int


def row_of(place: Place, lesson: EditionLesson) -> Row:
    keys = [module["key"] for module in place.edition.modules]
    siblings = [other for other in place.lessons if other.module_key == lesson.module_key]
    return Row(keys.index(str(lesson.module_key)) + 1, siblings, siblings.index(lesson) + 1)


def present_lesson(place: Place, lesson: EditionLesson, text: EditionText) -> Shown:
    """A lesson as it is read, with what is before and behind it."""
    row = row_of(place, lesson)
    where = _("Module %(module)d, lesson %(number)d of %(total)d") % {
        "module": row.module_number,
        "number": row.number,
        "total": len(row.siblings),
    }
    return {
        **present_words(text.title, lesson.minutes, text.body),
        "course_slug": place.course.slug,
        "slug": lesson.slug,
        "crumbs": [(place.edition.title, course_address(place)), (where, "")],
        "where": where,
        "behind": row.number - 1,
        "total": len(row.siblings),
        "done": lesson.lesson_key in place.progress.done_keys,
        "outline": [present_sibling(place, other, lesson) for other in row.siblings],
        "button": present_button(place, lesson),
        "previous": present_previous(place, lesson),
        "next": present_following(place, lesson),
    }


def present_sibling(place: Place, other: EditionLesson, here: EditionLesson) -> Shown:
    """A line of "In this module". The lesson that is open is no link."""
    item = present_item(place, other, here)
    return {**item, "href": ""} if other.pk == here.pk else item


def present_button(place: Place, lesson: EditionLesson) -> str:
    """What "done" leads to: the next lesson, something else by its name, or the end."""
    following = after_done(place, lesson)
    if following is None:
        return _("Done, that was the last one")
    if activity_kind(following.kind):
        return _("Done, go on: %(title)s") % {"title": place.titles[following.pk]}
    return _("Done, next lesson")


def course_address(place: Place) -> str:
    return reverse("courses:course", args=[place.course.slug])


def present_previous(place: Place, lesson: EditionLesson) -> Shown | None:
    index = place.lessons.index(lesson)
    if index == 0:
        return None
    before = place.lessons[index - 1]
    text = _("Previous: %(title)s") % {"title": place.titles[before.pk]}
    return {"text": text, "href": address(place, before)}


def present_following(place: Place, lesson: EditionLesson) -> Shown | None:
    """What comes behind this one in the course's order, for reading again."""
    index = place.lessons.index(lesson)
    if index + 1 == len(place.lessons):
        return None
    after = place.lessons[index + 1]
    text = _("Next: %(title)s") % {"title": place.titles[after.pk]}
    return {"text": text, "href": address(place, after)}


def after_done(place: Place, lesson: EditionLesson) -> EditionLesson | None:
    """What is left behind this lesson, else what is left before it, else nothing."""
    order = [other.lesson_key for other in place.lessons]
    done = place.progress.done_keys | {lesson.lesson_key}
    key = next_activity(order, done, after=lesson.lesson_key)
    return next((other for other in place.lessons if other.lesson_key == key), None)


def address_after(place: Place, lesson: EditionLesson) -> str:
    """Where the button "done" leads."""
    following = after_done(place, lesson)
    return address(place, following) if following else course_address(place)


def present_words(title: str, time: int, body: Shown) -> Shown:
    """Title, blocks and weight of a lesson."""
    weight = PAGE_KILOBYTES + round(int(body["bytes"]) / 1000)
    return {
        "title": title,
        "blocks": present_blocks(body["blocks"]),
        "size": _("This lesson: %(weight)d kB, %(time)s.")
        % {"weight": weight, "time": minutes(time)},
    }


def present_preview(title: str, time: int, body: Shown) -> Shown:
    """A lesson that is in no edition yet."""
    return present_words(title, time, body)
