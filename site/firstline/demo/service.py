"""What the years brought: somebody left, somebody came back, moved, or is on leave."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from firstline.demo import texts
from firstline.demo.cast import load_one
from firstline.demo.places import Places
from foundation.audit.actors import Actor
from people import actions
from people.models import StaffRecord


def load_service(*, by: Actor, places: Places, now: datetime) -> None:
    """Leavers, returners, people who moved, and an exemption around today."""
    people = texts.people()
    for row in people["service"]:
        _load_service(by, places, row, now)
    for row in people["earlier"]:
        earlier = actions.open_posting(
            by=by,
            staff_record=_record(places, row),
            workplace=places.workplaces[row["workplace"]],
            cadre=places.cadres[row["cadre"]],
            starts_on=row["starts_on"],
        )
        actions.close_posting(by=by, posting=earlier, ends_on=row["ends_on"])
    today = timezone.localdate(now)
    for row in people["exempt"]:
        actions.exempt(
            by=by,
            staff_record=_record(places, row),
            reason=row["reason"],
            starts_on=today - timedelta(days=row["days_ago"]),
            ends_on=today + timedelta(days=row["days_more"]),
        )


def _record(places: Places, row: dict[str, Any]) -> StaffRecord:
    return StaffRecord.objects.get(agency=places.agencies[row["agency"]], number=row["number"])


def _load_service(by: Actor, places: Places, row: dict[str, Any], now: datetime) -> None:
    load_one(by, places, row)
    staff_record = _record(places, row["staff"])
    ago = timedelta(days=row.get("left_days_ago", 0))
    last_day = row.get("left_on", timezone.localdate(now) - ago)
    actions.leave(by=by, staff_record=staff_record, last_day=last_day, now=now)
    if back_on := row.get("back_on"):
        staff_record.refresh_from_db()
        actions.come_back(
            by=by,
            staff_record=staff_record,
            workplace=places.workplaces[row["posting"]["workplace"]],
            cadre=places.cadres[row["posting"]["cadre"]],
            starts_on=back_on,
            now=now,
        )
