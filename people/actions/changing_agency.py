"""Going from one agency to another: the same person, and a record at each."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from people.actions.leaving import leave
from people.actions.postings import open_posting
from people.actions.roster import add_to_roster
from people.errors import OutOfPlace
from people.models import Cadre, StaffRecord, User, Workplace


@transaction.atomic
def change_agency(
    *,
    by: Actor,
    staff_record: StaffRecord,
    workplace: Workplace,
    cadre: Cadre,
    on: date,
    number: str,
    now: datetime,
    email: str = "",
    successor: User | None = None,
) -> StaffRecord:
    """Leave an agency the day before `on`, and stand on the roster of `workplace`'s agency from then.

    History stays with the old record. Only who keeps both rosters may do so. Returns the new record.
    Raises NotAllowed, OutOfPlace for a workplace of the same agency, and as `leave` and
    `add_to_roster` do.
    """
    if workplace.agency.root_id == staff_record.root_agency_id:
        raise OutOfPlace(_("That workplace belongs to the same agency. Move the person instead."))
    # The new record comes first: national roles go on while somebody employs the person.
    new = add_to_roster(
        by=by, person=staff_record.person, agency=workplace.agency, number=number, email=email
    )
    open_posting(by=by, staff_record=new, workplace=workplace, cadre=cadre, starts_on=on)
    last_day = on - timedelta(days=1)
    leave(by=by, staff_record=staff_record, last_day=last_day, now=now, successor=successor)
    return new
