"""Adding, correcting and exempting one person; and the words by which people are found."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people import actions
from people.errors import AlreadyThere, BadValue, OutOfPlace, WrongDay
from people.folding import words_of
from people.models import FormerName, Person, Posting, StaffRecord
from people.permissions import staff_visible_to
from people.queries import (
    exempt_days,
    exempt_on,
    find_staff,
    formerly,
    search_persons,
    search_staff,
)
from people.rules import postponed
from tests.factories.people import (
    make_agency,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

DAY = date(2026, 6, 15)


@pytest.mark.django_db
def test_a_person_is_added_whole_or_not_at_all() -> None:
    place, cadre = make_workplace(), make_cadre()
    focal = make_user("focal", agency=place.agency)
    before = Person.objects.count()
    new = {"legal_name": "Zoë Reid", "workplace": place, "cadre": cadre, "starts_on": DAY}
    with pytest.raises(BadValue):
        actions.add_staff(by=focal, number="1", **new)
    assert Person.objects.count() == before
    record = actions.add_staff(by=focal, number="Z1001", email=" Zoe@Clinic.example ", **new)
    assert record.email == "zoe@clinic.example"
    assert record.postings.get().workplace == place
    with pytest.raises(AlreadyThere):
        actions.add_staff(by=focal, number="Z1001", **new)
    assert Person.objects.count() == before + 1


@pytest.mark.django_db
def test_a_supervisor_adds_to_the_own_workplace_only() -> None:
    own, other = make_workplace(), make_workplace()
    supervisor = make_user("supervisor", workplace=own)
    new = {"legal_name": "Zoe Reid", "number": "Z1001", "cadre": make_cadre(), "starts_on": DAY}
    with pytest.raises(NotAllowed):
        actions.add_staff(by=supervisor, workplace=other, **new)
    with pytest.raises(NotAllowed):
        actions.add_staff(by=supervisor, workplace=own, agency=make_agency("JCF"), **new)
    actions.add_staff(by=supervisor, workplace=own, **new)


@pytest.mark.django_db
def test_a_unit_sees_and_keeps_whom_another_unit_posted_there() -> None:
    root = make_agency("MOE")
    first, second = make_agency("MOE-R1", parent=root), make_agency("MOE-R2", parent=root)
    posting = make_posting(make_staff_record(agency=first), make_workplace(agency=first))
    focal = make_user("focal", agency=second)
    assert not staff_visible_to(focal).exists()
    with pytest.raises(NotAllowed):
        actions.close_posting(by=focal, posting=posting, ends_on=DAY)
    there = make_workplace(agency=second)
    moved = actions.transfer(
        by=SYSTEM, posting=posting, workplace=there, cadre=posting.cadre, on=DAY
    )
    assert list(staff_visible_to(focal)) == [posting.staff_record]
    actions.close_posting(by=focal, posting=moved, ends_on=DAY)


@pytest.mark.django_db
def test_a_correction_withdraws_the_wrong_row_and_keeps_it() -> None:
    wrong = make_posting(starts_on=date(2025, 1, 1))
    right = actions.correct_posting(
        by=SYSTEM,
        posting=wrong,
        workplace=wrong.workplace,
        cadre=make_cadre("midwife"),
        starts_on=date(2025, 2, 1),
        ends_on=None,
        now=timezone.now(),
    )
    assert list(Posting.objects.all()) == [right]
    kept = Posting.with_withdrawn.get(pk=wrong.pk)
    assert (kept.cadre, kept.starts_on, kept.ends_on) == (wrong.cadre, wrong.starts_on, None)
    assert list(Posting.with_withdrawn.open_on(DAY)) == [right]
    with pytest.raises(AlreadyThere):
        actions.withdraw_posting(by=SYSTEM, posting=wrong, now=timezone.now())


@pytest.mark.django_db
def test_a_correction_to_what_cannot_be_changes_nothing() -> None:
    posting = make_posting(starts_on=date(2025, 1, 1))
    same = {"posting": posting, "cadre": posting.cadre, "now": timezone.now(), "by": SYSTEM}
    foreign = make_workplace(agency=make_agency("JCF"))
    with pytest.raises(OutOfPlace):
        actions.correct_posting(workplace=foreign, starts_on=DAY, ends_on=None, **same)
    with pytest.raises(WrongDay):
        actions.correct_posting(
            workplace=posting.workplace, starts_on=DAY, ends_on=DAY - timedelta(days=1), **same
        )
    assert list(Posting.objects.all()) == [posting]


@pytest.mark.django_db
def test_a_posting_closed_by_mistake_is_open_again() -> None:
    posting = make_posting(starts_on=date(2025, 1, 1))
    with pytest.raises(AlreadyThere):
        actions.reopen_posting(by=SYSTEM, posting=posting, now=timezone.now())
    actions.close_posting(by=SYSTEM, posting=posting, ends_on=DAY)
    again = actions.reopen_posting(by=SYSTEM, posting=posting, now=timezone.now())
    assert (again.starts_on, again.ends_on) == (posting.starts_on, None)
    assert list(Posting.objects.all()) == [again]


@pytest.mark.django_db
def test_a_staff_number_is_corrected_by_its_keepers() -> None:
    record, taken = make_staff_record(number="A1001"), make_staff_record(number="A1002")
    focal = make_user("focal", agency=record.agency)
    with pytest.raises(NotAllowed):
        actions.change_staff(by=make_user(), staff_record=record, number="A1003", email="")
    with pytest.raises(AlreadyThere):
        actions.change_staff(by=focal, staff_record=record, number=taken.number, email="")
    actions.change_staff(by=focal, staff_record=record, number="a 1003", email="")
    assert StaffRecord.objects.get(pk=record.pk).number == "A1003"


@pytest.mark.django_db
def test_exempt_days_do_not_overlap_and_can_be_taken_back() -> None:
    record = make_staff_record()
    focal = make_user("focal", agency=record.agency)
    days = {"staff_record": record, "reason": "maternity"}
    given = actions.exempt(by=focal, starts_on=DAY, ends_on=DAY + timedelta(days=90), **days)
    assert list(exempt_on(DAY)) == [record.person_id]
    assert not exempt_on(DAY - timedelta(days=1)).exists()
    with pytest.raises(AlreadyThere):
        actions.exempt(by=focal, starts_on=DAY + timedelta(days=90), ends_on=date.max, **days)
    with pytest.raises(WrongDay):
        actions.exempt(by=focal, starts_on=DAY, ends_on=DAY - timedelta(days=1), **days)
    supervisor = make_user("supervisor", workplace=make_posting(record).workplace)
    with pytest.raises(NotAllowed):
        actions.withdraw_exemption(by=supervisor, exemption=given, now=timezone.now())
    back = actions.end_exemption(by=focal, exemption=given, ends_on=DAY, now=timezone.now())
    assert exempt_days([record.person_id]) == {record.person_id: [(DAY, DAY)]}
    actions.withdraw_exemption(by=focal, exemption=back, now=timezone.now())
    assert not exempt_on(DAY).exists()


@pytest.mark.django_db
def test_an_exemption_counts_for_the_human_being() -> None:
    first, second = make_person("A"), make_person("B")
    record = make_staff_record(second)
    actions.exempt(by=SYSTEM, staff_record=record, reason="study", starts_on=DAY, ends_on=DAY)
    actions.join_persons(by=SYSTEM, duplicate=second, canonical=first)
    assert list(exempt_on(DAY)) == [first.pk]


@pytest.mark.parametrize(
    ("exempt", "moved"),
    [
        ([], 10),
        ([(-5, -1)], 10),
        ([(3, 5)], 13),
        ([(-3, 1)], 12),
        ([(3, 5), (5, 6)], 14),
        ([(10, 12)], 13),
        ([(11, 12)], 10),
        ([(3, 5), (12, 12)], 14),
    ],
)
def test_due_days_move_by_exempt_days(exempt: list[tuple[int, int]], moved: int) -> None:
    def day(number: int) -> date:
        return DAY + timedelta(days=number)

    spans = [(day(first), day(last)) for first, last in exempt]
    assert postponed(day(10), DAY, spans) == day(moved)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoë O'Connor", ["zoe", "oconnor"]),
        ("SMITH-JONES, Ann", ["smith", "jones", "ann"]),
        ("Nuñez de la Cruz", ["nunez", "de", "la", "cruz"]),
        ("Straße Łódź", ["strasse", "łodz"]),
        ("  ", []),
        ("ann ann", ["ann"]),
    ],
)
def test_names_are_folded_to_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.fixture
def register() -> None:
    for name in ["Nadine Brown", "Nadine Browning", "Brown Nadinella", "Zoë Nuñez", "Ann O'Connor"]:
        make_staff_record(make_person(name), make_agency("SERHA"))
    make_staff_record(make_person("Nadine Brown-Far"), make_agency("JCF"), number="FAR12345")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("brown nadine", ["Nadine Brown", "Brown Nadinella", "Nadine Browning"]),
        ("NADINE BR", ["Nadine Brown", "Nadine Browning", "Brown Nadinella"]),
        ("nunez zoe", ["Zoë Nuñez"]),
        ("Núñez", ["Zoë Nuñez"]),
        ("oconnor", ["Ann O'Connor"]),
        ("o'con", ["Ann O'Connor"]),
        ("adine", []),
        ("100%", []),
        ("na_ine", []),
        ("far12345", []),
    ],
)
def test_people_are_found_by_the_beginnings_of_their_names(
    register: None, typed: str, found: list[str]
) -> None:
    seen = staff_visible_to(make_user("focal", agency=make_agency("SERHA")))
    assert [r.person.legal_name for r in search_staff(seen, typed)] == found
    persons = Person.objects.filter(staff_records__in=seen)
    assert [p.legal_name for p in search_persons(persons, typed)] == found


@pytest.mark.django_db
@pytest.mark.parametrize("rare", [0, 100])
@pytest.mark.parametrize(
    ("typed", "found", "as_names"),
    [
        ("l", ["Ann Li", "Lionel Grey", "Lisa Brown"], ()),
        ("li", ["Ann Li", "Lionel Grey", "Lisa Brown"], ()),
        ("b", ["B Grey"], ("b",)),
        ("b g", ["B Grey"], ("b",)),
        ("b x", [], ("b",)),
        ("br", ["Bram Grey", "Lisa Brown", "Nadine Brown"], ()),
        ("gr b", ["B Grey"], ("b",)),
        ("grey br", ["Bram Grey"], ()),
    ],
)
def test_few_letters_that_begin_too_many_names_are_looked_for_as_names(
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    found: list[str],
    as_names: tuple[str, ...],
    rare: int,
) -> None:
    """Whether the letters are common or rare in the register makes no difference to who is found."""
    monkeypatch.setattr("people.search.MOST_FOR_FEW_LETTERS", 3)
    monkeypatch.setattr("people.search.RARE", rare)
    for name in ["Ann Li", "Lisa Brown", "Lionel Grey", "Nadine Brown", "B Grey", "Bram Grey"]:
        make_staff_record(make_person(name), make_agency("SERHA"))
    make_staff_record(make_person("Lee B"), make_agency("JCF"))
    seen = staff_visible_to(make_user("focal", agency=make_agency("SERHA")))
    result = find_staff(seen, typed)
    assert [r.person.legal_name for r in result.records] == found
    assert result.as_names == as_names
    persons = Person.objects.filter(staff_records__in=seen)
    assert [p.legal_name for p in search_persons(persons, typed)] == found


@pytest.mark.django_db
def test_somebody_is_found_by_the_new_name_and_then_by_the_former_one() -> None:
    person, other = make_person("Nadine Brown", "Naddy"), make_person("Zoe Browning")
    everyone = Person.objects.all()
    assert list(search_persons(everyone, "naddy")) == [person]
    rename(person, "Nadine Clarke")
    assert list(search_persons(everyone, "clarke")) == [person]
    assert list(search_persons(everyone, "clarke brown")) == [person]
    assert not search_persons(everyone, "naddy").exists()
    browns = list(search_persons(everyone, "brown"))
    assert browns == [person, other]
    assert formerly(browns, "brown") == {person.pk: "Nadine Brown"}
    assert formerly(browns, "nadine") == formerly(browns, "") == {}
    # Who is called so now stands before who was.
    now = make_person("Zz Brown")
    assert list(search_persons(everyone, "brown")) == [now, person, other]


def rename(person: Person, name: str, **options: bool) -> None:
    actions.change_person(
        by=SYSTEM,
        person=person,
        legal_name=name,
        call_name="",
        sex="female",
        language="en",
        **options,
    )


@pytest.mark.django_db
def test_mistakes_and_names_taken_up_again_are_no_former_names() -> None:
    person = make_person("Nadnie Brown")
    everyone = Person.objects.all()
    former = FormerName.objects.filter(person=person).values_list("name", flat=True)
    rename(person, "Nadine Brown", keep_former=False)
    rename(person, "NADINE BROWN")
    assert list(former.all()) == []
    assert not search_persons(everyone, "nadnie").exists()
    rename(person, "Nadine Clarke")
    rename(person, "Nadine Brown")
    assert list(former.all()) == ["Nadine Clarke"]
    rename(person, "Nadine Clarke")
    assert list(former.all()) == ["Nadine Brown"]
    actions.forget_former_names(by=SYSTEM, person=person, names=FormerName.objects.all())
    assert not search_persons(everyone, "brown").exists()
    assert AuditRow.objects.filter(verb="people.former_name_forgotten").count() == 1
    with pytest.raises(NotAllowed):
        actions.forget_former_names(by=make_user("learner"), person=person, names=[])


@pytest.mark.django_db
def test_records_are_found_by_number_and_by_the_whole_sign_in() -> None:
    record = make_staff_record(agency=make_agency("SERHA"), number="N1234")
    make_staff_record(agency=make_agency("SERHA"), number="N1299")
    everything = StaffRecord.objects.all()
    assert list(search_staff(everything, "serha/n1234")) == [record]
    assert list(search_staff(everything, "n1234")) == [record]
    assert search_staff(everything, "n12").count() == 2
    assert list(search_staff(everything, "JCF/N1234")) == []


@pytest.mark.django_db
def test_one_post_is_not_held_twice_on_a_day() -> None:
    """Also where the first has a planned end, which no constraint of the database sees."""
    first = make_posting()
    record, last = first.staff_record, timezone.localdate() + timedelta(days=30)
    actions.close_posting(by=SYSTEM, posting=first, ends_on=last)
    again = {"staff_record": record, "workplace": first.workplace, "cadre": first.cadre}
    for day in (first.starts_on - timedelta(days=1), timezone.localdate(), last):
        with pytest.raises(AlreadyThere):
            actions.open_posting(by=SYSTEM, starts_on=day, **again)
    actions.open_posting(by=SYSTEM, starts_on=last + timedelta(days=1), **again)
    assert Posting.objects.filter(staff_record=record).count() == 2
