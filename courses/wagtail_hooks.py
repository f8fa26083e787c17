"""What `courses` adds to Wagtail's back office."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.actions import ensure_course
from courses.models import CoursePage
from courses.permissions import can_release
from courses.views.release import release
from courses.views.signed_in import signed_in


@hooks.register("register_admin_urls")
def release_address() -> list[URLPattern]:
    return [path("courses/<int:page_id>/release/", release, name="courses_release")]


@hooks.register("register_page_header_buttons")
def release_in_header(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """In the header of a course, for those who may release it."""
    if page.specific_class is CoursePage and can_release(user, page):
        yield Button(
            label=_("Release edition"),
            url=reverse("courses_release", args=[page.pk]),
            icon_name="upload",
            priority=5,
        )


@hooks.register("register_page_listing_more_buttons")
def release_in_list(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The same in lists of pages."""
    if page.specific_class is CoursePage and can_release(user, page):
        yield Button(
            label=_("Release edition"),
            url=reverse("courses_release", args=[page.pk]),
            icon_name="upload",
            priority=5,
        )


@hooks.register("after_create_page")
def give_course_its_row(request: HttpRequest, page: Page) -> None:
    """A course written in the editor gets its lasting row at once."""
    if isinstance(page.specific, CoursePage):
        ensure_course(by=signed_in(request), page=page.specific)
