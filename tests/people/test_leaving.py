"""Leaving ends roles, sessions and the sign-in by number; coming back and taking back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foundation.audit.actors import SYSTEM, Actor
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people import actions, leaving
from people.actions import access
from people.backends import user_by_number
from people.claims.permissions import still_on_the_roster
from people.errors import AlreadyThere, NeedsSuccessor, OutOfPlace, WrongDay
from people.leaving import OpenTask
from people.models import Posting, RoleAssignment, StaffRecord, User
from people.permissions import can_see_names, persons_visible_to
from people.tasks import end_access
from tests.factories.people import (
    PASSWORD,
    give,
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


YESTERDAY = timedelta(days=1)


@pytest.fixture
def nurse() -> StaffRecord:
    """A posted nurse with an account and a verified address."""
    person = make_person("Nadine Brown")
    record = make_staff_record(person, make_agency("SERHA"), number="N1234")
    make_posting(record)
    make_user(person=person, email="nadine@clinic.example")
    return record


@pytest.fixture
def focal(nurse: StaffRecord) -> User:
    return make_user("focal", agency=nurse.agency)


def account(record: StaffRecord) -> User:
    return User.objects.get(person=record.person)


def signed_in(login: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/home/").status_code == 200


def colleague() -> User:
    """Somebody else on the roster, who can take over."""
    return make_user(person=make_staff_record(make_person("Cora"), make_agency("SERHA")).person)


def leave(record: StaffRecord, by: Actor, last_day: date, **more: object) -> StaffRecord:
    return actions.leave(by=by, staff_record=record, last_day=last_day, now=timezone.now(), **more)


def test_leaving_closes_postings_and_ends_what_the_record_opened(
    nurse: StaffRecord, focal: User
) -> None:
    give(account(nurse), "supervisor", workplace=nurse.postings.get().workplace)
    phone = signed_in("SERHA/N1234")
    assert is_in(phone)

    leave(nurse, focal, today() - YESTERDAY, successor=colleague())

    assert nurse.postings.get().ends_on == today() - YESTERDAY
    assert not RoleAssignment.objects.filter(user=account(nurse)).held_on(today()).exists()
    assert not is_in(phone)
    assert user_by_number("SERHA/N1234") is None
    assert not is_in(signed_in("SERHA/N1234"))
    # Their own certificates stay within reach: the address still signs in.
    assert is_in(signed_in("nadine@clinic.example"))


def test_a_leaving_of_today_ends_with_the_day_or_at_once_if_asked(
    nurse: StaffRecord, focal: User
) -> None:
    phone = signed_in("SERHA/N1234")
    leave(nurse, focal, today())
    end_access()
    assert is_in(phone)
    assert user_by_number("SERHA/N1234") == account(nurse)

    actions.undo_leaving(by=focal, staff_record=nurse, now=timezone.now())
    leave(nurse, focal, today(), at_once=True)
    assert not is_in(phone)
    assert user_by_number("SERHA/N1234") is None


def test_the_hourly_task_ends_what_is_over_once(nurse: StaffRecord, focal: User) -> None:
    phone = signed_in("SERHA/N1234")
    leave(nurse, focal, today())
    tomorrow = timezone.now() + timedelta(days=1)
    assert actions.end_due_access(now=tomorrow) == 1
    assert not is_in(phone)
    assert actions.end_due_access(now=tomorrow) == 0
    assert AuditRow.objects.filter(verb="people.access_ended").count() == 1


def test_only_keepers_of_the_roster_write_a_leaving(nurse: StaffRecord, focal: User) -> None:
    others = [
        make_user("focal", agency=make_agency("JCF")),
        make_user("supervisor", workplace=nurse.postings.get().workplace),
        make_user(),
    ]
    for other in others:
        with pytest.raises(NotAllowed):
            leave(nurse, other, today())
    leave(nurse, focal, today())
    with pytest.raises(AlreadyThere):
        leave(nurse, focal, today())


def test_nobody_enters_their_own_leaving(focal: User) -> None:
    assert focal.person
    record = make_staff_record(focal.person, make_agency("SERHA"))
    with pytest.raises(OutOfPlace):
        leave(record, focal, today())


def test_the_last_administrator_cannot_be_made_to_leave() -> None:
    person = make_person("Ada Min")
    record = make_staff_record(person)
    make_user("admin", person=person)
    with pytest.raises(OutOfPlace):
        leave(record, SYSTEM, today())
    make_user("admin")
    leave(record, SYSTEM, today())


def test_a_leaving_before_a_posting_began_changes_nothing(nurse: StaffRecord, focal: User) -> None:
    began = nurse.postings.get().starts_on
    with pytest.raises(WrongDay):
        leave(nurse, focal, began - YESTERDAY)
    nurse.refresh_from_db()
    assert nurse.left_on is None
    assert nurse.postings.get().ends_on is None


def test_a_posting_that_never_began_is_withdrawn(nurse: StaffRecord, focal: User) -> None:
    later = make_posting(nurse, starts_on=today() + timedelta(days=30))
    leave(nurse, focal, today())
    assert later not in nurse.postings.all()
    assert Posting.with_withdrawn.get(pk=later.pk).withdrawn_at


def test_national_roles_end_unless_another_agency_still_employs(
    nurse: StaffRecord, focal: User
) -> None:
    user = account(nurse)
    give(user, "trainer")
    second = make_staff_record(nurse.person, make_agency("MOE"), number="M1234")
    leave(nurse, focal, today() - YESTERDAY)
    held = RoleAssignment.objects.filter(user=user).held_on(today())
    assert [role.role for role in held] == ["trainer"]
    assert user_by_number("MOE/M1234") == user
    leave(second, SYSTEM, today() - YESTERDAY)
    assert not held.all().exists()


def test_the_permission_to_see_names_ends_with_the_last_record(
    nurse: StaffRecord, focal: User
) -> None:
    user, other = account(nurse), make_person("Somebody Else")
    give(user, "secretariat")
    actions.let_see_names(by=SYSTEM, user=user, allowed=True)
    second = make_staff_record(nurse.person, make_agency("MOE"), number="M1234")

    def sees() -> bool:
        seen = persons_visible_to(User.objects.get(pk=user.pk))
        return seen.filter(pk=other.pk).exists()

    leave(nurse, SYSTEM, today() - YESTERDAY)
    assert sees()
    leave(second, SYSTEM, today() - YESTERDAY)
    assert not sees()
    assert not user.user_permissions.exists()
    taken = AuditRow.objects.filter(verb="people.names_allowed").order_by("pk").last()
    assert taken
    assert taken.data == {"allowed": False}


def test_the_permission_to_see_names_counts_only_with_a_role() -> None:
    user = make_user("secretariat")
    actions.let_see_names(by=SYSTEM, user=user, allowed=True)
    assert can_see_names(User.objects.get(pk=user.pk))
    role = user.role_assignments.get()
    actions.end_role(by=SYSTEM, assignment=role, ends_on=today() - YESTERDAY)
    assert not can_see_names(User.objects.get(pk=user.pk))


class Marking:
    """Papers to mark, as an upper room would register them."""

    def __init__(self) -> None:
        self.marker: User | None = None

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        return [OpenTask("Three papers to mark", "/papers/")] if user == self.marker else []

    def pass_on(
        self, *, by: Actor, user: User, successor: User, leaving: StaffRecord
    ) -> Iterable[OpenTask]:
        passed = list(self.open_for(user, leaving))
        if passed:
            self.marker = successor
        return passed


@pytest.fixture
def marking(nurse: StaffRecord, monkeypatch: pytest.MonkeyPatch) -> Marking:
    source = Marking()
    source.marker = account(nurse)
    monkeypatch.setitem(leaving._sources, "marking", source)
    return source


def test_open_work_passes_to_a_named_successor_who_is_told(
    nurse: StaffRecord, focal: User, marking: Marking
) -> None:
    successor = colleague()
    with pytest.raises(NeedsSuccessor):
        leave(nurse, focal, today())
    with pytest.raises(OutOfPlace):
        leave(nurse, focal, today(), successor=account(nurse))
    leave(nurse, focal, today(), successor=successor)
    assert marking.marker == account(nurse)

    actions.end_due_access(now=timezone.now() + timedelta(days=1))
    assert marking.marker == successor
    notice = Notice.objects.get(recipient=successor)
    assert "Three papers to mark" in notice.body
    assert notice.link == "/papers/"
    assert "Nadine" not in notice.subject + notice.body


def test_coming_back_opens_a_posting_and_the_sign_in(nurse: StaffRecord, focal: User) -> None:
    old = nurse.postings.get()
    leave(nurse, focal, today() - timedelta(days=10))
    again = {
        "staff_record": nurse,
        "workplace": old.workplace,
        "cadre": old.cadre,
        "now": timezone.now(),
    }
    with pytest.raises(NotAllowed):
        actions.come_back(by=make_user(), starts_on=today(), **again)
    with pytest.raises(WrongDay):
        actions.come_back(by=focal, starts_on=today() - timedelta(days=10), **again)
    actions.come_back(by=focal, starts_on=today(), **again)

    assert [p.starts_on for p in nurse.postings.order_by("starts_on")] == [old.starts_on, today()]
    assert nurse.postings.get(pk=old.pk).ends_on == today() - timedelta(days=10)
    assert is_in(signed_in("SERHA/N1234"))
    with pytest.raises(AlreadyThere):
        actions.come_back(by=focal, starts_on=today(), **again)


def test_a_return_on_a_later_day_opens_the_sign_in_that_day(
    nurse: StaffRecord, focal: User
) -> None:
    old = nurse.postings.get()
    leave(nurse, focal, today() - timedelta(days=10))
    first = today() + timedelta(days=3)
    posting = actions.come_back(
        by=focal,
        staff_record=nurse,
        workplace=old.workplace,
        cadre=old.cadre,
        starts_on=first,
        now=timezone.now(),
    )
    assert not is_in(signed_in("SERHA/N1234"))
    may_claim = StaffRecord.objects.filter(still_on_the_roster(), pk=nurse.pk)
    assert not may_claim.exists()
    active = StaffRecord.objects.filter(pk=nurse.pk).active_on
    assert [active(day).exists() for day in (today(), first - YESTERDAY, first)] == [
        False,
        False,
        True,
    ]

    # They come earlier than was said.
    actions.correct_posting(
        by=focal,
        posting=posting,
        workplace=old.workplace,
        cadre=old.cadre,
        starts_on=today(),
        ends_on=None,
        now=timezone.now(),
    )
    assert is_in(signed_in("SERHA/N1234"))
    assert may_claim.exists()


def test_a_leaving_is_taken_back(nurse: StaffRecord, focal: User) -> None:
    old = nurse.postings.get()
    leave(nurse, focal, today() - YESTERDAY)
    actions.undo_leaving(by=focal, staff_record=nurse, now=timezone.now())
    again = nurse.postings.get()
    assert (again.workplace, again.starts_on, again.ends_on) == (
        old.workplace,
        old.starts_on,
        None,
    )
    # What was written stays in the history.
    assert Posting.with_withdrawn.filter(staff_record=nurse).count() == 2
    assert is_in(signed_in("SERHA/N1234"))
    with pytest.raises(AlreadyThere):
        actions.undo_leaving(by=focal, staff_record=nurse, now=timezone.now())


def test_who_has_left_is_not_posted(nurse: StaffRecord, focal: User) -> None:
    leave(nurse, focal, today())
    place = make_workplace(agency=nurse.agency)
    cadre = nurse.postings.get().cadre
    with pytest.raises(WrongDay):
        actions.open_posting(
            by=focal, staff_record=nurse, workplace=place, cadre=cadre, starts_on=today()
        )
    closed = nurse.postings.get()
    with pytest.raises(WrongDay):
        actions.reopen_posting(by=focal, posting=closed, now=timezone.now())


def test_ending_sessions_spares_other_people(nurse: StaffRecord) -> None:
    phone, colleague = signed_in("SERHA/N1234"), Client()
    colleague.force_login(make_user())
    actions.end_sessions(by=SYSTEM, user=account(nurse))
    assert not is_in(phone)
    assert is_in(colleague)


def test_the_day_is_the_installations_not_utcs(nurse: StaffRecord, focal: User) -> None:
    leave(nurse, focal, today())
    midnight = datetime.combine(today() + timedelta(days=1), datetime.min.time())
    zone = timezone.get_current_timezone()
    late = midnight.replace(tzinfo=zone) - timedelta(seconds=1)
    assert actions.end_due_access(now=late) == 0
    assert actions.end_due_access(now=late + timedelta(seconds=1)) == 1


class Broken(Marking):
    """A room that fails."""

    def pass_on(self, **_what: object) -> Iterable[OpenTask]:
        raise RuntimeError

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        raise RuntimeError


def test_roles_and_sessions_end_also_where_another_room_fails(
    nurse: StaffRecord, focal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = make_user("admin")
    give(account(nurse), "trainer")
    phone = signed_in("SERHA/N1234")
    leave(nurse, focal, today())
    monkeypatch.setitem(leaving._sources, "broken", Broken())
    assert actions.end_due_access(now=timezone.now() + timedelta(days=1)) == 1
    assert not is_in(phone)
    assert RoleAssignment.objects.get(user=account(nurse)).ends_on == today()
    assert Notice.objects.get(recipient=admin).kind == "people.leaving_left_undone"


def test_one_failure_holds_nobody_elses_ending_up(
    nurse: StaffRecord, focal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = make_user("admin")
    other = make_staff_record(make_person("Second"), nurse.agency)
    make_user(person=other.person)
    for record in (nurse, other):
        leave(record, focal, today())
    end = access.end_sessions

    def failing(*, by: Actor, user: User) -> None:
        if user == account(nurse):
            raise RuntimeError
        end(by=by, user=user)

    monkeypatch.setattr(access, "end_sessions", failing)
    tomorrow = timezone.now() + timedelta(days=1)
    assert actions.end_due_access(now=tomorrow) == 1
    nurse.refresh_from_db()
    other.refresh_from_db()
    assert nurse.access_ended_at is None
    assert other.access_ended_at == tomorrow
    told = Notice.objects.get(recipient=admin)
    assert told.kind == "people.access_not_ended"
    # It is tried again.
    monkeypatch.setattr(access, "end_sessions", end)
    assert actions.end_due_access(now=tomorrow) == 1


def test_taking_a_leaving_back_restores_exactly_what_it_ended(
    nurse: StaffRecord, focal: User
) -> None:
    """One that goes on, one that ended by itself that day, one with a planned end, one to come."""
    agency, last = nurse.agency, today()
    ended = make_posting(nurse, make_workplace(name="Ended", agency=agency))
    actions.close_posting(by=focal, posting=ended, ends_on=last)
    planned = make_posting(nurse, make_workplace(name="Planned", agency=agency))
    actions.close_posting(by=focal, posting=planned, ends_on=last + timedelta(days=60))
    make_posting(
        nurse, make_workplace(name="Later", agency=agency), starts_on=last + timedelta(days=30)
    )

    def postings() -> set[tuple[str, date, date | None]]:
        rows = nurse.postings.values_list("workplace__name", "starts_on", "ends_on")
        return set(rows)

    before = postings()
    leave(nurse, focal, last)
    assert {row[2] for row in postings()} == {last}
    actions.undo_leaving(by=focal, staff_record=nurse, now=timezone.now())
    assert postings() == before
