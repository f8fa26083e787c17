"""What learners do: enrol, complete, move to a newer edition."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.errors import NotEnrolled, NotInEdition, NotReleased
from courses.models import Completion, CourseEdition, EditionLesson, Enrolment
from courses.permissions import can_learn_as
from courses.progress import progress_of
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from people.models import Person


@transaction.atomic
def enrol(
    *,
    by: Actor,
    person: Person,
    edition: CourseEdition,
    now: datetime,
    due_on: date | None = None,
    reason: str = "self",
) -> Enrolment:
    """Put a person on an edition, once.

    Asked again it brings an earlier `due_on` forward; the reason that set it may also move it back,
    as exemptions do.
    """
    require(can_learn_as(by, person), _("You can enrol only yourself."))
    enrolment = Enrolment.objects.of(person).filter(edition=edition).first()
    created = False
    if enrolment is None:
        enrolment, created = Enrolment.objects.get_or_create(
            person_id=person.canonical_id,
            edition=edition,
            defaults={"enrolled_at": now, "due_on": due_on, "reason": reason},
        )
    if created:
        record(by=by, verb="courses.enrol", obj=enrolment, data={"edition": edition.pk})
    elif due_on and _moves(enrolment, due_on, reason):
        enrolment.due_on, enrolment.reason = due_on, reason
        enrolment.save(update_fields=["due_on", "reason"])
        record(by=by, verb="courses.set_due", obj=enrolment, data={"due_on": str(due_on)})
    return enrolment


def _moves(enrolment: Enrolment, due_on: date, reason: str) -> bool:
    if enrolment.due_on is None or due_on < enrolment.due_on:
        return True
    return due_on > enrolment.due_on and enrolment.reason == reason


def record_completion(
    *, by: Actor, person: Person, edition: CourseEdition, lesson_key: UUID, now: datetime
) -> Completion:
    """Write down that a person has done an activity, once, whatever edition they met it in.

    Raises NotInEdition for an activity that the edition does not hold, NotEnrolled for somebody
    who is not on it.
    """
    require(can_learn_as(by, person), _("You can complete only your own lessons."))
    if not edition.lessons.filter(lesson_key=lesson_key).exists():
        raise NotInEdition(_("This edition of the course has no such lesson."))
    if not Enrolment.objects.of(person).filter(edition=edition).exists():
        raise NotEnrolled(_("Start the course first. Then your lessons count."))
    return _complete(by, person, edition.pk, lesson_key, now)


def complete_activity(
    *, by: Actor, enrolment: Enrolment, lesson: EditionLesson, now: datetime
) -> Completion:
    """`record_completion` where the enrolment and the activity are at hand, without looking them up.

    Raises NotInEdition when they are not of one edition.
    """
    require(can_learn_as(by, enrolment.person), _("You can complete only your own lessons."))
    if lesson.edition_id != enrolment.edition_id:
        raise NotInEdition(_("This edition of the course has no such lesson."))
    return _complete(by, enrolment.person, lesson.edition_id, lesson.lesson_key, now)


# Nothing is refused in here, so inside a caller's transaction it needs no savepoint of its own.
@transaction.atomic(savepoint=False)
def _complete(
    by: Actor, person: Person, edition_id: int, lesson_key: UUID, now: datetime
) -> Completion:
    done = Completion.objects.of(person).filter(lesson_key=lesson_key).first()
    if done:
        return done
    try:
        with transaction.atomic():
            done = Completion.objects.create(
                person_id=person.canonical_id,
                lesson_key=lesson_key,
                edition_id=edition_id,
                completed_at=now,
            )
    except IntegrityError:
        # Another request of the same person was first.
        return Completion.objects.get(person_id=person.canonical_id, lesson_key=lesson_key)
    record(
        by=by,
        verb="courses.complete_lesson",
        obj=done,
        data={"edition": edition_id, "lesson_key": str(lesson_key)},
    )
    return done


@transaction.atomic
def move_to_current_edition(*, by: Actor, enrolment: Enrolment, now: datetime) -> Enrolment:
    """Go on in the newest edition by choice. What is done stays done, by its key.

    The old enrolment stays as history. Raises DomainError if it is finished or newest already.
    """
    require(can_learn_as(by, enrolment.person), _("You can move only yourself."))
    current = enrolment.edition.course.current_edition
    if current is None:
        raise NotReleased(_("This course has no released edition."))
    if current.pk == enrolment.edition_id:
        raise DomainError(_("You are on the newest edition already."))
    if progress_of(enrolment).finished:
        raise DomainError(_("You have finished this course. There is no need to move."))
    moved = enrol(
        by=by,
        person=enrolment.person,
        edition=current,
        now=now,
        due_on=enrolment.due_on,
        reason=enrolment.reason,
    )
    data = {"from": enrolment.edition_id, "to": current.pk}
    record(by=by, verb="courses.move_enrolment", obj=moved, data=data)
    return moved
