"""Writing with rights, review by somebody else, keys that copies do not share."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Collection, Locale, Page

from courses import actions
from courses.errors import NotUnderReview, WrongRole
from courses.models import Course, CoursePage, LessonPage, ModulePage
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Person, Role, User
from tests.factories.courses import (
    WORDS,
    approve,
    make_catalogue,
    make_course_page,
    make_lesson,
    make_module,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> CoursePage:
    return make_course_page(slug="signs")


@pytest.fixture
def module(page: CoursePage) -> ModulePage:
    return make_module(page)


@pytest.fixture
def trainer(page: CoursePage) -> User:
    user = make_user(Role.TRAINER)
    actions.give_course(by=SYSTEM, user=user, page=page)
    return user


@pytest.fixture
def secretariat() -> User:
    return make_user(Role.SECRETARIAT)


def fresh(user: User) -> User:
    """The user as the next request sees them."""
    return User.objects.get(pk=user.pk)


def test_a_trainer_writes_only_courses_given_to_them(trainer: User, module: ModulePage) -> None:
    other = make_module(make_course_page())
    new = {"by": trainer, "title": "Alone", "slug": "alone", "minutes": 5, "blocks": WORDS}
    with pytest.raises(NotAllowed):
        actions.add_lesson(**new, module=other)  # type: ignore[arg-type]
    lesson = actions.add_lesson(**new, module=module)  # type: ignore[arg-type]
    assert not lesson.live
    assert lesson.owner == trainer


def test_in_the_editor_a_foreign_course_is_refused(
    client: Client, trainer: User, page: CoursePage
) -> None:
    other = make_course_page()
    client.force_login(trainer)
    mine = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert mine.status_code == 200
    for name in ("edit", "delete", "history", "copy", "unpublish"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[other.pk]))
        assert response.status_code == 302, name
        assert response["Location"] == reverse("wagtailadmin_home"), name
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", other.pk])
    assert client.get(add)["Location"] == reverse("wagtailadmin_home")
    listed = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    assert listed["Location"] == reverse("wagtailadmin_explore", args=[page.pk])


def test_pictures_and_files_go_into_the_folder_of_the_course(trainer: User) -> None:
    for policy in (image_policy, document_policy):
        folders = policy.collections_user_has_permission_for(fresh(trainer), "add")
        assert [folder.name.split(" (")[0] for folder in folders] == [
            "Recognising child trafficking"
        ]
    foreign = get_document_model()(title="x", collection=Collection.get_first_root_node())
    assert not document_policy.user_has_permission_for_instance(fresh(trainer), "change", foreign)


def test_a_course_taken_back_can_be_written_no_more(
    trainer: User, secretariat: User, page: CoursePage
) -> None:
    assert page.permissions_for_user(fresh(trainer)).can_edit()
    with pytest.raises(NotAllowed):
        actions.take_course_back(by=trainer, user=trainer, page=page)
    actions.take_course_back(by=secretariat, user=trainer, page=page)
    assert not page.permissions_for_user(fresh(trainer)).can_edit()


def test_courses_are_given_by_the_secretariat_and_to_trainers(
    trainer: User, secretariat: User, page: CoursePage
) -> None:
    newcomer = make_user(Role.TRAINER)
    with pytest.raises(NotAllowed):
        actions.give_course(by=trainer, user=newcomer, page=page)
    with pytest.raises(WrongRole):
        actions.give_course(by=secretariat, user=make_user(), page=page)
    group = actions.give_course(by=secretariat, user=newcomer, page=page)
    assert actions.give_course(by=secretariat, user=newcomer, page=page) == group
    assert set(group.user_set.all()) == {trainer, newcomer}
    assert Group.objects.filter(name=group.name).count() == 1


def test_the_workflow_can_be_set_up_again_without_doubling(page: CoursePage) -> None:
    catalogue = make_catalogue()
    first = catalogue.get_workflow()
    rights = catalogue.group_permissions.count()
    assert actions.ensure_workflow(by=SYSTEM, catalogue=catalogue) == first
    assert catalogue.group_permissions.count() == rights > 0
    assert first.tasks.count() == 1
    with pytest.raises(NotAllowed):
        actions.ensure_workflow(by=make_user(Role.TRAINER), catalogue=catalogue)


@pytest.fixture
def submitted(trainer: User, module: ModulePage) -> LessonPage:
    lesson = actions.add_lesson(
        by=trainer, module=module, title="Alone", slug="alone", minutes=5, blocks=WORDS
    )
    actions.submit_for_approval(by=trainer, page=lesson)
    return lesson


def test_approval_publishes_and_is_on_record(submitted: LessonPage, secretariat: User) -> None:
    with pytest.raises(NotUnderReview):
        actions.submit_for_approval(by=SYSTEM, page=submitted)
    actions.approve_page(by=secretariat, page=submitted)
    assert LessonPage.objects.get(pk=submitted.pk).live
    row = AuditRow.objects.get(verb="courses.approve_page", object_id=str(submitted.pk))
    assert row.actor_id == str(secretariat.pk)
    with pytest.raises(NotUnderReview):
        actions.approve_page(by=make_user(Role.SECRETARIAT), page=submitted)


def test_a_trainer_cannot_approve(submitted: LessonPage, trainer: User) -> None:
    with pytest.raises(NotAllowed):
        actions.approve_page(by=trainer, page=submitted)
    assert not LessonPage.objects.get(pk=submitted.pk).live


def test_changes_asked_for_send_it_back(
    submitted: LessonPage, trainer: User, secretariat: User
) -> None:
    actions.ask_for_changes(by=secretariat, page=submitted, comment="Shorter sentences.")
    again = LessonPage.objects.get(pk=submitted.pk)
    assert not again.live
    assert again.current_workflow_state.status == "needs_changes"


def test_nobody_approves_own_work(module: ModulePage, secretariat: User) -> None:
    lesson = actions.add_lesson(
        by=secretariat, module=module, title="Mine", slug="mine", minutes=5, blocks=WORDS
    )
    actions.submit_for_approval(by=SYSTEM, page=lesson)
    with pytest.raises(NotAllowed):
        actions.approve_page(by=secretariat, page=lesson)
    actions.approve_page(by=make_user(Role.SECRETARIAT), page=lesson)
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_nobody_approves_own_work_under_a_second_sign_in(
    module: ModulePage, secretariat: User
) -> None:
    lesson = actions.add_lesson(
        by=secretariat, module=module, title="Mine", slug="mine", minutes=5, blocks=WORDS
    )
    actions.submit_for_approval(by=SYSTEM, page=lesson)
    again = make_user(Role.SECRETARIAT)
    Person.objects.filter(pk=again.person_id).update(same_as=secretariat.person_id)
    with pytest.raises(NotAllowed):
        actions.approve_page(by=User.objects.get(pk=again.pk), page=lesson)


def test_one_word_changed_makes_an_author(
    submitted: LessonPage, secretariat: User, trainer: User
) -> None:
    """Neither who wrote the first draft nor who touched it later approves the whole."""
    actions.change_lesson(by=secretariat, lesson=submitted, blocks=[("text", "<p>Other.</p>")])
    with pytest.raises(NotAllowed):
        actions.approve_page(by=secretariat, page=submitted)


def test_old_authors_may_approve_what_others_change_later(
    trainer: User, secretariat: User, module: ModulePage
) -> None:
    lesson = actions.add_lesson(
        by=secretariat, module=module, title="Mine", slug="mine", minutes=5, blocks=WORDS
    )
    approve(lesson)
    actions.change_lesson(by=trainer, lesson=lesson, blocks=[("text", "<p>Better.</p>")])
    actions.submit_for_approval(by=trainer, page=lesson)
    actions.approve_page(by=secretariat, page=lesson)
    assert "Better." in str(LessonPage.objects.get(pk=lesson.pk).body)


def test_the_editor_shows_approval_to_whom_it_belongs(
    client: Client, submitted: LessonPage, trainer: User, secretariat: User
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    for user, offered in ((trainer, False), (secretariat, True)):
        client.force_login(user)
        page = client.get(edit).content.decode()
        assert ('data-workflow-action-name="approve"' in page) is offered
        assert 'name="action-publish"' not in page


def test_a_post_past_the_buttons_publishes_nothing(
    client: Client, submitted: LessonPage, trainer: User, secretariat: User
) -> None:
    """The approval's own address asks again who may; publishing is no right of anybody."""
    task = submitted.current_workflow_task_state
    approval = reverse(
        "wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", task.pk]
    )
    client.force_login(trainer)
    client.post(approval)
    assert not LessonPage.objects.get(pk=submitted.pk).live
    client.force_login(secretariat)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?next=/admin/&id={submitted.pk}", {"include_descendants": "on"})
    assert not LessonPage.objects.get(pk=submitted.pk).live
    client.post(approval)
    assert LessonPage.objects.get(pk=submitted.pk).live


def test_waiting_work_is_listed_for_the_secretariat(
    submitted: LessonPage, trainer: User, secretariat: User
) -> None:
    task = submitted.current_workflow_task.specific
    assert task.get_task_states_user_can_moderate(secretariat).count() == 1
    assert task.get_task_states_user_can_moderate(trainer).count() == 0


def test_a_course_has_its_lasting_row_from_the_start(page: CoursePage) -> None:
    assert Course.objects.get(key=page.course_key).slug == "signs"
    twin = make_course_page(slug="signs-2")
    twin.slug = "renamed"
    assert actions.ensure_course(by=SYSTEM, page=twin).slug == "signs-2"


def test_a_copy_is_another_course_with_other_lessons(page: CoursePage, module: ModulePage) -> None:
    make_lesson(module, slug="one")
    copy = page.copy(recursive=True, update_attrs={"slug": "copy", "title": "Copy"}).specific
    assert copy.course_key != page.course_key
    keys = set(LessonPage.objects.values_list("lesson_key", flat=True))
    assert len(keys) == LessonPage.objects.count() == 2
    copied = LessonPage.objects.descendant_of(copy).get()
    assert copied.get_latest_revision_as_object().lesson_key == copied.lesson_key
    assert ModulePage.objects.values("module_key").distinct().count() == 2


def test_aliases_and_translations_are_the_same_lesson(module: ModulePage) -> None:
    lesson = make_lesson(module, slug="one")
    alias = lesson.create_alias(parent=make_module(), update_slug="alias").specific
    spanish = Locale.objects.create(language_code="es")
    translated = lesson.copy_for_translation(spanish, copy_parents=True).specific
    assert alias.lesson_key == translated.lesson_key == lesson.lesson_key
    assert translated.get_latest_revision_as_object().lesson_key == lesson.lesson_key


def test_a_course_made_in_the_editor_gets_its_row(client: Client, secretariat: User) -> None:
    catalogue = make_catalogue()
    client.force_login(secretariat)
    response = client.post(
        reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalogue.pk]),
        {
            "title": "Duty to report",
            "slug": "duty",
            "summary": "When and whom you must tell.",
            "hours": "0.5",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        },
    )
    assert response.status_code == 302
    page = Page.objects.get(slug="duty").specific
    assert page.hours == Decimal("0.5")
    assert Course.objects.get(key=page.course_key).slug == "duty"


def test_trainers_put_lessons_in_order(client: Client, trainer: User, module: ModulePage) -> None:
    first, second = make_lesson(module), make_lesson(module)
    address = reverse("wagtailadmin_pages:set_page_position", args=[second.pk])
    client.force_login(make_user(Role.TRAINER))
    assert client.post(f"{address}?position=0").status_code == 302
    assert [p.pk for p in module.get_children()] == [first.pk, second.pk]
    client.force_login(trainer)
    assert client.post(f"{address}?position=0").status_code == 200
    assert [p.pk for p in module.get_children()] == [second.pk, first.pk]
