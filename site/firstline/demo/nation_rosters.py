"""The nation on the rosters: workplaces, head-counts, and one applied file of each agency."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from firstline.demo.nation import Member, Nation
from firstline.demo.places import Places
from foundation.audit.actors import Actor
from foundation.jobs import running
from people import actions
from people.imports.actions import apply_import, receive_file
from people.imports.columns import Kind
from people.imports.models import FileImport

SENT_BEFORE = timedelta(days=60)
HEADER = ("Staff number", "Name", "Sex", "Post", "Workplace", "Serves there since")


class NotApplied(RuntimeError):
    """A roster of the demo's own was not taken whole: its content is wrong."""


def load_nation(
    *, by: Actor, nation: Nation, places: Places, now: datetime, counted_on: date
) -> None:
    """Make the workplaces with their head-counts, and send each agency's roster."""
    for place in nation.places:
        workplace = places.workplaces[place.code] = actions.add_workplace(
            by=by,
            code=place.code,
            name=place.name,
            agency=places.keeper_of(place.code, place.agency),
            area=places.areas[place.area],
        )
        for cadre, filled in place.filled.items():
            actions.record_establishment(
                by=by,
                agency=workplace.agency,
                cadre=places.cadres[cadre],
                counted_on=counted_on,
                funded=filled,
                filled=filled,
                workplace=workplace,
            )
    for agency in nation.agencies:
        _load_roster(by, nation.of(agency), places, now)


def _load_roster(by: Actor, members: list[Member], places: Places, now: datetime) -> None:
    """Send, check and apply a file, as a worker would, but now."""
    today = timezone.localdate(now)
    file = receive_file(
        by=by,
        agency=places.agencies[members[0].agency],
        kind=Kind.ROSTER,
        name=f"{members[0].agency.lower()}-staff.csv",
        content=_as_csv(members, today),
        as_of=today - SENT_BEFORE,
    )
    _work_off(file, now)
    apply_import(by=by, file=file)
    _work_off(file, now)
    if file.rows.filter(outcome="done").count() != len(members):
        raise NotApplied(file.name)


def _work_off(file: FileImport, now: datetime) -> None:
    """Do the file's job."""
    if file.job_id is None:
        raise NotApplied(file.name)
    running.run(file.job_id, now=now)
    file.refresh_from_db()


def _as_csv(members: Iterable[Member], today: date) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for one in members:
        day = one.starts_on(today).isoformat()
        rows.writerow([one.number, one.legal_name, one.sex, one.cadre, one.workplace, day])
    return text.getvalue().encode()
