"""Reminders before a certificate ends: to its holder, and to who supervises them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.actions import remind_holders, revoke_certificate, send_digests
from certificates.models import Certificate, RenewalReminder
from certificates.rules import reminder_stage
from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.models import Person
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import (
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

LAST_DAY = datetime(2027, 10, 2, 15, tzinfo=ISSUED.tzinfo)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-1, None)],
)
def test_the_latest_stage_that_has_come_is_due(days: int, stage: int | None) -> None:
    assert reminder_stage(days) == stage


def on(days: int) -> int:
    """Run the schedule at so many days before the last day; gives how many were sent."""
    now = LAST_DAY - timedelta(days=days)
    sent = remind_holders(by=SYSTEM, now=now)
    send_digests(by=SYSTEM, now=now)
    return sent


def told(user) -> list[str]:
    rows = Notice.objects.filter(recipient=user, kind="certificates.ending").order_by("created_at")
    return [row.subject for row in rows]


@pytest.fixture
def certificate(db) -> Certificate:
    return make_certificate(make_person("Marcia A. Campbell"))


def test_four_reminders_are_sent_and_none_twice(certificate) -> None:
    user = make_user(person=certificate.person)
    days_left = [*range(93, 86, -1), *range(32, 27, -1), *range(9, 4, -1), *range(2, -3, -1)]
    sent = [days for days in days_left if on(days) + on(days)]
    assert sent == [90, 30, 7, 0]
    assert told(user) == [
        "Your certificate ends on 2 October 2027",
        "Your certificate ends on 2 October 2027",
        "Your certificate ends on 2 October 2027",
        "Your certificate ends today",
    ]


def test_a_missed_stage_is_made_up_for_by_the_latest_only(certificate) -> None:
    user = make_user(person=certificate.person)
    assert on(20) == 1
    assert on(19) == 0
    assert [row.stage for row in RenewalReminder.objects.all()] == [30]
    assert len(told(user)) == 1


def test_the_message_says_how_to_renew(certificate) -> None:
    user = make_user(person=certificate.person)
    certificate.programme.renewal_months = 1
    certificate.programme.save()
    on(90)
    on(7)
    first, second = Notice.objects.filter(recipient=user, kind="certificates.ending").order_by(
        "created_at"
    )
    assert "You can renew it from 2 September 2027." in first.body
    assert "Pass the quiz again to renew it." in second.body
    assert first.link == "/record/"
    assert certificate.serial in first.body


def test_a_renewed_or_revoked_one_is_left_alone(certificate) -> None:
    make_certificate(certificate.person, issued_at=LAST_DAY - timedelta(days=80))
    gone = make_certificate()
    revoke_certificate(
        by=SYSTEM, certificate=gone, reason="mistake", now=LAST_DAY - timedelta(days=300)
    )
    assert on(30) == 0


def test_a_joined_record_is_told_once(certificate) -> None:
    canonical = make_person("Ann")
    user = make_user(person=canonical)
    Person.objects.filter(pk=certificate.person_id).update(same_as=canonical)
    on(30)
    assert len(told(user)) == 1


def test_people_do_not_send_reminders(certificate) -> None:
    for action in (remind_holders, send_digests):
        with pytest.raises(NotAllowed):
            action(by=make_user("secretariat"), now=LAST_DAY)
    assert not RenewalReminder.objects.exists()


def test_a_supervisor_gets_one_message_a_day_about_their_people(
    certificate, client: Client
) -> None:
    here, elsewhere = make_workplace(), make_workplace(name="Other Clinic")
    supervisor = make_user("supervisor", workplace=here)
    other = make_user("supervisor", workplace=elsewhere)
    make_posting(make_staff_record(certificate.person), here)
    colleague = make_certificate(make_person("Without Account"))
    make_posting(make_staff_record(colleague.person), here)
    own = make_certificate(supervisor.person)
    make_posting(make_staff_record(own.person), here)
    for _again in range(3):
        on(30)
    digest = Notice.objects.get(kind="certificates.ending_digest")
    assert digest.recipient_id == supervisor.pk
    assert digest.subject == "2 certificates at your workplace end soon"
    assert digest.body == "Child screening, ends on 2 October 2027: 2"
    with time_machine.travel(LAST_DAY - timedelta(days=30), tick=False):
        client.force_login(supervisor)
        page = client.get(digest.link).text
    assert "Marcia A. Campbell" in page
    assert "Without Account" in page
    assert not Notice.objects.filter(recipient=other).exists()
    on(7)
    assert Notice.objects.filter(kind="certificates.ending_digest").count() == 2


def test_a_digest_that_was_missed_still_goes_out_once(certificate) -> None:
    here = make_workplace()
    make_user("supervisor", workplace=here)
    make_posting(make_staff_record(certificate.person), here)
    at = LAST_DAY - timedelta(days=30)
    remind_holders(by=SYSTEM, now=at)
    assert RenewalReminder.objects.get().day == date(2027, 9, 2)
    for later in (1, 2, 3, 4):
        send_digests(by=SYSTEM, now=at + timedelta(days=later))
    assert Notice.objects.filter(kind="certificates.ending_digest").count() == 1


def test_a_quiet_day_costs_the_same_however_large_the_register(db) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert on(200) == 0
        return len(seen)

    make_certificate()
    few = cost()
    for _number in range(6):
        make_certificate()
    assert cost() == few
