"""Whom a change affects, by the agencies whose rosters they are on."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from certificates.models import CANONICAL_PERSON, Certificate
from people.models import Posting

CANONICAL_STAFF = Coalesce("staff_record__person__same_as_id", "staff_record__person_id")


@dataclass(frozen=True)
class AgencyCount:
    """People of an agency, and people of no roster."""

    name: str
    people: int


def by_agency(certificates: QuerySet[Certificate], day: date) -> list[AgencyCount]:
    """People by the root agency in which they serve on `day`, most first. Three queries.

    Whoever serves in two agencies is counted in both; whoever serves nowhere is counted at the end.
    """
    people = certificates.order_by().annotate(canonical=CANONICAL_PERSON).values("canonical")
    serving = (
        Posting.objects.open_on(day)
        .annotate(canonical=CANONICAL_STAFF)
        .filter(canonical__in=people)
        .order_by()
    )
    rows = serving.values_list("staff_record__root_agency__name").annotate(
        people=Count("canonical", distinct=True)
    )
    found = [AgencyCount(name, count) for name, count in rows]
    found.sort(key=lambda one: (-one.people, one.name))
    everybody = people.distinct().count()
    somewhere = serving.aggregate(people=Count("canonical", distinct=True))["people"]
    if everybody > somewhere:
        found.append(AgencyCount(_("On no roster today"), everybody - somewhere))
    return found
