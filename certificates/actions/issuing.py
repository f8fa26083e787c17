"""Awarding and issuing: a recorded pass becomes a row of the register, once."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Attempt, AttemptResult
from assessments.queries import any_counts
from certificates.actions.calling import meets_calls
from certificates.chain import commit_name, first_link, next_link
from certificates.hours import hours_text, parse_hours
from certificates.models import (
    CORRECTION,
    Certificate,
    CertificateName,
    Programme,
    SerialCounter,
)
from certificates.permissions import can_issue
from certificates.rules import Award, QuizRule, award, counts_from
from certificates.serials import new_code, serial
from certificates.signals import certificate_issued
from certificates.snapshot import Snapshot, layout_language, printable
from certificates.verifying import sealed
from courses.models import CourseEdition, EditionLesson
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from foundation.notices.actions import notify
from foundation.prepared import Prepared
from people.actions import mark_name_checked
from people.models import Person, User, rows_of

REGISTER = System("certificates")


# Only ever part of grading, and refuses nothing: it needs no savepoint there.
@transaction.atomic(savepoint=False)
def award_for_result(*, result: AttemptResult, now: datetime) -> list[Certificate]:
    """Issue what a recorded result completes: every programme of the course, once each.

    A programme's evidence is a pass in every quiz of the edition that the person takes, since the
    time when passing counts for the next certificate. Returns the certificates that the person now
    holds for it; none while something is missing. The evidence decides and not who sent it in, so
    the register itself acts.
    """
    attempt = result.attempt
    if not (result.passed or Attempt.objects.passed().filter(pk=attempt.pk).exists()):
        return []
    enrolment = attempt.enrolment
    course = enrolment.edition.course_id
    programmes = Programme.objects.filter(Q(course=course) | Q(refresher=course))
    if not programmes:
        return []
    # Two quizzes handed in at once: the second one waits here, and then sees the pass of the first.
    holder = lock_holder(enrolment.person)
    rule = QuizRule(needed=int(attempt.rules["pass_mark"]), out_of=result.out_of)
    evidence = f"attempt:{attempt.uuid}"
    found = []
    for programme in programmes:
        issued = issued_before(holder, programme)
        newest = issued[0].held if issued else None
        since = counts_from(newest, programme.renewing, now)
        if since is not None and _quizzes_missing(attempt, since):
            continue
        certificate = issue_next(
            REGISTER, holder, programme, enrolment.edition, evidence, rule, issued, now
        )
        if certificate:
            found.append(certificate)
    return found


def _quizzes_missing(attempt: Attempt, since: datetime) -> bool:
    """True while a quiz of the edition that counts has no pass of this person since then."""
    enrolment = attempt.enrolment
    quizzes = EditionLesson.objects.filter(edition=enrolment.edition_id, kind="quiz")
    others = quizzes.exclude(lesson_key=attempt.quiz.lesson_key)
    if not others.exists():
        return False
    passed = Attempt.objects.of(enrolment.person).passed().filter(result__submitted_at__gte=since)
    return any_counts(others.exclude(lesson_key__in=passed.values("quiz__lesson_key")))


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
) -> Certificate | None:
    """Put a certificate into the register for the canonical person, once a cycle.

    Returns the one they hold when passing at `now` earns no other, or when this evidence has
    counted before; None for a refresher with nothing to renew. `evidence` names the record that
    earned it ("attempt:<uuid>"). Everything printed is fixed here. Raises NotAllowed for anyone but
    the system. The lock on the serial counter is taken last and held to the end of the caller's
    transaction: do nothing slow after this.
    """
    require(can_issue(by), _("Certificates are issued from recorded evidence only."))
    holder = lock_holder(person)
    issued = issued_before(holder, programme)
    return issue_next(by, holder, programme, edition, evidence, rule, issued, now)


def _issued(holder: int, programme: int) -> QuerySet[Certificate]:
    known = Certificate.objects.of_person(holder).filter(programme=programme)
    return known.with_life().order_by("-cycle", "-pk")


_ISSUED = Prepared[Certificate](_issued, holder=int, programme=int)


def issued_before(holder: Person, programme: Programme) -> list[Certificate]:
    """Every certificate of the programme that the person was issued, the newest first."""
    return _ISSUED.rows(holder=holder.pk, programme=programme.pk)


def issue_next(
    by: Actor,
    holder: Person,
    programme: Programme,
    edition: CourseEdition,
    evidence: str,
    rule: QuizRule,
    issued: list[Certificate],
    now: datetime,
) -> Certificate | None:
    """`issue_certificate` for a holder who is locked, after what they were issued before."""
    if counted := next((c for c in issued if c.evidence == evidence), None):
        return counted
    newest = issued[0] if issued else None
    earned = award(newest.held if newest else None, programme.renewing, now, settings.TIME_ZONE)
    if earned is None:
        return newest
    if newest and earned.by_call and not meets_calls(newest, edition, now):
        return newest
    if not earned.renews and edition.course_id != programme.course_id:
        return None
    snapshot = _snapshot(programme, edition, rule, earned, holder.language)
    certificate = Certificate(
        person=holder,
        programme=programme,
        cycle=earned.cycle,
        code=new_code(),
        issued_at=now,
        valid_until=earned.term.valid_until,
        evidence=evidence,
        replaces=newest if earned.renews else None,
        snapshot=snapshot.to_json(),
    )
    return put_into_register(certificate, holder=holder, year=earned.term.issued_on.year, by=by)


def lock_holder(person: Person) -> Person:
    """The canonical person, locked, so that two results of one person wait for each other."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.canonical_id)


def _snapshot(
    programme: Programme, edition: CourseEdition, rule: QuizRule, earned: Award, language: str
) -> Snapshot:
    span = earned.term
    signatories = [
        {"name": one.name, "office": one.office, "image_sha256": one.picture_id or ""}
        for one in programme.signatories.all()
    ]
    first = signatories[0] if signatories else {"name": "", "office": ""}
    return Snapshot(
        programme_code=programme.code,
        programme=programme.title,
        course=edition.title,
        course_slug=edition.course.slug,
        edition=edition.number,
        hours=hours_text(edition.hours),
        needed=rule.needed,
        out_of=rule.out_of,
        issued_on=span.issued_on.isoformat(),
        last_day=span.last_day.isoformat(),
        time_zone=settings.TIME_ZONE,
        issuer=settings.ISSUER_NAME,
        host_ministry=settings.HOST_MINISTRY,
        signatory_name=first["name"],
        signatory_office=first["office"],
        signatories=signatories,
        verify_at=settings.BASE_URL + reverse("certificates:verify_form"),
        language=layout_language(language),
        anniversary=earned.anniversary,
        hours_by_category=[
            (category, hours_text(hours))
            for category, hours in parse_hours(programme.hours_by_category)
        ],
        accrediting_body=programme.accrediting_body,
        accreditation_number=programme.accreditation_number,
        layout=programme.layout,
        layout_fields=programme.layout_fields,
    )


def put_into_register(
    certificate: Certificate, *, holder: Person, year: int, by: Actor
) -> Certificate:
    """Number the certificate and write its rows; then tell those who listen.

    The counter is one row for everybody, so what needs no number is done before it is locked.
    """
    _tell_holder(certificate, holder=holder, by=by)
    if holder.name_checked_at is None:
        mark_name_checked(person=holder, now=certificate.issued_at)
    name = CertificateName(legal_name=printable(holder.legal_name), salt=secrets.token_hex(32))
    certificate.name_commitment = commit_name(name.salt, name.legal_name)
    _number(certificate, settings.SERIAL_PREFIX, year)
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


def _number(certificate: Certificate, issuer: str, year: int) -> None:
    """Give it the next number, and seal it to the certificate before it."""
    number = _next_number(issuer, year)
    certificate.issuer, certificate.year, certificate.number = issuer, year, number
    certificate.serial = serial(issuer, year, number)
    before = first_link(issuer, year)
    if number > 1:
        last = Certificate.objects.filter(issuer=issuer, year=year, number=number - 1)
        before = last.values_list("link", flat=True).get()
    certificate.link = next_link(before, sealed(certificate))


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
        words = _("You earned: %(programme)s. Open it under My record.")
        if certificate.evidence.startswith(CORRECTION):
            words = _("It was corrected: %(programme)s. The old one does not count any more.")
        elif certificate.replaces_id:
            words = _("You renewed: %(programme)s. Open it under My record.")
        notify(
            by=by,
            to=user,
            kind="certificates.issued",
            subject=_("Your certificate is ready"),
            body=words % {"programme": certificate.programme.title},
            link=reverse("certificates:record"),
        )
