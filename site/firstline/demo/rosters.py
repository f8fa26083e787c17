"""A roster that the focal person has sent: checked, with two rows to mend, and not applied."""

from datetime import date

from firstline.demo import texts
from firstline.demo.cast import user_of
from firstline.demo.places import Places
from people.imports.actions import receive_file
from people.imports.columns import Kind
from people.imports.models import FileImport


def load_roster_file(*, places: Places, today: date) -> FileImport:
    """Send the file in the focal person's name. The check runs as soon as the demo is loaded."""
    return receive_file(
        by=user_of("focal"),
        agency=places.agencies["SERHA"],
        kind=Kind.ROSTER,
        name="serha-staff.csv",
        content=texts.roster(),
        as_of=today,
    )
