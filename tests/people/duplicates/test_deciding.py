"""Two records that may be one person: who sees them, what deciding does, and what undoing leaves."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.duplicates import actions
from people.duplicates.actions import DecidedAlready, note_pair
from people.duplicates.rules import Side, leading
from people.imports.models import LikelyDuplicate
from people.models import Person, User
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person_of(agency: str, name: str = "Marva Brown") -> Person:
    record = make_staff_record(make_person(name), make_agency(agency))
    make_posting(record)
    return record.person


def pair_of(first: Person, second: Person) -> LikelyDuplicate:
    note_pair(first=first, second=second)
    return LikelyDuplicate.objects.order_by("-pk")[0]


@pytest.fixture
def pair() -> LikelyDuplicate:
    """One at SERHA, one at MOE."""
    return pair_of(person_of("SERHA"), person_of("MOE"))


@pytest.fixture
def admin() -> User:
    return make_user("admin")


def test_the_one_with_a_sign_in_leads() -> None:
    assert leading(Side(1, False), Side(2, True)).key == 2
    assert leading(Side(2, True), Side(1, True)).key == 1
    assert leading(Side(2, False), Side(1, False)).key == 1


def test_one_person_points_to_the_other_and_no_row_moves(
    admin: User, pair: LikelyDuplicate
) -> None:
    make_user(person=pair.second)
    owners = [record.person_id for record in pair.first.staff_records.all()]
    assert actions.decide_same(by=admin, pair=pair, now=NOW) == pair.second
    pair.refresh_from_db()
    first = Person.objects.get(pk=pair.first_id)
    assert first.same_as_id == pair.second_id
    assert [record.person_id for record in first.staff_records.all()] == owners
    assert (pair.decision, pair.decided_by, pair.decided_at) == ("same", admin, NOW)
    with pytest.raises(DecidedAlready):
        actions.decide_different(by=admin, pair=pair, now=NOW)
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"people.duplicate_same", "people.persons_joined"} <= verbs


def test_pointers_never_make_a_chain_and_settled_pairs_go(
    admin: User, pair: LikelyDuplicate
) -> None:
    third = person_of("JCF")
    make_user(person=third)
    with_third = pair_of(pair.second, third)
    implied = pair_of(pair.first, third)
    actions.decide_same(by=admin, pair=pair, now=NOW)
    actions.decide_same(by=admin, pair=with_third, now=NOW)
    assert set(Person.objects.filter(same_as=third)) == {pair.first, pair.second}
    assert not Person.objects.filter(same_as__same_as__isnull=False).exists()
    implied.refresh_from_db()
    assert implied.decision == "same"


def test_two_persons_are_remembered(admin: User, pair: LikelyDuplicate) -> None:
    actions.decide_different(by=admin, pair=pair, now=NOW)
    note_pair(first=pair.second, second=pair.first)
    assert LikelyDuplicate.objects.get().decision == "different"
    assert not Person.objects.filter(same_as__isnull=False).exists()


@pytest.mark.parametrize("decide", [actions.decide_same, actions.decide_different])
def test_undoing_opens_the_pair_again(admin: User, pair: LikelyDuplicate, decide) -> None:
    decide(by=admin, pair=pair, now=NOW)
    actions.undo_decision(by=admin, pair=pair, now=NOW)
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_at, pair.decided_by) == ("", None, None)
    assert not Person.objects.filter(same_as__isnull=False).exists()
    with pytest.raises(DecidedAlready):
        actions.undo_decision(by=admin, pair=pair, now=NOW)


def test_who_may_decide(admin: User, pair: LikelyDuplicate) -> None:
    focal = make_user("focal", agency=make_agency("SERHA"))
    strangers = [focal, make_user("secretariat"), make_user("trainer"), make_user()]
    for stranger in strangers:
        for act in (actions.decide_same, actions.decide_different, actions.undo_decision):
            with pytest.raises(NotAllowed):
                act(by=stranger, pair=pair, now=NOW)
        for step in ("", "decide/", "undo/"):
            address = f"/people/duplicates/{pair.pk}/{step}"
            client = signed_in(stranger)
            answer = client.post(address) if step == "decide/" else client.get(address)
            assert answer.status_code == 404
    assert "Marva" not in signed_in(focal).get("/people/duplicates/").content.decode()
    actions.decide_different(by=admin, pair=pair, now=NOW)


def test_a_focal_person_decides_within_the_own_rosters_only(admin: User) -> None:
    root = make_agency("SERHA")
    make_agency("SERHA-ST", parent=root)
    focal = make_user("focal", agency=root)
    inside = pair_of(person_of("SERHA"), person_of("SERHA-ST"))
    reaching = pair_of(person_of("SERHA", "Nadia Gray"), person_of("SERHA", "Nadia Grey"))
    # The second Nadia is somebody at the other agency, too.
    elsewhere = person_of("MOE", "Nadia Grey")
    actions.decide_same(by=admin, pair=pair_of(reaching.second, elsewhere), now=NOW)
    page = signed_in(focal).get("/people/duplicates/").content.decode()
    assert "1 pair" in page
    assert "Nadia" not in page
    done = signed_in(focal).post(f"/people/duplicates/{inside.pk}/decide/", {"answer": "same"})
    assert done["Location"] == "/people/duplicates/"
    inside.refresh_from_db()
    assert inside.decision == "same"


def test_the_pages(admin: User, pair: LikelyDuplicate) -> None:
    client = signed_in(admin)
    assert "1 pair" in client.get("/people/duplicates/").content.decode()
    assert "No pair found" in client.get("/people/duplicates/?q=nobody").content.decode()
    address = f"/people/duplicates/{pair.pk}/"
    page = client.get(address).content.decode()
    assert "Agency SERHA" in page
    assert "Agency MOE" in page
    assert "Both sign in" not in page
    make_user(person=pair.first)
    make_user(person=pair.second)
    assert "Both sign in" in client.get(address).content.decode()
    assert client.post(f"{address}decide/", {"answer": "perhaps"}).status_code == 404
    client.post(f"{address}decide/", {"answer": "same"})
    assert "Nothing to decide" in client.get("/people/duplicates/").content.decode()
    assert "Marva" in client.get("/people/duplicates/?state=same").content.decode()
    assert "What was learned stays" in client.get(f"{address}undo/").content.decode()
    assert Person.objects.filter(same_as__isnull=False).exists()
    client.post(f"{address}undo/")
    assert not Person.objects.filter(same_as__isnull=False).exists()


def test_the_list_costs_the_same_at_any_length(admin: User, pair: LikelyDuplicate) -> None:
    client = signed_in(admin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/people/duplicates/").status_code == 200
        return len(captured)

    few = cost()
    for number in range(20):
        pair_of(person_of("SERHA", f"Nadia {number}"), person_of("MOE", f"Nadia {number}"))
    assert cost() == few
    assert few <= 14


def test_a_focal_person_joins_no_two_who_both_sign_in(admin: User) -> None:
    focal = make_user("focal", agency=make_agency("SERHA"))
    inside = pair_of(person_of("SERHA"), person_of("SERHA"))
    users = [make_user(person=inside.first), make_user(person=inside.second)]
    address = f"/people/duplicates/{inside.pk}/"
    with pytest.raises(NotAllowed):
        actions.decide_same(by=focal, pair=inside, now=NOW)
    text = signed_in(focal).get(address).content.decode()
    assert 'value="same"' not in text
    assert "Only the Secretariat" in text
    assert not Notice.objects.exists()
    inside.refresh_from_db()
    assert inside.decision == ""

    assert 'value="same"' in signed_in(admin).get(address).content.decode()
    actions.decide_same(by=admin, pair=inside, now=NOW)
    told = Notice.objects.filter(kind="people.joined_with_another")
    assert {notice.recipient_id for notice in told} == {user.pk for user in users}
