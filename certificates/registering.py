"""What `certificates` answers when a lower room asks."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Attempt, AttemptResult
from assessments.registry import (
    ResultLink,
    register_fresh_start,
    register_front_question,
    register_result_link,
)
from certificates.actions.calling import meets_calls
from certificates.models import Certificate
from certificates.names.asking import name_question
from certificates.rules import counts_from, opened_by_call
from courses.models import EditionLesson
from foundation.prepared import Prepared
from people.models import Person
from protocols.standing import register_standing


def holds_certificate(person: Person, day: date) -> bool:
    """True if the person holds any certificate on `day`. One query."""
    return Certificate.objects.of_person(person.canonical_id).current_on(day).exists()


def link_from_result(attempt: Attempt, result: AttemptResult) -> ResultLink | None:
    """From a passed quiz to the certificate that it earned. One query."""
    if not result.passed:
        return None
    theirs = Certificate.objects.of_person(attempt.enrolment.person.canonical_id)
    if not theirs.filter(evidence=f"attempt:{attempt.uuid}").exists():
        return None
    return ResultLink(text=_("Open your certificate"), href=reverse("certificates:record"))


def _renewable(person: int, edition: int) -> QuerySet[Certificate]:
    here = Q(programme__course__editions=edition) | Q(programme__refresher__editions=edition)
    theirs = Certificate.objects.of_person(person).filter(here).with_life()
    return theirs.select_related("programme").order_by("-cycle", "-pk")


_RENEWABLE = Prepared[Certificate](_renewable, person=int, edition=int)


def renewed_from(person: Person, quiz: EditionLesson, now: datetime) -> datetime | None:
    """From when on passing this quiz counts for the next certificate, once one was issued for it.

    None while passing again earns nothing, and where no certificate was. One query.
    """
    newest: dict[int, Certificate] = {}
    for certificate in _RENEWABLE.rows(person=person.canonical_id, edition=quiz.edition_id):
        newest.setdefault(certificate.programme_id, certificate)
    found = [
        counts_from(one.held, one.programme.renewing, now)
        for one in newest.values()
        if not (one.due_by and opened_by_call(one.held, one.programme.renewing, now))
        or meets_calls(one, quiz.edition, now)
    ]
    return max((moment for moment in found if moment), default=None)


def register() -> None:
    """Make the answers known. Called once, when the applications are ready."""
    register_standing(holds_certificate)
    register_result_link(link_from_result)
    register_fresh_start(renewed_from)
    register_front_question(name_question)
