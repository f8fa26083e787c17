"""The smallest valid programmes and certificates."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from certificates.actions import issue_certificate
from certificates.models import Certificate, Programme, Signatory
from certificates.rules import QuizRule
from courses.models import Course, CourseEdition
from foundation.audit.actors import SYSTEM
from people.models import Person
from tests.factories.people import make_person

ISSUED = datetime(2026, 10, 2, 15, 0, tzinfo=UTC)
RULE = QuizRule(needed=16, out_of=20)
_serial = count(1)


def make_edition(slug: str = "child-screening", number: int = 1) -> CourseEdition:
    """An edition of the course of this slug, both made if they are missing."""
    course, _made = Course.objects.get_or_create(slug=slug)
    edition, _made = CourseEdition.objects.get_or_create(
        course=course,
        number=number,
        defaults={
            "title": "Recognising child trafficking",
            "hours": Decimal("6.50"),
            "released_at": ISSUED,
        },
    )
    return edition


def make_programme(
    code: str = "child-screening", edition: CourseEdition | None = None
) -> Programme:
    """The programme of this code, made if it is missing."""
    found = Programme.objects.filter(code=code).first()
    if found:
        return found
    made = Programme(code=code, title="Child screening", course=(edition or make_edition()).course)
    made.signatories.add(Signatory(name="Andrea Whyte", office="Director", sort_order=0))
    made.save()
    return made


def make_certificate(
    person: Person | None = None,
    programme: Programme | None = None,
    issued_at: datetime = ISSUED,
) -> Certificate:
    """A certificate of a new person, issued by the system as in production."""
    programme = programme or make_programme()
    edition = programme.course.editions.order_by("number").first() or make_edition()
    made = issue_certificate(
        by=SYSTEM,
        person=person or make_person(),
        programme=programme,
        edition=edition,
        evidence=f"attempt:test-{next(_serial)}",
        rule=RULE,
        now=issued_at,
    )
    assert made is not None
    return made
