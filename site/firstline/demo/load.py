"""Loading the demo, once, through the product's own actions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.credentials.actions import rotate_key
from certificates.models import Programme
from courses.models import CourseEdition
from firstline.demo import texts
from firstline.demo.attempts import load_attempts, load_pre_tests
from firstline.demo.bank import load_bank
from firstline.demo.cast import (
    email_of,
    load_accounts,
    load_certified_person,
    load_colleagues,
    user_of,
)
from firstline.demo.claims import load_claims
from firstline.demo.course import Desk, load_course, load_second_edition
from firstline.demo.errors import NotInProduction
from firstline.demo.issuing import (
    load_disputed_name,
    load_earlier,
    load_elsewhere,
    load_proposal,
    load_renewal_call,
)
from firstline.demo.nation import plan_nation
from firstline.demo.nation_lives import draw, load_learning_lives, load_service_lives
from firstline.demo.nation_rosters import load_nation
from firstline.demo.pilot import (
    load_head_counts,
    load_passes,
    load_pilot_requirement,
    plan_pilot,
)
from firstline.demo.places import Places, load_places
from firstline.demo.protocol import load_contacts, load_protocols
from firstline.demo.requirement import enrol_now, load_programme, load_requirement
from firstline.demo.rosters import load_roster_file
from firstline.demo.service import load_service
from firstline.demo.story import certify, load_lives
from firstline.publishing import HelpContact, ensure_public_pages
from foundation.audit.actors import System
from people.models import User

LOADER = System("demo")
HELD_SINCE = timedelta(days=500)
FIRST_BEFORE = timedelta(days=450)
RELEASED_BEFORE = timedelta(days=45)
DECIDED_BEFORE = timedelta(days=15)
TESTED_BEFORE = timedelta(days=30)
CERTIFIED_BEFORE = timedelta(days=28)
ATTEMPTS_BEFORE = timedelta(days=9)

Say = Callable[[str], object]


def is_loaded() -> bool:
    """True if this database holds the demo: all of it, since it is loaded in one transaction."""
    return User.objects.filter(email=email_of("nurse")).exists()


def ensure_loaded(*, say: Say = print, now: datetime | None = None) -> bool:
    """Load the demo unless it is there. Returns whether it was loaded now.

    A second call changes nothing. Raises NotInProduction where the real service runs.
    """
    refuse_in_production()
    with transaction.atomic():
        if is_loaded():
            return False
        _load(say, now or timezone.now())
    return True


def refuse_in_production() -> None:
    """Raise NotInProduction where PRODUCTION is set."""
    if settings.PRODUCTION:
        raise NotInProduction(
            _("The demo's people are fictional: it cannot be loaded into the real service.")
        )


def _load(say: Say, now: datetime) -> None:
    today, released = timezone.localdate(now), now - RELEASED_BEFORE
    say("Places, agencies and head-counts")
    places = load_places(by=LOADER, counted_on=_reporting_year(today))
    say("People and sign-ins")
    load_accounts(by=LOADER, places=places, since=today - HELD_SINCE)
    load_colleagues(by=LOADER, places=places)
    certified = load_certified_person(by=LOADER, places=places)
    load_service(by=LOADER, places=places, now=now)
    load_claims(by=LOADER, places=places, now=now)
    say("The other parishes and their rosters")
    nation = plan_nation()
    passed = plan_pilot(nation)
    drawn = draw(nation, without=[one.member for one in passed])
    counted_on = _reporting_year(today)
    load_nation(by=LOADER, nation=nation, places=places, now=now, counted_on=counted_on)
    load_head_counts(by=LOADER, nation=nation, places=places, counted_on=counted_on)
    load_service_lives(by=LOADER, drawn=drawn, places=places, nation=nation, now=now)
    load_roster_file(places=places, today=today)
    say("Questions, pages and the course")
    desk = Desk(user_of("secretariat"), user_of("trainer"), user_of("secretariat2"))
    first = _load_learning(desk, now - FIRST_BEFORE)
    edition = load_second_edition(desk=desk, first=first, now=released)
    programme = load_programme(by=user_of("secretariat"), edition=edition)
    say("Contacts and the protocols")
    keepers = user_of("secretariat"), user_of("secretariat2")
    load_contacts(keepers=keepers, places=places, now=now)
    signers = [user_of("legal"), user_of("secretariat")]
    load_protocols(writer=user_of("specialist"), signers=signers, now=now)
    say("A key that signs certificates")
    rotate_key(by=LOADER, now=now - FIRST_BEFORE)
    say("Certificates, attempts at the quiz, and who else must hold one")
    load_pre_tests(by=LOADER, edition=edition, now=now - TESTED_BEFORE)
    certify(by=LOADER, person=certified, edition=edition, now=now - CERTIFIED_BEFORE)
    load_lives(by=LOADER, officer=user_of("secretariat"), first=first, edition=edition, now=now)
    load_attempts(by=LOADER, edition=edition, now=now - ATTEMPTS_BEFORE)
    load_learning_lives(by=LOADER, drawn=drawn, first=first, edition=edition, now=now)
    load_passes(by=LOADER, passed=passed, first=first, edition=edition, now=now)
    load_renewal_call(programme=programme, edition=edition, now=now)
    load_disputed_name(now=now)
    load_proposal(by=LOADER, programme=programme, now=now)
    load_earlier(now=now)
    load_elsewhere(now=now)
    _require(programme, edition, places, now)


def _require(programme: Programme, edition: CourseEdition, places: Places, now: datetime) -> None:
    """The country within a year; the pilot, which was decided later, within three months."""
    officer, today = user_of("secretariat"), timezone.localdate(now)
    pilot_on = today - RELEASED_BEFORE
    nation_on = pilot_on - DECIDED_BEFORE
    for requirement in (
        load_requirement(by=officer, programme=programme, places=places, starts_on=nation_on),
        load_pilot_requirement(by=officer, programme=programme, places=places, starts_on=pilot_on),
    ):
        enrol_now(requirement=requirement, edition=edition, now=now, day=today)


def _load_learning(desk: Desk, released: datetime) -> CourseEdition:
    bank = load_bank(author=user_of("specialist"), approver=user_of("specialist2"), now=released)
    ensure_public_pages(by=LOADER, contact=HelpContact(**texts.course()["help"]))
    return load_course(by=LOADER, desk=desk, bank=bank, now=released)


def _reporting_year(day: date) -> date:
    """1 April on or before `day`, when the Secretariat's year begins and heads are counted."""
    start = date(day.year, 4, 1)
    return start if start <= day else date(day.year - 1, 4, 1)
