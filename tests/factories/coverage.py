"""The smallest valid requirements."""

from datetime import date

from certificates.models import Programme
from coverage.actions import add_requirement
from coverage.models import Requirement
from foundation.audit.actors import SYSTEM
from people.models import Agency, Cadre
from tests.factories.certificates import make_programme
from tests.factories.people import make_agency, make_cadre

STARTS = date(2026, 4, 1)


def make_requirement(
    agencies: list[Agency] | None = None,
    cadres: list[Cadre] | None = None,
    programme: Programme | None = None,
    title: str = "Child screening for all nurses",
    starts_on: date = STARTS,
    within_days: int = 90,
) -> Requirement:
    """Nurses of MOE and below must hold the programme from 1 April 2026."""
    return add_requirement(
        by=SYSTEM,
        title=title,
        programme=programme or make_programme(),
        agencies=agencies or [make_agency()],
        cadres=cadres or [make_cadre()],
        starts_on=starts_on,
        within_days=within_days,
    )
