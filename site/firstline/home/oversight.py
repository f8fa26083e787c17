"""The Secretariat's part: the nation's figures, and what waits for its decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState

from coverage.report import Report
from firstline.home.numbers import duplicates_link, figures, report_for
from firstline.home.sections import Empty, Group, Item, Section
from firstline.home.signing import (
    draft_view,
    drafts_group,
    questions_group,
    waiting_drafts,
    waiting_questions,
)
from people.duplicates.queries import pairs_to_decide
from people.models import User
from protocols.models import ProtocolDraft, ProtocolVersion
from protocols.queries import versions_in_force

SHOWN = 6
REVIEW_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class OversightFacts:
    """Coverage, pages to approve, drafts to sign, questions to approve, reviews coming up, pairs to decide."""

    report: Report | None
    pages: list[Page]
    drafts: list[ProtocolDraft]
    questions: int
    reviews: list[ProtocolVersion]
    day: date
    pairs: int


def facts(user: User, day: date) -> OversightFacts:
    """A number of queries that does not grow with what waits."""
    return OversightFacts(
        report=report_for(user, day),
        pages=pages_under_review(),
        drafts=waiting_drafts(user),
        questions=waiting_questions(),
        reviews=[v for v in versions_in_force(day) if v.review_due <= day + REVIEW_WITHIN],
        day=day,
        pairs=pairs_to_decide(user),
    )


def pages_under_review() -> list[Page]:
    """Pages sent for approval, the ones that wait longest first."""
    waiting = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    keys = [int(pk) for pk in waiting.order_by("created_at").values_list("object_id", flat=True)]
    pages = Page.objects.in_bulk(keys[:SHOWN])
    return [pages[key] for key in keys if key in pages]


def section(known: OversightFacts) -> Section:
    """What the page says to the Secretariat. No queries."""
    nothing = Empty(
        _("No certificate is required yet"),
        _("Say who must hold which certificate. Coverage shows here as soon as you do."),
        reverse("wagtailadmin_home"),
        _("Open the back office"),
    )
    return Section(
        "secretariat",
        _("The country today"),
        figures=figures(known.report),
        groups=[
            Group(
                _("Waits for approval"),
                [_page(page) for page in known.pages],
                _("No page waits for you."),
            ),
            drafts_group(known.drafts, signs=True),
            questions_group(known.questions),
            Group(
                _("Protocols due for review"),
                [_review(version, known.day) for version in known.reviews],
                _("None within 90 days."),
            ),
        ],
        links=[
            (_("Open coverage"), reverse("coverage:overview")),
            (_("Results of quizzes"), reverse("assessments:review_quizzes")),
            *([duplicates_link(known.pairs)] if known.pairs else []),
        ],
        empty=None if known.report else nothing,
    )


def _page(page: Page) -> Item:
    href = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Item(page.get_admin_display_title(), href, tag=_("To read"), tone="due")


def _review(version: ProtocolVersion, day: date) -> Item:
    late = version.review_due < day
    words = _("was due %(day)s") if late else _("due %(day)s")
    return Item(
        f"{version.title} {version.version}",
        reverse(draft_view("edit"), args=[version.draft_id]),
        hint=words % {"day": date_format(version.review_due, "j F Y")},
        tag=_("Overdue") if late else "",
        tone="bad" if late else "",
    )
