"""Who may see and decide about courses taken elsewhere."""

from django.db.models import Q, QuerySet

from certificates.models import ExternalCourse
from people.models import Person, Role, rows_of
from people.permissions import (
    Viewer,
    can_add_person,
    can_manage_person,
    has_role,
    person_of,
    persons_visible_to,
)


def courses_visible_to(user: Viewer) -> QuerySet[ExternalCourse]:
    """One's own, and for keepers those of people whom they may see."""
    own = person_of(user)
    mine = Q(person__in=rows_of(own.pk)) if own else Q(pk__in=[])
    if can_add_person(user):
        mine |= Q(person__in=persons_visible_to(user).values("pk"))
    known = ExternalCourse.objects.filter(mine).with_state()
    return known.select_related("person__same_as", "recorded_by")


def courses_to_decide(user: Viewer) -> QuerySet[ExternalCourse]:
    """Claims of people whom the user keeps that nobody has looked at. Never one's own."""
    if not can_keep_courses(user):
        return ExternalCourse.objects.none()
    own = person_of(user)
    waiting = courses_visible_to(user).filter(decisions=None)
    return waiting.exclude(person__in=rows_of(own.pk)) if own else waiting


def can_keep_courses(user: Viewer) -> bool:
    """Has anybody's courses to look after: focal persons and the Secretariat."""
    return has_role(user, Role.FOCAL, Role.SECRETARIAT)


def can_record_for(user: Viewer, person: Person) -> bool:
    """May record and accept courses of this person: their keepers, and nobody for themselves."""
    own = person_of(user)
    if own is not None and own.pk == person.canonical_id:
        return False
    return can_keep_courses(user) and can_manage_person(user, person)


def can_let_count(user: Viewer) -> bool:
    """May let a course count as one of our programmes: the Secretariat."""
    return has_role(user, Role.SECRETARIAT)
