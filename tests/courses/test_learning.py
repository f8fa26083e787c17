"""A learner's way through a course, over HTTP."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses import actions
from courses.errors import NotEnrolled, NotInEdition
from courses.models import Completion, CourseEdition, EditionText, Enrolment
from courses.progress import progress_of, progress_of_person
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import User
from tests.factories.courses import (
    NOW,
    approve,
    make_course_page,
    make_edition,
    make_enrolment,
    make_lesson,
    make_module,
    make_stored_edition,
    release,
)
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> CourseEdition:
    return make_edition(3, slug="signs")


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def learner(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_strangers_are_asked_to_sign_in(client: Client, edition: CourseEdition) -> None:
    response = client.get("/learn/signs/lesson-1/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/learn/signs/lesson-1/")


def test_unknown_courses_and_lessons_are_not_found(learner: Client, edition: CourseEdition) -> None:
    make_course_page(slug="draft")
    assert learner.get("/learn/signs/").status_code == 200
    assert learner.get("/learn/draft/").status_code == 404
    assert learner.get("/learn/signs/lesson-9/").status_code == 404


def test_an_account_without_a_person_finds_no_course(
    client: Client, user: User, edition: CourseEdition
) -> None:
    user.person = None
    user.save()
    client.force_login(user)
    assert client.get("/learn/signs/").status_code == 404


def test_the_way_through(learner: Client, user: User, edition: CourseEdition) -> None:
    before = learner.get("/learn/signs/").content.decode()
    assert "Start this course" in before
    assert "/learn/signs/lesson-1/" not in before
    started = learner.post("/learn/signs/enrol/", follow=True).content.decode()
    assert "Begin: Lesson 1" in started
    assert "0 of 3 done, about 15 minutes left" in started
    lesson = learner.get("/learn/signs/lesson-1/")
    assert "Module 1, lesson 1 of 3" in lesson.content.decode()
    assert lesson["Cache-Control"] == "private, no-store"
    done = learner.post("/learn/signs/lesson-1/done/")
    assert done["Location"] == "/learn/signs/lesson-2/"
    course = learner.get("/learn/signs/").content.decode()
    assert "Go on: Lesson 2" in course
    assert "1 of 3 done, about 10 minutes left" in course


def test_after_the_last_lesson_what_was_left_out_comes_next(
    learner: Client, user: User, edition: CourseEdition
) -> None:
    make_enrolment(edition, user)
    assert learner.post("/learn/signs/lesson-3/done/")["Location"] == "/learn/signs/lesson-1/"
    learner.post("/learn/signs/lesson-1/done/")
    assert learner.post("/learn/signs/lesson-2/done/")["Location"] == "/learn/signs/"
    course = learner.get("/learn/signs/").content.decode()
    assert "You have done everything in this course" in course


def test_a_done_lesson_can_be_read_again(
    learner: Client, user: User, edition: CourseEdition
) -> None:
    make_enrolment(edition, user)
    learner.post("/learn/signs/lesson-1/done/")
    again = learner.get("/learn/signs/lesson-1/").content.decode()
    assert "You have done this lesson." in again
    assert "Next: Lesson 2" in again


def test_a_lesson_opened_before_starting_shows_the_course_and_why(
    learner: Client, user: User, edition: CourseEdition
) -> None:
    page = learner.get("/learn/signs/lesson-1/").content.decode()
    assert "Start the course first" in page
    assert "One sign is not proof" not in page
    make_enrolment(edition, user)
    assert "One sign is not proof" in learner.get("/learn/signs/lesson-1/").content.decode()


def test_done_before_starting_counts_nothing(learner: Client, edition: CourseEdition) -> None:
    assert learner.post("/learn/signs/lesson-1/done/")["Location"] == "/learn/signs/"
    assert not Completion.objects.exists()


def test_twice_is_once(learner: Client, user: User, edition: CourseEdition) -> None:
    for _ in range(2):
        learner.post("/learn/signs/enrol/")
        learner.post("/learn/signs/lesson-1/done/")
    assert Enrolment.objects.count() == Completion.objects.count() == 1
    assert AuditRow.objects.filter(verb="courses.enrol").count() == 1
    assert AuditRow.objects.filter(verb="courses.complete_lesson").count() == 1


def test_an_earlier_due_day_counts(user: User, edition: CourseEdition) -> None:
    assert user.person is not None
    enrol = {"by": SYSTEM, "person": user.person, "edition": edition, "now": NOW}
    actions.enrol(**enrol)  # type: ignore[arg-type]
    actions.enrol(**enrol, due_on=date(2026, 11, 1), reason="requirement:1")  # type: ignore[arg-type]
    actions.enrol(**enrol, due_on=date(2026, 12, 1), reason="requirement:2")  # type: ignore[arg-type]
    enrolment = Enrolment.objects.get()
    assert (enrolment.due_on, enrolment.reason) == (date(2026, 11, 1), "requirement:1")


def test_nobody_learns_for_another(user: User, edition: CourseEdition) -> None:
    assert user.person is not None
    person, other = user.person, make_user()
    key = edition.lessons.first().lesson_key  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        actions.enrol(by=other, person=person, edition=edition, now=NOW)
    actions.enrol(by=user, person=person, edition=edition, now=NOW)
    done = {"person": person, "edition": edition, "lesson_key": key, "now": NOW}
    with pytest.raises(NotAllowed):
        actions.record_completion(by=other, **done)  # type: ignore[arg-type]
    assert actions.record_completion(by=user, **done).lesson_key == key  # type: ignore[arg-type]


def test_only_what_the_edition_holds_can_be_done(user: User, edition: CourseEdition) -> None:
    assert user.person is not None
    other = make_edition(1)
    key = other.lessons.get().lesson_key
    done = {"by": SYSTEM, "person": user.person, "lesson_key": key, "now": NOW}
    with pytest.raises(NotEnrolled):
        actions.record_completion(**done, edition=other)  # type: ignore[arg-type]
    make_enrolment(other, user)
    make_enrolment(edition, user)
    with pytest.raises(NotInEdition):
        actions.record_completion(**done, edition=edition)  # type: ignore[arg-type]
    actions.record_completion(**done, edition=other)  # type: ignore[arg-type]
    assert Completion.objects.count() == 1


def test_completions_and_editions_are_append_only(user: User, edition: CourseEdition) -> None:
    enrolment = make_enrolment(edition, user)
    lesson = edition.lessons.first()
    assert lesson is not None
    actions.record_completion(
        by=SYSTEM,
        person=enrolment.person,
        edition=edition,
        lesson_key=lesson.lesson_key,
        now=NOW,
    )
    for rows, change in [
        (Completion.objects.all(), {"completed_at": NOW}),
        (CourseEdition.objects.all(), {"title": "Other"}),
        (edition.lessons.all(), {"minutes": 1}),
        (EditionText.objects.all(), {"title": "Other"}),
    ]:
        assert rows.exists()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)  # type: ignore[arg-type]
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")


def test_joined_persons_keep_what_each_has_done(edition: CourseEdition) -> None:
    twin = make_user(person=make_person("Marva D Brown"))
    enrolment = make_enrolment(edition, twin)
    key = enrolment.edition.lessons.first().lesson_key  # type: ignore[union-attr]
    actions.record_completion(
        by=twin, person=enrolment.person, edition=edition, lesson_key=key, now=NOW
    )
    person = make_person()
    enrolment.person.same_as = person
    enrolment.person.save()
    [(found, progress)] = progress_of_person(person)
    assert found == enrolment
    assert progress.done == 1


@pytest.fixture
def two_editions(user: User) -> tuple[CourseEdition, CourseEdition]:
    """A learner has done lesson 1 of edition 1 when edition 2 adds a fourth lesson."""
    page = make_course_page(slug="grown")
    module = make_module(page)
    for number in (1, 2):
        make_lesson(module, title=f"Lesson {number}", slug=f"lesson-{number}")
    first = release(page)
    enrolment = make_enrolment(first, user)
    key = first.lessons.first().lesson_key  # type: ignore[union-attr]
    actions.record_completion(
        by=user, person=enrolment.person, edition=first, lesson_key=key, now=NOW
    )
    make_lesson(module, title="Lesson 3", slug="lesson-3")
    return first, release(page)


def test_an_enrolment_stays_with_its_edition(
    learner: Client, two_editions: tuple[CourseEdition, CourseEdition]
) -> None:
    assert progress_of(Enrolment.objects.get()).total == 2
    course = learner.get("/learn/grown/").content.decode()
    assert "Edition 2 is out" in course
    assert learner.get("/learn/grown/lesson-3/").status_code == 404


def test_an_unfinished_enrolment_moves_by_choice_and_keeps_what_is_done(
    learner: Client, two_editions: tuple[CourseEdition, CourseEdition]
) -> None:
    page = learner.post("/learn/grown/move/", follow=True).content.decode()
    assert "You are on edition 2 now. What you have done is kept." in page
    assert "1 of 3 done" in page
    assert learner.get("/learn/grown/lesson-3/").status_code == 200
    assert Enrolment.objects.count() == 2


def test_a_finished_enrolment_does_not_move(
    learner: Client, user: User, two_editions: tuple[CourseEdition, CourseEdition]
) -> None:
    learner.post("/learn/grown/lesson-2/done/")
    page = learner.post("/learn/grown/move/", follow=True).content.decode()
    assert "You have finished this course." in page
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("path", ["", "lesson-2/"])
def test_pages_cost_few_queries_however_long_the_course(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    counts = []
    # The first page of a process also reads what is kept from then on.
    make_enrolment(make_stored_edition(2, slug="first"), first := make_user())
    client.force_login(first)
    assert client.get(f"/learn/first/{path}").status_code == 200
    for lessons, slug in ((4, "short"), (40, "long")):
        user = make_user()
        enrolment = make_enrolment(make_stored_edition(lessons, slug=slug), user)
        for lesson in list(enrolment.edition.lessons.all())[: lessons // 2]:
            actions.record_completion(
                by=SYSTEM,
                person=enrolment.person,
                edition=enrolment.edition,
                lesson_key=lesson.lesson_key,
                now=NOW,
            )
        client.force_login(user)
        with django_assert_max_num_queries(12) as found:
            assert client.get(f"/learn/{slug}/{path}").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_correction_is_on_the_very_next_page(learner: Client, user: User) -> None:
    page = make_course_page(slug="signs")
    lesson = make_lesson(make_module(page), title="The companion", slug="companion")
    edition = release(page)
    make_enrolment(edition, user)
    before = learner.get("/learn/signs/companion/").content.decode()
    actions.change_lesson(by=SYSTEM, lesson=lesson, blocks=[("text", "<p>Two signs together</p>")])
    approve(lesson)
    actions.correct_texts(by=SYSTEM, page=page, now=NOW)
    after = learner.get("/learn/signs/companion/").content.decode()
    assert "Two signs together" not in before
    assert "Two signs together" in after
