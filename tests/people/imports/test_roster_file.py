"""What a roster file does: verdicts, changes, and the same file again."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.jobs.actions import JobTaken
from people.actions import change_staff, correct_posting, leave
from people.imports import actions
from people.imports.applying import run_apply
from people.imports.models import FileImport, LikelyDuplicate
from people.imports.presenters import Names, row_line
from people.models import Agency, FormerName, Person, PersonWord, Posting, StaffRecord
from tests.factories.people import (
    make_agency,
    make_area,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.people.imports.sheets import (
    TODAY,
    apply,
    everything,
    problems,
    reverse,
    send,
    service,
    verdicts,
)

pytestmark = pytest.mark.django_db

ANN = "A1111,Ann Reid,F,,Nurse,Hill Top Clinic,2020-04-01,"
BO = "B2222,Bo Shaw,M,bo@health.example,Nurse,Harbour Clinic,1/5/2021,"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    make_workplace("harbour", "Harbour Clinic", agency, make_area("portland", "Portland"))
    return agency


def test_a_check_changes_nothing_and_applying_adds_everybody(agency: Agency) -> None:
    before = everything(agency)
    file = send(agency, ANN, BO)
    assert file.stage == FileImport.Stage.CHECKED
    assert verdicts(file) == [(2, "new"), (3, "new")]
    assert everything(agency) == before

    apply(file)
    assert file.stage == FileImport.Stage.APPLIED
    assert file.content is None
    assert service(agency) == [
        ("A1111", "Ann Reid", "hill-top", "2020-04-01", None),
        ("B2222", "Bo Shaw", "harbour", "2021-05-01", None),
    ]
    bo = StaffRecord.objects.get(number="B2222")
    assert (bo.email, bo.person.sex) == ("bo@health.example", "male")
    assert PersonWord.objects.filter(person=bo.person, word="shaw").exists()


def test_the_batch_writes_the_same_audit_rows_as_the_form(agency: Agency) -> None:
    apply(send(agency, ANN))
    verbs = ("people.person_added", "people.roster_added", "people.posting_opened")
    rows = AuditRow.objects.filter(verb__in=verbs)
    assert sorted(rows.values_list("verb", flat=True)) == sorted(verbs)
    assert not [row for row in AuditRow.objects.all() if "Ann" in str(row.data) + row.object_id]


def test_the_same_file_again_changes_nothing(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    before = everything(agency)
    again = send(agency, ANN, BO)
    assert verdicts(again) == [(2, "unchanged"), (3, "unchanged")]
    apply(again)
    assert everything(agency) == before
    assert again.changes.count() == 0


def test_changes_transfers_second_posts_and_repeats(agency: Agency) -> None:
    make_cadre("midwife", "Midwife")
    apply(send(agency, ANN, BO))
    file = send(
        agency,
        "A1111,Ann Reid-Brown,F,,Nurse,harbour,2026-06-01,",
        BO,
        "b2222,Bo Shaw,M,,Midwife,Hill Top Clinic,2026-01-01,",
        BO,
    )
    assert verdicts(file) == [
        (2, "transferred"),
        (3, "unchanged"),
        (4, "changed"),
        (5, "duplicate"),
    ]
    apply(file)
    assert service(agency) == [
        ("A1111", "Ann Reid-Brown", "hill-top", "2020-04-01", "2026-05-31"),
        ("A1111", "Ann Reid-Brown", "harbour", "2026-06-01", None),
        ("B2222", "Bo Shaw", "harbour", "2021-05-01", None),
        ("B2222", "Bo Shaw", "hill-top", "2026-01-01", None),
    ]


def test_only_a_complete_file_lets_people_leave(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    assert verdicts(send(agency, ANN)) == [(2, "unchanged")]
    file = send(agency, ANN, complete=True)
    assert verdicts(file) == [(0, "left"), (2, "unchanged")]
    assert file.counts["leavers"] == 1
    apply(file, sure=True)
    bo = StaffRecord.objects.get(number="B2222")
    assert bo.left_on == TODAY - dt.timedelta(days=1)
    assert service(agency)[1][-1] == "2026-11-24"


def test_a_units_complete_file_says_nothing_of_posts_in_other_units(agency: Agency) -> None:
    unit = make_agency("SERHA", parent=agency)
    own = make_workplace("unit-clinic", "Unit Clinic", unit)
    other = make_workplace("other-clinic", "Other Clinic", make_agency("NERHA", parent=agency))
    lent, both, named = (
        make_staff_record(make_person(name), unit, number)
        for name, number in (("Di Fox", "D4444"), ("Ed Hall", "E5555"), ("Flo King", "F6666"))
    )
    since = dt.date(2020, 1, 1)
    for record, place in ((lent, other), (both, own), (both, other), (named, other)):
        make_posting(record, place, make_cadre("nurse", "Nurse"), starts_on=since)
    before = service(agency)
    file = send(unit, "F6666,Flo King,F,,Nurse,Unit Clinic,2026-11-01,", complete=True)
    assert verdicts(file) == [(2, "changed")]
    apply(file)
    new = ("F6666", "Flo King", "unit-clinic", "2026-11-01", None)
    assert service(agency) == [*before, new]


def test_nobody_leaves_in_the_place_of_another(agency: Agency) -> None:
    apply(send(agency, ANN, BO, "C3333,Cy Lee,M,,Nurse,harbour,2020-01-01,"))
    file = send(agency, ANN, complete=True)
    bo, cy = (StaffRecord.objects.get(number=number) for number in ("B2222", "C3333"))
    change_staff(by=SYSTEM, staff_record=bo, number="B9999", email="")
    make_posting(make_staff_record(make_person("Ed Hall"), agency, "B2222"))
    make_posting(cy, make_workplace("other", "Other Clinic", agency))
    before = everything(agency)
    apply(file, sure=True)
    assert everything(agency) == before
    assert list(file.rows.filter(line=0).values_list("outcome", flat=True)) == ["refused"] * 2


def test_a_row_that_cannot_be_read_drops_nobody(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    file = send(agency, ANN, "B2222,Bo Shaw,M,,Nurse,Nowhere Clinic,,", complete=True)
    assert verdicts(file) == [(2, "unchanged"), (3, "error")]
    unclear = send(agency, ANN, "?,Bo Shaw,M,,Nurse,Harbour Clinic,,", complete=True)
    assert (unclear.counts["leavers"], unclear.counts["unclear"]) == (0, 1)


def test_many_leavers_need_a_word(agency: Agency) -> None:
    apply(send(agency, *(f"C{n:04},Person {n},F,,Nurse,harbour,2020-01-01," for n in range(8))))
    file = send(agency, ANN, complete=True)
    assert file.counts["suspicious"] is True
    with pytest.raises(actions.ManyLeavers):
        actions.apply_import(by=SYSTEM, file=file)
    apply(file, sure=True)
    assert StaffRecord.objects.filter(left_on=None).count() == 1


def test_in_a_small_agency_half_of_the_people_need_a_word(agency: Agency) -> None:
    apply(send(agency, ANN, BO, "C3333,Cy Lee,M,,Nurse,harbour,2020-01-01,"))
    one = send(agency, ANN, BO, complete=True)
    assert (one.counts["leavers"], one.counts["suspicious"]) == (1, False)
    for two in (
        send(agency, ANN, complete=True),
        send(agency, ANN + "2026-10-31", BO + "2026-10-31"),
    ):
        assert (two.counts["leavers"], two.counts["suspicious"]) == (2, True)
        with pytest.raises(actions.ManyLeavers):
            actions.apply_import(by=SYSTEM, file=two)


def test_a_complete_file_without_a_row_that_can_be_read_lets_nobody_leave(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    file = send(agency, "A1111,Ann Reid,F,,Nurse,Nowhere Clinic,,", complete=True)
    assert verdicts(file) == [(2, "error")]
    assert file.counts["nothing_read"] is True


def test_a_last_day_lets_leave_and_a_later_start_returns(agency: Agency) -> None:
    apply(send(agency, ANN))
    left = send(agency, ANN + "2026-10-31")
    assert verdicts(left) == [(2, "left")]
    apply(left, sure=True)
    assert StaffRecord.objects.get().left_on == dt.date(2026, 10, 31)
    assert verdicts(send(agency, ANN + "2026-10-31")) == [(2, "unchanged")]
    assert problems(send(agency, ANN)) == [(2, "starts_on", "left_before", "2026-10-31")]
    back = send(agency, "A1111,Ann Reid,F,,Nurse,Harbour Clinic,2026-11-20,")
    assert verdicts(back) == [(2, "returned")]
    apply(back)
    assert StaffRecord.objects.get().left_on is None
    assert service(agency)[1][2:] == ("harbour", "2026-11-20", None)


def test_who_is_about_to_leave_takes_up_no_other_post(agency: Agency) -> None:
    """The check says what applying would refuse."""
    apply(send(agency, ANN))
    ann = StaffRecord.objects.select_related("person", "agency").get(number="A1111")
    leave(by=SYSTEM, staff_record=ann, last_day=TODAY + dt.timedelta(days=9), now=timezone.now())
    moved = ANN.replace("Hill Top Clinic,2020-04-01", "Harbour Clinic,2026-11-25")
    file = send(agency, moved)
    assert problems(file) == [(2, "workplace", "leaves", "2026-12-04")]
    assert verdicts(send(agency, ANN)) == [(2, "unchanged")]


def test_errors_name_the_cell_and_the_reason(agency: Agency) -> None:
    make_workplace("hill-top-2", "Hill Top Clinic", agency, make_area("portland", "Portland"))
    file = send(
        agency,
        "12,Ann Reid,F,,Nurse,Harbour Clinic,,",
        "A1112,,F,,Nurse,Harbour Clinic,,",
        "A1113,Ann Reid,maybe,,Nurse,Harbour Clinic,,",
        "A1114,Ann Reid,F,no address,Nurse,Harbour Clinic,,",
        "A1115,Ann Reid,F,,Wizard,Harbour Clinic,,",
        "A1116,Ann Reid,F,,Nurse,Hill Top Clinic,,",
        "A1117,Ann Reid,F,,Nurse,Harbour Clinic,13/13/2020,",
        "A1118,Ann Reid,F,,Nurse,Harbour Clinic,2020-01-01,2019-01-01",
        ",Ann Reid,F,,,,,",
    )
    assert problems(file) == [
        (2, "number", "number", "12"),
        (3, "legal_name", "empty", ""),
        (4, "sex", "sex", "maybe"),
        (5, "email", "email", "no address"),
        (6, "cadre", "cadre", "Wizard"),
        (7, "workplace", "workplace_many", "Hill Top Clinic"),
        (8, "starts_on", "day_month", "13/13/2020"),
        (9, "ends_on", "ends_before", ""),
        (10, "number", "empty", ""),
        (10, "cadre", "empty", ""),
        (10, "workplace", "empty", ""),
    ]
    assert file.rows.get(line=4).cells == [
        "A1113",
        "Ann Reid",
        "maybe",
        "",
        "Nurse",
        "Harbour Clinic",
    ]


def test_odd_days_are_read_as_empty_or_refused(agency: Agency) -> None:
    file = send(
        agency,
        ANN + "31/12/9999",
        "B2222,Bo Shaw,M,,Nurse,Harbour Clinic,01/01/0001,",
        "C3333,Cy Lee,M,,Nurse,Harbour Clinic,1830-01-01,",
        "D4444,Di Fox,F,,Nurse,Harbour Clinic,²,",
        "E5555,Ed Hall,M,,Nurse,Harbour Clinic,2020-01-01,9998-12-31",
    )
    assert problems(file) == [
        (4, "starts_on", "day_range", "1830-01-01"),
        (5, "starts_on", "day_day", "²"),
        (6, "ends_on", "day_range", "9998-12-31"),
    ]
    apply(file)
    assert [(row[0], row[4]) for row in service(agency)] == [("A1111", None), ("B2222", None)]


def test_a_row_that_fails_is_refused_and_the_others_go_on(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(send(agency, ANN, BO))
    file = send(agency, ANN + "2026-10-31", "B2222,Bo Shaw-Lee,M,,Nurse,Harbour Clinic,,")

    def fails(**_kwargs: object) -> None:
        raise AssertionError

    monkeypatch.setattr("people.imports.doing.actions.leave", fails)
    apply(file, sure=True)
    assert file.stage == FileImport.Stage.APPLIED
    assert list(file.rows.values_list("outcome", flat=True)) == ["refused", "done"]


def test_a_parish_tells_two_workplaces_apart(agency: Agency) -> None:
    make_workplace("hill-top-2", "Hill Top Clinic", agency, make_area("portland", "Portland"))
    header = "Number,Surname,First name,Position,School,Parish"
    file = send(
        agency,
        "A1111,Reid,Ann,Nurse,Hill Top Clinic,Portland",
        "A1112,Shaw,Bo,Nurse,Harbour Clinic,St Thomas",
        header=header,
    )
    assert problems(file) == [(3, "workplace", "workplace_elsewhere", "Harbour Clinic")]
    apply(file)
    assert service(agency) == [("A1111", "Ann Reid", "hill-top-2", "2026-11-25", None)]


def test_numbers_that_contradict_each_other_are_errors(agency: Agency) -> None:
    file = send(
        agency,
        ANN,
        "A1111,Bo Shaw,M,,Nurse,Harbour Clinic,,",
        "A1111,Ann Reid,F,,Nurse,Hill Top Clinic,2019-01-01,",
    )
    assert problems(file) == [(3, "number", "other_name", "2"), (4, "number", "contradicts", "2")]


def test_a_number_given_to_another_person_renames_nobody(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    file = send(
        agency,
        "A1111,Cy Lee,M,,Nurse,Hill Top Clinic,2020-04-01,",
        "B2222,Bó Shaw-Lee,M,,Nurse,Harbour Clinic,,",
        complete=True,
    )
    assert problems(file) == [(2, "number", "other_person", "Ann Reid")]
    assert verdicts(file) == [(2, "error"), (3, "changed")]
    row = row_line(file.rows.get(line=3), file.kind, Names.of(file.rows.all()))
    assert "Bo Shaw → Bó Shaw-Lee" in str(row)
    apply(file)
    assert [row[1] for row in service(agency)] == ["Ann Reid", "Bó Shaw-Lee"]


def test_a_number_that_lost_its_zeros_is_nobody_new(agency: Agency) -> None:
    apply(send(agency, ANN, ANN.replace("A1111,Ann Reid", "001234,Cy Lee")))
    before = everything(agency)
    file = send(agency, ANN, ANN.replace("A1111,Ann Reid", "1234,Cy Lee"), complete=True)
    assert problems(file) == [(3, "number", "number_zeros", "001234")]
    assert verdicts(file) == [(2, "unchanged"), (3, "error")]
    apply(file)
    assert everything(agency) == before


def test_another_units_number_is_taken_and_nothing_more_is_said(agency: Agency) -> None:
    unit = make_agency("SERHA", parent=agency)
    make_workplace("unit-clinic", "Unit Clinic", unit)
    apply(send(agency, ANN))
    file = send(unit, "A1111,Ann Other,F,,Nurse,Unit Clinic,,")
    assert problems(file) == [(2, "number", "elsewhere", "")]
    assert problems(send(unit, ANN.replace("A1111", "Z9999"))) == [
        (2, "workplace", "workplace", "Hill Top Clinic")
    ]


def test_what_changed_after_the_check_is_not_overwritten(agency: Agency) -> None:
    apply(send(agency, ANN))
    file = send(agency, "A1111,Ann Reid,F,,Nurse,Harbour Clinic,2026-06-01,", BO)
    leave(
        by=SYSTEM,
        staff_record=StaffRecord.objects.get(),
        last_day=dt.date(2026, 11, 1),
        now=dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC),
    )
    make_staff_record(make_person("Bo Shaw"), agency, "B2222")
    before = everything(agency)
    apply(file)
    assert everything(agency) == before
    assert list(file.rows.values_list("outcome", flat=True)) == ["refused", "refused"]
    assert "after the check" in file.rows.first().reason


def test_reversal_gives_back_what_was_and_rewrites_nothing(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    before = everything(agency)
    rows = set(Posting.with_withdrawn.values_list("pk", "starts_on", "workplace"))
    file = send(
        agency,
        "A1111,Ann Brown,F,ann@health.example,Nurse,Harbour Clinic,2026-06-01,",
        "C3333,Cy Lee,M,,Nurse,Harbour Clinic,2022-01-01,",
        complete=True,
    )
    apply(file, sure=True)
    assert everything(agency) != before
    assert [str(name) for name in FormerName.objects.all()] == ["Ann Reid"]
    reverse(file)
    assert not FormerName.objects.exists()
    assert file.stage == FileImport.Stage.REVERSED
    assert list(file.changes.exclude(undone="undone")) == []
    assert service(agency) == before[0]
    assert [row for row in everything(agency)[1] if row[0] != "C3333"] == before[1]
    assert rows <= set(Posting.with_withdrawn.values_list("pk", "starts_on", "workplace"))


def test_after_a_reversal_the_mended_file_goes_in(agency: Agency) -> None:
    reverse(apply(send(agency, ANN)))
    assert service(agency) == []
    again = send(agency, ANN.replace("Ann Reid", "Anne Reid"))
    assert verdicts(again) == [(2, "returned")]
    apply(again)
    assert service(agency) == [("A1111", "Anne Reid", "hill-top", "2020-04-01", None)]
    reverse(again)
    assert service(agency) == []
    assert Person.objects.count() == 1


def test_a_later_change_stands_in_the_way_and_says_so(agency: Agency) -> None:
    first = apply(send(agency, ANN, BO))
    second = apply(send(agency, "A1111,Ann Reid,F,,Nurse,Harbour Clinic,2026-06-01,"))
    reverse(first)
    kept = first.changes.exclude(undone="undone")
    assert [(change.staff_record.number, change.undone) for change in kept] == [("A1111", "kept")]
    assert "changed again" in kept[0].obstacle
    assert [row[0] for row in service(agency)] == ["A1111", "A1111"]
    reverse(second)
    reverse(first)
    assert service(agency) == []


def test_a_corrected_end_of_the_former_post_stands_in_the_way(agency: Agency) -> None:
    apply(send(agency, ANN))
    moved = apply(send(agency, "A1111,Ann Reid,F,,Nurse,Harbour Clinic,2026-06-01,"))
    former = Posting.objects.get(workplace__code="hill-top")
    correct_posting(
        by=SYSTEM,
        posting=former,
        workplace=former.workplace,
        cadre=former.cadre,
        starts_on=former.starts_on,
        ends_on=dt.date(2026, 3, 31),
        now=timezone.now(),
    )
    before = service(agency)
    reverse(moved)
    assert "changed again" in moved.changes.get().obstacle
    assert service(agency) == before


def test_nobody_is_left_out_of_account_for_a_persons_file(agency: Agency) -> None:
    file = send(agency, ANN)
    FileImport.objects.filter(pk=file.pk).update(uploaded_by=make_user())
    file.refresh_from_db()
    apply(file)
    assert service(agency) == []
    assert file.job is not None
    assert (file.job.status, file.job.error) == ("failed", "foundation.errors.NotAllowed")


def test_who_has_claimed_an_account_is_not_taken_back(agency: Agency) -> None:
    file = apply(send(agency, ANN))
    make_user(person=Person.objects.get())
    reverse(file)
    assert "has an account" in file.changes.get().obstacle
    assert len(service(agency)) == 1


def test_likely_duplicates_are_noted_and_never_joined(agency: Agency) -> None:
    other = make_agency("JCF")
    make_staff_record(make_person("ANN REID"), other)
    make_staff_record(make_person("Robert Shaw", sex="male"), other, email="bo@health.example")
    make_staff_record(make_person("Cy Lee"), agency)
    apply(send(agency, ANN, BO, "C3333,Cy Lee,F,,Nurse,harbour,,"))
    found = LikelyDuplicate.objects.values_list("why", "first__legal_name", "second__legal_name")
    assert list(found) == [("email", "Robert Shaw", "Bo Shaw"), ("name", "ANN REID", "Ann Reid")]
    assert not Person.objects.exclude(same_as=None).exists()


def test_only_keepers_import(agency: Agency) -> None:
    other = make_user("focal", agency=make_agency("JCF"))
    own = make_user("focal", agency=agency)
    for nobody in (other, make_user("secretariat"), make_user("trainer"), make_user()):
        with pytest.raises(NotAllowed):
            send(agency, ANN, by=nobody)
    file = send(agency, ANN, by=own)
    for act in (actions.apply_import, actions.discard_import, actions.reverse_import):
        with pytest.raises(NotAllowed):
            act(by=other, file=file)
    apply(file, by=own)
    assert len(service(agency)) == 1
    row = AuditRow.objects.get(verb="imports.file_applied")
    assert row.actor_id == str(own.pk)


def test_a_second_click_applies_once(agency: Agency) -> None:
    file = send(agency, ANN)
    stale = FileImport.objects.get(pk=file.pk)
    apply(file)
    with pytest.raises(actions.NotNow):
        actions.apply_import(by=SYSTEM, file=stale)


def test_a_file_that_is_being_applied_is_not_taken_back_by_an_old_page(agency: Agency) -> None:
    stale = send(agency, ANN)
    file = FileImport.objects.get(pk=stale.pk)
    job = actions.apply_import(by=SYSTEM, file=file)
    with pytest.raises(actions.NotNow, match="being applied"):
        actions.reverse_import(by=SYSTEM, file=stale)
    FileImport.objects.filter(pk=file.pk).update(stage=FileImport.Stage.REVERSING)
    with pytest.raises(JobTaken):
        run_apply(job, file, SYSTEM, dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC))
    assert service(agency) == []


def test_the_difference_to_the_last_file(agency: Agency) -> None:
    apply(send(agency, ANN, BO))
    file = send(agency, BO, "C3333,Cy Lee,M,,Nurse,harbour,,", "D4444,Di Fox,F,,Nurse,harbour,,")
    assert file.since_last["rows"] == 2
    assert (file.since_last["came"], file.since_last["went"]) == (2, 1)


def test_a_correction_on_the_same_day_is_no_transfer(agency: Agency) -> None:
    apply(send(agency, "A1111,Ann Reid,F,,Nurse,Hill Top Clinic,,"))
    file = send(agency, "A1111,Ann Reid,F,,Nurse,Harbour Clinic,,")
    assert verdicts(file) == [(2, "changed")]
    apply(file)
    assert service(agency) == [("A1111", "Ann Reid", "harbour", "2026-11-25", None)]
    reverse(file)
    assert service(agency) == [("A1111", "Ann Reid", "hill-top", "2026-11-25", None)]


def test_the_cost_of_a_check_does_not_grow_with_the_register(
    agency: Agency, django_assert_max_num_queries
) -> None:
    for number in range(30):
        posting = make_posting(make_staff_record(agency=agency, number=f"R{number:04}"))
        assert posting.pk
    with django_assert_max_num_queries(75):
        send(agency, *(f"E{n:04},Eve {n},F,,Nurse,harbour,2020-01-01," for n in range(60)))
