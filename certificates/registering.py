"""What `certificates` answers when a lower room asks."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Attempt, AttemptResult
from assessments.registry import ResultLink, register_result_link
from certificates.models import Certificate
from people.models import Person
from protocols.standing import register_standing


def holds_certificate(person: Person, day: date) -> bool:
    """True if the person holds any certificate on `day`. One query."""
    return Certificate.objects.of_person(person.canonical_id).valid_on(day).exists()


def link_from_result(attempt: Attempt, result: AttemptResult) -> ResultLink | None:
    """From a passed quiz to the certificate that it earned. One query."""
    if not result.passed:
        return None
    theirs = Certificate.objects.of_person(attempt.enrolment.person.canonical_id)
    if not theirs.filter(evidence=f"attempt:{attempt.uuid}").exists():
        return None
    return ResultLink(text=_("Open your certificate"), href=reverse("certificates:record"))


def register() -> None:
    """Make the answers known. Called once, when the applications are ready."""
    register_standing(holds_certificate)
    register_result_link(link_from_result)
