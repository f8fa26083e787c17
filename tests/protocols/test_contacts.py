"""The ContactBook and its page."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import DomainError, NotAllowed
from foundation.notices.models import Notice
from people.models import User
from protocols.actions import (
    accept_contact,
    propose_contact,
    refuse_contact,
    tell_what_is_overdue,
)
from protocols.contacts import current_entries
from protocols.errors import NotYours
from protocols.models import Contact, ContactEntry, ContactProposal
from protocols.queries import emergency_contacts
from tests.factories.people import make_person, make_user
from tests.factories.protocols import NOW, TODAY, make_contact, make_version

FORM = {
    "code": "new-desk",
    "name": "New desk",
    "phone": "876-555-0111",
    "hours": "All day",
    "source": "Called",
    "verified_on": "2026-02-01",
    "note": "",
}


def test_the_latest_number_of_the_day_stands(db: None) -> None:
    make_contact(phone="111")
    make_contact(phone="222", now=NOW + timedelta(days=3))
    assert current_entries(["referral-desk"], TODAY)["referral-desk"].phone == "111"
    later = current_entries(["referral-desk"], TODAY + timedelta(days=3))
    assert later["referral-desk"].phone == "222"
    assert current_entries(["referral-desk"], date(2026, 3, 1)) == {}


@pytest.fixture
def keeper(db: None) -> User:
    return make_user("secretariat")


@pytest.fixture
def second(db: None) -> User:
    return make_user("secretariat")


def propose(by: Any, now: datetime = NOW, **changes: Any) -> ContactProposal:
    values: dict[str, Any] = {
        "code": "referral-desk",
        "name": "Referral desk",
        "phone": "876-555-0100",
        "hours": "All day",
        "source": "Called",
        "verified_on": date(2026, 2, 10),
    }
    return propose_contact(by=by, now=now, **values | changes)


def phone_now(day: date = TODAY) -> str | None:
    entry = current_entries(["referral-desk"], day).get("referral-desk")
    return entry.phone if entry else None


def test_a_number_holds_when_a_second_person_accepts_it(keeper: User, second: User) -> None:
    proposal = propose(keeper)
    assert phone_now() is None
    with pytest.raises(NotYours, match="Somebody else has to accept"):
        accept_contact(by=keeper, proposal=proposal, now=NOW)
    entry = accept_contact(by=second, proposal=proposal, now=NOW)
    assert phone_now() == "876-555-0100"
    assert entry.recorded_by == second
    assert entry.decision.proposal.proposed_by == keeper
    verbs = list(AuditRow.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == [
        "protocols.propose_contact",
        "protocols.add_contact",
        "protocols.record_contact",
    ]
    with pytest.raises(DomainError, match="decided already"):
        accept_contact(by=second, proposal=proposal, now=NOW)
    assert ContactEntry.objects.count() == 1


def test_two_sign_ins_of_one_person_are_one_keeper(db: None) -> None:
    kept, duplicate = make_person(), make_person()
    duplicate.same_as = kept
    duplicate.save()
    proposal = propose(make_user("secretariat", person=kept))
    with pytest.raises(NotYours):
        accept_contact(by=make_user("secretariat", person=duplicate), proposal=proposal, now=NOW)


def test_an_old_number_does_not_come_back_by_a_late_click(keeper: User, second: User) -> None:
    old = propose(keeper, phone="111")
    new = propose(keeper, phone="222")
    with pytest.raises(DomainError, match="newer proposal"):
        accept_contact(by=second, proposal=old, now=NOW)
    accept_contact(by=second, proposal=new, now=NOW)
    with pytest.raises(DomainError, match="decided already"):
        accept_contact(by=second, proposal=old, now=NOW)
    assert phone_now() == "222"


def test_what_is_refused_changes_nothing(keeper: User, second: User) -> None:
    make_contact()
    refuse_contact(by=second, proposal=propose(keeper, phone="111"), now=NOW)
    own = propose(keeper, phone="222")
    refuse_contact(by=keeper, proposal=own, now=NOW)
    with pytest.raises(DomainError, match="decided already"):
        accept_contact(by=second, proposal=own, now=NOW)
    assert phone_now() == "876-555-0100"


def test_proposing_the_same_again_adds_nothing(keeper: User, second: User) -> None:
    assert propose(keeper) == propose(second)
    accept_contact(by=second, proposal=ContactProposal.objects.get(), now=NOW)
    with pytest.raises(DomainError, match="says so already"):
        propose(second)
    assert ContactProposal.objects.count() == 1


def test_another_name_for_the_same_number_is_audited(keeper: User, second: User) -> None:
    accept_contact(by=second, proposal=propose(keeper), now=NOW)
    accept_contact(by=keeper, proposal=propose(second, name="Another desk"), now=NOW)
    assert Contact.objects.get().name == "Another desk"
    row = AuditRow.objects.get(verb="protocols.change_contact")
    assert row.data == {"name": True}


def test_only_the_secretariat_keeps_the_book(keeper: User) -> None:
    proposal = propose(keeper)
    for stranger in (make_user("specialist"), make_user("legal"), make_user(), SYSTEM):
        with pytest.raises(NotAllowed):
            propose(stranger)
        with pytest.raises(NotAllowed):
            accept_contact(by=stranger, proposal=proposal, now=NOW)
        with pytest.raises(NotAllowed):
            refuse_contact(by=stranger, proposal=proposal, now=NOW)
    assert ContactEntry.objects.count() == 0


def test_nobody_verified_it_tomorrow(keeper: User) -> None:
    assert propose(keeper, verified_on=TODAY)
    with pytest.raises(DomainError, match="lies ahead"):
        propose(keeper, verified_on=TODAY + timedelta(days=1))


def test_other_keepers_are_told_until_they_read_it(keeper: User, second: User) -> None:
    propose(keeper)
    propose(keeper, phone="222")
    notices = Notice.objects.filter(kind="protocols.contact_proposed")
    assert [notice.recipient for notice in notices] == [second]
    notices.update(read_at=NOW)
    propose(keeper, phone="333")
    assert notices.filter(recipient=second).count() == 2


def test_the_night_lists_old_numbers_and_overdue_reviews_once_a_week(
    keeper: User, second: User
) -> None:
    specialist = make_user("specialist")
    make_version()
    monday = date(2026, 3, 2)
    assert monday.weekday() == 0
    tell_what_is_overdue(by=SYSTEM, day=monday)
    assert (
        Notice.objects.filter(
            kind__in=["protocols.stale_contacts", "protocols.overdue_reviews"]
        ).count()
        == 0
    )
    make_contact("old-desk", verified_on=monday - timedelta(days=181))
    make_contact("never", verified_on=None)
    make_contact("just", verified_on=monday - timedelta(days=180))
    for _night in range(2):
        tell_what_is_overdue(by=SYSTEM, day=monday)
    stale = Notice.objects.filter(kind="protocols.stale_contacts", recipient=keeper)
    notice = stale.get()
    assert notice.subject == "2 numbers were not verified in the last 180 days"
    assert "Old desk" in notice.body
    assert "Just" not in notice.body
    assert not Notice.objects.filter(kind="protocols.stale_contacts", recipient=specialist).exists()
    tell_what_is_overdue(by=SYSTEM, day=monday + timedelta(days=1))
    assert stale.count() == 2
    tell_what_is_overdue(by=SYSTEM, day=monday + timedelta(days=7))
    assert stale.count() == 3
    reviews = Notice.objects.filter(kind="protocols.overdue_reviews")
    tell_what_is_overdue(by=SYSTEM, day=date(2027, 2, 28))
    assert reviews.count() == 0
    tell_what_is_overdue(by=SYSTEM, day=date(2027, 3, 1))
    assert set(reviews.values_list("recipient", flat=True)) >= {keeper.pk, specialist.pk}
    assert "Small protocol 1.0.0, due on 1 March 2027" in reviews[0].body
    with pytest.raises(NotAllowed):
        tell_what_is_overdue(by=specialist, day=monday)


def test_entries_are_append_only(db: None) -> None:
    make_contact()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContactEntry.objects.update(phone="0")


def test_emergency_numbers_come_in_their_order(db: None) -> None:
    for code in ("tip-secretariat", "police-emergency", "other"):
        make_contact(code)
    codes = [entry.contact.code for entry in emergency_contacts(TODAY)]
    assert codes == ["police-emergency", "tip-secretariat"]


def test_the_secretariat_sees_ages_and_records(client: Client, db: None) -> None:
    today = timezone.localdate()
    make_contact("fresh", verified_on=today - timedelta(days=12), now=timezone.now())
    make_contact("stale", verified_on=today - timedelta(days=181), now=timezone.now())
    make_contact("never", verified_on=None, now=timezone.now())
    client.force_login(make_user("secretariat"))
    page = client.get("/admin/contacts/").content.decode()
    assert "2 numbers were not verified" in page
    assert "12 days ago" in page
    assert "181 days ago" in page
    answer = client.post("/admin/contacts/add/", FORM, follow=True).content.decode()
    assert "Take back: New desk" in answer
    assert "Accept: New desk" not in answer
    decide = f"/admin/contacts/decide/{ContactProposal.objects.get().pk}/"
    assert (
        "Somebody else has to accept"
        in client.post(decide, {"accept": "1"}, follow=True).content.decode()
    )
    client.force_login(make_user("secretariat"))
    assert "Accept: New desk" in client.get("/admin/contacts/").content.decode()
    client.post(decide, {"accept": "1"})
    assert ContactEntry.objects.get(contact__code="new-desk").verified_on == date(2026, 2, 1)
    client.post("/admin/contacts/new-desk/record/", FORM | {"phone": "876-555-0122"})
    later = ContactProposal.objects.latest("pk")
    client.post(f"/admin/contacts/decide/{later.pk}/", {"refuse": "1"})
    assert current_entries(["new-desk"], today)["new-desk"].phone == "876-555-0111"


def test_others_do_not_find_the_book(client: Client, db: None) -> None:
    make_contact()
    secretariat, specialist = make_user("secretariat"), make_user("specialist")
    client.force_login(secretariat)
    assert client.get("/admin/contacts/").status_code == 200
    client.force_login(specialist)
    assert client.get("/admin/contacts/").status_code == 404
    assert client.post("/admin/contacts/add/", FORM).status_code == 404
    proposal = propose(secretariat, phone="1")
    assert client.post(f"/admin/contacts/decide/{proposal.pk}/", {"accept": "1"}).status_code == 404


def test_the_book_costs_the_same_however_long(client: Client, db: None) -> None:
    client.force_login(make_user("secretariat"))
    client.get("/admin/contacts/")
    counts = []
    for number in range(6):
        make_contact(f"contact-{number}", now=timezone.now())
        if number in (1, 5):
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/contacts/")
            counts.append(len(queries))
    assert counts[0] == counts[1]
