"""Awarding and issuing: a recorded pass becomes a row of the register, once."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Attempt, AttemptResult
from assessments.queries import any_counts
from certificates.models import Certificate, CertificateName, Programme, SerialCounter
from certificates.permissions import can_issue
from certificates.rules import QuizRule, Term, next_cycle, state_at, term
from certificates.serials import new_code, serial
from certificates.signals import certificate_issued
from certificates.snapshot import Snapshot, layout_language, printable
from courses.models import CourseEdition, EditionLesson
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import Person, User, rows_of

REGISTER = System("certificates")


# Only ever part of grading, and refuses nothing: it needs no savepoint there.
@transaction.atomic(savepoint=False)
def award_for_result(*, result: AttemptResult, now: datetime) -> list[Certificate]:
    """Issue what a recorded result completes: every programme of the course, once each.

    A programme's evidence is a pass in every quiz of the edition that the person takes. Returns the
    certificates that the person now holds for it; none while something is missing. The evidence
    decides and not who sent it in, so the register itself acts.
    """
    attempt = result.attempt
    if not (result.passed or Attempt.objects.passed().filter(pk=attempt.pk).exists()):
        return []
    enrolment = attempt.enrolment
    programmes = Programme.objects.filter(course_id=enrolment.edition.course_id)
    if not programmes:
        return []
    # Two quizzes handed in at once: the second one waits here, and then sees the pass of the first.
    _lock_holder(enrolment.person)
    if _quizzes_missing(attempt):
        return []
    rule = QuizRule(needed=int(attempt.rules["pass_mark"]), out_of=result.out_of)
    return [
        issue_certificate(
            by=REGISTER,
            person=enrolment.person,
            programme=programme,
            edition=enrolment.edition,
            evidence=f"attempt:{attempt.uuid}",
            rule=rule,
            now=now,
        )
        for programme in programmes
    ]


def _quizzes_missing(attempt: Attempt) -> bool:
    """True while a quiz of the edition that counts has no passed attempt of this person."""
    enrolment = attempt.enrolment
    quizzes = EditionLesson.objects.filter(edition=enrolment.edition_id, kind="quiz")
    others = quizzes.exclude(lesson_key=attempt.quiz.lesson_key)
    if not others.exists():
        return False
    passed = Attempt.objects.of(enrolment.person).passed().values("quiz__lesson_key")
    return any_counts(others.exclude(lesson_key__in=passed))


@transaction.atomic
def issue_certificate(
    *,
    by: Actor,
    person: Person,
    programme: Programme,
    edition: CourseEdition,
    evidence: str,
    rule: QuizRule,
    now: datetime,
) -> Certificate:
    """Put a certificate into the register for the canonical person, once.

    Returns the one they hold when one still holds at `now`, or when this evidence has counted
    before. `evidence` names the record that earned it ("attempt:<uuid>"). Everything printed is
    fixed here. Raises NotAllowed for anyone but the system. The lock on the serial counter is
    taken last and held to the end of the caller's transaction: do nothing slow after this.
    """
    require(can_issue(by), _("Certificates are issued from recorded evidence only."))
    holder = _lock_holder(person)
    known = Certificate.objects.of_person(holder.pk).filter(programme=programme).with_life()
    held = list(known)
    counted = next((c for c in held if c.evidence == evidence), None)
    cycle = next_cycle([(c.cycle, c.life) for c in held], now)
    if counted or cycle is None:
        standing = [c for c in held if not state_at(now, c.life).is_over]
        return counted or max(standing, key=lambda c: c.valid_until)
    span = term(now, programme.validity_months, settings.TIME_ZONE)
    certificate = Certificate(
        person=holder,
        programme=programme,
        cycle=cycle,
        code=new_code(),
        issued_at=now,
        valid_until=span.valid_until,
        evidence=evidence,
        snapshot=_snapshot(programme, edition, rule, span, holder.language).to_json(),
    )
    return _register(certificate, holder=holder, year=span.issued_on.year, by=by)


def _lock_holder(person: Person) -> Person:
    """The canonical person, locked, so that two results of one person wait for each other."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.canonical_id)


def _snapshot(
    programme: Programme, edition: CourseEdition, rule: QuizRule, span: Term, language: str
) -> Snapshot:
    return Snapshot(
        programme_code=programme.code,
        programme=programme.title,
        course=edition.title,
        edition=edition.number,
        hours=f"{edition.hours.normalize():f}",
        needed=rule.needed,
        out_of=rule.out_of,
        issued_on=span.issued_on.isoformat(),
        last_day=span.last_day.isoformat(),
        time_zone=settings.TIME_ZONE,
        issuer=settings.ISSUER_NAME,
        host_ministry=settings.HOST_MINISTRY,
        signatory_name=programme.signatory_name,
        signatory_office=programme.signatory_office,
        verify_at=settings.BASE_URL + reverse("certificates:verify_form"),
        language=layout_language(language),
    )


def _register(certificate: Certificate, *, holder: Person, year: int, by: Actor) -> Certificate:
    """Number the certificate and write its rows; then tell those who listen.

    The counter is one row for everybody, so what needs no number is done before it is locked.
    """
    _tell_holder(certificate, holder=holder, by=by)
    name = CertificateName(legal_name=printable(holder.legal_name), salt=secrets.token_hex(32))
    number = _next_number(settings.SERIAL_PREFIX, year)
    certificate.serial = serial(settings.SERIAL_PREFIX, year, number)
    certificate.save(force_insert=True)
    name.certificate = certificate
    name.save(force_insert=True)
    data: dict[str, str | int | bool | None] = {
        "person": str(holder.uuid),
        "programme": certificate.programme.code,
        "cycle": certificate.cycle,
        "evidence": certificate.evidence,
    }
    record(by=by, verb="certificates.certificate_issued", obj=certificate, data=data)
    certificate_issued.send(sender=Certificate, certificate=certificate, by=by)
    return certificate


def _next_number(issuer: str, year: int) -> int:
    """The next number without a gap: rolled back with the certificate if that fails."""
    counter = SerialCounter.objects.filter(issuer=issuer, year=year)
    if not counter.update(last=F("last") + 1):
        SerialCounter.objects.get_or_create(issuer=issuer, year=year)
        counter.update(last=F("last") + 1)
    return counter.values_list("last", flat=True).get()


def _tell_holder(certificate: Certificate, *, holder: Person, by: Actor) -> None:
    """Tell them, once: this is part of the one transaction that puts the certificate there."""
    user = User.objects.filter(person__in=rows_of(holder.pk)).first()
    if user is None:
        return
    with override(holder.language):
        notify(
            by=by,
            to=user,
            kind="certificates.issued",
            subject=_("Your certificate is ready"),
            body=_("You earned: %(programme)s. Open it under My record.")
            % {"programme": certificate.programme.title},
            link=reverse("certificates:record"),
        )
