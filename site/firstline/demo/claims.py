"""People on their way to a sign-in: slips that wait, an invitation sent, somebody who asks to join."""

from datetime import datetime, timedelta

from firstline.demo import texts
from firstline.demo.cast import email_of
from firstline.demo.places import Places
from foundation.audit.actors import Actor
from people import actions
from people.claims import actions as claims
from people.models import StaffRecord

SLIPS_BEFORE = timedelta(days=3)
ASKED_BEFORE = timedelta(days=1)


def load_claims(*, by: Actor, places: Places, now: datetime) -> None:
    """Whoever claims a slip of the demo first gets a new one: the codes were never written down."""
    said = texts.people()["claims"]
    for number in said["slips"]:
        claims.make_slip(by=by, staff_record=_record(number), now=now - SLIPS_BEFORE)
    for number in said["mails"]:
        claims.invite_by_mail(by=by, staff_record=_record(number), now=now - ASKED_BEFORE)
    _load_newcomer(by, said["newcomer"], places, now)


def _record(number: str) -> StaffRecord:
    return StaffRecord.objects.select_related("person", "agency", "root_agency").get(number=number)


def _load_newcomer(by: Actor, said: dict[str, str], places: Places, now: datetime) -> None:
    """Somebody who signed up alone, and waits for the focal person."""
    names = {"legal_name": said["legal_name"], "call_name": said["call_name"]}
    person = actions.add_person(by=by, **names)
    user = actions.open_account(by=by, person=person, password=None, email=email_of("newcomer"))
    claims.ask_to_join(
        by=user,
        **names,
        agency=places.agencies[said["agency"]],
        workplace=said["workplace"],
        cadre=places.cadres[said["cadre"]],
        number=said["number"],
        now=now - ASKED_BEFORE,
    )
