"""What rosters and persons' pages say of courses: due, overdue, done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.actions import enrol, record_completion
from courses.models import CourseEdition
from courses.rosters import due, overdue, part
from foundation.audit.actors import SYSTEM
from people import actions
from people.models import Person
from tests.factories.courses import make_stored_edition
from tests.factories.people import make_person, make_staff_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> CourseEdition:
    return make_stored_edition(2, slug="screening")


def on_course(edition: CourseEdition, name: str, days: int | None) -> Person:
    person = make_person(name)
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    enrol(by=SYSTEM, person=person, edition=edition, now=timezone.now(), due_on=day, reason="x")
    return person


def finish(person: Person, edition: CourseEdition) -> None:
    for lesson in edition.lessons.all():
        record_completion(
            by=SYSTEM,
            person=person,
            edition=edition,
            lesson_key=lesson.lesson_key,
            now=timezone.now(),
        )


def test_due_and_overdue_are_told_apart(edition: CourseEdition) -> None:
    today = timezone.localdate()
    late, soon = on_course(edition, "Late", -1), on_course(edition, "Soon", 0)
    done = on_course(edition, "Done", -1)
    on_course(edition, "Free", None)
    finish(done, edition)
    assert list(overdue(today)) == [late.pk]
    assert list(due(today)) == [soon.pk]
    finish(late, edition)
    assert not overdue(today).exists()


def test_what_was_done_under_a_joined_record_counts(edition: CourseEdition) -> None:
    person, canonical = on_course(edition, "Ann", -1), make_person("Ann")
    finish(person, edition)
    actions.join_persons(by=SYSTEM, duplicate=person, canonical=canonical)
    assert not overdue(timezone.localdate()).exists()


def test_who_is_exempt_is_not_overdue(edition: CourseEdition) -> None:
    today, late = timezone.localdate(), on_course(edition, "Late", -1)
    record = make_staff_record(late)
    assert overdue(today).exists()
    actions.exempt(by=SYSTEM, staff_record=record, reason="study", starts_on=today, ends_on=today)
    assert not overdue(today).exists()
    assert overdue(today + timedelta(days=1)).exists()


@pytest.mark.parametrize(("days", "tone"), [(-1, "bad"), (1, "due"), (None, "info")])
def test_a_persons_page_says_how_far(edition: CourseEdition, days: int | None, tone: str) -> None:
    person = on_course(edition, "Ann", days)
    line = part(SYSTEM, person, timezone.localdate()).lines[0]
    assert (line.tone, line.hint) == (tone, "0 of 2 parts done")
    finish(person, edition)
    line = part(SYSTEM, person, date.max).lines[0]
    assert (line.tag, line.hint) == ("Done", "2 of 2 parts done")
