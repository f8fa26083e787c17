"""Offices, courses and drafts pass to the successor; nobody hands over more than they keep."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.actions import give_course
from courses.permissions import can_write
from foundation.audit.actors import SYSTEM, Actor
from foundation.notices.models import Notice
from people import actions
from people.errors import NeedsSuccessor, OutOfPlace
from people.keeping.leaving_form import successors
from people.models import RoleAssignment, StaffRecord, User
from tests.factories.courses import make_course_page
from tests.factories.people import (
    give,
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
)
from tests.factories.protocols import make_draft

pytestmark = pytest.mark.django_db


def holder(role: str = "", **scope: object) -> tuple[StaffRecord, User]:
    record = make_staff_record(make_person("Lena Left"), make_agency("SERHA"))
    user = make_user(person=record.person)
    if role:
        give(user, role, **scope)
    return record, user


def serving(role: str = "") -> User:
    """Somebody on the roster of SERHA with an account."""
    record = make_staff_record(make_person("Sue Cessor"), make_agency("SERHA"))
    return make_user(role or None, person=record.person)


def gone(record: StaffRecord, by: Actor, successor: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.leave(
        by=by,
        staff_record=record,
        last_day=yesterday,
        now=timezone.now(),
        successor=successor,
    )


def roles(user: User) -> set[str]:
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(user=user).held_on(today)
    return {str(role.role) for role in held}


def test_a_supervisors_workplace_gets_the_successor() -> None:
    workplace = make_posting(make_staff_record(agency=make_agency("SERHA"))).workplace
    record, user = holder("supervisor", workplace=workplace)
    focal, successor = make_user("focal", agency=make_agency("SERHA")), serving()
    with pytest.raises(NeedsSuccessor):
        actions.leave(
            by=focal, staff_record=record, last_day=timezone.localdate(), now=timezone.now()
        )
    gone(record, focal, successor)
    assert roles(successor) == {"supervisor"}
    assert roles(user) == set()
    assert Notice.objects.get(recipient=successor).kind == "people.tasks_passed"


def test_an_office_beyond_ones_own_is_not_handed_over_and_the_secretariat_hears() -> None:
    officer = make_user("secretariat")
    foreign = make_agency("MOE")
    record, user = holder("focal", agency=foreign)
    focal, successor = make_user("focal", agency=make_agency("SERHA")), serving()
    gone(record, focal, successor)
    assert roles(successor) == set()
    assert roles(user) == set()
    assert Notice.objects.get(recipient=officer).kind == "people.office_empty"


def test_the_nightly_task_hands_over_in_the_name_of_who_entered_it() -> None:
    foreign = make_agency("MOE")
    record, _user = holder("focal", agency=foreign)
    focal, successor = make_user("focal", agency=make_agency("SERHA")), serving()
    actions.leave(
        by=focal,
        staff_record=record,
        last_day=timezone.localdate(),
        now=timezone.now(),
        successor=successor,
    )
    actions.end_due_access(now=timezone.now() + timedelta(days=1))
    assert roles(successor) == set()


def test_an_office_that_somebody_else_holds_too_needs_nobody() -> None:
    record, _user = holder("focal", agency=make_agency("SERHA"))
    focal = make_user("focal", agency=make_agency("SERHA"))
    actions.leave(by=focal, staff_record=record, last_day=timezone.localdate(), now=timezone.now())


def test_a_trainers_courses_pass_to_a_trainer() -> None:
    record, user = holder("trainer")
    page, successor = make_course_page(), serving("trainer")
    give_course(by=SYSTEM, user=user, page=page)
    gone(record, SYSTEM, successor)
    assert not can_write(User.objects.get(pk=user.pk), page)
    assert can_write(User.objects.get(pk=successor.pk), page)
    assert page.title in Notice.objects.get(recipient=successor).body


def test_a_specialists_drafts_are_told_to_the_successor() -> None:
    record, user = holder("specialist")
    draft, successor = make_draft(by=user), make_user("specialist")
    gone(record, SYSTEM, successor)
    assert draft.name in Notice.objects.get(recipient=successor).body
    draft.refresh_from_db()
    assert draft.author == user


def test_a_successor_who_has_left_gets_nothing_and_the_secretariat_hears() -> None:
    agency, officer = make_agency("SERHA"), make_user("secretariat")
    record, user = holder("focal", agency=agency)
    successor = serving()
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.leave(
        by=SYSTEM,
        staff_record=record,
        last_day=tomorrow,
        now=timezone.now(),
        successor=successor,
    )
    assert successor.person
    theirs = StaffRecord.objects.get(person=successor.person)
    actions.leave(by=SYSTEM, staff_record=theirs, last_day=timezone.localdate(), now=timezone.now())
    actions.end_due_access(now=timezone.now() + timedelta(days=2))
    assert RoleAssignment.objects.get(user=user).ends_on == tomorrow
    assert roles(successor) == set()
    told = Notice.objects.get(recipient=officer)
    assert told.kind == "people.nobody_took_over"
    assert agency.name in told.body


def test_who_is_gone_by_the_day_cannot_be_named() -> None:
    record, _user = holder("focal", agency=make_agency("SERHA"))
    successor, day = serving(), timezone.localdate()
    theirs = StaffRecord.objects.get(person=successor.person)
    late = {"staff_record": record, "last_day": day, "now": timezone.now()}
    actions.leave(by=SYSTEM, staff_record=theirs, last_day=day, now=timezone.now())
    for nobody in (successor, make_user()):
        with pytest.raises(OutOfPlace):
            actions.leave(by=SYSTEM, successor=nobody, **late)
    record.refresh_from_db()
    assert record.left_on is None
    actions.leave(by=SYSTEM, successor=make_user("secretariat"), **late)


def test_the_form_offers_nobody_who_has_left() -> None:
    focal, successor = make_user("focal", agency=make_agency("SERHA")), serving()
    assert successors(focal, "Sue Cessor") == [successor]
    theirs = StaffRecord.objects.get(person=successor.person)
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.leave(by=SYSTEM, staff_record=theirs, last_day=yesterday, now=timezone.now())
    assert successors(focal, "Sue Cessor") == []


def test_without_a_successor_the_rights_to_write_end_and_the_secretariat_hears() -> None:
    officer = make_user("secretariat")
    record, user = holder("trainer")
    page = make_course_page()
    successor = serving("trainer")
    actions.leave(
        by=SYSTEM,
        staff_record=record,
        last_day=timezone.localdate(),
        now=timezone.now(),
        successor=successor,
    )
    give_course(by=SYSTEM, user=user, page=page)
    User.objects.filter(pk=successor.pk).update(is_active=False)
    actions.end_due_access(now=timezone.now() + timedelta(days=1))
    assert not user.groups.filter(name__startswith="course ").exists()
    assert page.title in Notice.objects.get(recipient=officer).body
