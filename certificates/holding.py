"""Who holds what a programme attests, and through what. Set-wise: the queries do not grow with people.

A programme counts itself and what it declares: the certificates named as its equivalents, and courses
taken elsewhere that the Secretariat lets count. Nothing
follows from that: an equivalent's own equivalents count for the equivalent only, and two programmes may
name each other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db.models import BigIntegerField, DateField, DateTimeField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from certificates.models import CANONICAL_PERSON, Certificate, ExternalCourse, Programme
from foundation.formats.calendar import end_of_day

# What counts without an end.
EVER = datetime.max.replace(tzinfo=UTC)
Declared = Programme.equivalents.through


@dataclass(frozen=True)
class Holding:
    """What somebody holds of a programme on a day: until when, and whether through an equivalent."""

    until: datetime
    through: bool


def counting(programme_id: int) -> Q:
    """Certificates that count for a programme: its own, and those of its declared equivalents."""
    declared = Declared.objects.filter(from_programme=programme_id).values("to_programme")
    return Q(programme=programme_id) | Q(programme__in=declared)


def counted_instead(programme: Programme) -> list[str]:
    """The names of what counts instead of a programme, for people. Two queries."""
    named = list(programme.equivalents.values_list("title", flat=True))
    if ExternalCourse.objects.let_count(programme.pk).exists():
        named.append(_("courses taken elsewhere that the Secretariat accepted for it"))
    return named


def certificates_for(programme_id: int, day: date) -> QuerySet:
    """Certificates that count for a programme on `day`, annotated with the `canonical` person."""
    held = Certificate.objects.current_on(day).filter(counting(programme_id))
    return held.order_by().annotate(canonical=CANONICAL_PERSON)


def courses_for(programme_id: int, day: date) -> QuerySet:
    """Courses taken elsewhere that count for a programme, annotated with the `canonical` person."""
    counted = ExternalCourse.objects.counting_for(programme_id, day)
    return counted.order_by().annotate(canonical=CANONICAL_PERSON)


def holders(programme_id: int, day: date) -> QuerySet:
    """Canonical persons who hold what the programme attests on `day`, to exclude or count them by."""
    held = certificates_for(programme_id, day).values("canonical")
    return held.union(courses_for(programme_id, day).values("canonical"))


def holdings(
    programme_id: int, day: date, among: Collection[int] | None = None
) -> dict[int, Holding]:
    """What each canonical person holds of the programme on `day`: the longest, own ones first. One query.

    `among` narrows it to these persons.
    """
    held, taken = certificates_for(programme_id, day), courses_for(programme_id, day)
    if among is not None:
        held, taken = held.filter(canonical__in=among), taken.filter(canonical__in=among)
    nothing, no_day = Value(None, BigIntegerField()), Value(None, DateField())
    no_moment = Value(None, DateTimeField())
    rows = held.annotate(last=no_day).values_list("canonical", "programme", "valid_until", "last")
    others = taken.annotate(of=nothing, until=no_moment)
    found: dict[int, Holding] = {}
    for person, programme, until, last in rows.union(
        others.values_list("canonical", "of", "until", "last_counts_until"), all=True
    ):
        ends = until or (end_of_day(last, settings.TIME_ZONE) if last else EVER)
        one = Holding(ends, through=programme != programme_id)
        found[person] = better(found.get(person), one)
    return found


def better(known: Holding | None, other: Holding) -> Holding:
    """An own certificate is told before an equivalent; the end is the latest of all."""
    if known is None:
        return other
    return Holding(max(known.until, other.until), known.through and other.through)
