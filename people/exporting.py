"""A roster as a file: exactly the people whom the list shows."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people import states
from people.models import StaffRecord
from people.presenters import is_open, place_of, roster_row
from people.queries import with_places

_AT_A_TIME = 1000
Row = list[object]


def header() -> list[object]:
    """The first line."""
    return [
        _("Name"),
        _("Staff number"),
        _("Agency"),
        _("Serves at"),
        _("Parish"),
        _("Since"),
        _("Last day"),
        _("State"),
    ]


def lines(records: QuerySet[StaffRecord], day: date) -> Iterator[Row]:
    """One line a record, some hundred at a time. A fixed number of queries a thousand lines."""
    keys = list(records.values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_A_TIME):
        batch = keys[start : start + _AT_A_TIME]
        found = {
            record.pk: record for record in with_places(StaffRecord.objects.filter(pk__in=batch))
        }
        ids = {record.person.canonical_id for record in found.values()}
        standing = states.standing_of(ids, day)
        for key in batch:
            if key in found:
                yield _line(found[key], standing, day)


def _line(record: StaffRecord, standing: states.Standing, day: date) -> Row:
    serving = [posting for posting in record.postings.all() if is_open(posting, day)]
    row = roster_row(record, day, standing)
    return [
        row.name,
        row.number,
        row.agency,
        "; ".join(place_of(posting) for posting in serving),
        "; ".join(dict.fromkeys(posting.workplace.area.name for posting in serving)),
        min((posting.starts_on for posting in serving), default=None),
        record.left_on,
        "; ".join(text for text, _tone in row.tags),
    ]
