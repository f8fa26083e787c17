"""A trainer's part: their courses, what waits for them, and the questions that few get right."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from assessments.models import Question
from assessments.review.items import WeakQuestion, weak_questions
from assessments.review.listing import QuizLine, quizzes_of
from courses.models import CoursePage
from firstline.home.sections import Empty, Group, Item, Section, waits
from people.models import User

SHOWN = 6
STEM = 120


@dataclass(frozen=True)
class TrainerFacts:
    """`states` gives the state of a page's open workflow by primary key."""

    courses: list[CoursePage]
    drafts: list[Page]
    states: dict[int, str]
    quizzes: list[QuizLine]
    weak: list[WeakQuestion]


def facts(user: User) -> TrainerFacts:
    """A number of queries that does not grow with pages, quizzes or attempts."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    mine = CoursePage.objects.filter(pk__in=pages.values("pk"))
    drafts = list(
        pages.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")[:SHOWN]
    )
    return TrainerFacts(
        list(mine.order_by("title")),
        drafts,
        open_states(drafts),
        [line for line in quizzes_of(user) if line.late],
        weak_questions(user),
    )


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
    drafts = [_draft(page, known.states.get(page.pk)) for page in known.drafts]
    return Section(
        "trainer",
        title,
        links=[
            (_("Results of quizzes"), reverse("assessments:review_quizzes")),
            (_("Who needs another attempt"), reverse("assessments:stuck")),
        ],
        groups=[
            waits([*[item for item in drafts if item.tone], *map(_late, known.quizzes)]),
            Group(_("Courses you write"), courses, ""),
            Group(_("Not live yet"), drafts, _("Everything you wrote is live.")),
            *([_weak_group(known.weak)] if known.weak else []),
        ],
    )


def _late(line: QuizLine) -> Item:
    """A quiz with answers that came after the end."""
    words = ngettext(
        "%(count)d attempt with late answers to decide on",
        "%(count)d attempts with late answers to decide on",
        line.late,
    )
    place = [line.quiz.edition.course.slug, line.quiz.slug]
    return Item(
        line.title,
        f"{reverse('assessments:review_quiz', args=place)}?state=late",
        hint=words % {"count": line.late},
        tag=_("To decide"),
        tone="due",
    )


def _weak_group(questions: list[WeakQuestion]) -> Group:
    """Perhaps the question is unclear, perhaps the lesson is: both are worth reading again."""
    read = f"{Question.snippet_viewset.url_namespace}:inspect"  # type: ignore[attr-defined]
    items = [
        Item(
            Truncator(one.stem).chars(STEM),
            reverse(read, args=[one.question_id]),
            hint=_("%(right)d of %(asked)d right") % {"right": one.right, "asked": one.asked},
        )
        for one in questions
    ]
    return Group(_("Questions that few get right"), items, "")


def _draft(page: Page, state: str | None) -> Item:
    href = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if state == WorkflowState.STATUS_IN_PROGRESS:
        return Item(page.title, href, tag=_("With the Secretariat"))
    if state == WorkflowState.STATUS_NEEDS_CHANGES:
        return Item(page.title, href, tag=_("Changes asked"), tone="due", state="now")
    return Item(page.title, href, hint=_("Send it for approval when it is ready."), tag=_("Draft"))
