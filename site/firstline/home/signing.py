"""The part of those who write and sign what is national: protocols and questions."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Question
from assessments.permissions import can_write_questions
from assessments.rules import QuestionStatus
from firstline.home.sections import Group, Item, Section
from people.models import User
from protocols.models import ProtocolDraft, ProtocolVersion
from protocols.permissions import can_write_draft, drafts_visible_to, signs_as
from protocols.queries import versions_in_force

SHOWN = 6
REVIEW_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class SigningFacts:
    """Drafts that are not in force in their present version, questions not approved, reviews due."""

    drafts: list[ProtocolDraft]
    writes: bool
    signs: bool
    questions: int | None
    reviews: list[ProtocolVersion]
    day: date


def facts(user: User, day: date) -> SigningFacts:
    """A number of queries that does not grow with what waits."""
    return SigningFacts(
        drafts=waiting_drafts(user),
        writes=can_write_draft(user),
        signs=signs_as(user) is not None,
        questions=waiting_questions() if can_write_questions(user) else None,
        reviews=reviews_due(day),
        day=day,
    )


def waiting_drafts(user: User) -> list[ProtocolDraft]:
    """Drafts whose version was not put in force yet."""
    drafts = drafts_visible_to(user).exclude(versions__version=F("version"))
    return list(drafts.order_by("name")[:SHOWN])


def waiting_questions() -> int:
    """How many questions wait for somebody else's approval."""
    drafts = Question.objects.standing(QuestionStatus.DRAFT)
    changed = Question.objects.standing(QuestionStatus.CHANGED)
    return Question.objects.filter(pk__in=drafts.values("pk")).count() + changed.count()


def section(known: SigningFacts) -> Section:
    """What the page says to a specialist or a legal signatory. No queries."""
    groups = [drafts_group(known.drafts, signs=known.signs)]
    if known.questions is not None:
        groups.append(questions_group(known.questions))
    groups.append(
        Group(
            _("Reviews due"),
            [review_item(version, known.day) for version in known.reviews],
            _("No protocol in force has to be reviewed within 90 days."),
        )
    )
    links = [(_("Write a protocol"), reverse(draft_view("add")))] if known.writes else []
    return Section("signing", _("Protocols and questions"), groups=groups, links=links)


def review_item(version: ProtocolVersion, day: date) -> Item:
    """A protocol in force whose review is due soon or was due."""
    late = version.review_due < day
    words = _("was due %(day)s") if late else _("due %(day)s")
    return Item(
        f"{version.title} {version.version}",
        reverse(draft_view("edit"), args=[version.draft_id]),
        hint=words % {"day": date_format(version.review_due, "j F Y")},
        tag=_("Overdue") if late else _("To review"),
        tone="bad" if late else "due",
    )


def reviews_due(day: date) -> list[ProtocolVersion]:
    """Protocols in force to be reviewed within 90 days or overdue, the first due first. One query."""
    soon = [v for v in versions_in_force(day) if v.review_due <= day + REVIEW_WITHIN]
    return sorted(soon, key=lambda version: version.review_due)


def draft_view(name: str) -> str:
    """The back office's address name for protocol drafts."""
    return f"{ProtocolDraft.snippet_viewset.url_namespace}:{name}"


def drafts_group(drafts: list[ProtocolDraft], *, signs: bool) -> Group:
    """Protocols on their way. Those who sign are told to read; others see where they stand."""
    tag = _("To read and sign") if signs else _("Draft")
    items = [
        Item(
            draft.name,
            reverse(draft_view("edit"), args=[draft.pk]),
            hint=_("Version %(version)s") % {"version": draft.version},
            tag=tag,
            tone="due" if signs else "",
        )
        for draft in drafts
    ]
    return Group(
        _("Protocols not in force yet"), items, _("Every protocol is in force as written.")
    )


def questions_group(count: int) -> Group:
    """How many questions wait, leading to the bank."""
    return Group(
        _("Question bank"),
        [questions_item(count)] if count else [],
        _("Every question is approved."),
        more=(_("Open the question bank"), _bank()),
    )


def questions_item(count: int) -> Item:
    """How many questions wait to be approved."""
    words = ngettext("%(count)d question to approve", "%(count)d questions to approve", count)
    return Item(words % {"count": count}, _bank(), tag=_("To read"), tone="due")


def _bank() -> str:
    return reverse(f"{Question.snippet_viewset.url_namespace}:list")  # type: ignore[attr-defined]
