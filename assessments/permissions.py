"""Who may write and approve questions, take a quiz, help others to take it, and read what came of it."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.models import Attempt, Question
from assessments.models.attempts import AttemptQuerySet
from courses.models import Course, Enrolment
from courses.permissions import can_learn_as, courses_given_to
from foundation.audit.actors import Actor, System
from foundation.prepared import Prepared
from people.holding import held_roles
from people.models import Person, Role, StaffRecord, User
from people.models.trees import below
from people.permissions import can_see_names, has_role, person_of, sign_ins_of


def can_write_questions(user: Actor) -> bool:
    """The bank is national: specialists, trainers and the Secretariat write in it."""
    return has_role(user, Role.SPECIALIST, Role.TRAINER, Role.SECRETARIAT)


def can_write_topics(user: Actor) -> bool:
    """Topics shape every quiz of the country: specialists and the Secretariat keep them."""
    return has_role(user, Role.SPECIALIST, Role.SECRETARIAT)


def can_approve_question(user: Actor, question: Question) -> bool:
    """The Secretariat or a specialist, but nobody approves a text that they wrote or changed."""
    if isinstance(user, System):
        return True
    if not isinstance(user, User) or not has_role(user, Role.SECRETARIAT, Role.SPECIALIST):
        return False
    return sign_ins_of(user).isdisjoint({question.author_id, question.edited_by_id})


def _own_attempt(person: int, attempt: UUID) -> QuerySet[Attempt]:
    mine = Attempt.objects.of(Person(pk=person)).filter(uuid=attempt)
    return mine.select_related("enrolment__person", "enrolment__edition__course", "quiz", "result")


_OWN_ATTEMPT = Prepared[Attempt](_own_attempt, person=int, attempt=UUID)


def own_attempt(user: User, attempt_id: UUID) -> Attempt | None:
    """The person's own attempt with what its pages need; None if it is another's or there is none."""
    person = person_of(user)
    found = _OWN_ATTEMPT.rows(person=person.canonical_id, attempt=attempt_id) if person else []
    return found[0] if found else None


def can_take(user: Actor, enrolment: Enrolment) -> bool:
    """A person takes the quizzes of their own enrolments, nobody another's."""
    return can_learn_as(user, enrolment.person)


def courses_taught_by(user: Actor) -> QuerySet[Course]:
    """The courses that were given to this trainer by name; all for the system.

    Rights to pages are not asked: the Secretariat has those to all courses.
    """
    if isinstance(user, System):
        return Course.objects.all()
    if not isinstance(user, User) or not has_role(user, Role.TRAINER):
        return Course.objects.none()
    return courses_given_to(user)


def teaches(user: Actor, course: Course) -> bool:
    """A trainer to whom this course was given."""
    return courses_taught_by(user).filter(pk=course.pk).exists()


def may_judge(user: Actor, attempt: Attempt) -> bool:
    """A trainer of the course reads answers and decides on late ones; nobody their own."""
    return teaches(user, attempt.enrolment.edition.course) and not _is(
        user, attempt.enrolment.person
    )


def courses_reviewable_by(user: Actor) -> QuerySet[Course]:
    """Whose attempts somebody may look through: their own courses for trainers, all for the Secretariat."""
    if has_role(user, Role.SECRETARIAT):
        return Course.objects.all()
    return courses_taught_by(user)


def attempts_reviewable_by(user: Actor) -> AttemptQuerySet:
    """The attempts of those courses."""
    return Attempt.objects.filter(
        enrolment__edition__course__in=courses_reviewable_by(user)
    ).select_related("enrolment__person", "enrolment__edition__course", "quiz", "result")


def can_name_learners(user: Actor, course: Course) -> bool:
    """The course's trainers know their learners; the Secretariat needs the extra permission."""
    return can_see_names(user) or teaches(user, course)


def _looks_after(user: Actor, person: Person) -> bool:
    """A focal person of an agency on whose roster the person is today, or of one above it."""
    paths = [h.agency_path for h in held_roles(user) if h.role == Role.FOCAL and h.agency_path]
    if not paths:
        return False
    records = StaffRecord.objects.of(person).active_on(timezone.localdate())
    return records.filter(below("agency__path", paths)).exists()


def _is(user: Actor, person: Person) -> bool:
    own = person_of(user)
    return own is not None and own.pk == person.canonical_id


def can_grant_attempt(user: Actor, person: Person, course: Course) -> bool:
    """Another attempt: the Secretariat, a focal person of theirs, or a trainer; nobody for themselves."""
    if isinstance(user, System):
        return True
    if _is(user, person):
        return False
    helps = has_role(user, Role.SECRETARIAT) or _looks_after(user, person)
    return helps or teaches(user, course)


def can_give_time(user: Actor, person: Person) -> bool:
    """More time: the same, with the trainers of any course that the person is on."""
    if isinstance(user, System):
        return True
    if _is(user, person):
        return False
    taught = Enrolment.objects.of(person).filter(edition__course__in=courses_taught_by(user))
    helps = has_role(user, Role.SECRETARIAT) or _looks_after(user, person)
    return helps or taught.exists()


def enrolments_helped_by(user: Actor) -> QuerySet[Enrolment]:
    """Enrolments of people whom somebody knows by name and may grant attempts and time.

    With what pages need. The Secretariat finds them with the permission to see names only.
    """
    found = Enrolment.objects.select_related("person", "edition__course")
    if has_role(user, Role.SECRETARIAT) and can_see_names(user):
        return found
    paths = [h.agency_path for h in held_roles(user) if h.role == Role.FOCAL and h.agency_path]
    records = StaffRecord.objects.active_on(timezone.localdate())
    served = Person.objects.filter(
        staff_records__in=records.filter(below("agency__path", paths))
    ).annotate(canonical=Coalesce("same_as", "pk"))
    taught = Q(edition__course__in=courses_taught_by(user))
    theirs = served.values("canonical")
    rows = Person.objects.filter(pk__in=theirs).values("pk")
    joined = Person.objects.filter(same_as__in=theirs).values("pk")
    return found.filter(taught | Q(person__in=rows.union(joined)))


def can_help_anybody(user: Actor) -> bool:
    """Has somebody a list of people who may need another attempt?"""
    named = has_role(user, Role.SECRETARIAT) and can_see_names(user)
    return named or has_role(user, Role.FOCAL, Role.TRAINER)
