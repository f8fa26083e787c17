"""Where courses are written, reviewed and previewed. Learners read frozen editions instead."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester

from courses.blocks import LessonBlocks


class ReviewedPageTester(PagePermissionTester):
    """Nobody publishes a page of a course by a button: only an approved review does.

    Reordering, which learners see with the next edition only, is part of writing.
    """

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return bool(
            self.user.is_active
            and (self.user.is_superuser or {"publish", "change"} & self.permissions)
        )

    def can_move_to(self, destination: Page) -> bool:
        """Within its parent a page moves as its parent may be reordered; elsewhere as usual."""
        if self.page.is_child_of(destination):
            return bool(destination.permissions_for_user(self.user).can_reorder_children())
        return bool(super().can_move_to(destination))


class CataloguePage(Page):
    """The public list of courses."""

    intro = models.TextField(_("introduction"), blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    template = "courses/catalogue.html"
    max_count = 1

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedPageTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.views.public import catalogue_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **catalogue_context(self, request)}


class ReviewedPage(Page):
    """A page of a course: reviewed before it is live, with a key that its copies do not share.

    Aliases and translations are the same thing in another place or language and keep the key.
    """

    key_field: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def key(self) -> uuid.UUID:
        """The lasting identity of what this page is about."""
        return uuid.UUID(str(getattr(self, self.key_field)))

    def copy(self, *args: Any, **options: Any) -> Page:
        if options.get("reset_translation_key") is False:
            kept = {self.key_field: getattr(self, self.key_field)}
            options["update_attrs"] = {**(options.get("update_attrs") or {}), **kept}
        return super().copy(*args, **options)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return ReviewedPageTester(user, self)

    def course_page(self) -> "CoursePage":
        """The course this page belongs to."""
        page: CoursePage = CoursePage.objects.ancestor_of(self, inclusive=True).get()
        return page


class CoursePage(ReviewedPage):
    """A course being written. `course_key` ties it to its released editions."""

    key_field = "course_key"
    exclude_fields_in_copy: ClassVar[list[str]] = ["course_key"]
    course_key = models.UUIDField(default=uuid.uuid4, editable=False)
    summary = models.TextField(
        _("what you learn"), help_text=_("Two or three plain sentences, shown in the catalogue.")
    )
    hours = models.DecimalField(_("hours of learning"), max_digits=5, decimal_places=2, default=1)
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("hours")]
    parent_page_types: ClassVar[list[str]] = ["courses.CataloguePage"]
    template = "courses/course_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.views.public import course_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **course_context(self)}


class PartPage(ReviewedPage):
    """A page below a course. Its public address leads to the frozen edition."""

    class Meta:
        abstract = True

    def lasting_address(self) -> str | None:
        """Where learners read this, or None while no edition holds it."""
        raise NotImplementedError

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = self.lasting_address()
        if address is None:
            raise Http404
        return redirect(address)


class ModulePage(PartPage):
    """A part of a course."""

    key_field = "module_key"
    exclude_fields_in_copy: ClassVar[list[str]] = ["module_key"]
    module_key = models.UUIDField(default=uuid.uuid4, editable=False)
    summary = models.TextField(_("summary"), blank=True)
    content_panels = [*Page.content_panels, FieldPanel("summary")]
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    template = "courses/module_preview.html"

    def lasting_address(self) -> str | None:
        from courses.addresses import address_of_course

        return address_of_course(self.course_page().key)


class ActivityPage(PartPage):
    """Anything that counts in a course. Upper rooms subclass it and freeze themselves."""

    key_field = "lesson_key"
    exclude_fields_in_copy: ClassVar[list[str]] = ["lesson_key"]
    lesson_key = models.UUIDField(default=uuid.uuid4, editable=False)
    minutes = models.PositiveIntegerField(_("minutes needed"), default=5)
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    activity_kind: ClassVar[str]
    template = "courses/activity_preview.html"

    class Meta:
        abstract = True

    def frozen_body(self) -> Any:
        """What an edition keeps of this page, as JSON."""
        raise NotImplementedError

    def lasting_address(self) -> str | None:
        from courses.addresses import address_of_activity

        return address_of_activity(self.course_page().key, self.key)


class LessonPage(ActivityPage):
    """A lesson made of blocks."""

    activity_kind = "lesson"
    body = StreamField(LessonBlocks(), verbose_name=_("lesson"))
    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]

    def frozen_body(self) -> dict[str, Any]:
        from courses.freezing import freeze_lesson

        return freeze_lesson(self.body)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The lesson as a learner sees it, made the way a release makes it."""
        from courses.presenters import present_preview

        context = {"lesson": present_preview(self.title, self.minutes, self.frozen_body())}
        return TemplateResponse(request, "courses/lesson_preview.html", context)
