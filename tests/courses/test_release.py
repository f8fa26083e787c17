"""Releasing freezes what is live; corrections append."""

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.errors import NothingToRelease
from courses.models import CourseEdition, CoursePage, EditionText, LessonPage, ModulePage
from courses.progress import texts_of
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.courses import (
    NOW,
    approve,
    make_course_page,
    make_enrolment,
    make_lesson,
    make_module,
    release,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> CoursePage:
    return make_course_page(slug="signs")


@pytest.fixture
def module(page: CoursePage) -> ModulePage:
    return make_module(page, title="Signs in a clinic")


@pytest.fixture
def lesson(module: ModulePage) -> LessonPage:
    return make_lesson(module, title="The companion", slug="companion")


def reword(lesson: LessonPage, words: str) -> None:
    actions.change_lesson(by=SYSTEM, lesson=lesson, blocks=[("text", f"<p>{words}</p>")])
    approve(lesson)


def test_an_edition_holds_what_is_live_in_the_order_of_the_editor(
    page: CoursePage, module: ModulePage, lesson: LessonPage
) -> None:
    draft = make_lesson(module, title="Draft", live=False)
    make_module(page, title="Empty")
    hidden = make_module(page, title="Draft module", live=False)
    make_lesson(hidden, title="Approved below a draft")
    second = make_module(page, title="Second")
    last = make_lesson(second, title="Last", slug="companion")
    lesson.move(module, pos="first-child")
    edition = actions.release_edition(by=make_user(Role.SECRETARIAT), page=page, now=NOW)
    assert (edition.number, edition.title, edition.released_at) == (1, page.title, NOW)
    assert [m["title"] for m in edition.modules] == ["Signs in a clinic", "Second"]
    held = list(edition.lessons.values_list("lesson_key", "slug", "position"))
    assert held == [(lesson.lesson_key, "companion", 1), (last.lesson_key, "companion-2", 2)]
    assert draft.lesson_key not in [key for key, _slug, _position in held]
    row = AuditRow.objects.get(verb="courses.release_edition")
    assert row.data == {"course": edition.course_id, "number": 1, "lessons": 2}


def test_only_the_secretariat_releases(page: CoursePage, lesson: LessonPage) -> None:
    trainer = make_user(Role.TRAINER)
    actions.give_course(by=SYSTEM, user=trainer, page=page)
    with pytest.raises(NotAllowed):
        actions.release_edition(by=trainer, page=page, now=NOW)
    actions.release_edition(by=make_user(Role.SECRETARIAT), page=page, now=NOW)
    assert CourseEdition.objects.count() == 1


def test_without_an_approved_lesson_nothing_is_released(
    page: CoursePage, module: ModulePage
) -> None:
    lesson = make_lesson(module, live=False)
    with pytest.raises(NothingToRelease, match="No lesson is approved yet"):
        release(page)
    approve(lesson)
    assert release(page).number == 1


def test_a_course_page_that_is_a_draft_is_not_released() -> None:
    page = make_course_page(live=False)
    make_lesson(make_module(page))
    with pytest.raises(NothingToRelease, match="course page itself"):
        release(page)
    approve(page)
    assert release(page).number == 1


def test_nothing_changed_is_refused(page: CoursePage, lesson: LessonPage) -> None:
    release(page)
    actions.change_lesson(by=SYSTEM, lesson=lesson, blocks=[("text", "<p>Only a draft.</p>")])
    with pytest.raises(NothingToRelease, match="Nothing changed since edition 1"):
        release(page)
    assert CourseEdition.objects.count() == 1


def test_a_released_edition_does_not_follow_the_page(
    page: CoursePage, lesson: LessonPage, client: Client
) -> None:
    user = make_user()
    make_enrolment(release(page), user)
    client.force_login(user)
    address = "/learn/signs/companion/"
    before = client.get(address).content.decode()
    reword(lesson, "Quite other words.")
    assert client.get(address).content == before.encode() or "Quite other" not in before
    assert "Quite other words." not in client.get(address).content.decode()
    lesson.delete()
    assert "One sign is not proof." in client.get(address).content.decode()


def test_an_address_lasts_when_the_page_is_renamed(
    page: CoursePage, module: ModulePage, lesson: LessonPage
) -> None:
    release(page)
    lesson.slug = "renamed"
    lesson.save_revision()
    approve(lesson)
    make_lesson(module, slug="new")
    slugs = list(release(page).lessons.values_list("slug", flat=True))
    assert slugs == ["companion", "new"]


def test_order_makes_the_next_edition(page: CoursePage, module: ModulePage) -> None:
    make_lesson(module, slug="one")
    two = make_lesson(module, slug="two")
    release(page)
    two.move(module, pos="first-child")
    with pytest.raises(NothingToRelease, match="Only changed words"):
        actions.correct_texts(by=SYSTEM, page=page, now=NOW)
    edition = release(page)
    assert edition.number == 2
    assert list(edition.lessons.values_list("slug", flat=True)) == ["two", "one"]


def test_a_correction_appends_a_numbered_text(page: CoursePage, lesson: LessonPage) -> None:
    edition = release(page)
    with pytest.raises(NothingToRelease):
        actions.correct_texts(by=SYSTEM, page=page, now=NOW)
    reword(lesson, "One sign alone is no proof.")
    trainer, officer = make_user(Role.TRAINER), make_user(Role.SECRETARIAT)
    with pytest.raises(NotAllowed):
        actions.correct_texts(by=trainer, page=page, now=NOW)
    actions.correct_texts(by=officer, page=page, now=NOW)
    held = edition.lessons.get()
    assert list(held.texts.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert "One sign alone" in str(texts_of([held])[held.pk].body)
    assert CourseEdition.objects.count() == 1
    with pytest.raises(NothingToRelease):
        actions.correct_texts(by=officer, page=page, now=NOW)
    with pytest.raises(NothingToRelease):
        release(page)


def test_the_confirmation_tells_what_will_happen(
    client: Client, page: CoursePage, module: ModulePage, lesson: LessonPage
) -> None:
    address = reverse("courses_release", args=[page.pk])
    officer, trainer = make_user(Role.SECRETARIAT), make_user(Role.TRAINER)
    actions.give_course(by=SYSTEM, user=trainer, page=page)
    client.force_login(trainer)
    assert client.get(address).status_code == client.post(address).status_code == 404
    client.force_login(officer)
    first = client.get(address).content.decode()
    assert "Release edition 1" in first
    assert "The companion" in first
    client.post(address, {"release": "1"})
    assert CourseEdition.objects.get().released_by == officer
    blocked = client.get(address).content.decode()
    assert "Nothing changed since edition 1." in blocked
    assert '<form method="post">' not in blocked
    make_lesson(module, title="Half written", live=False)
    reword(lesson, "Better words.")
    changed = client.get(address).content.decode()
    assert "Half written" in changed
    assert "Other words: The companion" in changed
    assert "Correct the words of edition 1" in changed
    client.post(address, {"correct": "1"})
    assert EditionText.objects.filter(number=2).count() == 1
    refused = client.post(address, {"release": "1"}, follow=True).content.decode()
    assert "Nothing changed since edition 1. Approve a change first." in refused


def test_the_button_stands_in_the_header_for_whoever_may(
    client: Client, page: CoursePage, lesson: LessonPage
) -> None:
    officer, trainer = make_user(Role.SECRETARIAT), make_user(Role.TRAINER)
    actions.give_course(by=SYSTEM, user=trainer, page=page)
    address = reverse("courses_release", args=[page.pk])
    for user, shown in ((trainer, False), (officer, True)):
        client.force_login(user)
        for view in ("wagtailadmin_explore", "wagtailadmin_pages:edit"):
            html = client.get(reverse(view, args=[page.pk])).content.decode()
            assert (address in html) is shown, (user.pk, view)
