"""Adding and changing pages by code, with the same rights as in the editor."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.content import stream_data
from courses.models import (
    ActivityPage,
    CataloguePage,
    Course,
    CoursePage,
    LessonPage,
    ModulePage,
)
from courses.permissions import actor_as_user, can_add_below, can_set_up, can_write
from courses.rules import free_slug
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require

Blocks = Iterable[tuple[str, Any]]
Activity = TypeVar("Activity", bound=ActivityPage)


@transaction.atomic
def add_catalogue(
    *, by: Actor, parent: Page, title: str, slug: str = "catalogue", intro: str = ""
) -> CataloguePage:
    """Make the public list of courses, live at once: it holds nothing but approved pages."""
    require(can_set_up(by), _("Only an administrator makes the catalogue."))
    page: CataloguePage = parent.add_child(
        instance=CataloguePage(title=title, slug=slug, intro=intro)
    )
    page.save_revision(user=actor_as_user(by)).publish()
    page.refresh_from_db()
    record(by=by, verb="courses.add_catalogue", obj=page)
    return page


@transaction.atomic
def add_course(
    *, by: Actor, catalogue: CataloguePage, title: str, slug: str, summary: str, hours: Decimal
) -> CoursePage:
    """Write a new course as a draft."""
    page = CoursePage(title=title, slug=slug, summary=summary, hours=hours)
    _add_draft(by, catalogue, page)
    ensure_course(by=by, page=page)
    return page


@transaction.atomic
def add_module(
    *, by: Actor, course: CoursePage, title: str, slug: str, summary: str = ""
) -> ModulePage:
    """Write a new module as a draft, behind the ones that are there."""
    page = ModulePage(title=title, slug=slug, summary=summary)
    _add_draft(by, course, page)
    return page


@transaction.atomic
def add_lesson(
    *, by: Actor, module: ModulePage, title: str, slug: str, minutes: int, blocks: Blocks
) -> LessonPage:
    """Write a new lesson as a draft. `blocks` as `content.stream_data` takes them."""
    page = LessonPage(title=title, slug=slug, minutes=minutes, body=stream_data(blocks))
    return add_activity(by=by, module=module, page=page)


@transaction.atomic
def add_activity(*, by: Actor, module: ModulePage, page: Activity) -> Activity:
    """Write an activity of any kind, made but not saved yet, as a draft behind the others."""
    _add_draft(by, module, page)
    return page


@transaction.atomic
def change_lesson(
    *, by: Actor, lesson: LessonPage, blocks: Blocks, title: str = "", minutes: int = 0
) -> LessonPage:
    """Write a new draft of a lesson. What is live stays until the draft is approved."""
    require(can_write(by, lesson), _("You can change only courses given to you."))
    draft: LessonPage = lesson.get_latest_revision_as_object()
    draft.body = stream_data(blocks)
    draft.title = title or draft.title
    draft.minutes = minutes or draft.minutes
    draft.save_revision(user=actor_as_user(by))
    record(by=by, verb="courses.change_lesson", obj=lesson)
    lesson.refresh_from_db()
    return lesson


@transaction.atomic
def ensure_course(*, by: Actor, page: CoursePage) -> Course:
    """The lasting row of a course, made with its page. Its address never changes afterwards."""
    course = Course.objects.filter(key=page.course_key).first()
    if course is None:
        slug = free_slug(page.slug[:45], set(Course.objects.values_list("slug", flat=True)))
        course = Course.objects.create(key=page.course_key, slug=slug)
        record(by=by, verb="courses.add_course", obj=course, data={"page": page.pk})
    return course


def _add_draft(by: Actor, parent: Page, page: Page) -> None:
    require(can_add_below(by, parent), _("You can add only to courses given to you."))
    page.live = False
    page.has_unpublished_changes = True
    page.owner = actor_as_user(by)
    parent.add_child(instance=page)
    page.save_revision(user=actor_as_user(by))
    record(by=by, verb="courses.add_page", obj=page, data={"parent": parent.pk})
