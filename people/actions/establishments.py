"""Recording head-counts. Their history is dated and never rewritten."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import AuditValue, record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.errors import AlreadyThere, OutOfPlace
from people.models import Agency, Area, Cadre, Establishment, Workplace
from people.permissions import can_manage_roster


def _require_keeper(by: Actor, agency: Agency) -> None:
    require(
        can_manage_roster(by, agency), _("You may record head-counts for your own agency only.")
    )


@transaction.atomic
def record_establishment(
    *,
    by: Actor,
    agency: Agency,
    cadre: Cadre,
    counted_on: date,
    funded: int,
    filled: int,
    area: Area | None = None,
    workplace: Workplace | None = None,
) -> Establishment:
    """Record how many posts of a cadre were funded and filled on a day, at one level.

    A count of that day that was taken back gives way. Raises OutOfPlace for a workplace outside the
    agency, AlreadyThere for a second count of the same day: a wrong one is corrected.
    """
    _require_keeper(by, agency)
    if area and workplace:
        raise OutOfPlace(_("A head-count is for an area or for a workplace, not for both."))
    if workplace and not workplace.agency.path.startswith(agency.path):
        raise OutOfPlace(_("That workplace does not belong to this agency."))
    level = {"agency": agency, "cadre": cadre, "area": area, "workplace": workplace}
    former = Establishment.with_superseded.filter(
        **level, counted_on=counted_on, superseded_by=None, withdrawn=True
    ).first()
    with once(_("This head-count of that day is recorded already. Use another day.")):
        counted = Establishment.objects.create(
            **level, counted_on=counted_on, funded=funded, filled=filled, supersedes=former
        )
    _write_down(by, "people.establishment_recorded", counted)
    return counted


@transaction.atomic
def correct_establishment(
    *, by: Actor, establishment: Establishment, funded: int, filled: int
) -> Establishment:
    """Put the right numbers in place of wrong ones of the same day. Returns the new row.

    The wrong row stays. What is the same already changes nothing. Raises AlreadyThere for a row that
    was corrected before.
    """
    _require_keeper(by, establishment.agency)
    if (establishment.funded, establishment.filled) == (funded, filled):
        return establishment
    corrected = _supersede(establishment, funded=funded, filled=filled)
    _write_down(by, "people.establishment_corrected", corrected)
    return corrected


@transaction.atomic
def withdraw_establishment(*, by: Actor, establishment: Establishment) -> Establishment:
    """Say that a count was entered by mistake: there is none of that day. Raises AlreadyThere."""
    _require_keeper(by, establishment.agency)
    gone = _supersede(
        establishment, funded=establishment.funded, filled=establishment.filled, withdrawn=True
    )
    _write_down(by, "people.establishment_withdrawn", gone)
    return gone


def _supersede(
    establishment: Establishment, *, funded: int, filled: int, withdrawn: bool = False
) -> Establishment:
    if establishment.withdrawn:
        raise AlreadyThere(_("This head-count was taken back already."))
    with once(_("This head-count was corrected already. Look at it again.")):
        return Establishment.objects.create(
            agency_id=establishment.agency_id,
            area_id=establishment.area_id,
            workplace_id=establishment.workplace_id,
            cadre_id=establishment.cadre_id,
            counted_on=establishment.counted_on,
            funded=funded,
            filled=filled,
            supersedes=establishment,
            withdrawn=withdrawn,
        )


def _write_down(by: Actor, verb: str, counted: Establishment) -> None:
    data: dict[str, AuditValue] = {
        "agency": counted.agency.code,
        "cadre": counted.cadre.code,
        "funded": counted.funded,
        "filled": counted.filled,
    }
    record(by=by, verb=verb, obj=counted, data=data)
