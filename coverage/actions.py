"""Every write of `coverage`: requirements, and putting people on the course they need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from certificates.holding import holders
from certificates.models import CANONICAL_PERSON, Programme
from courses.actions import enrol
from courses.models import CourseEdition
from coverage.errors import NothingRequired
from coverage.models import Requirement
from coverage.permissions import can_require
from coverage.queries import CANONICAL_STAFF
from coverage.rules import due_on
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from foundation.jobs.actions import enqueue
from people.models import Agency, Cadre, Person, Posting, User, rows_of_many
from people.models.trees import below
from people.queries import exempt_days
from people.rules import Days, postponed

APPLY = "coverage.apply_requirement"
COVERAGE = System("coverage")


@transaction.atomic
def add_requirement(
    *,
    by: Actor,
    title: str,
    programme: Programme,
    agencies: Iterable[Agency],
    cadres: Iterable[Cadre],
    starts_on: date,
    within_days: int = 90,
    ends_on: date | None = None,
) -> Requirement:
    """Require the programme of these cadres of these agencies and below, and enrol who is concerned.

    The enrolling is a job. Raises NotAllowed, or NothingRequired without agencies or cadres.
    """
    requirement = Requirement(
        title=title,
        programme=programme,
        starts_on=starts_on,
        within_days=within_days,
        ends_on=ends_on,
    )
    return save_requirement(by=by, requirement=requirement, agencies=agencies, cadres=cadres)


@transaction.atomic
def save_requirement(
    *, by: Actor, requirement: Requirement, agencies: Iterable[Agency], cadres: Iterable[Cadre]
) -> Requirement:
    """Write a new or changed requirement with its agencies and cadres, and apply it by a job."""
    require(can_require(by), _("Only the Secretariat may require a certificate."))
    agencies, cadres = list(agencies), list(cadres)
    if not agencies or not cadres:
        raise NothingRequired(_("Choose at least one agency and one cadre."))
    verb = "coverage.requirement_changed" if requirement.pk else "coverage.requirement_added"
    requirement.save()
    requirement.agencies.set(agencies)
    requirement.cadres.set(cadres)
    record(
        by=by,
        verb=verb,
        obj=requirement,
        data={
            "programme": requirement.programme_id,
            "agencies": len(agencies),
            "cadres": len(cadres),
        },
    )
    enqueue(by=by, kind=APPLY, params={"requirement": requirement.pk})
    return requirement


@dataclass(frozen=True)
class Concerned:
    """A required person with an account and without the certificate, and the day they comply by."""

    person: int
    due_on: date


def concerned_by(requirement: Requirement, day: date) -> list[Concerned]:
    """Who is to be enrolled: posted where it applies, able to sign in, not certified on `day`.

    Exempt days move the day they comply by. Four queries. In the order of their keys, so that a job
    can go on where it stopped.
    """
    paths = list(requirement.agencies.values_list("path", flat=True))
    certified = holders(requirement.programme_id, day)
    rows = (
        Posting.objects.open_on(day)
        .filter(below("workplace__agency__path", paths), cadre__in=requirement.cadres.values("pk"))
        .annotate(canonical=CANONICAL_STAFF)
        .exclude(canonical__in=certified)
        .values("canonical")
        .annotate(since=Min("starts_on"))
        .order_by("canonical")
        .values_list("canonical", "since")
    )
    accounts = set(
        User.objects.filter(is_active=True, person__isnull=False)
        .annotate(canonical=CANONICAL_PERSON)
        .values_list("canonical", flat=True)
    )
    found = [(person, since) for person, since in rows if person in accounts]
    exempt = exempt_days(person for person, _since in found)
    return [
        Concerned(person, _due(requirement, since, exempt.get(person, [])))
        for person, since in found
    ]


def _due(requirement: Requirement, since: date, exempt: Sequence[Days]) -> date:
    due = due_on(requirement.starts_on, since, requirement.within_days)
    return postponed(due, max(requirement.starts_on, since), exempt)


@transaction.atomic
def enrol_concerned(
    *, requirement: Requirement, edition: CourseEdition, people: Sequence[Concerned], now: datetime
) -> int:
    """Put people on the edition with their due day. Returns how many.

    Who is on an earlier edition of the course stays there: only the due day is set. Repeating
    changes nothing.
    """
    keys = [concerned.person for concerned in people]
    persons = Person.objects.in_bulk(keys)
    started = _editions_started(edition, keys)
    for concerned in people:
        enrol(
            by=COVERAGE,
            person=persons[concerned.person],
            edition=started.get(concerned.person, edition),
            now=now,
            due_on=concerned.due_on,
            reason=f"requirement:{requirement.pk}",
        )
    return len(people)


def _editions_started(edition: CourseEdition, persons: Sequence[int]) -> dict[int, CourseEdition]:
    """The newest edition of the course that each person is on."""
    on_it = (
        CourseEdition.objects.filter(course=edition.course_id)
        .filter(enrolments__person__in=rows_of_many(persons))
        .order_by("number")
        .values_list("pk", "enrolments__person", "enrolments__person__same_as")
    )
    editions = CourseEdition.objects.in_bulk([pk for pk, _person, _same in on_it])
    return {same or person: editions[pk] for pk, person, same in on_it}
