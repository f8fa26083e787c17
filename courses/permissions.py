"""Who may write, approve, release and take courses. The system may do everything."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page, Revision

from courses.models import Course, CourseEdition, CoursePage, Enrolment
from courses.models.learning import EnrolmentQuerySet
from foundation.audit.actors import Actor, System
from people.models import Person, Role, User
from people.permissions import Viewer, has_role, person_of, sign_ins_of

GIVEN = "course "


def reviews_courses(user: Viewer) -> bool:
    """Those who approve what trainers write, and release editions."""
    return has_role(user, Role.SECRETARIAT)


def authors_under_review(page: Page) -> set[int]:
    """Users who wrote anything that would go live with an approval now, or asked for it."""
    revisions = Revision.objects.for_instance(page).filter(user__isnull=False)
    if page.live_revision_id:
        revisions = revisions.filter(pk__gt=page.live_revision_id)
    authors = set(revisions.values_list("user_id", flat=True))
    state = page.current_workflow_state
    if state and state.requested_by_id:
        authors.add(state.requested_by_id)
    return authors


def can_approve(user: Viewer, page: Page) -> bool:
    """The Secretariat, but never those who wrote some of it themselves."""
    if isinstance(user, System):
        return True
    if not isinstance(user, User) or not reviews_courses(user):
        return False
    return sign_ins_of(user).isdisjoint(authors_under_review(page))


def can_release(user: Viewer, page: CoursePage) -> bool:
    return reviews_courses(user)


def can_give_course(user: Viewer, page: CoursePage) -> bool:
    return reviews_courses(user)


def group_of_course(course_key: UUID) -> str:
    """The name of the group of those to whom a course was given."""
    return f"{GIVEN}{course_key}"


def courses_given_to(user: User) -> QuerySet[Course]:
    """The courses that were given to somebody by name, whatever their roles let them do to pages."""
    names = user.groups.filter(name__startswith=GIVEN).values_list("name", flat=True)
    return Course.objects.filter(key__in=[name.removeprefix(GIVEN) for name in names])


def can_set_up(user: Viewer) -> bool:
    """Making the catalogue and its workflow is part of installing."""
    return has_role(user, Role.ADMIN)


def can_write(user: Viewer, page: Page) -> bool:
    """Change this page and what is below it."""
    return isinstance(user, System) or page.permissions_for_user(user).can_edit()


def can_add_below(user: Viewer, page: Page) -> bool:
    return isinstance(user, System) or page.permissions_for_user(user).can_add_subpage()


def can_learn_as(user: Viewer, person: Person) -> bool:
    """People enrol themselves and do their own lessons; nobody does them for another."""
    if isinstance(user, System):
        return True
    own = person_of(user)
    return own is not None and own.pk == person.canonical_id


def courses_visible_to(user: Viewer) -> QuerySet[Course]:
    """Courses with a released edition, for everybody signed in who is a person in the register."""
    released = CourseEdition.objects.filter(course=OuterRef("pk"))
    if isinstance(user, System) or person_of(user) is not None:
        return Course.objects.filter(Exists(released))
    return Course.objects.none()


def enrolments_visible_to(user: Viewer) -> EnrolmentQuerySet:
    """A learner's own enrolments."""
    if isinstance(user, System):
        return Enrolment.objects.all()
    person = person_of(user)
    return Enrolment.objects.of(person) if person else Enrolment.objects.none()


def actor_as_user(by: Actor) -> Any:
    """The user behind an actor, or None for the system: as Wagtail names whoever did something."""
    return None if isinstance(by, System) else by
