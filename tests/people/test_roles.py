"""Roles, their scopes and the groups they become."""

from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from people import actions, permissions
from people.errors import AlreadyThere, OutOfPlace, WrongDay
from people.models import Role, RoleAssignment, User
from people.registry import all_permissions, permissions_of, permit
from people.tasks import mirror_roles
from tests.factories.people import (
    give,
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_a_role_becomes_a_group_and_leaves_it() -> None:
    user = make_user("trainer")
    assert groups_of(user) == {"trainer"}
    assignment = RoleAssignment.objects.get()
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.end_role(by=SYSTEM, assignment=assignment, ends_on=yesterday)
    assert groups_of(user) == set()
    assert permissions.roles_of(User.objects.get(pk=user.pk)) == frozenset()


def test_a_role_for_later_is_not_held_today() -> None:
    user = make_user()
    give(user, "trainer", starts_on=timezone.localdate() + timedelta(days=1))
    assert not permissions.has_role(user, Role.TRAINER)
    assert groups_of(user) == set()
    actions.mirror_roles(user=user, today=timezone.localdate() + timedelta(days=1))
    assert groups_of(user) == {"trainer"}


def test_two_scopes_of_one_role_keep_the_group_until_both_end() -> None:
    user = make_user("focal", agency=make_agency("MOE"))
    give(user, "focal", agency=make_agency("JCF"))
    yesterday = timezone.localdate() - timedelta(days=1)
    first, second = RoleAssignment.objects.order_by("pk")
    actions.end_role(by=SYSTEM, assignment=first, ends_on=yesterday)
    assert groups_of(user) == {"focal"}
    actions.end_role(by=SYSTEM, assignment=second, ends_on=yesterday)
    assert groups_of(user) == set()


def test_groups_outside_the_roles_are_left_alone() -> None:
    user = make_user("trainer")
    user.groups.add(Group.objects.create(name="Choir"))
    actions.mirror_roles(user=user, today=timezone.localdate())
    assert groups_of(user) == {"trainer", "Choir"}


def test_scopes_are_asked_for_and_refused_where_they_mean_nothing() -> None:
    user, agency, workplace = make_user(), make_agency(), make_workplace()
    for role, scope in [
        ("focal", {}),
        ("supervisor", {}),
        ("supervisor", {"agency": agency}),
        ("trainer", {"agency": agency}),
        ("admin", {"workplace": workplace}),
    ]:
        with pytest.raises(OutOfPlace):
            give(user, role, **scope)
    give(user, "focal", agency=agency)
    with pytest.raises(AlreadyThere):
        give(user, "focal", agency=agency)


def test_a_role_does_not_end_before_it_began() -> None:
    make_user("trainer")
    assignment = RoleAssignment.objects.get()
    with pytest.raises(WrongDay):
        actions.end_role(
            by=SYSTEM, assignment=assignment, ends_on=assignment.starts_on - timedelta(days=1)
        )


def test_who_may_give_roles() -> None:
    agency, foreign = make_agency("MOE"), make_agency("JCF")
    near, far = make_workplace(agency=agency), make_workplace(agency=foreign)
    admin, secretariat = make_user("admin"), make_user("secretariat")
    focal, trainer = make_user("focal", agency=agency), make_user("trainer")
    today = date(2026, 1, 1)

    def try_(by: User, role: str, **scope: object) -> bool:
        try:
            actions.give_role(by=by, user=make_user(), role=role, starts_on=today, **scope)
        except NotAllowed:
            return False
        return True

    assert try_(admin, "admin")
    assert try_(secretariat, "focal", agency=foreign)
    assert not try_(secretariat, "secretariat")
    assert try_(focal, "supervisor", workplace=near)
    assert not try_(focal, "supervisor", workplace=far)
    assert not try_(focal, "focal", agency=agency)
    assert not try_(trainer, "supervisor", workplace=near)


def test_roles_are_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pk = make_user("focal", agency=make_agency()).pk
    user = User.objects.get(pk=pk)
    with django_assert_num_queries(1):
        assert permissions.roles_of(user) == {"focal"}
        assert permissions.has_role(user, Role.FOCAL, Role.ADMIN)
        assert not permissions.is_everywhere(user)


def test_an_inactive_user_holds_nothing() -> None:
    user = make_user("admin")
    user.is_active = False
    user.save()
    assert permissions.roles_of(User.objects.get(pk=user.pk)) == frozenset()


def test_who_sees_which_agencies_and_workplaces() -> None:
    root = make_agency("MOE")
    unit = make_agency("MOE-R1", parent=root)
    foreign = make_agency("JCF")
    near, below, far = (make_workplace(agency=a) for a in (root, unit, foreign))

    focal = make_user("focal", agency=root)
    assert set(permissions.agencies_visible_to(focal)) == {root, unit}
    assert set(permissions.workplaces_visible_to(focal)) == {near, below}
    supervisor = make_user("supervisor", workplace=far)
    assert set(permissions.agencies_visible_to(supervisor)) == set()
    assert set(permissions.workplaces_visible_to(supervisor)) == {far}
    for role in ("secretariat", "admin"):
        assert set(permissions.agencies_visible_to(make_user(role))) == {root, unit, foreign}
    assert not permissions.agencies_visible_to(make_user()).exists()


def test_who_sees_which_names() -> None:
    root, foreign = make_agency("MOE"), make_agency("JCF")
    workplace = make_workplace(agency=root)
    serving = make_person("Serving")
    make_posting(make_staff_record(serving, root), workplace)
    gone = make_person("Gone")
    left = make_posting(make_staff_record(gone, root), workplace)
    actions.close_posting(by=SYSTEM, posting=left, ends_on=date(2021, 1, 1))
    abroad = make_person("Abroad")
    make_staff_record(abroad, foreign)

    def seen(user: User) -> set[str]:
        own = user.person
        assert own is not None
        rows = permissions.persons_visible_to(User.objects.get(pk=user.pk)).exclude(pk=own.pk)
        return {person.legal_name for person in rows}

    assert seen(make_user("focal", agency=root)) == {"Serving", "Gone"}
    assert seen(make_user("supervisor", workplace=workplace)) == {"Serving"}
    assert seen(make_user()) == set()
    secretariat = make_user("secretariat")
    assert seen(secretariat) == set()
    actions.let_see_names(by=make_user("admin"), user=secretariat, allowed=True)
    assert {"Serving", "Gone", "Abroad"} <= seen(secretariat)
    with pytest.raises(NotAllowed):
        actions.let_see_names(by=secretariat, user=secretariat, allowed=True)


def test_a_joined_persons_account_stands_for_the_canonical_person() -> None:
    kept, double = make_person("Kept"), make_person("Double")
    user = make_user(person=double)
    actions.join_persons(by=SYSTEM, duplicate=double, canonical=kept)
    assert permissions.person_of(User.objects.get(pk=user.pk)) == kept


def test_groups_hold_exactly_what_the_rooms_permit() -> None:
    group = Group.objects.get(name="secretariat")
    names = {
        f"{app}.{codename}"
        for app, codename in group.permissions.values_list("content_type__app_label", "codename")
    }
    assert names == permissions_of("secretariat")
    group.permissions.clear()
    actions.sync_groups()
    assert group.permissions.count() == len(names)


def test_no_permission_names_an_app_that_is_not_there() -> None:
    assert {name.split(".")[0] for name in all_permissions()} <= set(apps.app_configs)


@pytest.mark.parametrize(("role", "permission"), [("boss", "people.see_names"), ("admin", "see")])
def test_permit_refuses_what_it_does_not_know(role: str, permission: str) -> None:
    with pytest.raises(ValueError, match=r"no role|not of the form"):
        permit(role, permission)


def test_the_nightly_task_follows_the_calendar() -> None:
    user, tomorrow = make_user(), timezone.localdate() + timedelta(days=1)
    give(user, "trainer", starts_on=tomorrow)
    ending = make_user("specialist")
    assignment = RoleAssignment.objects.get(user=ending)
    actions.end_role(by=SYSTEM, assignment=assignment, ends_on=timezone.localdate())
    mirror_roles()
    assert (groups_of(user), groups_of(ending)) == (set(), {"specialist"})
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        mirror_roles()
    assert (groups_of(user), groups_of(ending)) == ({"trainer"}, set())
