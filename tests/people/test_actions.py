"""Writes of `people`: what they keep, whom they refuse, and the audit row each leaves."""

from collections.abc import Callable
from datetime import date

import pytest

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people import actions
from people.errors import AlreadyThere, BadValue, OutOfPlace, WeakPassword, WrongDay
from people.models import Agency, Area, Person, Posting, User
from people.models.trees import below
from tests.factories.people import (
    make_agency,
    make_area,
    make_cadre,
    make_establishment,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)


def last_audit() -> AuditRow:
    return AuditRow.objects.latest("pk")


def test_trees_know_what_is_below() -> None:
    country = make_area("jamaica", "Jamaica", Area.Kind.COUNTRY)
    region = make_area("western", "Western", Area.Kind.REGION, country)
    parish = make_area("hanover", "Hanover", parent=region)
    other = make_area("elsewhere", "Elsewhere", Area.Kind.COUNTRY)

    assert parish.path == f"/{country.pk}/{region.pk}/{parish.pk}/"
    assert set(Area.objects.filter(below("path", [region.path]))) == {region, parish}
    assert not Area.objects.filter(below("path", [])).exists()
    assert parish.root_id == country.pk
    assert other not in Area.objects.filter(below("path", [country.path]))


def test_agency_codes_are_capitals_and_given_once() -> None:
    assert actions.add_agency(by=SYSTEM, code=" moe ", name="Education").code == "MOE"
    with pytest.raises(AlreadyThere):
        actions.add_agency(by=SYSTEM, code="MOE", name="Another")
    with pytest.raises(BadValue):
        actions.add_agency(by=SYSTEM, code="M/E", name="Slash")


def test_places_and_agencies_are_the_secretariats_work() -> None:
    agency, area = make_agency(), make_area()
    writes: list[Callable[[User], object]] = [
        lambda by: actions.add_area(by=by, code="new", name="New"),
        lambda by: actions.add_agency(by=by, code="NEW", name="New"),
        lambda by: actions.add_cadre(by=by, code="new", name="New"),
        lambda by: actions.add_workplace(by=by, code="new", name="New", agency=agency, area=area),
        lambda by: actions.rename(by=by, obj=agency, name="Renamed"),
    ]
    focal, secretariat = make_user("focal", agency=agency), make_user("secretariat")
    for write in writes:
        with pytest.raises(NotAllowed):
            write(focal)
        before = AuditRow.objects.count()
        write(secretariat)
        assert AuditRow.objects.count() == before + 1
        assert last_audit().actor_id == str(secretariat.pk)


def test_a_head_count_is_recorded_once_a_day_and_level() -> None:
    workplace = make_workplace()
    make_establishment(workplace=workplace, counted_on=DAY, filled=4)
    make_establishment(agency=workplace.agency, counted_on=DAY, filled=900)
    with pytest.raises(AlreadyThere):
        make_establishment(workplace=workplace, counted_on=DAY, filled=5)
    with pytest.raises(OutOfPlace):
        make_establishment(agency=make_agency("JCF"), workplace=workplace, counted_on=DAY)


def test_a_focal_person_counts_heads_in_their_own_tree_only() -> None:
    root = make_agency("MOE")
    unit = make_agency("MOE-R1", parent=root)
    foreign = make_agency("JCF")
    focal = make_user("focal", agency=root)

    def count(agency: Agency) -> None:
        actions.record_establishment(
            by=focal, agency=agency, cadre=make_cadre(), counted_on=DAY, funded=2, filled=1
        )

    count(unit)
    assert last_audit().data == {"agency": "MOE-R1", "cadre": "nurse", "funded": 2, "filled": 1}
    with pytest.raises(NotAllowed):
        count(foreign)


def test_staff_numbers_are_unique_below_the_root_agency() -> None:
    root = make_agency("MOE")
    unit = make_agency("MOE-R1", parent=root)
    record = make_staff_record(agency=unit, number="ab 123")
    assert (record.number, record.root_agency) == ("AB123", root)
    with pytest.raises(AlreadyThere):
        make_staff_record(agency=root, number="AB123")
    make_staff_record(agency=make_agency("JCF"), number="AB123")
    with pytest.raises(BadValue):
        make_staff_record(agency=root, number="12")


def test_roster_rows_of_a_foreign_agency_are_refused() -> None:
    person, own, foreign = make_person(), make_agency("MOE"), make_agency("JCF")
    focal = make_user("focal", agency=own)
    actions.add_to_roster(by=focal, person=person, agency=own, number="10001")
    assert last_audit().verb == "people.roster_added"
    assert "10001" not in str(last_audit().data)
    with pytest.raises(NotAllowed):
        actions.add_to_roster(by=focal, person=person, agency=foreign, number="10001")


def test_a_name_that_hides_something_is_never_stored() -> None:
    person = actions.add_person(by=SYSTEM, legal_name=" Marcia  Campbell", call_name="Marcia")
    kept = {"call_name": "", "sex": person.sex, "language": "en"}
    assert person.legal_name == "Marcia Campbell"
    for name in ["\u202eMarcia Campbell", "\u200b", " "]:
        with pytest.raises(BadValue):
            actions.add_person(by=SYSTEM, legal_name=name)
        with pytest.raises(BadValue):
            actions.change_person(by=SYSTEM, person=person, legal_name=name, **kept)
    with pytest.raises(BadValue):
        actions.add_person(by=SYSTEM, legal_name="Marcia Campbell", call_name="\u202eMarcia")
    assert Person.objects.get() == person


def test_a_focal_person_takes_nobody_from_a_foreign_roster() -> None:
    own, foreign = make_agency("MOE"), make_agency("JCF")
    focal, person = make_user("focal", agency=own), make_person()
    make_staff_record(person=person, agency=foreign)
    take = {"person": person, "agency": own, "number": "10001"}
    with pytest.raises(NotAllowed):
        actions.add_to_roster(by=focal, **take)
    actions.add_to_roster(by=make_user("secretariat"), **take)
    actions.add_to_roster(by=focal, **{**take, "number": "10002"})


def test_a_focal_person_does_not_rename_national_staff() -> None:
    focal, newcomer = make_user("focal", agency=make_agency("MOE")), make_person()
    officer = make_user("secretariat").person
    assert officer
    details = {"legal_name": "Another Name", "call_name": "", "sex": "female", "language": "en"}
    actions.change_person(by=focal, person=newcomer, **details)
    for attempt in (
        lambda: actions.change_person(by=focal, person=officer, **details),
        lambda: actions.add_to_roster(
            by=focal, person=officer, agency=make_agency("MOE"), number="10001"
        ),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_transfer_closes_and_opens() -> None:
    old = make_posting(starts_on=date(2024, 1, 1))
    target = make_workplace(agency=old.staff_record.agency)

    new = actions.transfer(
        by=SYSTEM, posting=old, workplace=target, cadre=old.cadre, on=date(2025, 3, 1)
    )
    old.refresh_from_db()
    assert old.ends_on == date(2025, 2, 28)
    assert (new.workplace, new.starts_on, new.ends_on) == (target, date(2025, 3, 1), None)
    assert list(Posting.objects.open_on(date(2025, 2, 28))) == [old]
    assert list(Posting.objects.open_on(date(2025, 3, 1))) == [new]


def test_a_transfer_that_cannot_be_leaves_everything_as_it_was() -> None:
    old = make_posting(starts_on=date(2024, 1, 1))
    foreign = make_workplace(agency=make_agency("JCF"))
    cadre, near = old.cadre, make_workplace(agency=old.staff_record.agency)

    with pytest.raises(OutOfPlace):
        actions.transfer(by=SYSTEM, posting=old, workplace=foreign, cadre=cadre, on=DAY)
    with pytest.raises(WrongDay):
        actions.transfer(by=SYSTEM, posting=old, workplace=near, cadre=cadre, on=old.starts_on)
    old.refresh_from_db()
    assert old.ends_on is None
    assert Posting.objects.count() == 1
    actions.transfer(by=SYSTEM, posting=old, workplace=near, cadre=cadre, on=DAY)
    assert Posting.objects.count() == 2


def test_a_posting_closes_once_and_not_before_it_began() -> None:
    posting = make_posting(starts_on=DAY)
    with pytest.raises(WrongDay):
        actions.close_posting(by=SYSTEM, posting=posting, ends_on=date(2026, 6, 14))
    actions.close_posting(by=SYSTEM, posting=posting, ends_on=DAY)
    with pytest.raises(AlreadyThere):
        actions.close_posting(by=SYSTEM, posting=posting, ends_on=DAY)


def test_same_as_always_points_at_a_canonical_person() -> None:
    first, second, third = make_person("A"), make_person("B"), make_person("C")
    actions.join_persons(by=SYSTEM, duplicate=second, canonical=first)
    # The canonical person of before turns out to be a duplicate, named by its own duplicate's twin.
    actions.join_persons(by=SYSTEM, duplicate=first, canonical=third)
    fourth = make_person("D")
    actions.join_persons(by=SYSTEM, duplicate=fourth, canonical=second)

    assert not Person.objects.filter(same_as__same_as__isnull=False).exists()
    assert {p.canonical_id for p in Person.objects.all()} == {third.pk}


def test_a_person_is_not_joined_to_itself_or_twice() -> None:
    first, second = make_person("A"), make_person("B")
    actions.join_persons(by=SYSTEM, duplicate=second, canonical=first)
    for duplicate, canonical in [(first, first), (second, first), (first, second)]:
        with pytest.raises(OutOfPlace):
            actions.join_persons(by=SYSTEM, duplicate=duplicate, canonical=canonical)


def test_joining_persons_needs_the_right_to_see_names() -> None:
    secretariat = make_user("secretariat")
    first, second = make_person("A"), make_person("B")
    with pytest.raises(NotAllowed):
        actions.join_persons(by=secretariat, duplicate=second, canonical=first)
    actions.let_see_names(by=SYSTEM, user=secretariat, allowed=True)
    allowed = User.objects.get(pk=secretariat.pk)
    actions.join_persons(by=allowed, duplicate=second, canonical=first)


def test_an_account_is_opened_once_with_a_verified_address() -> None:
    person = make_person()
    user = actions.open_account(
        by=SYSTEM, person=person, password="a long enough one", email=" Marva@Health.Example "
    )
    address = user.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == (
        "marva@health.example",
        True,
        True,
    )
    assert not user.is_superuser
    assert not user.is_staff
    with pytest.raises(AlreadyThere):
        actions.open_account(by=SYSTEM, person=person, password="a long enough one")
    with pytest.raises(AlreadyThere):
        actions.open_account(
            by=SYSTEM, person=make_person(), password=None, email="MARVA@health.example"
        )


def test_a_weak_password_is_refused() -> None:
    with pytest.raises(WeakPassword):
        actions.open_account(by=SYSTEM, person=make_person(), password="short")


def test_audit_rows_hold_no_name_address_or_number() -> None:
    person = make_person("Zenobia Quashie", "Zen")
    record = make_staff_record(person, number="ZQ9981", email="zq@clinic.example")
    make_posting(record)
    make_user(person=person, email="zenobia@clinic.example")
    text = " ".join(f"{row.object_id} {row.data}" for row in AuditRow.objects.all())
    for private in ["Zenobia", "Zen", "ZQ9981", "clinic.example"]:
        assert private not in text
