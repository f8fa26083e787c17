"""Courses taken elsewhere: claimed by who took them, or recorded and accepted by their keepers."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.elsewhere.permissions import can_let_count, can_record_for, courses_to_decide
from certificates.elsewhere.proofs import MAX_BYTES, kind_of
from certificates.errors import CannotAccept
from certificates.keepers import deciders_for
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
from foundation.notices.models import Notice
from people.models import Person, User
from people.permissions import person_of
from people.queries import account_of

WAITING = "certificates.external_waiting"
TOLD_EVERY = timedelta(days=1)
_FACTS = (
    "person_id",
    "recorded_by_id",
    "title",
    "provider",
    "completed_on",
    "hours_by_category",
    "funder",
    "reference",
)


@transaction.atomic
def add_external_course(
    *, by: User, course: ExternalCourse, proof: bytes = b"", key: UUID | None = None, now: datetime
) -> ExternalCourse:
    """Write down a course: one's own waits for its keepers, who are told; a keeper's counts at once.

    `course` has its person and facts. `key` is the form's: the same sent twice is one course. Raises
    NotAllowed, and CannotAccept for a day to come, or without a proof or where it can be found.
    """
    person = course.person
    own = person_of(by)
    mine = own is not None and own.pk == person.canonical_id
    require(mine or can_record_for(by, person), _("You may not record courses of this person."))
    _check(course, proof, timezone.localdate(now))
    course.person = person.same_as or person
    course.recorded_by, course.recorded_at = by, now
    if key is not None:
        # Two clicks at once wait for each other.
        Person.objects.select_for_update(no_key=True).get(pk=course.person.pk)
        made = ExternalCourse.objects.filter(uuid=key).first()
        if made and _is_same(made, course):
            return made
        course.uuid = course.uuid if made else key
    course.full_clean(exclude=["person", "recorded_by"])
    course.save(force_insert=True)
    if proof:
        digest = hashlib.sha256(proof).hexdigest()
        ending = kind_of(proof) or ""
        ExternalProof.objects.create(course=course, ending=ending, content=proof, sha256=digest)
    verb = "certificates.external_claimed" if mine else "certificates.external_recorded"
    record(by=by, verb=verb, obj=course, data={"person": str(course.person.uuid)})
    if mine:
        _tell_keepers(by, course, now)
    else:
        _decide(by, course, now, {"verdict": ExternalVerdict.ACCEPTED})
    return course


def _is_same(made: ExternalCourse, course: ExternalCourse) -> bool:
    return all(getattr(made, fact) == getattr(course, fact) for fact in _FACTS)


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

    Where it says the same as the one that holds, as when two keepers accept at once, that stands
    and nobody is told again. Raises NotAllowed, and CannotAccept for a refusal without a reason.
    """
    require(can_record_for(by, course.person), _("You may not decide about this person's courses."))
    require(counts_as is None or can_let_count(by), _("Only the Secretariat lets a course count."))
    if not accepted and not reason.strip():
        raise CannotAccept(_("Say why it is not accepted, so that they know."))
    said: dict[str, Any] = {
        "verdict": ExternalVerdict.ACCEPTED if accepted else ExternalVerdict.REFUSED,
        "reason": reason.strip(),
        "counts_as": counts_as if accepted else None,
        "counts_until": counts_until if accepted and counts_as else None,
    }
    # The second of two keepers waits here for what the first one said.
    ExternalCourse.objects.select_for_update(no_key=True).get(pk=course.pk)
    last = ExternalDecision.objects.filter(course=course).last()
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return last
    made = _decide(by, course, now, said)
    _tell_holder(by, course, made)
    return made


def _decide(
    by: User, course: ExternalCourse, now: datetime, said: dict[str, Any]
) -> ExternalDecision:
    made = ExternalDecision.objects.create(course=course, decided_by=by, decided_at=now, **said)
    data: dict[str, AuditValue] = {"verdict": str(made.verdict)}
    if made.counts_as:
        data["counts_as"] = made.counts_as.code
    record(by=by, verb="certificates.external_decided", obj=course, data=data)
    return made


def _tell_keepers(by: User, course: ExternalCourse, now: datetime) -> None:
    """Tell them when their list was empty before, else once a day: many claims are few messages.

    Names and titles stay on the page: a notice also goes out by e-mail.
    """
    for keeper in deciders_for(course.person):
        told = Notice.objects.filter(
            recipient=keeper, kind=WAITING, created_at__gt=now - TOLD_EVERY
        )
        if told.exists() and courses_to_decide(keeper).exclude(pk=course.pk).exists():
            continue
        with override(keeper.person.language if keeper.person else None):
            notify(
                by=by,
                to=keeper,
                kind=WAITING,
                subject=_("Courses that people took elsewhere wait for you"),
                body=_("Look at the proof, then accept it or not. Until then they do not count."),
                link=reverse("elsewhere:list"),
                key=f"{WAITING}:{course.uuid}:{keeper.pk}",
            )


def _tell_holder(by: User, course: ExternalCourse, made: ExternalDecision) -> None:
    user = account_of(course.person)
    if user is None:
        return
    with override(course.person.language):
        subject = _("A course that you took elsewhere was accepted")
        body = _("Its hours stand in your transcript, marked as not issued here.")
        if made.verdict == ExternalVerdict.REFUSED:
            subject = _("A course that you took elsewhere was not accepted")
            body = _("The reason stands on the page.")
        notify(
            by=by,
            to=user,
            kind="certificates.external_decided",
            subject=subject,
            body=body,
            link=reverse("elsewhere:course", args=[course.uuid]),
        )


def note_proof_fetched(*, by: User, course: ExternalCourse) -> None:
    """Write down that a keeper reads somebody's proof."""
    record(by=by, verb="certificates.external_proof_read", obj=course)
