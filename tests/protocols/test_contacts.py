"""The ContactBook and its page."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.models import AuditRow
from foundation.errors import DomainError, NotAllowed
from protocols.actions import record_contact
from protocols.contacts import current_entries
from protocols.models import ContactEntry
from protocols.queries import emergency_contacts
from tests.factories.people import make_user
from tests.factories.protocols import NOW, TODAY, make_contact

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


def test_recording_what_stands_adds_nothing(db: None) -> None:
    assert make_contact() == make_contact(now=NOW + timedelta(days=1))
    assert ContactEntry.objects.count() == 1


def test_another_name_for_the_same_number_is_audited(db: None) -> None:
    entry = make_contact()
    assert make_contact(name="Another desk") == entry
    entry.contact.refresh_from_db()
    assert entry.contact.name == "Another desk"
    row = AuditRow.objects.latest("pk")
    assert (row.verb, row.data) == ("protocols.change_contact", {"name": True})


def test_only_the_secretariat_keeps_the_book(db: None) -> None:
    values = {"code": "x", "name": "X", "phone": "1", "hours": "h", "source": "s", "now": NOW}
    with pytest.raises(NotAllowed):
        record_contact(by=make_user("specialist"), **values)
    assert record_contact(by=make_user("secretariat"), **values).phone == "1"


def test_nobody_verified_it_tomorrow(db: None) -> None:
    assert make_contact(verified_on=TODAY)
    with pytest.raises(DomainError, match="lies ahead"):
        make_contact(verified_on=TODAY + timedelta(days=1))


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
    answer = client.post("/admin/contacts/add/", FORM)
    assert answer.status_code == 302
    assert ContactEntry.objects.get(contact__code="new-desk").verified_on == date(2026, 2, 1)
    answer = client.post("/admin/contacts/new-desk/record/", FORM | {"phone": "876-555-0122"})
    assert answer.status_code == 302
    assert current_entries(["new-desk"], today)["new-desk"].phone == "876-555-0122"
    assert ContactEntry.objects.filter(contact__code="new-desk").count() == 2


def test_others_do_not_find_the_book(client: Client, db: None) -> None:
    make_contact()
    secretariat, specialist = make_user("secretariat"), make_user("specialist")
    client.force_login(secretariat)
    assert client.get("/admin/contacts/").status_code == 200
    client.force_login(specialist)
    assert client.get("/admin/contacts/").status_code == 404
    assert client.post("/admin/contacts/add/", FORM).status_code == 404


def test_the_book_costs_the_same_however_long(client: Client, db: None) -> None:
    client.force_login(make_user("secretariat"))
    counts = []
    for number in range(6):
        make_contact(f"contact-{number}", now=timezone.now())
        if number in (1, 5):
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/contacts/")
            counts.append(len(queries))
    assert counts[0] == counts[1]
