"""Courses that a trainer writes pass to a successor when the trainer leaves."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import CoursePage
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from people import leaving
from people.leaving import OpenTask
from people.models import Role, StaffRecord, User
from people.permissions import has_role
from people.queries import other_records_of

_GROUP = "course "


def register() -> None:
    """Tell whoever enters a leaving which courses wait for the leaver."""
    leaving.register_tasks("courses", CoursesToWrite())
    leaving.register_end("courses", end_writing)


def end_writing(user: User, leaving: StaffRecord) -> None:
    """Take the rights to write courses away that no successor got."""
    if not other_records_of(leaving).exists():
        user.groups.remove(*user.groups.filter(name__startswith=_GROUP))


class CoursesToWrite:
    """The right to write a course. It is national, so it stays while another agency employs them."""

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        """The courses this trainer writes."""
        if other_records_of(leaving).exists():
            return []
        return [self._task(page) for page in self._pages(user)]

    def pass_on(
        self, *, by: Actor, user: User, successor: User, leaving: StaffRecord
    ) -> Iterable[OpenTask]:
        """Give the courses to the successor, if a trainer; take them from the leaver in any case."""
        if other_records_of(leaving).exists():
            return []
        pages = list(self._pages(user))
        for page in pages:
            groups = Group.objects.filter(name=f"{_GROUP}{page.course_key}")
            user.groups.remove(*groups)
            if has_role(successor, Role.TRAINER):
                successor.groups.add(*groups)
            record(
                by=by,
                verb="courses.course_handed_over",
                obj=page,
                data={"from": user.pk, "to": successor.pk},
            )
        return [self._task(page) for page in pages]

    def _pages(self, user: User) -> Iterable[CoursePage]:
        names = user.groups.filter(name__startswith=_GROUP).values_list("name", flat=True)
        wanted = Q(pk__in=[])
        for name in names:
            wanted |= Q(course_key=name.removeprefix(_GROUP))
        pages: Iterable[CoursePage] = CoursePage.objects.filter(wanted).order_by("title")
        return pages

    def _task(self, page: CoursePage) -> OpenTask:
        return OpenTask(_("Writing the course %(title)s") % {"title": page.title}, "/admin/pages/")
