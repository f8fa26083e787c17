"""What is asked at the front of a quiz: whether the name is right that a first certificate prints."""

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.registry import FrontQuestion
from certificates.models import Certificate, Programme
from courses.models import CourseEdition
from foundation.prepared import Prepared
from people.models import Person


def _programmes(person: int, course: int) -> QuerySet[Programme]:
    """A programme that a pass in this course may earn, while the person holds no certificate at all."""
    earned = Programme.objects.filter(Q(course=course) | Q(refresher=course))
    return earned.filter(~Exists(Certificate.objects.of_person(person))).order_by("pk")[:1]


_PROGRAMMES = Prepared[Programme](_programmes, person=int, course=int)


def name_question(person: Person, edition: CourseEdition) -> FrontQuestion | None:
    """Asked before a first certificate, until answered. One query; none once it was answered."""
    if person.name_checked_at is not None:
        return None
    if not _PROGRAMMES.rows(person=person.canonical_id, course=edition.course_id):
        return None
    return FrontQuestion(
        title=_("Is this your name?"),
        text=_(
            "Your certificate will print it like this. It cannot be changed on the paper later."
        ),
        about=person.legal_name,
        yes=_("Yes, it is right"),
        yes_href=reverse("certificates:confirm_name"),
        no=_("No, it is wrong"),
        no_href=reverse("certificates:name"),
    )
