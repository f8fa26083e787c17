"""What pages say of courses taken elsewhere. Courses are loaded `with_state()`."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.hours import hours_text, parse_hours
from certificates.models import ExternalCourse, ExternalVerdict
from certificates.presenters import day_text


def state_of(course: ExternalCourse) -> tuple[str, str]:
    """Words and tone of what was said last."""
    verdict = getattr(course, "last_verdict", None)
    if verdict == ExternalVerdict.ACCEPTED:
        return _("Not issued here"), "info"
    if verdict == ExternalVerdict.REFUSED:
        return _("Not accepted"), "bad"
    return _("Waits for the focal person"), "due"


def title_of(course: ExternalCourse) -> str:
    """What it was called, unless its holder was erased."""
    return course.title or _("Removed at its holder's request")


def total_of(course: ExternalCourse) -> str:
    """All hours of a course."""
    return hours_text(
        sum((hours for _category, hours in parse_hours(course.hours_by_category)), Decimal(0))
    )


def hours_of(course: ExternalCourse) -> str:
    """6.5 (Law 2, Care 4.5)"""
    lines = parse_hours(course.hours_by_category)
    parts = ", ".join(f"{category} {hours_text(hours)}" for category, hours in lines)
    return f"{total_of(course)} ({parts})"


@dataclass(frozen=True)
class ElsewhereCard:
    """A course in My record or in a keeper's list."""

    title: str
    provider: str
    who: str
    completed: str
    hours: str
    state: str
    tone: str
    href: str


def card(course: ExternalCourse, *, who: bool = False) -> ElsewhereCard:
    """One course; with its holder's name for keepers."""
    words, tone = state_of(course)
    person = course.person.same_as or course.person
    return ElsewhereCard(
        title=title_of(course),
        provider=course.provider,
        who=person.legal_name if who else "",
        completed=day_text(course.completed_on),
        hours=hours_of(course),
        state=words,
        tone=tone,
        href=reverse("elsewhere:course", args=[course.uuid]),
    )


def facts(course: ExternalCourse, counts_as: str) -> list[tuple[str, str]]:
    """Everything that was written down, and what was said last."""
    person = course.person.same_as or course.person
    rows = [
        (_("Holder"), person.legal_name),
        (_("Given by"), course.provider or _("Removed")),
        (_("Last day of the course"), day_text(course.completed_on)),
        (_("Hours"), hours_of(course)),
        (_("Paid for by"), course.funder or _("Not said")),
        (_("Proof"), course.reference or (_("A file") if course.title else _("Removed"))),
        (_("Written down by"), str(course.recorded_by)),
    ]
    if reason := getattr(course, "last_reason", ""):
        rows.append((_("Said about it"), reason))
    if counts_as:
        until = getattr(course, "last_counts_until", None)
        words = _("%(title)s, until %(day)s") if until else "%(title)s"
        said = words % {"title": counts_as, "day": day_text(until) if until else ""}
        rows.append((_("Counts as"), said))
    return rows
