"""What was done to somebody's record, when and by whom, from the audit trail.

The trail holds opaque ids only. Names of those who acted are read afresh, and shown only to readers
who may see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.models import AuditRow
from people.models import Exemption, Person, Posting, StaffRecord, User
from people.permissions import Viewer, persons_visible_to

MOST_ROWS = 100
_WORDS: dict[str, str | Promise] = {
    "people.person_added": gettext_lazy("Entered into the register"),
    "people.person_changed": gettext_lazy("Name or details corrected"),
    "people.former_name_forgotten": gettext_lazy("Former name forgotten"),
    "people.persons_joined": gettext_lazy("Joined with another record of the same person"),
    "people.roster_added": gettext_lazy("Put on the roster"),
    "people.roster_changed": gettext_lazy("Staff number or e-mail address corrected"),
    "people.posting_opened": gettext_lazy("Posted"),
    "people.posting_closed": gettext_lazy("Posting ended"),
    "people.posting_withdrawn": gettext_lazy("Posting taken back as a mistake"),
    "people.left": gettext_lazy("Left the agency"),
    "people.leaving_undone": gettext_lazy("Leaving taken back"),
    "people.came_back": gettext_lazy("Came back"),
    "people.access_ended": gettext_lazy("Sign-in by staff number and roles ended"),
    "people.exempted": gettext_lazy("Exempted"),
    "people.exemption_withdrawn": gettext_lazy("Exemption taken back or replaced"),
    "people.reminded": gettext_lazy("Reminded of what is due"),
    "people.account_opened": gettext_lazy("Account opened"),
}


def say(verb: str, words: str | Promise) -> None:
    """Say in words what an audit verb of another room did to a person or a staff record."""
    _WORDS[verb] = words


@dataclass(frozen=True)
class Event:
    """One thing that was done. `about` says to what, where that is more than the person."""

    at: datetime
    what: str
    about: str
    who: str


def history_of(person: Person, records: Iterable[StaffRecord], viewer: Viewer) -> list[Event]:
    """The newest events of this person and of these records. Five queries, however many events."""
    about = _objects(person, list(records))
    rows = list(
        AuditRow.objects.filter(_any_of(about), verb__in=_WORDS).order_by("-pk")[:MOST_ROWS]
    )
    names = _actors(rows, viewer)
    return [
        Event(
            at=row.at,
            what=str(_WORDS[row.verb]),
            about=about.get((row.object_type, row.object_id), ""),
            who=_who(row, names),
        )
        for row in rows
    ]


Key = tuple[str, str]


def _objects(person: Person, records: list[StaffRecord]) -> dict[Key, str]:
    """What the history is about, each with its words."""
    keys = {("people.person", str(person.pk)): ""}
    keys |= {("people.staffrecord", str(record.pk)): record.agency.name for record in records}
    postings = Posting.with_withdrawn.filter(staff_record__in=records)
    for posting in postings.select_related("workplace", "cadre"):
        words = f"{posting.workplace.name}, {posting.cadre.name}"
        keys["people.posting", str(posting.pk)] = words
    for exemption in Exemption.objects.filter(staff_record__in=records):
        keys["people.exemption", str(exemption.pk)] = exemption.get_reason_display()
    return keys


def _any_of(keys: Iterable[Key]) -> Q:
    kinds: dict[str, list[str]] = {}
    for kind, pk in keys:
        kinds.setdefault(kind, []).append(pk)
    wanted = Q(pk__in=[])
    for kind, ids in kinds.items():
        wanted |= Q(object_type=kind, object_id__in=ids)
    return wanted


def _actors(rows: Iterable[AuditRow], viewer: Viewer) -> dict[str, str]:
    """The names of the users behind these rows whom the viewer may see, by their id."""
    ids = {int(row.actor_id) for row in rows if row.actor_kind == "user"}
    seen = persons_visible_to(viewer)
    users = User.objects.filter(pk__in=ids, person__in=seen).select_related("person")
    names = {str(user.pk): str(user) for user in users}
    if isinstance(viewer, User):
        names[str(viewer.pk)] = _("you")
    return names


def _who(row: AuditRow, names: dict[str, str]) -> str:
    if row.actor_kind == "system":
        return _("the system")
    return names.get(row.actor_id, _("somebody outside your rosters"))
