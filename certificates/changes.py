"""What a certificate rests on, and how it falls behind: a registry of bases.

Today: the edition of the course, and the version of a protocol that was in force at issue. Practice on a
protocol version or attendance plug in by `register_basis`; what calls certificates for renewal asks the
registry only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import Programme
from courses.models import CourseEdition
from foundation.formats.calendar import start_of_day
from protocols.models import ProtocolVersion


@dataclass(frozen=True)
class Option:
    """Something that has changed: "edition 3". `value` is short and stays the same."""

    value: str
    label: str


@dataclass(frozen=True)
class Basis:
    """One kind of thing that certificates rest on.

    `options` are what has changed for a programme, the newest first; `older` matches certificates of
    it that rest on less than an option; `meets` says whether passing this edition now rests on it.
    """

    key: str
    options: Callable[[Programme], list[Option]]
    older: Callable[[Programme, str], Q]
    meets: Callable[[Programme, str, CourseEdition], bool]


_bases: dict[str, Basis] = {}


def register_basis(basis: Basis) -> None:
    """Add a kind of thing that certificates rest on. A second registration replaces the first."""
    _bases[basis.key] = basis


def basis_of(key: str) -> Basis:
    """A registered basis. Raises KeyError."""
    return _bases[key]


def options_of(programme: Programme) -> list[tuple[str, Option]]:
    """Everything that has changed for a programme, with the key of its basis."""
    return [(key, one) for key, basis in _bases.items() for one in basis.options(programme)]


def _editions(programme: Programme) -> list[Option]:
    """The first edition has none below it."""
    later = programme.course.editions.filter(number__gt=1).order_by("-number")
    words = _("%(title)s, edition %(number)d, released %(day)s")
    return [
        Option(
            str(edition.number),
            words
            % {
                "title": edition.title,
                "number": edition.number,
                "day": date_format(timezone.localdate(edition.released_at), "j F Y"),
            },
        )
        for edition in later
    ]


def _below_edition(programme: Programme, value: str) -> Q:
    """Earned on a lower edition. Earned with a refresher: before this edition was released."""
    edition = programme.course.editions.get(number=int(value))
    named = Q(snapshot__course_slug__isnull=False) & ~Q(snapshot__course_slug="")
    elsewhere = named & ~Q(snapshot__course_slug=programme.course.slug)
    here = Q(snapshot__course_slug=programme.course.slug) | ~named
    below = here & Q(snapshot__edition__lt=edition.number)
    return below | (elsewhere & Q(issued_at__lt=edition.released_at))


def _meets_edition(programme: Programme, value: str, edition: CourseEdition) -> bool:
    return edition.course_id != programme.course_id or edition.number >= int(value)


def _protocol_versions(_programme: Programme) -> list[Option]:
    words = _("%(title)s, version %(version)s, in force from %(day)s")
    found = ProtocolVersion.objects.filter(effective_from__lte=timezone.localdate())
    return [
        Option(
            str(one.uuid),
            words
            % {
                "title": one.title,
                "version": one.version,
                "day": date_format(one.effective_from, "j F Y"),
            },
        )
        for one in found.order_by("-effective_from", "-pk").defer("document")
    ]


def _before_version(_programme: Programme, value: str) -> Q:
    """Issued before the version was in force: what was learned then was about an earlier one."""
    start: date = ProtocolVersion.objects.values_list("effective_from", flat=True).get(uuid=value)
    moment: datetime = start_of_day(start, settings.TIME_ZONE)
    return Q(issued_at__lt=moment)


def _meets_version(_programme: Programme, _value: str, _edition: CourseEdition) -> bool:
    """Only versions in force can be chosen, so whoever passes now passes later than that."""
    return True


def register() -> None:
    """Make our own bases known. Called once, when the applications are ready."""
    register_basis(Basis("edition", _editions, _below_edition, _meets_edition))
    register_basis(Basis("protocol", _protocol_versions, _before_version, _meets_version))
