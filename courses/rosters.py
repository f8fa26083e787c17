"""What rosters and a person's page say of courses: what is due, overdue and done."""

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Completion, EditionLesson, Enrolment
from courses.progress import Progress, progress_of_person
from people import sections, states
from people.models import Person
from people.permissions import Viewer
from people.queries import CANONICAL_PERSON, exempt_on


def register() -> None:
    """Tell rosters who has something due, and persons' pages what."""
    states.register(
        states.PersonState(
            "overdue", gettext_lazy("Overdue"), gettext_lazy("Overdue"), "bad", overdue, asks=True
        )
    )
    states.register(
        states.PersonState(
            "due",
            gettext_lazy("With a course due"),
            gettext_lazy("Course due"),
            "due",
            due,
            asks=True,
        )
    )
    sections.register("courses", part)


def unfinished() -> QuerySet:
    """Enrolments with a due day on each person's newest edition of a course, and something undone.

    `canonical` is the human being.
    """
    # Two questions, because one with an OR over two tables reads every completion of a lesson.
    done, human = Completion.objects.filter(lesson_key=OuterRef("lesson_key")), "canonical"
    undone = EditionLesson.objects.filter(
        ~Exists(done.filter(person=OuterRef(OuterRef(human)))),
        ~Exists(done.filter(person__same_as=OuterRef(OuterRef(human)))),
        edition=OuterRef("edition"),
    )
    rows = Enrolment.objects.annotate(canonical=CANONICAL_PERSON, course=F("edition__course"))
    newer = rows.filter(
        canonical=OuterRef("canonical"),
        course=OuterRef("course"),
        edition__number__gt=OuterRef("edition__number"),
    )
    return rows.filter(~Exists(newer), Exists(undone), due_on__isnull=False)


def due(day: date) -> QuerySet:
    """Canonical persons with a course to finish whose day is still to come."""
    return unfinished().filter(due_on__gte=day).values_list("canonical", flat=True)


def overdue(day: date) -> QuerySet:
    """Canonical persons whose day for a course has passed, and who are not exempt today."""
    late = unfinished().filter(due_on__lt=day).exclude(canonical__in=exempt_on(day))
    return late.values_list("canonical", flat=True)


def part(viewer: Viewer, person: Person, day: date) -> sections.Part:
    """Each course of a person with how far they are. Never what they answered."""
    lines = [_line(enrolment, progress, day) for enrolment, progress in progress_of_person(person)]
    return sections.Part(_("Courses"), _("Not on any course yet."), lines)


def _line(enrolment: Enrolment, progress: Progress, day: date) -> sections.Line:
    hint = _("%(done)d of %(total)d parts done") % {"done": progress.done, "total": progress.total}
    if progress.finished:
        return sections.Line(enrolment.edition.title, hint, _("Done"), "ok")
    if enrolment.due_on is None:
        return sections.Line(enrolment.edition.title, hint, _("Started"), "info")
    shown = {"day": date_format(enrolment.due_on, "j F Y")}
    if enrolment.due_on < day:
        return sections.Line(enrolment.edition.title, hint, _("Was due %(day)s") % shown, "bad")
    return sections.Line(enrolment.edition.title, hint, _("Due %(day)s") % shown, "due")
