"""A link to one's own record: for a while, for whoever has it, and withdrawn at any time."""

from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import erase_name
from certificates.actions.revoking import end_certificate
from certificates.actions.sharing import MOST_OPEN, make_share_link, withdraw_share_link
from certificates.errors import CannotShare
from certificates.models import Certificate, ShareLink
from certificates.serials import grouped
from certificates.sharing.tokens import token_of
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.actions import join_persons, let_see_names
from people.models import User
from tests.certificates.test_races import at_once
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.people import (
    make_agency,
    make_person,
    make_staff_record,
    make_user,
)

LATER, DAY = ISSUED + timedelta(days=30), timedelta(days=1)
LINKS = reverse("certificates:links")


@pytest.fixture
def holder(db) -> User:
    """With a certificate, an address and a staff number."""
    person = make_person("Marcia A. Campbell")
    programme = make_programme()
    programme.hours_by_category = "Law: 2.5"
    programme.save()
    make_certificate(person, programme)
    make_staff_record(person, make_agency("SERHA", "Health Authority"), number="N1234")
    return make_user(person=person, email="marcia@example.org")


def made(by: User, *, days: int = 30, hours: bool = False, key: UUID | None = None) -> ShareLink:
    return make_share_link(by=by, key=key or uuid4(), days=days, hours=hours, now=LATER)


def address(link: ShareLink) -> str:
    return reverse("certificates:shared", args=[token_of(link.uuid)])


def opened(client: Client, link: ShareLink, after: timedelta = timedelta()) -> int:
    with time_machine.travel(LATER + after, tick=False):
        return client.get(address(link)).status_code


def test_a_stranger_sees_the_record_and_nothing_private(client: Client, holder: User) -> None:
    link = made(holder)
    with time_machine.travel(LATER, tick=False):
        answer = client.get(address(link))
    certificate = Certificate.objects.get()
    page = answer.text
    for shown in ["Record of Marcia A. Campbell", "Child screening", "2 October 2026", "Valid"]:
        assert shown in page
    assert reverse("certificates:verify", args=[grouped(certificate.code)]) in page
    for private in ["marcia@example.org", "N1234", "SERHA", "Hours of learning", "Law"]:
        assert private not in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_hours_are_shown_where_they_were_ticked(client: Client, holder: User) -> None:
    with time_machine.travel(LATER, tick=False):
        page = client.get(address(made(holder, hours=True))).text
    assert "6.5 (Law 2.5)" in page
    assert "All together" in page


def test_the_secret_is_not_in_the_database(holder: User) -> None:
    link = made(holder)
    token = token_of(link.uuid)
    assert len(token) == 32
    row = ShareLink.objects.filter(pk=link.pk).values().get()
    assert token not in str(row)
    assert token not in str(list(AuditRow.objects.values()))


def test_it_works_to_its_end_and_not_a_moment_longer(client: Client, holder: User) -> None:
    link = made(holder, days=7)
    assert opened(client, link, 7 * DAY - timedelta(seconds=1)) == 200
    assert opened(client, link, 7 * DAY) == 404


def test_withdrawn_it_is_as_if_it_had_never_been(client: Client, holder: User) -> None:
    link = made(holder)
    assert opened(client, link) == 200
    withdraw_share_link(by=holder, link=link, now=LATER)
    withdraw_share_link(by=holder, link=link, now=LATER)
    assert AuditRow.objects.filter(verb="certificates.link_withdrawn").count() == 1
    with time_machine.travel(LATER, tick=False):
        gone = client.get(address(link))
        never = client.get(reverse("certificates:shared", args=["A" * 32]))
    assert (gone.status_code, gone.text) == (never.status_code, never.text)
    assert gone["X-Robots-Tag"] == "noindex, nofollow"


def test_guessing_is_slowed(client: Client, holder: User, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 2
    link = made(holder)
    with time_machine.travel(LATER, tick=False):
        tries = [client.get(reverse("certificates:shared", args=[f"guess{n}"])) for n in range(3)]
        assert [answer.status_code for answer in tries] == [404, 404, 429]
        assert tries[2]["Retry-After"] == "60"
        assert client.get(address(link), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_erasing_a_person_ends_their_links(client: Client, holder: User) -> None:
    link, officer = made(holder), make_user("secretariat")
    let_see_names(by=SYSTEM, user=officer, allowed=True)
    assert opened(client, link) == 200
    erase_name(by=User.objects.get(pk=officer.pk), person=holder.person, now=LATER)
    assert opened(client, link) == 404


def test_leaving_the_agency_does_not_matter_and_a_joined_record_is_shown_whole(
    client: Client, holder: User
) -> None:
    link, person = made(holder), holder.person
    person.staff_records.update(left_on=LATER.date())
    assert opened(client, link) == 200
    other = make_certificate(make_person("Marcia Campbell"), make_programme("second"))
    join_persons(by=SYSTEM, duplicate=person, canonical=other.person)
    with time_machine.travel(LATER, tick=False):
        page = client.get(address(link)).text
    assert other.serial in page
    assert Certificate.objects.earliest("pk").serial in page


def test_what_was_revoked_is_not_shown(client: Client, holder: User) -> None:
    link = made(holder)
    end_certificate(
        by=SYSTEM, certificate=Certificate.objects.get(), reason="mistake", now=ISSUED + DAY
    )
    with time_machine.travel(LATER, tick=False):
        page = client.get(address(link)).text
    assert "Child screening" not in page
    assert "nothing to show" in page
    with pytest.raises(NotAllowed):
        made(holder)


def test_its_maker_sees_when_it_was_last_opened(client: Client, holder: User) -> None:
    link = made(holder)
    mine = Client()
    mine.force_login(holder)
    with time_machine.travel(LATER, tick=False) as clock:
        assert "Not yet" in mine.get(LINKS).text
        client.head(address(link))
        assert ShareLink.objects.get().opened_at is None
        client.get(address(link))
        clock.shift(timedelta(seconds=30))
        client.get(address(link))
        assert ShareLink.objects.get().opened_at == LATER
        clock.shift(timedelta(minutes=5))
        client.get(address(link))
    assert ShareLink.objects.get().opened_at == LATER + timedelta(minutes=5, seconds=30)


def test_made_and_withdrawn_by_the_page(client: Client, holder: User, settings) -> None:
    settings.BASE_URL = "https://firstline.example"
    client.force_login(holder)
    with time_machine.travel(LATER, tick=False):
        assert LINKS in client.get(reverse("certificates:record")).text
        key = client.get(LINKS).context["form"]["key"].value()
        refused = client.post(LINKS, {"key": key, "hours": "on"})
        assert "Choose how long the link works." in refused.text
        assert "checked" in refused.text
        assert not ShareLink.objects.exists()
        for _click in range(2):
            page = client.post(LINKS, {"key": key, "days": 90, "hours": "on"}, follow=True).text
        link = ShareLink.objects.get()
        assert (link.expires_at - LATER, link.hours) == (90 * DAY, True)
        assert f"https://firstline.example{address(link)}" in page
        assert AuditRow.objects.filter(verb="certificates.link_made").count() == 1
        away = reverse("certificates:withdraw_link", args=[link.uuid])
        client.force_login(make_user(email="other@example.org"))
        assert client.post(away).status_code == 404
        client.force_login(holder)
        page = client.post(away, follow=True).text
    assert "The link is withdrawn." in page
    assert address(link) not in page


def test_only_who_has_something_to_show_and_not_without_end(holder: User, client: Client) -> None:
    nobody = make_user(email="nobody@example.org")
    with pytest.raises(NotAllowed):
        made(nobody)
    client.force_login(nobody)
    assert "No certificate yet" in client.get(LINKS).text
    with pytest.raises(CannotShare):
        made(holder, days=3650)
    links = [made(holder) for _number in range(MOST_OPEN)]
    with pytest.raises(CannotShare, match="many links"):
        made(holder)
    other = make_user(person=make_certificate(make_person("Bea Roe")).person, email="b@example.org")
    with pytest.raises(CannotShare):
        made(other, key=links[0].uuid)


def test_after_the_service_s_key_changed_it_works_and_cannot_be_shown(
    client: Client, holder: User, settings
) -> None:
    link = made(holder)
    old = address(link)
    settings.SECRET_KEY = "another-key-" + "x" * 50
    with time_machine.travel(LATER, tick=False):
        assert client.get(old).status_code == 200
        assert client.get(address(link)).status_code == 404
        client.force_login(holder)
        assert "can no longer be shown" in client.get(LINKS).text


def test_a_long_record_costs_no_more_queries(client: Client, holder: User) -> None:
    link = made(holder, hours=True)

    def queries() -> int:
        with time_machine.travel(LATER, tick=False), CaptureQueriesContext(connection) as seen:
            assert client.get(address(link)).status_code == 200
        return len(seen)

    queries()
    few = queries()
    for number in range(5):
        make_certificate(holder.person, make_programme(f"programme-{number}"))
    assert queries() == few <= 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_link(transactional_db: None) -> None:
    user = make_user(person=make_certificate().person, email="marcia@example.org")
    key = uuid4()
    works = [partial(_click, user.pk, key) for _click_number in range(8)]
    assert len(set(at_once(works))) == ShareLink.objects.count() == 1


def _click(user: int, key: UUID) -> int:
    return made(User.objects.get(pk=user), key=key).pk
