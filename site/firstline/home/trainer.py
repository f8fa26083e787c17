"""A trainer's part: the courses given to them and the drafts that are not live yet."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import CoursePage
from firstline.home.sections import Empty, Group, Item, Section
from people.models import User

SHOWN = 6


@dataclass(frozen=True)
class TrainerFacts:
    """`states` gives the state of a page's open workflow by primary key."""

    courses: list[CoursePage]
    drafts: list[Page]
    states: dict[int, str]


def facts(user: User) -> TrainerFacts:
    """Four queries, however many pages there are."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    mine = CoursePage.objects.filter(pk__in=pages.values("pk"))
    drafts = list(
        pages.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")[:SHOWN]
    )
    return TrainerFacts(list(mine.order_by("title")), drafts, open_states(drafts))


def open_states(pages: list[Page]) -> dict[int, str]:
    """Where each page is on its way to approval; pages that are on no way are left out."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(page.pk) for page in pages],
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
    )
    return {int(pk): status for pk, status in states.values_list("object_id", "status")}


def section(known: TrainerFacts) -> Section:
    """What the page says to a trainer. No queries."""
    title = _("Your courses")
    if not known.courses:
        empty = Empty(
            _("No course has been given to you yet"),
            _(
                "The Secretariat gives courses to trainers. Ask it for the course you want to write."
            ),
        )
        return Section("trainer", title, empty=empty)
    courses = [
        Item(course.title, reverse("wagtailadmin_explore", args=[course.pk]))
        for course in known.courses
    ]
    return Section(
        "trainer",
        title,
        links=[(_("Results of quizzes"), reverse("assessments:review_quizzes"))],
        groups=[
            Group(_("Courses you write"), courses, ""),
            Group(
                _("Not live yet"),
                [_draft(page, known.states.get(page.pk)) for page in known.drafts],
                _("Everything you wrote is live."),
            ),
        ],
    )


def _draft(page: Page, state: str | None) -> Item:
    href = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if state == WorkflowState.STATUS_IN_PROGRESS:
        return Item(page.title, href, tag=_("With the Secretariat"))
    if state == WorkflowState.STATUS_NEEDS_CHANGES:
        return Item(page.title, href, tag=_("Changes asked"), tone="due", state="now")
    return Item(page.title, href, hint=_("Send it for approval when it is ready."), tag=_("Draft"))
