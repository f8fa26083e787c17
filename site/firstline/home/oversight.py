"""The Secretariat's part: the nation's figures, and what waits for its decision."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, WorkflowState

from certificates.elsewhere.permissions import courses_to_decide
from certificates.permissions import batches_visible_to, can_decide_batch, proposals_to_decide
from coverage.report import Report
from firstline.home.numbers import courses_item, duplicates_link, figures, nobody_group, report_for
from firstline.home.sections import Empty, Item, Section, waits
from firstline.home.signing import (
    draft_view,
    questions_item,
    review_item,
    reviews_due,
    waiting_drafts,
    waiting_questions,
)
from people.duplicates.queries import pairs_to_decide
from people.models import User
from protocols.models import ProtocolDraft, ProtocolVersion

SHOWN = 6


@dataclass(frozen=True)
class OversightFacts:
    """Coverage, pages to approve, drafts to sign, questions to approve, reviews coming up,
    pairs to decide, proposals of somebody else to revoke or to issue by hand, courses taken elsewhere.
    """

    report: Report | None
    pages: list[Page]
    drafts: list[ProtocolDraft]
    questions: int
    reviews: list[ProtocolVersion]
    day: date
    pairs: int
    batches: int
    by_hand: int
    courses: int


def facts(user: User, day: date) -> OversightFacts:
    """A number of queries that does not grow with what waits."""
    return OversightFacts(
        report=report_for(user, day),
        pages=pages_under_review(),
        drafts=waiting_drafts(user),
        questions=waiting_questions(),
        reviews=reviews_due(day),
        day=day,
        pairs=pairs_to_decide(user),
        batches=sum(
            can_decide_batch(user, batch) for batch in batches_visible_to(user).undecided()
        ),
        by_hand=proposals_to_decide(user).count(),
        courses=courses_to_decide(user).count(),
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
            waits(_waiting(known)),
            *([nobody_group(known.report)] if known.report else []),
        ],
        links=[
            (_("Open coverage"), reverse("coverage:overview")),
            (_("Results of quizzes"), reverse("assessments:review_quizzes")),
        ],
        empty=None if known.report else nothing,
        about=known.report.requirement if known.report else "",
    )


def _waiting(known: OversightFacts) -> list[Item]:
    """Everything that needs a decision, what is written first."""
    items = [*map(_page, known.pages), *map(_draft, known.drafts)]
    if known.questions:
        items.append(questions_item(known.questions))
    if known.batches:
        words = ngettext("%(n)d proposal to revoke", "%(n)d proposals to revoke", known.batches)
        address = reverse("register:batches")
        items.append(Item(words % {"n": known.batches}, address, tag=_("To decide"), tone="due"))
    if known.by_hand:
        words = ngettext(
            "%(n)d certificate to issue by hand",
            "%(n)d certificates to issue by hand",
            known.by_hand,
        )
        address = reverse("register:by_hand")
        items.append(Item(words % {"n": known.by_hand}, address, tag=_("To decide"), tone="due"))
    if known.courses:
        items.append(courses_item(known.courses))
    if known.pairs:
        text, href = duplicates_link(known.pairs)
        items.append(Item(text, href, tag=_("To decide"), tone="due"))
    return [*items, *(review_item(version, known.day) for version in known.reviews)]


def _draft(draft: ProtocolDraft) -> Item:
    return Item(
        draft.name,
        reverse(draft_view("edit"), args=[draft.pk]),
        hint=_("Protocol, version %(version)s") % {"version": draft.version},
        tag=_("To read and sign"),
        tone="due",
    )


def _page(page: Page) -> Item:
    href = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Item(page.get_admin_display_title(), href, tag=_("To read"), tone="due")
