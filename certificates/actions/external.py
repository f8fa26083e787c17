"""Courses taken elsewhere: claimed by who took them, or recorded and accepted by their keepers."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.elsewhere.permissions import can_let_count, can_record_for
from certificates.elsewhere.proofs import MAX_BYTES, kind_of
from certificates.errors import CannotAccept
from certificates.models import (
    ExternalCourse,
    ExternalDecision,
    ExternalProof,
    ExternalVerdict,
    Programme,
)
from foundation.audit.actions import AuditValue, record
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import Person, User, rows_of
from people.permissions import person_of


@transaction.atomic
def add_external_course(
    *, by: User, course: ExternalCourse, proof: bytes = b"", now: datetime
) -> ExternalCourse:
    """Write down a course: one's own waits for a keeper, a keeper's counts at once.

    `course` has its person and facts. Raises NotAllowed, and CannotAccept for a day to come, or
    without a proof or where it can be found.
    """
    person = course.person
    own = person_of(by)
    mine = own is not None and own.pk == person.canonical_id
    require(mine or can_record_for(by, person), _("You may not record courses of this person."))
    _check(course, proof, timezone.localdate(now))
    course.person = person.same_as or person
    course.recorded_by, course.recorded_at = by, now
    course.full_clean(exclude=["person", "recorded_by"])
    course.save(force_insert=True)
    if proof:
        digest = hashlib.sha256(proof).hexdigest()
        ending = kind_of(proof) or ""
        ExternalProof.objects.create(course=course, ending=ending, content=proof, sha256=digest)
    verb = "certificates.external_claimed" if mine else "certificates.external_recorded"
    record(by=by, verb=verb, obj=course, data={"person": str(course.person.uuid)})
    if not mine:
        _decide(by, course, ExternalVerdict.ACCEPTED, now)
    return course


def _check(course: ExternalCourse, proof: bytes, today: date) -> None:
    if course.completed_on > today:
        raise CannotAccept(_("A course that is not over yet cannot be recorded."))
    if not proof and not course.reference:
        raise CannotAccept(_("Add a file that proves it, or say where the proof can be found."))
    if proof and (len(proof) > MAX_BYTES or kind_of(proof) is None):
        raise CannotAccept(_("The file is no PDF, PNG or JPEG of at most 2 MB."))


@transaction.atomic
def decide_external_course(
    *,
    by: User,
    course: ExternalCourse,
    accepted: bool,
    reason: str = "",
    counts_as: Programme | None = None,
    counts_until: date | None = None,
    now: datetime,
) -> ExternalDecision:
    """Accept a course or not; decided again, the later decision holds. Its holder is told.

    Raises NotAllowed, and CannotAccept for a refusal without a reason.
    """
    require(can_record_for(by, course.person), _("You may not decide about this person's courses."))
    require(counts_as is None or can_let_count(by), _("Only the Secretariat lets a course count."))
    if not accepted and not reason.strip():
        raise CannotAccept(_("Say why it is not accepted, so that they know."))
    verdict = ExternalVerdict.ACCEPTED if accepted else ExternalVerdict.REFUSED
    counting = (counts_as, counts_until if counts_as else None) if accepted else (None, None)
    made = _decide(by, course, verdict, now, reason.strip(), *counting)
    _tell(by, course, made)
    return made


def _decide(
    by: User,
    course: ExternalCourse,
    verdict: str,
    now: datetime,
    reason: str = "",
    counts_as: Programme | None = None,
    counts_until: date | None = None,
) -> ExternalDecision:
    made = ExternalDecision.objects.create(
        course=course,
        verdict=verdict,
        reason=reason,
        counts_as=counts_as,
        counts_until=counts_until,
        decided_by=by,
        decided_at=now,
    )
    data: dict[str, AuditValue] = {"verdict": str(verdict)}
    if counts_as:
        data["counts_as"] = counts_as.code
    record(by=by, verb="certificates.external_decided", obj=course, data=data)
    return made


def _tell(by: User, course: ExternalCourse, made: ExternalDecision) -> None:
    holder: Person = course.person
    user = User.objects.filter(person__in=rows_of(holder.pk), is_active=True).first()
    if user is None:
        return
    with override(holder.language):
        subject = _("A course that you took elsewhere was accepted")
        if made.verdict == ExternalVerdict.REFUSED:
            subject = _("A course that you took elsewhere was not accepted")
        notify(
            by=by,
            to=user,
            kind="certificates.external_decided",
            subject=subject,
            body=f"{course.title}. {made.reason}".strip(),
            link=reverse("elsewhere:course", args=[course.uuid]),
        )


def note_proof_fetched(*, by: User, course: ExternalCourse) -> None:
    """Write down that a keeper reads somebody's proof."""
    record(by=by, verb="certificates.external_proof_read", obj=course)
